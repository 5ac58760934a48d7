"""Start a site on this machine: hub, its exchange and one station, all on loopback.

`deploy/run` installs and then runs this; it needs the standard library only.
"""

import argparse
import contextlib
import errno
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import webbrowser
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
HOST = "127.0.0.1"
EXCHANGE_OFFSET = 10
STATION_OFFSET = -10
START_LIMIT_S = 60
STOP_LIMIT_S = 10
POLL_S = 0.1
SIGN_INS = "demo-sign-ins.json"
BEFORE_A_SITE = {"hub.toml", "logs"}
"""What may stand in a folder before there is a site."""
OF_A_SITE = {"hub.db", "hub.keys", "station-1", SIGN_INS}
"""One of these, and the folder is a site's."""
SIGN_IN_HEAD = {"role": "WHO", "sign_in": "NAME OR CODE", "secret": "PASSWORD, PIN OR KEY"}


class FailedError(Exception):
    """One sentence that says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where one demo site lives: its folder and its three ports."""

    data: Path
    port: int

    @property
    def exchange_port(self) -> int:
        """Where the requesters' pages are."""
        return self.port + EXCHANGE_OFFSET

    @property
    def station_port(self) -> int:
        """Where the station's screens are."""
        return self.port + STATION_OFFSET

    @property
    def station(self) -> Path:
        """The data folder of the one station."""
        return self.data / "station-1"

    @property
    def hub_url(self) -> str:
        """Where the panel and the stations' doors are."""
        return f"http://{HOST}:{self.port}"


@dataclass(frozen=True, slots=True)
class Child:
    """A process that we started and stop by its own id."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path


def arguments() -> argparse.Namespace:
    """What the caller asks for."""
    parser = argparse.ArgumentParser(
        prog="./deploy/run",
        description="Start a demo site on this machine; Ctrl-C stops it.",
        epilog="Example: ./deploy/run --data /tmp/cafe --port 9080",
    )
    parser.add_argument("--data", type=Path, default=ROOT / "data", help="the data folder (data/)")
    parser.add_argument("--port", type=int, default=8080, help="the hub's port (8080)")
    parser.add_argument("--no-browser", action="store_true", help="open no browser")
    parser.add_argument("--tour", action="store_true", help="run `kiosk tour` and stop")
    parser.add_argument("--json", metavar="FILE", help="with --tour: write its result there")
    return parser.parse_args()


def say(text: str) -> None:
    """Tell the person at the terminal, at once."""
    print(text, flush=True)


def check_folder(folder: Path) -> None:
    """Make the data folder and try it with a small file.

    Raises:
        FailedError: it cannot be made or written, or the disk is full.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder) as file:
            file.write(bytes(1 << 20))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            message = f"The disk is full: make room on the disk of {folder} and run this again."
        else:
            message = (
                f"The data folder {folder} cannot be written ({error.strerror}): "
                "choose another with --data DIR."
            )
        raise FailedError(message) from error


def check_port(port: int) -> None:
    """See that nobody else listens there.

    Raises:
        FailedError: the port is taken or no port at all.
    """
    if not 1 <= port <= 65_535:
        raise FailedError(f"There is no port {port}: choose another with --port, such as 9080.")
    with socket.socket() as probe:
        if os.name == "posix":  # a port closed a moment ago is free; on Windows this would share it
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise FailedError(
                f"Port {port} is in use by another program: stop that one, "
                "or choose other ports with --port, such as ./deploy/run --port 9080."
            ) from error


def asked(*command: str) -> Any:
    """Run one of our commands that answers with JSON.

    Raises:
        FailedError: the command failed; its last line says why.
    """
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    if done.returncode != 0:
        raise FailedError(last_line(done.stderr) or f"{Path(command[0]).name} failed.")
    return json.loads(done.stdout) if done.stdout.strip() else None


def last_line(text: str) -> str:
    """The last line that says something."""
    return next((line for line in reversed(text.splitlines()) if line.strip()), "")


def prepare(site: Site) -> Any:
    """Make the demo site if the folder holds none; answer its sign-ins.

    Raises:
        FailedError: the folder holds something else.
    """
    kept = site.data / SIGN_INS
    names = {path.name for path in site.data.iterdir()} - BEFORE_A_SITE
    if names and not names & OF_A_SITE:
        raise FailedError(
            f"The data folder {site.data} holds other files and no site: "
            "choose an empty or a new one with --data DIR."
        )
    if not names:
        say(f"Preparing a demo site in {site.data} …")
        made = asked(str(BIN / "kiosk"), "init", "--demo", "--json", "--data", str(site.data))
        with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(made, file, indent=2)
    return json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}


def start(site: Site, name: str, *command: str, **variables: int) -> Child:
    """Start a process that outlives Ctrl-C until we stop it ourselves."""
    logs = site.data / "logs"
    logs.mkdir(exist_ok=True)
    log = logs / f"{name}.log"
    environ = os.environ | {name: str(value) for name, value in variables.items()}
    with log.open("ab") as stream:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
            start_new_session=True,
        )
    return Child(name, process, log)


