"""The four machines as processes of their own, on ports of their own, in one folder."""

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.tour.proxy import HOST
from kiosk.tour.waiting import TourError, Watch

HUB = ("-m", "kiosk.cli.main", "serve")
EXCHANGE = ("-m", "kiosk.cli.main", "exchange", "serve")
STATION = ("-m", "station_agent.cli", "run")
Value = str | int | Sequence[int]
"""What a setting may be here."""

STOPS_WITHIN_S = 5
LOWEST_PORT, PORTS = 30_400, 2_300
STARTS_WITHIN_S = 30
TAIL_LINES = 12


@dataclass(slots=True)
class Machine:
    """One of our own programs with its data folder, port and log."""

    name: str
    command: tuple[str, ...]
    data: Path
    port: int
    log: Path
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """Its pages."""
        return f"http://{HOST}:{self.port}"

    def start(self) -> None:
        """Run it; `wait` says when it listens."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603  our own program
                [sys.executable, *self.command, "--data", str(self.data)],
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                env=own_environment(),
            )

    def wait(self, watch: Watch) -> None:
        """Wait until it listens.

        Raises:
            TourError: it ended, or takes too long.
        """
        watch.until(f"{self.name} listens", self._listens, within_s=STARTS_WITHIN_S)

    def kill(self) -> None:
        """SIGKILL: no last word, nothing tidied."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def stop(self) -> None:
        """Ask it to end, and end it when it does not."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(STOPS_WITHIN_S)
        except subprocess.TimeoutExpired:
            self.kill()

    def tail(self) -> str:
        """The last lines it wrote."""
        with contextlib.suppress(OSError):
            return "\n".join(self.log.read_text("utf-8", "replace").splitlines()[-TAIL_LINES:])
        return ""

    def _listens(self) -> bool:
        if self.process is None or self.process.poll() is not None:
            raise TourError(f"{self.name} ended: {self.tail()}")
        with socket.socket() as line:
            line.settimeout(1)
            return line.connect_ex((HOST, self.port)) == 0


def own_environment() -> dict[str, str]:
    """Our variables without settings: these machines are told by their files alone."""
    return {name: value for name, value in os.environ.items() if not name.startswith("KIOSK_")}


def free_ports(count: int) -> tuple[int, ...]:
    """Ports that nobody uses now, below those that the system gives to others a moment later."""
    found: list[int] = []
    with contextlib.ExitStack() as stack:
        while len(found) < count:
            port = LOWEST_PORT + secrets.randbelow(PORTS)
            with contextlib.suppress(OSError):
                stack.enter_context(socket.socket()).bind((HOST, port))
                found.append(port)
    return tuple(found)


def write_settings(path: Path, settings: Mapping[str, Value]) -> None:
    """Write a machine's TOML file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [f"{name} = {_toml(value)}" for name, value in settings.items()]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def _toml(value: Value) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    return str(value) if isinstance(value, int) else str(list(value))
