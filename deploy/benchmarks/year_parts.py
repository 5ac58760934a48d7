"""What a year of data costs: pages, beats and acts on it, beside a hub that has none."""

import statistics
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import parts
from benchmarks.backup_parts import sales_beside_a_backup
from benchmarks.load import Figures, figures
from benchmarks.pages import pages_of_a_year
from benchmarks.parts import Found
from benchmarks.site import Seat, furnish, open_site
from benchmarks.year.kept import SEATED, shown, year_in
from benchmarks.year.making import Progress
from benchmarks.year.sizes import QUICK, YEAR, Size

from kiosk.acts import front_desk
from kiosk.acts.books import ROWS_AT_ONCE
from kiosk.acts.day_close import DAYS_A_RUN
from kiosk.acts.selling import Counter
from kiosk.disk.copying import forget_cached
from kiosk.hub import Hub
from kiosk.hub_folder import DATABASE
from kiosk.jobs.day_close import close_days
from kiosk.jobs.tidying import ACTS_A_RUN, close_books
from kiosk.start_check import FLAG
from kiosk.store import staff

BEAT_MS = 50
ALIKE = 1.5
"""So many times as slow as on an empty hub is still the same: two runs differ as much."""
ALIKE_MS = 5
START_S = 2
OFFER = "15min"
TENDERED_MINOR = 2000