def wait_for(child: Child, port: int) -> None:
    """Until the child answers HTTP on its port, whatever the answer.

    Raises:
        FailedError: it ended, or said nothing for `START_LIMIT_S`.
    """
    for _ in range(int(START_LIMIT_S / POLL_S)):
        if answers(port):
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.process.wait(POLL_S)
            raise FailedError(ended(child))
    raise FailedError(f"The {child.name} does not answer on port {port}: see {child.log}.")


def answers(port: int) -> bool:
    """Does anybody speak HTTP there?"""
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/")
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def ended(child: Child) -> str:
    """What a child said last."""
    said = last_line(child.log.read_text(encoding="utf-8", errors="replace"))
    return f"The {child.name} stopped: {said} (see {child.log})"


def is_enrolled(site: Site) -> bool:
    """Does the station know its hub?"""
    return (site.station / "hub.json").exists()


def enrol(site: Site) -> None:
    """Give the station its keys and make it known to the hub."""
    say("Enrolling the station …")
    added = asked(str(BIN / "kiosk"), "station", "add", "--json", "--data", str(site.data))
    agent = str(BIN / "station-agent")
    asked(agent, "enrol", site.hub_url, added["code"], "--json", "--data", str(site.station))


def start_all(site: Site, children: list[Child]) -> None:
    """Start hub (which starts its exchange) and station, at once where they know each other."""
    say("Starting the hub and its exchange …")
    hub = start(
        site, "hub", str(BIN / "kiosk"), "serve", "--data", str(site.data),
        KIOSK_PORT=site.port, KIOSK_EXCHANGE_PORT=site.exchange_port,
    )  # fmt: skip
    children.append(hub)
    if not is_enrolled(site):
        wait_for(hub, site.port)
        enrol(site)
    say("Starting the station …")
    agent = str(BIN / "station-agent")
    station = start(
        site, "station", agent, "run", "--data", str(site.station), KIOSK_PORT=site.station_port
    )
    children.append(station)
    wait_for(hub, site.port)
    wait_for(station, site.station_port)
    wait_for(hub, site.exchange_port)


def show(site: Site, made: Any) -> None:
    """Print the addresses and the demo sign-ins."""
    say(f"\n  Panel (operator, mentor, owner)  {site.hub_url}/")
    say(f"  Station 1 (visitor)              http://{HOST}:{site.station_port}/")
    say(f"  Exchange (requester)             http://{HOST}:{site.exchange_port}/\n")
    rows = [SIGN_IN_HEAD, *made.get("sign_ins", ())]
    if len(rows) == 1:
        say("  This site was not made by ./deploy/run: sign in as you did there.")
    for row in rows if len(rows) > 1 else ():
        role, name, secret = (row.get(column, "") for column in SIGN_IN_HEAD)
        say(f"  {role:<11}{name:<18}{secret}")
    say("\nCtrl-C stops everything.")


def open_browser(site: Site) -> None:
    """Show panel and station where there is a screen."""
    screen = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if screen or sys.platform in ("darwin", "win32"):
        webbrowser.open(f"{site.hub_url}/")
        webbrowser.open(f"http://{HOST}:{site.station_port}/")


def watch(children: list[Child]) -> None:
    """Wait until somebody presses Ctrl-C or a child ends."""
    while True:
        for child in children:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.process.wait(1)
                raise FailedError(ended(child))


def stop(children: list[Child]) -> None:
    """End what we started, the last first, by its id."""
    for child in reversed(children):
        child.process.terminate()
        try:
            child.process.wait(STOP_LIMIT_S)
        except subprocess.TimeoutExpired:
            child.process.kill()
            child.process.wait()


def interrupt(number: int, frame: FrameType | None) -> None:
    """A polite end asked for by another program is Ctrl-C too."""
    del number, frame
    raise KeyboardInterrupt


def run(site: Site, *, browser: bool) -> None:
    """Start, show, wait; stop everything whatever happens."""
    check_folder(site.data)
    for port in (site.port, site.exchange_port, site.station_port):
        check_port(port)
    children: list[Child] = []
    try:
        made = prepare(site)
        start_all(site, children)
        show(site, made)
        if browser:
            open_browser(site)
        watch(children)
    except KeyboardInterrupt:
        say("\nStopping …")
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C must not leave one running
        stop(children)


def main() -> int:
    """Exit code 0 after Ctrl-C or a good tour, 1 after a sentence on stderr."""
    given = arguments()
    if given.tour:
        extra = ["--json", given.json] if given.json else []
        return subprocess.run([str(BIN / "kiosk"), "tour", *extra], check=False).returncode
    signal.signal(signal.SIGINT, interrupt)  # also where a shell in the background ignored it
    signal.signal(signal.SIGTERM, interrupt)
    if hasattr(signal, "SIGHUP"):  # the terminal was closed
        signal.signal(signal.SIGHUP, interrupt)
    try:
        run(Site(data=given.data.absolute(), port=given.port), browser=not given.no_browser)
    except FailedError as failed:
        print(failed, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
