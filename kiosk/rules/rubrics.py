"""A rubric: what a mentor looks for in a reflection, and how many points each part is worth."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kiosk.rules.forms import is_clean
from kiosk.rules.refusals import Refusal

CRITERIA_MOST = 8
POINTS_MOST = 10
TEXT_LIMIT = 160
PLAIN_POINTS = 3
"""A reflection without a rubric of its own is worth so many."""
FIELDS = {"text", "points"}


@dataclass(frozen=True, slots=True)
class Criterion:
    """A part of a rubric; `text` is "" in the plain one, where it is the reflection as a whole."""

    text: str
    points: int


Rubric = tuple[Criterion, ...]
PLAIN: Rubric = (Criterion("", PLAIN_POINTS),)


def read_rubric(raw: object) -> tuple[Rubric, str]:
    """A rubric from `module.json`, and what is wrong with it, "" for nothing."""
    if not isinstance(raw, list) or not 1 <= len(raw) <= CRITERIA_MOST:
        return (), "wrong_type"
    problem = next((found for one in raw if (found := _problem(one))), "")
    if problem:
        return (), problem
    return tuple(Criterion(one["text"].strip(), one["points"]) for one in raw), ""


def _problem(one: object) -> str:
    """What is wrong with a line, "" for nothing."""
    if not isinstance(one, dict) or set(one) != FIELDS:
        return "wrong_type"
    text, points = one["text"], one["points"]
    if not isinstance(text, str) or not text.strip() or not is_clean(text):
        return "wrong_type"
    if not isinstance(points, int) or isinstance(points, bool):
        return "wrong_type"
    if len(text) > TEXT_LIMIT:
        return "too_long"
    return "" if 1 <= points <= POINTS_MOST else "out_of_range"


def most(rubric: Rubric) -> int:
    """The points that a perfect piece of work gets."""
    return sum(one.points for one in rubric)


def check_points(rubric: Rubric, points: Sequence[int]) -> int:
    """The sum of the points given, one number for each part.

    Raises:
        Refusal: `field_wrong` (points).
    """
    fits = len(points) == len(rubric)
    if not fits or any(not 0 <= n <= row.points for n, row in zip(points, rubric, strict=True)):
        raise Refusal("field_wrong", field="points")
    return sum(points)


def written_rubrics(by_language: Mapping[str, Mapping[str, Rubric]]) -> str:
    """Rubrics by language and step as they are kept beside an edition, its own language first."""
    return json.dumps(
        {
            language: {step: [[one.text, one.points] for one in rubric] for step, rubric in steps}
            for language, steps in ((name, found.items()) for name, found in by_language.items())
            if steps
        },
        ensure_ascii=False,
    )


def read_rubrics(kept: str, *, language: str) -> dict[str, Rubric]:
    """The rubrics by step, in that language, or in the module's own where it has no other."""
    found = json.loads(kept)
    steps: dict[str, list[tuple[str, int]]]
    steps = found.get(language) or next(iter(found.values()), {})
    return {
        step: tuple(Criterion(text, points) for text, points in rubric)
        for step, rubric in steps.items()
    }
