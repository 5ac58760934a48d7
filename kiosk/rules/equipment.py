"""Things that are lent: a tablet, a keyboard, a mouse, a headset. What may happen to one next.

Equipment is never needed for a task, an exam or a certificate: nobody pays to work.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

from kiosk.rules.instants import S_PER_DAY, Instant, later
from kiosk.rules.money import AMOUNT_LIMIT_MINOR
from kiosk.rules.names import is_plain
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import day_bounds, local_day

TITLE_LIMIT = 60
DAYS_LIMIT = 365
CODE = re.compile(r"E[0-9]{4,6}")
PART_PREFIX, DAMAGE_PREFIX = "part:", "damage:"
"""Before the name of a thing in the title of what was paid for it; a deposit has none."""
EQUIPMENT_PREFIX = "KE1:"
"""On the label of a thing: scanned at the desk it opens its page."""


class Kind(StrEnum):
    """What it is."""

    TABLET = "tablet"
    KEYBOARD = "keyboard"
    MOUSE = "mouse"
    HEADSET = "headset"
    OTHER = "other"


class State(StrEnum):
    """Where it stands; overdue is worked out, not kept."""

    AVAILABLE = "available"
    OUT = "out"
    DAMAGED = "damaged"
    LOST = "lost"
    SOLD = "sold"


class Move(StrEnum):
    """What happens to it."""

    LEND = "lend"
    RETURN = "return"
    RETURN_DAMAGED = "return_damaged"
    NEVER_RETURN = "never_return"
    BREAK = "break"
    MEND = "mend"
    LOSE = "lose"
    FIND = "find"
    SELL = "sell"
    BUY = "buy"


NEXT: Mapping[tuple[State, Move], State] = MappingProxyType(
    {
        (State.AVAILABLE, Move.LEND): State.OUT,
        (State.OUT, Move.RETURN): State.AVAILABLE,
        (State.OUT, Move.RETURN_DAMAGED): State.DAMAGED,
        (State.OUT, Move.NEVER_RETURN): State.LOST,
        (State.OUT, Move.BUY): State.SOLD,
        (State.AVAILABLE, Move.BREAK): State.DAMAGED,
        (State.DAMAGED, Move.MEND): State.AVAILABLE,
        (State.AVAILABLE, Move.LOSE): State.LOST,
        (State.DAMAGED, Move.LOSE): State.LOST,
        (State.LOST, Move.FIND): State.AVAILABLE,
        (State.AVAILABLE, Move.SELL): State.SOLD,
        (State.DAMAGED, Move.SELL): State.SOLD,
    }
)
ENDS_A_LOAN = frozenset({Move.RETURN, Move.RETURN_DAMAGED, Move.NEVER_RETURN})
"""What staff may say of a thing as it comes back; a last part ends a loan by itself."""
AT_THE_SHELF = tuple(move for move in Move if move not in ENDS_A_LOAN | {Move.LEND, Move.BUY})
"""What staff note of a thing that is with nobody."""


def after(state: State, move: Move) -> State:
    """The state that follows.

    Raises:
        Refusal: `equipment_state_wrong` where it cannot happen.
    """
    following = NEXT.get((state, move))
    if following is None:
        raise Refusal("equipment_state_wrong", state=state)
    return following


def moves_from(state: State) -> tuple[Move, ...]:
    """What staff may note of a thing that is with nobody, in this state."""
    return tuple(move for move in AT_THE_SHELF if (state, move) in NEXT)


def read_equipment(text: str) -> str | None:
    """The code of a thing that was scanned or typed; None for anything else."""
    typed = text.strip().upper()
    code = typed.removeprefix(EQUIPMENT_PREFIX).strip()
    return code if CODE.fullmatch(code) else None


def code_of(number: int) -> str:
    """The code of the so-manieth thing: `E0007`."""
    return f"E{number:04d}"


def check_item(*, title: str, deposit_minor: int) -> None:
    """Refuse a thing that cannot be kept.

    Raises:
        Refusal: `field_missing`, `field_wrong` (its name), `amount_wrong` (its deposit).
    """
    if not title.strip():
        raise Refusal("field_missing", field="title")
    if len(title.strip()) > TITLE_LIMIT or not is_plain(title.strip()):
        raise Refusal("field_wrong", field="title")
    if not 0 <= deposit_minor <= AMOUNT_LIMIT_MINOR:
        raise Refusal("amount_wrong", minor=deposit_minor)


def due_at(
    now: Instant, *, days: int, included_until: Instant | None, is_guest: bool, timezone: ZoneInfo
) -> Instant:
    """When a thing must be back: by the last moment of a day, or when a subscription ends.

    Args:
        now: it is lent.
        days: 0: for today; more for who has a card only.
        included_until: a subscription that runs until then includes it; None: none does.
        is_guest: known by a voucher or a seat only.
        timezone: of the site.

    Raises:
        Refusal: `field_wrong` (days), `equipment_needs_card`.
    """
    if not 0 <= days <= DAYS_LIMIT:
        raise Refusal("field_wrong", field="days")
    if days and is_guest:
        raise Refusal("equipment_needs_card")
    if included_until is not None and included_until > now:
        return included_until
    day = local_day(later(now, seconds=days * S_PER_DAY), timezone)
    return Instant(day_bounds(day, timezone)[1] - 1)


def is_overdue(due: Instant, *, now: Instant) -> bool:
    """Whether a thing should have been back."""
    return now >= due


@dataclass(frozen=True, slots=True)
class Shares:
    """A deposit at the end of a loan: what goes back, what is kept for damage, what is more."""

    back_minor: int
    kept_minor: int
    more_minor: int = 0


def shares_of(
    deposit_minor: int, *, move: Move, damage_minor: int, agreed: bool, reason: str
) -> Shares:
    """Share a deposit out. Damage is paid from it first, and above it only as the visitor agrees.

    Raises:
        Refusal: `amount_wrong` (less than nothing, absurd, or something for a thing that came
            back whole), `damage_over_deposit` (and they did not agree), `reason_missing`, in
            that order.
    """
    charged = 0 if move is Move.RETURN else AMOUNT_LIMIT_MINOR
    if not 0 <= damage_minor <= charged:
        raise Refusal("amount_wrong", minor=damage_minor)
    more_minor = max(0, damage_minor - deposit_minor)
    if more_minor and not agreed:
        raise Refusal("damage_over_deposit", deposit_minor=deposit_minor)
    if move is not Move.RETURN and not reason.strip():
        raise Refusal("reason_missing")
    kept_minor = damage_minor - more_minor
    return Shares(deposit_minor - kept_minor, kept_minor, more_minor)
