"""How long an exchange keeps its copies of what its hubs have. Source: DESIGN.md §8.

A mark is set at what a hub has now; thirty days later, copies up to the mark may go, and the next
mark is set. A hub that is restored from a backup asks for less than it had: the mark goes back with
it, so that nothing goes which it was not seen to have for thirty days.
"""

from dataclasses import dataclass

from kiosk.rules.instants import S_PER_DAY, Instant, later

KEPT_S = 30 * S_PER_DAY


@dataclass(frozen=True, slots=True)
class Mark:
    """Copies up to `seq` were with their reader at `at`."""

    seq: int
    at: Instant


def may_go_upto(mark: Mark, now: Instant) -> int:
    """Up to which number copies may go; 0: none."""
    return mark.seq if later(mark.at, seconds=KEPT_S) <= now else 0


def next_mark(mark: Mark, now: Instant, *, read_upto: int, gone_upto: int) -> Mark | None:
    """The mark to set now; None: the one there is stays, until all up to it is gone."""
    if read_upto <= mark.seq or gone_upto < mark.seq:
        return None
    return Mark(read_upto, now)


def mark_of_restored(mark: Mark, now: Instant, *, has: int) -> Mark:
    """The reader has no more than `has`."""
    return mark if has >= mark.seq else Mark(has, now)
