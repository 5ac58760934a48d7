"""A site to measure: a data folder with enrolled stations, and the hub's real process on it."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kiosk.acts import cashier, front_desk, people, station_link
from kiosk.acts.selling import Counter
from kiosk.backups.backing_up import FOLDER, note_tried
from kiosk.clock import SystemClock
from kiosk.hub import Hub
from kiosk.making import make_site
from kiosk.opening_hub import open_hub
from kiosk.protocol.enrolment import Newcomer, prove, read_code
from kiosk.protocol.keys import Keys, make_keys
from kiosk.settings import HubSettings
from kiosk.store import staff, visitors

HOST = "127.0.0.1"
NOWHERE = "http://127.0.0.1:9"
"""No exchange answers there, so the hub starts none of its own."""
START_LIMIT_S = 30
PASSWORD = "measured-only"  # noqa: S105  of a site that is thrown away
"""Of the owner, who is called `owner`."""
SETTINGS = {"tax_basis_points": 1600, "smallest_coin_minor": 500, "postpaid_cap_minor": 100_000}


@dataclass(frozen=True, slots=True)
class Seat:
    """An enrolled station and, where one was opened, its visitor."""

    keys: Keys
    visitor: str


@dataclass(frozen=True, slots=True)
class Running:
    """A process that answers, and how long its first page took."""

    process: subprocess.Popen[bytes]
    port: int
    start_s: float


def free_port() -> int:
    """A port that nobody uses right now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def open_site(folder: Path) -> Hub:
    """The hub of a data folder, with settings under which a sale has all its postings."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f"{name} = {value}" for name, value in SETTINGS.items()]
    (folder / "hub.toml").write_text("\n".join(lines) + "\n", "utf-8")
    return open_hub(folder, HubSettings(exchange_url=NOWHERE, **SETTINGS), SystemClock())


def furnish(folder: Path, *, stations: int, sessions: int) -> list[Seat]:
    """Make a site with so many enrolled stations, the first ones in session."""
    hub = open_site(folder)
    try:
        make_site(hub, password=PASSWORD)
        with hub.read() as db:
            owner = staff.by_sign_in(db, "owner")
        if owner is None:
            raise RuntimeError("the site has no owner")
        hub.write(cashier.open_shift, float_minor=0, by=owner.id)
        return [
            Seat(_enrol(hub, number), _sit(hub, number, owner.id) if number <= sessions else "")
            for number in range(1, stations + 1)
        ]
    finally:
        hub.close()


def _enrol(hub: Hub, number: int) -> Keys:
    keys = make_keys()
    code = read_code(
        hub.write(
            station_link.add_station,
            seat=number,
            zone="standard",
            row_name="",
            by="bench",
            chance=os.urandom(7),
        )
    )
    proof = prove(
        keys.signing,
        token=code.token,
        host=code.fingerprint,
        public_signing=keys.public_signing,
        public_sealing=keys.public_sealing,
    )
    newcomer = Newcomer(
        "station", code.token, f"seat {number}", keys.public_signing, keys.public_sealing, "", proof
    )
    hub.write(station_link.enrol_station, newcomer=newcomer)
    return keys


def _sit(hub: Hub, number: int, owner: str) -> str:
    code = f"{number:06d}"
    visitor = hub.write(
        people.register_visitor,
        name=f"Measured {number}",
        language="en",
        group="visitor",
        pin_hash="never checked",
        code=code,
        by=owner,
    )
    counter = Counter("10h", 60_000, owner)
    hub.write(front_desk.start_session, seat=number, counter=counter, visitor=visitor)
    with hub.read() as db:
        found = visitors.by_code(db, code)
    if found is None:
        raise RuntimeError("the visitor was not kept")
    return found.id


@contextmanager
def hub_process(folder: Path) -> Iterator[Running]:
    """`kiosk serve` on a data folder, until the end of the block."""
    port = free_port()
    note_tried(folder / FOLDER, SystemClock().now())  # no copy of gigabytes while pages are timed
    environment = {**os.environ, "KIOSK_PORT": str(port), "KIOSK_EXCHANGE_URL": NOWHERE}
    command = [sys.executable, "-m", "kiosk.cli.main", "serve", "--data", str(folder)]
    with started(command, environment, port, "/sign-in") as running:
        yield running


@contextmanager
def started(
    command: list[str], environment: dict[str, str], port: int, page: str
) -> Iterator[Running]:
    """A process of ours; the block begins when its page has answered."""
    began = time.perf_counter()
    log = subprocess.DEVNULL
    process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        _wait_for_page(process, port, page)
        yield Running(process, port, time.perf_counter() - began)
    finally:
        process.terminate()
        process.wait(15)


def _wait_for_page(process: subprocess.Popen[bytes], port: int, page: str) -> None:
    end = time.perf_counter() + START_LIMIT_S
    while time.perf_counter() < end and process.poll() is None:
        try:
            with socket.create_connection((HOST, port), 1) as line:
                line.sendall(f"GET {page} HTTP/1.0\r\nHost: {HOST}\r\n\r\n".encode())
                if re.match(rb"HTTP/1\.\d [23]", line.recv(64)):
                    return
        except OSError:
            time.sleep(0.01)
    raise RuntimeError(f"no answer on port {port}")


def resident_mb(pid: int) -> float:
    """Memory that a process holds, in MB."""
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return 0.0 if found is None else int(found[1]) / 1024


def cpu_s(pid: int) -> float:
    """Processor seconds that a process and its children have used, those that are over too."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()
    used = sum(int(each) for each in fields[11:15]) / os.sysconf("SC_CLK_TCK")
    return used + sum(cpu_s(child) for child in children(pid))


def children(pid: int) -> list[int]:
    """The processes that a process has started, whichever of its threads did."""
    threads = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(one) for thread in threads for one in thread.read_text("ascii").split()]
