"""Marking lists: picks, boxes, points, orders, pairs, flags and verdicts, beside their gold.

What `tolerance` means: of a box, the least overlap (intersection over union) that counts, 1/2
where nothing is said; of a point, the farthest distance in thousandths of the picture, 30; of an
order, how many pairs may stand the wrong way round; of spots and of a verdict's reasons, how many
false ones are forgiven; of pairs and picks, nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from kiosk.rules.form_answers import left_of, read_place
from kiosk.rules.forms import BAR, DRAWN, PAIRED, VERDICTS, Field, FieldKind
from kiosk.rules.places import Area, Marked, Point

LEAST_OVERLAP = Fraction(1, 2)
FARTHEST = Fraction(30)
HALF = Fraction(1, 2)
NONE = Fraction(0)
ALL = Fraction(1)


@dataclass(frozen=True, slots=True)
class MarkedValues:
    """A marked list: points from 0 to 1, and which of its values are right."""

    points: Fraction
    right: frozenset[str]


def gold_values(gold: str) -> tuple[str, ...]:
    """The values in a cell, parted by bars; a bar alone means that there is nothing to find."""
    return tuple(one.strip() for one in gold.split(BAR) if one.strip())


def mark_values(
    field: Field, value: Sequence[str], gold: Sequence[str], tolerance: Fraction | None
) -> MarkedValues:
    """Mark a list that `check_answer` gave back."""
    if field.kind in DRAWN:
        return _places(field, value, gold, tolerance)
    if field.kind is FieldKind.ORDER:
        return _order(value, gold, tolerance or NONE)
    if field.kind in PAIRED:
        return _pairs(value, gold)
    if field.kind is FieldKind.VERDICT:
        return _verdict(value, gold, tolerance or NONE)
    return _found(value, gold, forgiven=tolerance or NONE)


def most_pairs(lefts: int, rights: int, fits: Callable[[int, int], bool]) -> dict[int, int]:
    """Match as many lefts with rights as can be, each once; right index to left index.

    Source: augmenting paths, Kuhn 1955. A greedy choice would depend on the order of the boxes.
    """
    held: dict[int, int] = {}

    def settle(left: int, asked: set[int]) -> bool:
        for right in range(rights):
            if right in asked or not fits(left, right):
                continue
            asked.add(right)
            if right not in held or settle(held[right], asked):
                held[right] = left
                return True
        return False

    for left in range(lefts):
        settle(left, set())
    return held


def _found(value: Sequence[str], gold: Sequence[str], *, forgiven: Fraction) -> MarkedValues:
    """A share for each right pick, as much off for each wrong one over those forgiven."""
    right = frozenset(value) & frozenset(gold)
    return MarkedValues(_share(len(right), len(value) - len(right) - forgiven, len(gold)), right)


def _share(right: int, wrong: Fraction, wanted: int) -> Fraction:
    wrong = max(wrong, NONE)
    if not wanted:
        return NONE if wrong else ALL
    return min(max((right - wrong) * Fraction(1, wanted), NONE), ALL)


def _places(
    field: Field, value: Sequence[str], gold: Sequence[str], tolerance: Fraction | None
) -> MarkedValues:
    drawn = [place for text in value if (place := read_place(field, text)) is not None]
    wanted = [place for text in gold if (place := read_place(field, text)) is not None]

    def fits(left: int, right: int) -> bool:
        return _fits(drawn[left], wanted[right], tolerance)

    pairs = most_pairs(len(drawn), len(wanted), fits)
    right = frozenset(drawn[left].text for left in pairs.values())
    return MarkedValues(_share(len(pairs), Fraction(len(drawn) - len(pairs)), len(wanted)), right)


def _fits(drawn: Marked, wanted: Marked, tolerance: Fraction | None) -> bool:
    if drawn.label != wanted.label:
        return False
    one, other = drawn.place, wanted.place
    if isinstance(one, Point) and isinstance(other, Point):
        return one.distance_squared(other) <= (FARTHEST if tolerance is None else tolerance) ** 2
    least = LEAST_OVERLAP if tolerance is None else tolerance
    return isinstance(one, Area) and isinstance(other, Area) and one.overlap(other) >= least


def _order(value: Sequence[str], gold: Sequence[str], forgiven: Fraction) -> MarkedValues:
    """The share of pairs that stand the right way round."""
    stands = {one: place for place, one in enumerate(value)}
    if stands.keys() != set(gold):  # left empty where it was not required
        return MarkedValues(NONE, frozenset())
    pairs = list(combinations(gold, 2))
    wrong = sum(stands[first] > stands[second] for first, second in pairs)
    in_place = frozenset(one for one, other in zip(value, gold, strict=True) if one == other)
    points = _share(len(pairs) - wrong, NONE, len(pairs)) if wrong > forgiven else ALL
    return MarkedValues(points, in_place)


def _pairs(value: Sequence[str], gold: Sequence[str]) -> MarkedValues:
    """The share of those pairs that have gold: a rating may have one for attention only."""
    asked = {left_of(pair) for pair in gold}
    right = frozenset(value) & frozenset(gold)
    kept = right | {pair for pair in value if left_of(pair) not in asked}
    return MarkedValues(Fraction(len(right), len(gold)) if gold else ALL, frozenset(kept))


def _verdict(value: Sequence[str], gold: Sequence[str], forgiven: Fraction) -> MarkedValues:
    """Half for the verdict and half for its reasons; without gold reasons, all for the verdict."""
    given = [one for one in value if one in VERDICTS]
    said = given == [one for one in gold if one in VERDICTS]
    wanted = [one for one in gold if one not in VERDICTS]
    if not wanted:
        return MarkedValues(Fraction(said), frozenset(given if said else ()))
    reasons = _found([one for one in value if one not in VERDICTS], wanted, forgiven=forgiven)
    right = reasons.right | frozenset(given if said else ())
    return MarkedValues((Fraction(said) + reasons.points) * HALF, right)
