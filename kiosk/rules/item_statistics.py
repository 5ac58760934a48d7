"""What first answers say of a question: how hard it is, and whether its gold answer may be wrong.

Everything is whole numbers: shares are per mille, and every bound is rounded away from the middle,
so that nothing is said more surely than it is known.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import isqrt

MILLE = 1000
ENOUGH_ANSWERS = 5
"""Fewer say nothing about a question."""
HARD_BELOW = 700
"""Per mille: hard is what surely fewer get right at the first go."""
EASY_ABOVE = 700
"""Per mille: nothing to look at where surely more get it right."""
ENOUGH_TO_PART = 20
EACH_TO_PART = 4
"""So many right and so many wrong answers, of so many in all, say whether it parts the learners."""
REST_LEAST = 3
"""So many other answers of a learner say how good they are."""
GOOD_FROM = 700
"""Per mille of the other questions right: a good learner."""
GOOD_LEAST = 4
"""So many good learners must have answered before their word is held against a gold answer."""
SAME_LEAST = 2

Z, SCALE = 196, 100
"""The normal quantile of 95 % is 1.96."""
FINER = 1000


class Verdict(StrEnum):
    """What may be said of a question."""

    TOO_FEW = "too_few"
    HARD = "hard"
    UNSURE = "unsure"
    EASY = "easy"


@dataclass(frozen=True, slots=True)
class First:
    """A learner's first answer to an item; `said` is the answer in words, "" for none."""

    learner: str
    item: str
    right: bool
    said: str
    hints: int = 0
    took_s: int | None = None


