"""Which questions a learner is asked again after days: recalled at growing gaps, they are kept.

It is an offer and counts for nothing: no mark, exam or qualification knows of it. Only what a
learner answered in practice is asked, never an exam's question.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.rules.instants import S_PER_DAY, Instant, later

GAPS_DAYS = (1, 3, 7, 16, 35)
"""Days until a question comes again, by how often it was right in a row. After the last one it is
known and comes no more, so that nobody is asked for ever."""
EARLY_S = S_PER_DAY // 4
"""Who comes a little earlier in the day than last time is asked all the same."""
ASKED_MOST = 8
"""So many at once: a few minutes."""


@dataclass(frozen=True, slots=True, order=True)
class Recalled:
    """One recall: the first answer of that time."""

    at: Instant
    right: bool


@dataclass(frozen=True, slots=True)
class Learned:
    """A question of practice with its first answer, and how it was recalled since."""

    slug: str
    step: str
    item: str
    first: Recalled
    since: tuple[Recalled, ...] = ()


def due_at(learned: Learned) -> Instant | None:
    """When a question is to be asked again; None once it is known.

    In whatever order the recalls come the answer is the same. A right one before its time proves
    nothing and moves nothing; a wrong one begins the gaps anew.
    """
    in_a_row, due = _after(learned.first, 0)
    for one in sorted(learned.since):
        if not one.right or (due is not None and one.at >= due):
            in_a_row, due = _after(one, in_a_row)
    return due


def to_recall(learned: Iterable[Learned], now: Instant) -> tuple[Learned, ...]:
    """What to ask now: what waits longest first, `ASKED_MOST` at most."""
    waiting = [(due, one) for one in learned if (due := due_at(one)) is not None and due <= now]
    waiting.sort(key=lambda pair: (pair[0], pair[1].slug, pair[1].step, pair[1].item))
    return tuple(one for _due, one in waiting[:ASKED_MOST])


def _after(one: Recalled, in_a_row: int) -> tuple[int, Instant | None]:
    """How many are right in a row now, and when the question comes again."""
    in_a_row = in_a_row + 1 if one.right else 0
    if in_a_row >= len(GAPS_DAYS):
        return in_a_row, None
    return in_a_row, later(one.at, seconds=GAPS_DAYS[in_a_row] * S_PER_DAY - EARLY_S)
