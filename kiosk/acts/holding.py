"""What a visitor holds: passes as the rules spend them, and what settled sessions took of each."""

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.outages import Settled
from kiosk.rules.passes import Pass, PassKind
from kiosk.rules.spans import LocalDay
from kiosk.store import passes
from kiosk.store.passes import HeldPass


def held_at(db: Db, at: Instant, *, visitor: str) -> tuple[Pass, ...]:
    """A visitor's passes at an instant, as the rules spend them."""
    return tuple(_as_rule(db, held) for held in passes.usable(db, visitor=visitor, at=at))


def spend(db: Db, *, session: str, taken: Settled) -> None:
    """Take from each pass what a settled session used of it, once; by local day for its quota."""
    for pass_id, seconds in taken.spent_by_pass.items():
        passes.spend(db, session=session, pass_id=pass_id, seconds=seconds)
    for (pass_id, day), seconds in taken.spent_by_pass_and_day.items():
        passes.spend_on_day(db, session=session, pass_id=pass_id, day=day, seconds=seconds)


def _as_rule(db: Db, held: HeldPass) -> Pass:
    quota = held.terms.seconds_a_day
    return Pass(
        id=held.id,
        kind=PassKind(held.kind),
        lapses=held.lapses,
        seconds_left=held.left_s,
        zones=held.terms.zones or None,
        window=held.terms.window,
        seconds_a_day_left=None if quota is None else _left_by_day(db, held, quota),
        seconds_a_day=quota or 0,
        begins=held.begins,
    )


def _left_by_day(db: Db, held: HeldPass, quota: int) -> dict[LocalDay, int]:
    """What is left of a daily quota on the days on which some of it was spent."""
    return {day: quota - seconds for day, seconds in passes.by_day(db, held.id).items()}