@dataclass(frozen=True, slots=True)
class Interval:
    """Between which shares the truth lies, 95 times of 100; per mille."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Said:
    """An answer that several gave: `times`, `of` so many who are looked at."""

    words: str
    times: int
    of: int


@dataclass(frozen=True, slots=True)
class ItemResult:
    """What is known of a question.

    `wrong` is the most common wrong answer, None where no one stands out. `parts` is per mille from
    -1000 to 1000: how much oftener who knows the rest gets this right; None: not enough answers.
    `suspect`: the answer of most good learners, where the gold answer calls it wrong.
    """

    item: str
    answers: int
    right: int
    share: int
    interval: Interval
    verdict: Verdict
    wrong: Said | None
    parts: int | None
    suspect: Said | None
    hints: int
    median_s: int | None


def wilson(right: int, answers: int) -> Interval:
    """Between which shares the truth lies, by Wilson's score interval; nothing known: 0 to 1000.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
    1927; it holds for small numbers, where the usual interval does not.

    Raises:
        ValueError: more right than answers, or less than none; a slip in our own code.
    """
    if not 0 <= right <= answers:
        raise ValueError(right, answers)
    if not answers:
        return Interval(0, MILLE)
    square, unit = Z * Z, SCALE * SCALE
    middle = (2 * right * unit + square) * FINER
    under = square * square * answers + 4 * square * unit * right * (answers - right)
    spread = isqrt(under * FINER * FINER // answers) + 1
    whole = 2 * (answers * unit + square) * FINER
    least = max(0, middle - spread) * MILLE // whole if right else 0
    most = min(MILLE, -(-(middle + spread) * MILLE // whole)) if right < answers else MILLE
    return Interval(least, most)


def verdict_of(right: int, answers: int) -> Verdict:
    """Hard or not, or that too little is known to say."""
    if answers < ENOUGH_ANSWERS:
        return Verdict.TOO_FEW
    found = wilson(right, answers)
    if found.most < HARD_BELOW:
        return Verdict.HARD
    return Verdict.EASY if found.least > EASY_ABOVE else Verdict.UNSURE


def results(firsts: Iterable[First], *, order: Iterable[str]) -> tuple[ItemResult, ...]:
    """What is known of each item, what needs a look first.

    In front stand suspect gold answers, then those with enough answers by how many surely get them
    right; those with too few keep the module's `order` at the end and are not ranked.
    """
    answers = list(firsts)
    place = {item: n for n, item in enumerate(order)}
    rest = _Rest(answers)
    by_item: dict[str, list[First]] = {item: [] for item in place}
    for one in answers:
        by_item.setdefault(one.item, []).append(one)
    found = [_result(item, given, rest) for item, given in by_item.items()]
    return tuple(sorted(found, key=lambda one: (*_rank(one), place.get(one.item, len(place)))))


def _rank(one: ItemResult) -> tuple[bool, bool, int]:
    few = one.verdict is Verdict.TOO_FEW
    return one.suspect is None, few, 0 if few else one.interval.most


def _result(item: str, given: list[First], rest: "_Rest") -> ItemResult:
    right = sum(one.right for one in given)
    times = sorted(one.took_s for one in given if one.took_s is not None)
    return ItemResult(
        item=item,
        answers=len(given),
        right=right,
        share=right * MILLE // len(given) if given else 0,
        interval=wilson(right, len(given)),
        verdict=verdict_of(right, len(given)),
        wrong=_most_common([one for one in given if not one.right]),
        parts=_parts(given, rest),
        suspect=_suspect(given, rest),
        hints=sum(one.hints > 0 for one in given),
        median_s=times[len(times) // 2] if times else None,
    )


def _most_common(given: list[First]) -> Said | None:
    """The answer that most gave, if several did and no other as often; told as first written."""
    written: dict[str, str] = {}
    for one in given:
        if one.said.strip():
            written.setdefault(_folded(one.said), one.said.strip())
    counted = Counter(_folded(one.said) for one in given if one.said.strip())
    best = counted.most_common(2)
    if not best or best[0][1] < SAME_LEAST or (len(best) > 1 and best[1][1] == best[0][1]):
        return None
    return Said(written[best[0][0]], best[0][1], len(given))


def _folded(said: str) -> str:
    return " ".join(said.casefold().split())


class _Rest:
    """How good each learner is at all the other questions."""

    def __init__(self, answers: Iterable[First]) -> None:
        self.given: Counter[str] = Counter()
        self.right: Counter[str] = Counter()
        for one in answers:
            self.given[one.learner] += 1
            self.right[one.learner] += one.right

    def share(self, one: First) -> int | None:
        """Of the others right, per mille; None where there are too few others."""
        others = self.given[one.learner] - 1
        if others < REST_LEAST:
            return None
        return (self.right[one.learner] - one.right) * MILLE // others


def _parts(given: list[First], rest: _Rest) -> int | None:
    """The rank-biserial correlation with the rest: no arbitrary halves, and ties are fair.

    Source: E. E. Cureton, "Rank-biserial correlation", 1956.
    """
    known = [(one.right, share) for one in given if (share := rest.share(one)) is not None]
    right = Counter(share for is_right, share in known if is_right)
    wrong = Counter(share for is_right, share in known if not is_right)
    pairs = right.total() * wrong.total()
    fewer = min(right.total(), wrong.total())
    if len(known) < ENOUGH_TO_PART or fewer < EACH_TO_PART:
        return None
    better = sum(
        (mine > other) * many * few - (mine < other) * many * few
        for mine, many in right.items()
        for other, few in wrong.items()
    )
    return better * MILLE // pairs if better >= 0 else -(-better * MILLE // pairs)


def _suspect(given: list[First], rest: _Rest) -> Said | None:
    """What most good learners say alike while the gold answer calls it wrong."""
    good = [one for one in given if (rest.share(one) or 0) >= GOOD_FROM]
    common = _most_common([one for one in good if not one.right])
    if len(good) < GOOD_LEAST or common is None or common.times * 2 <= len(good):
        return None
    return Said(common.words, common.times, len(good))


def in_words(answer: Mapping[str, object], labels: Mapping[tuple[str, str], str]) -> str:
    """An answer as people read it: a lone value reads as itself, bars part lists as in gold.

    Args:
        answer: values by field.
        labels: what a field's value is called on the page.
    """
    told = {name: _value(name, value, labels) for name, value in answer.items()}
    if len(told) == 1:
        return next(iter(told.values()))
    return ", ".join(f"{name}: {value}" for name, value in told.items())


def _value(name: str, value: object, labels: Mapping[tuple[str, str], str]) -> str:
    values = value if isinstance(value, list) else [value]
    return "|".join(labels.get((name, str(one)), str(one)) for one in values)
