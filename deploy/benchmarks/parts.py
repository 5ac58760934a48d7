"""The parts of the benchmark: each measures one thing of DESIGN.md §13 and says what it found."""

import os
import shutil
import statistics
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks import load
from benchmarks.site import Seat, cpu_s, free_port, hub_process, resident_mb, started

from kiosk.acts.people import add_staff
from kiosk.clock import SystemClock
from kiosk.disk.open import open_for_reading, open_for_writing
from kiosk.hub_folder import DATABASE, KEYS
from kiosk.opening_hub import open_hub
from kiosk.protocol.bodies import Practice, write_body
from kiosk.protocol.codec import encode, pack
from kiosk.protocol.facts import Moment, Place, make_fact
from kiosk.protocol.keys import load_keys
from kiosk.protocol.sealing import seal
from kiosk.protocol.station_calls import BEAT_PATH, Beat
from kiosk.protocol.sync import PUSH_PATH, Push, Sent
from kiosk.settings import HubSettings

MOMENT = Moment(0, "measured", 0)
EPOCH = "0123456789abcdef"


@dataclass(frozen=True, slots=True)
class Found:
    """One line of the result."""

    what: str
    budget: str
    figure: str
    holds: bool
    numbers: dict[str, float]


def beats_against_bare(folder: Path, seats: list[Seat], *, requests: int) -> list[Found]:
    """The same load on a bare Flask route and on beats, in turns, in one run."""
    clients = 8
    ratios, bare_all, beat_all = [], [], []
    port = free_port()
    command = [sys.executable, str(Path(__file__).with_name("bare.py")), str(port)]
    with started(command, dict(os.environ), port, "/bare") as bare, hub_process(folder) as hub:
        run = load.run_id(hub.port, seats[0].keys)
        counter = 2
        for _ in range(3):
            plain = [load.raw_request("POST", "/bare", (), b"x" * 120)] * (requests // clients)
            bare_all.append(load.closed_loop(bare.port, [plain] * clients))
            signed = [
                _beats(seats[c], run, first=counter, count=requests // clients)
                for c in range(clients)
            ]
            counter += requests // clients
            beat_all.append(load.closed_loop(hub.port, signed))
            ratios.append(beat_all[-1].per_s / bare_all[-1].per_s)
    ratio = statistics.median(ratios)
    middle, plain_middle = beat_all[len(beat_all) // 2], bare_all[len(bare_all) // 2]
    wrong = sum(one.wrong for one in beat_all)
    return [
        Found(
            "beats, closed loop, against a bare route",
            ">= 70 %",
            f"{ratio:.0%} ({middle.per_s:.0f}/s of {plain_middle.per_s:.0f}/s; "
            f"p50 {middle.p50_ms:.1f} ms of {plain_middle.p50_ms:.1f}, "
            f"p99 {middle.p99_ms:.1f} ms of {plain_middle.p99_ms:.1f})",
            holds=ratio >= 0.7 and wrong == 0,
            numbers={"ratio": ratio, "p50_ms": middle.p50_ms, "p99_ms": middle.p99_ms},
        )
    ]


def beats_at_rhythm(
    folder: Path, seats: list[Seat], *, rounds: int, interval_s: float
) -> list[Found]:
    """Every station every few seconds, as in a real centre; an idle beat must write no row."""
    with hub_process(folder) as hub:
        run = load.run_id(hub.port, seats[0].keys)
        turns = [
            [_beats(seat, run, first=2 + turn, count=1)[0] for seat in seats]
            for turn in range(rounds + 1)
        ]
        load.at_rhythm(hub.port, turns[:1], interval_s=interval_s)  # orders are noted as done here
        before, cpu_before = _rows_version(folder), cpu_s(hub.process.pid)
        seen = load.at_rhythm(hub.port, turns[1:], interval_s=interval_s)
        cpu_ms = (cpu_s(hub.process.pid) - cpu_before) * 1000 / seen.requests
        written = _rows_version(folder) != before
        memory = resident_mb(hub.process.pid)
    return [
        Found(
            f"beat from {len(seats)} stations every {interval_s:g} s",
            "p99 < 50 ms",
            f"p50 {seen.p50_ms:.1f} ms, p99 {seen.p99_ms:.1f} ms, {cpu_ms:.2f} CPU-ms a beat",
            holds=seen.p99_ms < 50 and seen.wrong == 0,
            numbers={"p50_ms": seen.p50_ms, "p99_ms": seen.p99_ms, "cpu_ms": cpu_ms},
        ),
        Found(
            "rows written by idle beats",
            "none",
            "some" if written else "none",
            holds=not written,
            numbers={"written": float(written)},
        ),
        Found(
            f"hub's memory with {len(seats)} stations",
            "< 130 MB",
            f"{memory:.0f} MB",
            holds=memory < 130,
            numbers={"resident_mb": memory},
        ),
    ]


def answers(folder: Path, seats: list[Seat], *, clients: int, each: int) -> list[Found]:
    """Durable training answers: sealed, signed, pushed one by one, answered after the commit."""
    hub_keys = load_keys(folder / KEYS)
    with hub_process(folder) as hub:
        run = load.run_id(hub.port, seats[0].keys)
        work = [
            pushes(seats[c], run, hub_keys.public_sealing, count=each, first_counter=2)
            for c in range(clients)
        ]
        seen = load.closed_loop(hub.port, work)
    kept = practised(folder)
    return [
        Found(
            f"durable training answers, {clients} clients",
            ">= 324/s (4 x 81/s, Kolibri 0.19.5 as measured elsewhere), p99 < 100 ms",
            f"{seen.per_s:.0f}/s, p50 {seen.p50_ms:.1f} ms, p99 {seen.p99_ms:.1f} ms, {kept} kept",
            holds=seen.per_s >= 324 and seen.p99_ms < 100 and kept == clients * each,
            numbers={"per_s": seen.per_s, "p99_ms": seen.p99_ms, "kept": float(kept)},
        )
    ]


def writer_against_commits(*, seconds: float) -> list[Found]:
    """Acts from 16 threads through the writer, against single durable commits of this disk."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:
        single = _single_commits(Path(name) / "single.db", seconds)
        together = _through_writer(Path(name) / "site", seconds)
    ratio = together / single
    return [
        Found(
            "acts through the writer, 16 threads, against single durable commits",
            ">= 1.5 x",
            f"{ratio:.1f} x ({together:.0f}/s of {single:.0f}/s)",
            holds=ratio >= 1.5,
            numbers={"ratio": ratio, "acts_per_s": together, "commits_per_s": single},
        )
    ]


def starts(folder: Path, *, times: int) -> list[Found]:
    """From the command to the first page, for hub and agent, and what each holds in memory."""
    hub_s, hub_mb, hub_cpu_s = [], [], []
    for _ in range(times):
        with hub_process(folder) as hub:
            hub_s.append(hub.start_s)
            hub_cpu_s.append(cpu_s(hub.process.pid))
            hub_mb.append(resident_mb(hub.process.pid))
    agent_s, agent_cpu_s, agent_mb = _agent_starts(folder, times)
    return [
        _timed("hub: first page", 2.0, hub_s, hub_cpu_s),
        _held("hub: memory after the start", 130, hub_mb),
        _timed("agent: lock screen served", 1.5, agent_s, agent_cpu_s),
        _held("agent: memory after the start", 60, agent_mb),
    ]


def _agent_starts(folder: Path, times: int) -> tuple[list[float], list[float], list[float]]:
    """A station enrolled with the running hub, started again and again."""
    seconds, cpu, memory = [], [], []
    home = folder / "measured-station"
    with hub_process(folder) as hub:
        _enrol_agent(folder, home, hub.port)
        for _ in range(times):
            port = free_port()
            command = [sys.executable, "-m", "station_agent.cli", "run", "--data", str(home)]
            environment = {**os.environ, "KIOSK_PORT": str(port)}
            with started(command, environment, port, "/") as agent:
                seconds.append(agent.start_s)
                cpu.append(cpu_s(agent.process.pid))
                memory.append(resident_mb(agent.process.pid))
    shutil.rmtree(home)
    return seconds, cpu, memory


def _enrol_agent(folder: Path, home: Path, port: int) -> None:
    import json
    import subprocess

    add = [
        sys.executable,
        "-m",
        "kiosk.cli.main",
        "station",
        "add",
        "--json",
        "--data",
        str(folder),
    ]
    code = json.loads(subprocess.run(add, capture_output=True, check=True).stdout)["code"]
    enrol = [sys.executable, "-m", "station_agent.cli", "enrol", f"http://127.0.0.1:{port}", code]
    subprocess.run([*enrol, "--data", str(home)], check=True, capture_output=True)


def _timed(what: str, budget_s: float, seen: list[float], used: list[float]) -> Found:
    """`used`: processor seconds, which say what it costs where others work on the machine too."""
    middle, cpu = statistics.median(seen), statistics.median(used)
    return Found(
        what,
        f"< {budget_s:g} s",
        f"{middle:.2f} s, {cpu:.2f} CPU-s",
        holds=middle < budget_s,
        numbers={"s": middle, "cpu_s": cpu},
    )


def _held(what: str, budget_mb: int, seen: list[float]) -> Found:
    middle = statistics.median(seen)
    return Found(
        what,
        f"< {budget_mb} MB",
        f"{middle:.0f} MB",
        holds=middle < budget_mb,
        numbers={"mb": middle},
    )


def _beats(seat: Seat, run: str, *, first: int, count: int) -> list[bytes]:
    body = encode(Beat("locked", "measured", done=10**6))
    return [
        load.signed_request(seat.keys, run, first + n, "POST", BEAT_PATH, body)
        for n in range(count)
    ]


def pushes(
    seat: Seat, run: str, sealing: bytes, *, count: int, first_counter: int, epoch: str = EPOCH
) -> list[bytes]:
    """Calls that push one training answer each; their numbers go on from `first_counter`.

    Answers of another epoch (16 hex characters) are to other items, so each is new to the hub.
    """
    requests = []
    for n in range(first_counter - 1, first_counter - 1 + count):
        body = Practice(
            seat.visitor,
            "digits-e1",
            "practice",
            f"item-{epoch[:4]}-{n}",
            {"digit": "7"},
            right=True,
            tries=1,
            hints=0,
            took_ms=900,
        )
        place = Place(seat.keys.origin, epoch, n)
        sealed = seal(sealing, write_body(body))
        fact = make_fact(seat.keys.signing, place, type="practice", body=sealed, at=MOMENT)
        push = pack(Push((Sent(fact.raw, fact.signature),)))
        requests.append(load.signed_request(seat.keys, run, n + 2, "POST", PUSH_PATH, push))
    return requests


def _rows_version(folder: Path) -> tuple[int, int]:
    """Changes when any transaction wrote: the WAL's length and its time."""
    wal = (folder / f"{DATABASE}-wal").stat()
    return wal.st_size, wal.st_mtime_ns


def practised(folder: Path) -> int:
    """How many training answers the hub has on its disk."""
    db = open_for_reading(folder / DATABASE)
    try:
        return int(db.execute("SELECT count(*) FROM practice_done").fetchone()[0])
    finally:
        db.close()


def _single_commits(path: Path, seconds: float) -> float:
    db = open_for_writing(path)
    db.execute("CREATE TABLE kept (n INTEGER PRIMARY KEY, body TEXT) STRICT")
    end, n = time.perf_counter() + seconds, 0
    while time.perf_counter() < end:
        db.execute("BEGIN IMMEDIATE")
        db.execute("INSERT INTO kept (body) VALUES (:body)", {"body": "x" * 200})
        db.execute("COMMIT")
        n += 1
    db.close()
    return n / seconds


def _through_writer(folder: Path, seconds: float) -> float:
    hub = open_hub(folder, HubSettings(exchange_url="http://127.0.0.1:9"), SystemClock())
    counts = [0] * 16
    end = time.perf_counter() + seconds

    def work(number: int) -> None:
        while time.perf_counter() < end:
            hub.write(
                add_staff,
                request_id=f"measured-{number}-{counts[number]}",
                sign_in=f"{number}-{counts[number]}",
                name="Measured",
                role="mentor",
                password_hash="never checked",
                by="bench",
            )
            counts[number] += 1

    threads = [threading.Thread(target=work, args=(n,)) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    hub.close()
    return sum(counts) / seconds
