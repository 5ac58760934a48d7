"""Which seats of a room are paused, and by whom, as the mentor's page says it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from admin_panel.frame import short_name
from admin_panel.guards import hub
from kiosk.queries.rooms import LearnerRow
from kiosk.store import staff
from kiosk.store.floor_pauses import NO_REASON, FloorPause
from kiosk.texts import n_


@dataclass(frozen=True, slots=True)
class ShownPause:
    """A class or some seats that are paused; `seats` as a form sends them."""

    words: str
    reason: str
    seats: str


def shown_pauses(
    found: Sequence[LearnerRow], by_session: Mapping[str, FloorPause]
) -> list[ShownPause]:
    """Those who sit here and are paused, by who paused them together, and alone at the last."""
    together: dict[int, list[LearnerRow]] = {}
    for row in found:
        pause = by_session.get(row.session)
        if row.paused:
            is_on = pause is not None and pause.ended_at is None
            together.setdefault(pause.id if pause is not None and is_on else 0, []).append(row)
    known = {one.id: one for one in by_session.values()}
    return [_pause(known.get(number), rows) for number, rows in sorted(together.items())]


def _pause(pause: FloorPause | None, rows: Sequence[LearnerRow]) -> ShownPause:
    seats = sorted(row.seat for row in rows)
    listed = ", ".join(map(str, seats))
    words = n_("Seat {seats} is paused", "Seats {seats} are paused", len(seats), seats=listed)
    if pause is not None:
        with hub().read() as db:
            who = staff.by_id(db, pause.by)
        told = {"seats": listed, "name": "" if who is None else short_name(who.name)}
        words = n_(
            "Paused by {name}: seat {seats}",
            "Paused by {name}: seats {seats}",
            len(seats),
            **told,
        )
    reason = "" if pause is None or pause.reason == NO_REASON else pause.reason
    return ShownPause(words, reason, ",".join(map(str, seats)))
