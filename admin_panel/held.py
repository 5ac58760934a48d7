"""What removed stations held, in words: a row for what they made before that, one for after."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from admin_panel.frame import isolated
from kiosk.rules.instants import Instant
from kiosk.store.held import Came, Held
from kiosk.texts import _, n_


@dataclass(frozen=True, slots=True)
class ShownHeld:
    """What waits of one station that was removed; `what` are phrases, `late`: made after that."""

    station: str
    whose: str
    came: Came
    late: bool
    what: Sequence[str]
    first_at: Instant
    last_at: Instant
    removed_at: Instant


def shown(rows: Sequence[Held]) -> list[ShownHeld]:
    """One row a station and choice."""
    return [
        _shown(tuple(same)) for _key, same in groupby(rows, lambda row: (row.station, row.came))
    ]


def _shown(rows: tuple[Held, ...]) -> ShownHeld:
    one = rows[0]
    return ShownHeld(
        station=one.station,
        whose=_whose(one),
        came=one.came,
        late=one.came == "after",
        what=[_what(row) for row in rows],
        first_at=min(row.first_at for row in rows),
        last_at=max(row.last_at for row in rows),
        removed_at=one.removed_at,
    )


def _whose(row: Held) -> str:
    name = row.name or row.station[:8]
    return (
        _("{name}, once at seat {number}", name=isolated(name), number=row.seat)
        if row.seat
        else name
    )


def _what(row: Held) -> str:
    match row.type:
        case "submission":
            return n_("{n} answer to a task", "{n} answers to tasks", row.facts)
        case "exam":
            return n_("{n} exam", "{n} exams", row.facts)
        case "practice":
            return n_("{n} exercise", "{n} exercises", row.facts)
        case "session_closed":
            return n_("{n} end of a session", "{n} ends of sessions", row.facts)
        case _:
            return n_("{n} other message", "{n} other messages", row.facts)
