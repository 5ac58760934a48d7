"""Marking: an answer beside its gold. Exact fractions, so that marks add up the same everywhere."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from kiosk.rules.forms import BAR, NUMBER, Answer, Field, FieldKind, Form
from kiosk.rules.grading_kinds import gold_values, mark_values

ALTERNATIVES = BAR
"""Parts the values of a list's gold, and the accepted spellings of a text's."""
EDITS_LIMIT = 50
"""More wrong letters than this are never forgiven: marking stays quick."""

Gold = Mapping[str, str]
"""Field name to gold: a value, values or spellings parted by `|`, or a number."""
Tolerance = Mapping[str, Fraction]
"""Field name to what is forgiven: letters of a text, distance of a number. Missing is 0.

Of a list it is what `rules/grading_kinds.py` says of its kind.
"""


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked answer. `points` is the mean of `fields`, each from 0 to 1."""

    right: bool
    points: Fraction
    fields: Mapping[str, Fraction]


def mark_answer(form: Form, *, gold: Gold, answer: Answer, tolerance: Tolerance) -> Mark:
    """Mark an answer that `check_answer` gave back. Fields without gold are not marked.

    Right means every marked field is wholly right. Where a form asks for opinions only, it is
    right when it is complete, and `check_answer` said so.
    """
    fields = {
        field.name: _points(
            field,
            gold=gold[field.name],
            value=answer[field.name],
            tolerance=tolerance.get(field.name),
        )
        for field in form.fields
        if field.name in gold
    }
    points = sum(fields.values(), Fraction(is_opinion(form) and not fields)) / max(len(fields), 1)
    return Mark(right=points == 1, points=points, fields=fields)


def normalised(text: str) -> str:
    """Text without case, accents of width, punctuation and double spaces: `It's  5,-` is `its 5`.

    A text of punctuation only is left as it is, or it would equal an empty answer.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    bare = folded.replace("'", "").replace("\u2019", "")
    spaced = "".join(" " if unicodedata.category(c).startswith("P") else c for c in bare)
    return " ".join(spaced.split()) or " ".join(folded.split())


def edits(one: str, other: str, *, most: int) -> int:
    """Letters to add, drop or change to make `one` into `other`; `most + 1` when there are more.

    Source: Levenshtein 1966, in Ukkonen's band, so that two long texts cost length × `most`.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    row = {j: j for j in range(min(len(other), most) + 1)}
    for i, letter in enumerate(one, start=1):
        above, row = row, {}
        for j in range(max(0, i - most), min(len(other), i + most) + 1):
            ways = [above[j] + 1] if j in above else []
            if j - 1 in row:
                ways.append(row[j - 1] + 1)
            if j - 1 in above:
                ways.append(above[j - 1] + (letter != other[j - 1]))
            row[j] = min(ways)
    return min(row[len(other)], most + 1)


def is_opinion(form: Form) -> bool:
    """Does it ask for opinions only, of which none is wrong?"""
    return all(field.kind is FieldKind.RATE for field in form.fields)


def right_values(
    form: Form, *, gold: Gold, answer: Answer, tolerance: Tolerance
) -> Mapping[str, frozenset[str]]:
    """By field, which values of a checked answer are right: what a learner need not do again."""
    right: dict[str, frozenset[str]] = {}
    for field in form.fields:
        value, forgiven = answer[field.name], tolerance.get(field.name)
        if field.name in gold and isinstance(value, list):
            wanted = gold_values(gold[field.name])
            right[field.name] = mark_values(field, value, wanted, forgiven).right
    return right


def _points(
    field: Field, *, gold: str, value: str | list[str], tolerance: Fraction | None
) -> Fraction:
    if isinstance(value, list):
        return mark_values(field, value, gold_values(gold), tolerance).points
    forgiven = tolerance or Fraction(0)
    if field.kind is FieldKind.TEXT:
        return Fraction(_text_is_right(value, gold=gold, most=min(int(forgiven), EDITS_LIMIT)))
    if field.kind is FieldKind.NUMBER:
        return Fraction(_number_is_right(value, gold=gold, tolerance=forgiven))
    return Fraction(value == gold)


def _text_is_right(value: str, *, gold: str, most: int) -> bool:
    typed = normalised(value)
    spellings = [normalised(one) for one in gold.split(ALTERNATIVES)]
    return any(edits(typed, spelling, most=most) <= most for spelling in spellings)


def _number_is_right(value: str, *, gold: str, tolerance: Fraction) -> bool:
    if not NUMBER.fullmatch(value):  # left empty where it was not required
        return value == gold
    return NUMBER.fullmatch(gold) is not None and abs(Fraction(value) - Fraction(gold)) <= tolerance