def year(folder: Path, *, quick: bool, kept: Path | None) -> list[Found]:
    """Make the year, or take the one that was kept, and measure on it."""
    size = QUICK if quick else YEAR
    home, empty = kept or folder / "year", folder / "empty"
    began = time.perf_counter()
    with shown() as tell:
        seats = year_in(home, size, tell)
        took_s = time.perf_counter() - began
        _catch_up(home, tell)
    without = furnish(empty, stations=size.stations, sessions=min(SEATED, size.stations // 2))
    return [
        _made(home, size, took_s),
        *pages_of_a_year(home, times=5 if quick else 30),
        *_beats(home, seats, empty, without, rounds=2 if quick else 6),
        *_acts(home, empty, times=20 if quick else 100),
        *sales_beside_a_backup(home, seat=SEATED + 1, times=100 if quick else 400),
        *_starts(home, empty, times=1 if quick else 3),
    ]


def _catch_up(folder: Path, tell: Progress) -> None:
    """What the hub's own jobs would have done on the way: days summed up, books closed."""
    runs = -(-YEAR.days // DAYS_A_RUN) + 1
    hub = open_site(folder)
    hub.believe_clock()  # a year that was kept may be older than a hub is off without being asked
    try:
        for run in range(runs):
            close_days(hub, hub.now())
            tell("what its jobs do", (run + 1) / runs)
        for _ in range(YEAR.transfers // ROWS_AT_ONCE // ACTS_A_RUN + 1):
            close_books(hub, hub.now())
    finally:
        hub.close()


def _made(home: Path, size: Size, took_s: float) -> Found:
    mb = sum(file.stat().st_size for file in home.glob("hub.db*")) / 1e6
    said = f"{took_s:.0f} s (nothing where it was kept), {mb:.0f} MB"
    return Found(
        f"year: {size.sessions} sessions and {size.transfers} transfers made",
        "< 300 s",
        said,
        holds=took_s < 300,
        numbers={"s": took_s, "mb": mb},
    )


def _beats(
    home: Path, seats: list[Seat], empty: Path, without: list[Seat], *, rounds: int
) -> list[Found]:
    """The same beats on a hub with a year and on one without, in the same run."""
    plain = parts.beats_at_rhythm(empty, without, rounds=rounds, interval_s=5.0)[0].numbers
    full = parts.beats_at_rhythm(home, seats, rounds=rounds, interval_s=5.0)[0].numbers
    now_ms, then_ms = full["p99_ms"], plain["p99_ms"]
    alike = now_ms <= max(ALIKE * then_ms, then_ms + ALIKE_MS)
    return [
        Found(
            f"year: beat from {len(seats)} stations, against an empty hub",
            f"p99 < {BEAT_MS} ms, unchanged",
            f"p99 {now_ms:.1f} ms against {then_ms:.1f} ms; "
            f"{full['cpu_ms']:.2f} CPU-ms against {plain['cpu_ms']:.2f}",
            holds=now_ms < BEAT_MS and alike,
            numbers={"p99_ms": now_ms, "empty_p99_ms": then_ms},
        )
    ]


def _starts(home: Path, empty: Path, *, times: int) -> list[Found]:
    """From the command to the first page: after a clean stop and a power cut, and with no data.

    The file is asked of the disk anew each time, as on a morning; where a year is small, such as
    with `--quick`, all of it is looked at.
    """
    plain_s = _median_start_s(empty, times, cut=False)
    return [
        Found(
            f"year: first page after a {what}, against an empty hub",
            f"< {START_S} s",
            f"{taken_s:.2f} s against {plain_s:.2f} s",
            holds=taken_s < START_S,
            numbers={"s": taken_s, "empty_s": plain_s},
        )
        for what, cut in (("clean stop", False), ("power cut", True))
        for taken_s in (_median_start_s(home, times, cut=cut),)
    ]


def _median_start_s(folder: Path, times: int, *, cut: bool) -> float:
    seen = []
    for _ in range(times):
        if cut:
            (folder / FLAG).touch()
        with (folder / DATABASE).open("rb") as file:
            forget_cached(file.fileno())
        with parts.hub_process(folder) as hub:
            seen.append(hub.start_s)
    return statistics.median(seen)


def _acts(home: Path, empty: Path, *, times: int) -> list[Found]:
    """Start, end and settle at the free seats, one act after the other through the writer."""
    full, plain = _timed_acts(home, times), _timed_acts(empty, times)
    return [_act(name, full[name], plain[name]) for name in full]


def _act(name: str, full: Figures, plain: Figures) -> Found:
    alike = full.p50_ms <= max(ALIKE * plain.p50_ms, plain.p50_ms + ALIKE_MS)
    return Found(
        f"year: {name}, against an empty hub",
        "median unchanged",
        f"p50 {full.p50_ms:.1f} ms against {plain.p50_ms:.1f}, "
        f"p99 {full.p99_ms:.1f} ms against {plain.p99_ms:.1f}",
        holds=alike,
        numbers={"p50_ms": full.p50_ms, "empty_p50_ms": plain.p50_ms, "p99_ms": full.p99_ms},
    )


def _timed_acts(folder: Path, times: int) -> dict[str, Figures]:
    hub = open_site(folder)
    try:
        return _at_the_desk(hub, times)
    finally:
        hub.close()


def _at_the_desk(hub: Hub, times: int) -> dict[str, Figures]:
    with hub.read() as db:
        owner = staff.by_sign_in(db, "owner")
    if owner is None:
        raise RuntimeError("the site has no owner")
    by, seat = owner.id, SEATED + 1
    counter = Counter(OFFER, TENDERED_MINOR, by)
    deeds: dict[str, Callable[[], object]] = {
        "start a session": lambda: hub.write(
            front_desk.start_session, seat=seat, counter=counter, visitor=None
        ),
        "end it": lambda: hub.write(front_desk.end_session, seat=seat, by=by),
        "settle it": lambda: hub.write(front_desk.settle_lost_session, seat=seat, by=by),
    }
    taken: dict[str, list[float]] = {name: [] for name in deeds}
    began = time.perf_counter()
    for _ in range(times):
        for name, deed in deeds.items():
            start = time.perf_counter()
            deed()
            taken[name].append(time.perf_counter() - start)
    elapsed = time.perf_counter() - began
    return {name: figures(each, elapsed, 0) for name, each in taken.items()}
