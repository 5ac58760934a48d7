"""A demo site for a browser, started as a user starts one: `deploy/start.py` and our own commands."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

from fakes.ports import free_port

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
READY = "Ctrl-C stops everything."
START_LIMIT_S = 240
STOP_LIMIT_S = 60
QUICK = {"KIOSK_BEAT_INTERVAL_S": "1", "KIOSK_HAND_SLOTS": "6"}
"""Settings that a site may have: the desk hears of its seats every second; small hands of tasks."""


@dataclass
class Site:
    """Where everything is, who may sign in, and what we started."""

    folder: Path
    port: int
    settings: dict[str, str]
    started: list[subprocess.Popen] = field(default_factory=list)
    stations: dict[int, str] = field(default_factory=dict)

    @property
    def panel(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def exchange(self):
        return f"http://127.0.0.1:{self.port + 10}"

    def sign_in(self, role):
        kept = json.loads((self.folder / "demo-sign-ins.json").read_text("utf-8"))
        found = next(row for row in kept["sign_ins"] if row["role"] == role)
        return found["sign_in"], found["secret"]

    def start(self):
        """Hub, exchange and the station of seat 1."""
        command = [sys.executable, str(ROOT / "deploy" / "start.py"), "--no-browser"]
        command += ["--data", str(self.folder), "--port", str(self.port)]
        starter = self._popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        said = _until(starter, READY)
        self.stations[1] = f"http://127.0.0.1:{self.port - 10}"
        return said

    def add_station(self):
        """Enrol and run one more station, as its owner would."""
        seat = len(self.stations) + 1
        data = self.folder / f"station-{seat}"
        added = self._asked("kiosk", "station", "add", "--json", "--data", str(self.folder))
        self._asked("station-agent", "enrol", self.panel, added["code"], "--data", str(data))
        port = free_port()
        log = (self.folder / "logs" / f"station-{seat}.log").open("ab")
        command = [str(BIN / "station-agent"), "run", "--data", str(data)]
        process = self._popen(command, stdout=log, stderr=log, KIOSK_PORT=str(port))
        log.close()
        until_heard(process, port)
        self.stations[added["seat"]] = f"http://127.0.0.1:{port}"
        return added["seat"]

    def stop(self):
        """What was started last ends first."""
        for process in reversed(self.started):
            process.terminate()
            try:
                process.wait(STOP_LIMIT_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stdout is not None:
                process.stdout.close()

    def _popen(self, command, *, stdout, stderr, text=False, **variables):
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=_environ() | self.settings | variables,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            text=text,
        )
        self.started.append(process)
        return process

    def _asked(self, name, *arguments):
        done = subprocess.run(
            [str(BIN / name), *arguments],
            cwd=ROOT,
            env=_environ() | self.settings | {"KIOSK_PORT": str(self.port)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        with contextlib.suppress(json.JSONDecodeError):
            return json.loads(done.stdout)
        return None


def _environ():
    return {name: value for name, value in os.environ.items() if not name.startswith("KIOSK_")}


def _until(process, words):
    """All that a process says until it says these words."""
    said = []
    timer = threading.Timer(START_LIMIT_S, process.kill)
    timer.start()
    try:
        for line in process.stdout:
            said.append(line)
            if words in line:
                return "".join(said)
    finally:
        timer.cancel()
    raise AssertionError("The site did not start: " + "".join(said))


def until_heard(process, port):
    """Wait until somebody listens there."""
    for _ in range(START_LIMIT_S * 10):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            raise AssertionError(f"A station ended with {process.wait(0.1)}")
    raise AssertionError(f"Nobody listens on port {port}")
