"""Gold items among real tasks: how many, which comes next, what their marks say. DESIGN.md §9, §10.

A gold item is a task whose answer is known. It looks like the others, is paid like the others, and
watches the quality of work: many of them at first, few once somebody proved good. Marks change how
many come and what a learner is told, and nothing else: no skill and no pay is ever lost by one.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kiosk.rules.forms import Form, fill, variables
from kiosk.rules.instants import Instant, later
from kiosk.rules.refusals import Refusal

ONE_OF = (2, 5, 10, 20)
"""One of so many tasks is a gold item: a half, a fifth, a tenth, a twentieth."""
WINDOW = 5
"""So many of the newest marks are looked at, since the rate changed."""
WRONG_TO_FALL = 2
"""So many wrong ones among them bring more gold items again."""
RIGHT_AGAIN = 3
"""After so many right ones in a row nobody is asked any more to practise again."""
URGENT_S = 6 * 3600
"""A real task that lapses so soon is not kept waiting by a check: no gold item goes along with it,
and none takes its place."""
MARKS_LIMIT = 200
"""Older marks say nothing any more: rising from the first rate to the last takes fifteen."""


@dataclass(frozen=True, slots=True)
class Quality:
    """What the marks of one visitor in one skill say. `marks` are those since the rate changed.

    `practise`: too many were wrong lately, and the visitor is told where to practise again.
    """

    level: int = 0
    marks: tuple[bool, ...] = ()
    practise: bool = False

    @property
    def one_of(self) -> int:
        """One of so many tasks is a gold item now."""
        return ONE_OF[self.level]


def after(quality: Quality, *, right: bool) -> Quality:
    """The quality after one more mark."""
    marks = (*quality.marks, right)[-WINDOW:]
    if marks.count(False) >= WRONG_TO_FALL:
        return Quality(max(0, quality.level - 1), (), practise=True)
    if len(marks) == WINDOW and all(marks) and quality.level < len(ONE_OF) - 1:
        return Quality(quality.level + 1, ())
    again = len(marks) >= RIGHT_AGAIN and all(marks[-RIGHT_AGAIN:])
    return Quality(quality.level, marks, practise=quality.practise and not again)


def quality_of(marks: Iterable[bool]) -> Quality:
    """The quality after these marks, the eldest first."""
    quality = Quality()
    for right in marks:
        quality = after(quality, right=right)
    return quality


def is_urgent(until: Instant, *, at: Instant) -> bool:
    """Whether a real task lapses soon."""
    return until <= later(at, seconds=URGENT_S)


def affordable(*, reward_minor: int, spent_minor: int, held_minor: int, day_minor: int) -> bool:
    """Whether one more check stays within what the owner gives for them on a day; 0: no limit.

    What lies unanswered in hands counts too: it may all be answered today.
    """
    return not day_minor or spent_minor + held_minor + reward_minor <= day_minor


def comes_with(task: str, *, secret: str, one_of: int) -> bool:
    """Whether a gold item goes along with a real task, so that one of `one_of` is one.

    By a secret of the hub: a station that knows the rule still cannot tell which it is.
    """
    return _number(secret, task) % (one_of - 1) == 0


def next_gold(
    items: Sequence[str], *, seen: Mapping[str, Instant], visitor: str, left_out: frozenset[str]
) -> tuple[str, ...]:
    """The gold items that may come next, the best first.

    One that the visitor has not met comes before any other; each visitor meets them in another
    order, so that neighbours have little to tell each other. When all were met, the one that was
    met longest ago comes first. What is `left_out` lies unanswered in the visitor's hand.
    """
    free = [item for item in items if item not in left_out]
    return tuple(
        sorted(
            free,
            key=lambda item: (item in seen, seen.get(item, Instant(0)), _number(visitor, item)),
        )
    )


def gold_row(
    form: Form, *, shown: Form, cells: Mapping[str, str], picture: str
) -> dict[str, str] | None:
    """The row that makes a task of this form out of a gold item; None where it would look another.

    Args:
        form: the form of the real tasks, not filled.
        shown: the gold item as its module shows it.
        cells: the item's own cells.
        picture: how a task's row names the item's picture, "" for none.
    """
    wanted = form.picture or ""
    column = wanted.removeprefix("${").removesuffix("}")
    if bool(wanted) != bool(picture) or (wanted and wanted != f"${{{column}}}"):
        return None
    known = {**cells, **({column: picture} if picture else {})}
    row = {name: known[name] for name in variables(form) if name in known}
    try:
        task = fill(form, row)
    except Refusal:
        return None
    looks_alike = (task.prompt, task.fields) == (shown.prompt, shown.fields)
    return row if looks_alike else None


def _number(*parts: str) -> int:
    return int.from_bytes(hashlib.sha256(json.dumps(parts).encode()).digest()[:8])
