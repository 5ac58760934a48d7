"""What a class does here and in Kolibri, in turns, in one run. Source: DESIGN.md §13."""

import statistics
import tempfile
from pathlib import Path

from benchmarks import kolibri, load
from benchmarks.parts import Found, practised, pushes
from benchmarks.site import Seat, hub_process, resident_mb

from kiosk.hub_folder import KEYS
from kiosk.protocol.keys import load_keys

EPOCH = "fedcba9876543210"
"""Another than the part before used: every answer is new."""
LEARNERS = 30
TURNS = 3


def against_kolibri(folder: Path, seats: list[Seat], command: Path, *, each: int) -> list[Found]:
    """Thirty learners answer at once, durably; both sides run beside each other all the time.

    Each side is asked in its turn, `each` answers a learner; ours ten times as many, so that both
    turns last about as long.
    """
    sealing = load_keys(folder / KEYS).public_sealing
    before = practised(folder)
    ours: list[load.Figures] = []
    theirs: list[load.Figures] = []
    with (
        tempfile.TemporaryDirectory() as name,
        hub_process(folder) as hub,
        kolibri.kolibri_process(command, Path(name)) as running,
    ):
        their_class = kolibri.Class(running.port, learners=LEARNERS)
        run, said = load.run_id(hub.port, seats[0].keys), each * 10
        for turn in range(TURNS):
            theirs.append(their_class.answer(each=each))
            first = 2 + turn * said
            work = [
                pushes(seat, run, sealing, count=said, first_counter=first, epoch=EPOCH)
                for seat in seats[:LEARNERS]
            ]
            ours.append(load.closed_loop(hub.port, work))
        memory = resident_mb(hub.process.pid), resident_mb(running.process.pid)
    lost = LEARNERS * each * 10 * TURNS - (practised(folder) - before)
    return [_told(ours, theirs, memory, lost=lost)]


def _told(
    ours: list[load.Figures],
    theirs: list[load.Figures],
    memory: tuple[float, float],
    *,
    lost: int,
) -> Found:
    ratio = statistics.median(
        mine.per_s / other.per_s for mine, other in zip(ours, theirs, strict=True)
    )
    mine, other = (sorted(side, key=lambda one: one.per_s)[TURNS // 2] for side in (ours, theirs))
    p99_ms = statistics.median(one.p99_ms for one in ours)
    their_p99_ms = statistics.median(one.p99_ms for one in theirs)
    wrong = sum(one.wrong for one in (*ours, *theirs))
    return Found(
        f"{LEARNERS} learners answer at once, against Kolibri {kolibri.VERSION}",
        ">= 4 x its answers a second, p99 < 100 ms",
        f"{ratio:.1f} x ({mine.per_s:.0f}/s of {other.per_s:.0f}/s; p99 {p99_ms:.0f} ms of "
        f"{their_p99_ms:.0f}; memory {memory[0]:.0f} MB of {memory[1]:.0f}; {wrong} refused, "
        f"{lost} of ours lost)",
        holds=ratio >= 4 and p99_ms < 100 and wrong == lost == 0,
        numbers={"ratio": ratio, "p99_ms": p99_ms, "kolibri_p99_ms": their_p99_ms},
    )
