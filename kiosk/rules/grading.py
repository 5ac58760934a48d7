"""Marking: an answer beside its gold. Exact fractions, so that marks add up the same everywhere."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from kiosk.rules.forms import NUMBER, Answer, Field, FieldKind, Form

ALTERNATIVES = "|"
"""Parts the values of a multi's gold, and the accepted spellings of a text's."""
EDITS_LIMIT = 50
"""More wrong letters than this are never forgiven: marking stays quick."""

Gold = Mapping[str, str]
"""Field name to gold: a value, values or spellings parted by `|`, or a number."""
Tolerance = Mapping[str, Fraction]
"""Field name to what is forgiven: letters of a text, distance of a number. Missing is 0."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked answer. `points` is the mean of `fields`, each from 0 to 1."""

    right: bool
    points: Fraction
    fields: Mapping[str, Fraction]


def mark_answer(form: Form, *, gold: Gold, answer: Answer, tolerance: Tolerance) -> Mark:
    """Mark an answer that `check_answer` gave back. Fields without gold are not marked.

    Right means every marked field is wholly right.
    """
    fields = {
        field.name: _points(
            field,
            gold=gold[field.name],
            value=answer[field.name],
            tolerance=tolerance.get(field.name, Fraction(0)),
        )
        for field in form.fields
        if field.name in gold
    }
    points = sum(fields.values(), Fraction(0)) / max(len(fields), 1)
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


def _points(field: Field, *, gold: str, value: str | list[str], tolerance: Fraction) -> Fraction:
    if isinstance(value, list):
        return _multi(frozenset(value), gold=frozenset(gold.split(ALTERNATIVES)) - {""})
    if field.kind is FieldKind.TEXT:
        return Fraction(_text_is_right(value, gold=gold, most=min(int(tolerance), EDITS_LIMIT)))
    if field.kind is FieldKind.NUMBER:
        return Fraction(_number_is_right(value, gold=gold, tolerance=tolerance))
    return Fraction(value == gold)


def _multi(picked: frozenset[str], *, gold: frozenset[str]) -> Fraction:
    """A point's share for each right pick, as much off for each wrong one, never below 0."""
    if not gold:
        return Fraction(not picked)
    return max(Fraction(len(picked & gold) - len(picked - gold), len(gold)), Fraction(0))


def _text_is_right(value: str, *, gold: str, most: int) -> bool:
    typed = normalised(value)
    spellings = [normalised(one) for one in gold.split(ALTERNATIVES)]
    return any(edits(typed, spelling, most=most) <= most for spelling in spellings)


def _number_is_right(value: str, *, gold: str, tolerance: Fraction) -> bool:
    if not NUMBER.fullmatch(value):  # left empty where it was not required
        return value == gold
    return NUMBER.fullmatch(gold) is not None and abs(Fraction(value) - Fraction(gold)) <= tolerance
