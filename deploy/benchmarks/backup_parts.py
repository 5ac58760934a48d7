"""What a sale waits while a backup is made, against one while none is, in one run."""

import shutil
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from benchmarks.load import Figures, figures
from benchmarks.parts import Found
from benchmarks.site import open_site

from kiosk.acts import front_desk
from kiosk.acts.selling import Counter
from kiosk.backups.backing_up import FOLDER
from kiosk.backups.hub_backups import back_up_now
from kiosk.backups.telling import Step
from kiosk.hub import Hub
from kiosk.rules.refusals import Refusal
from kiosk.store import staff

ALIKE, ALIKE_MS = 1.5, 5
P99_MOST, P99_MS = 3, 50
"""A sale in a hundred may wait for the disk that the copy is written to, but nobody may notice."""
STEP_MOST_S = 40
"""So long each step of a backup is measured; the whole of a year takes minutes."""
ENOUGH, BACKUPS_MOST = 100, 6
"""One in a hundred is not seen in fewer sales: where a backup is soon made, several are made."""
TOO_FEW = 20
"""A step in which fewer were sold is not judged: it is over before anybody could wait for it."""
REST_S = 0.01
"""A desk does not sell a thousand times a second."""
OFFER, TENDERED_MINOR = "15min", 2000

Seconds = list[float]


def sales_beside_a_backup(folder: Path, *, seat: int, times: int) -> list[Found]:
    """Sell one after the other: alone, while backups are written, read and checked, and alone.

    What else the machine does comes and goes: before and after count as one.
    """
    hub, beside = open_site(folder), defaultdict[Step, Seconds](list)
    hub.believe_clock()
    try:
        alone = _sold(hub, seat, lambda n: n < times - times // 2)
        for _ in range(BACKUPS_MOST):
            _beside_a_backup(hub, seat, beside)
            if hub.backups.refused is not None:
                return [_not_made(hub.backups.refused)]
            if all(len(each) >= ENOUGH for each in beside.values()):
                break
        alone += _sold(hub, seat, lambda n: n < times // 2)
    finally:
        hub.backups.end()
        hub.close()
        for made in (folder / FOLDER).glob("hub-*"):  # a year that is kept stays as large as it was
            shutil.rmtree(made)
    return [_found(step, _figures(each), _figures(alone)) for step, each in beside.items()]


def _not_made(refused: Refusal) -> Found:
    words = f"not measured: {refused.code}"
    return Found("year: a sale while a backup is made", "measured", words, holds=False, numbers={})


def _beside_a_backup(hub: Hub, seat: int, taken: dict[Step, Seconds]) -> None:
    thread = threading.Thread(target=_back_up, args=(hub,))
    hub.backups.thread = thread
    thread.start()
    while thread.is_alive():
        time.sleep(REST_S)
        if (step := hub.backups.step) is not None:
            taken[step] += _sold(hub, seat, lambda _n, of=step: hub.backups.step is of)


def _back_up(hub: Hub) -> None:
    with suppress(Refusal):
        back_up_now(hub, hub.now())


def _sold(hub: Hub, seat: int, goes_on: Callable[[int], bool]) -> Seconds:
    """The times of starting a session, until it does not go on or long enough was measured."""
    with hub.read() as db:
        owner = staff.by_sign_in(db, "owner")
    if owner is None:
        raise RuntimeError("the site has no owner")
    counter, taken = Counter(OFFER, TENDERED_MINOR, owner.id), Seconds()
    began = time.perf_counter()
    while goes_on(len(taken)):
        start = time.perf_counter()
        if start - began < STEP_MOST_S:
            hub.write(front_desk.start_session, seat=seat, counter=counter, visitor=None)
            taken.append(time.perf_counter() - start)
            hub.write(front_desk.end_session, seat=seat, by=owner.id)
            hub.write(front_desk.settle_lost_session, seat=seat, by=owner.id)
        time.sleep(REST_S)
    return taken


def _figures(taken: Seconds) -> Figures:
    return figures(taken, sum(taken), 0) if taken else Figures(0, 0, 0, 0, 0)


def _found(step: Step, seen: Figures, alone: Figures) -> Found:
    alike = seen.p50_ms <= max(ALIKE * alone.p50_ms, alone.p50_ms + ALIKE_MS)
    calm = seen.p99_ms <= max(P99_MOST * alone.p99_ms, P99_MS)
    few = seen.requests < TOO_FEW
    return Found(
        f"year: a sale while a backup is made ({step}), against none",
        "too short a step to be judged" if few else _budget(seen),
        f"p50 {seen.p50_ms:.1f} ms against {alone.p50_ms:.1f}, "
        f"p99 {seen.p99_ms:.1f} ms against {alone.p99_ms:.1f}; {seen.requests} sales",
        holds=few or (alike and (calm or seen.requests < ENOUGH)),
        numbers={
            "sales": seen.requests,
            "p50_ms": seen.p50_ms,
            "alone_p50_ms": alone.p50_ms,
            "p99_ms": seen.p99_ms,
            "alone_p99_ms": alone.p99_ms,
        },
    )


def _budget(seen: Figures) -> str:
    if seen.requests < ENOUGH:
        return "median unchanged"
    return f"median unchanged, p99 < {P99_MS} ms or {P99_MOST} ×"
