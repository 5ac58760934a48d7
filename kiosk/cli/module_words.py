"""What differs between two editions, and what is wrong with one, in plain words."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from admin_panel.module_words import WORDS
from kiosk.cli.options import one_line
from kiosk.rules.module_diffs import Difference
from kiosk.rules.module_items import Problem
from kiosk.rules.refusals import Refusal

SHOWN_LETTERS = 80
NAMES: Mapping[str, str] = MappingProxyType(
    {
        "first_answers_percent": "the share to pass",
        "valid_days": "the days that it is good for",
        "interests": "the fields of work",
        "lang": "the language",
        "media": "the sound or film",
        "draw": "how many are drawn",
        "rubric": "by what a mentor marks it",
        "mastery": "how much practice is enough",
        "alt": "the words for the picture",
        "picture_alt": "the words for the picture",
        "prompt": "the question",
        "gold": "the right answer",
        "tolerance": "what is forgiven",
        "feedback_right": "what is said when right",
        "feedback_wrong": "what is said when wrong",
    }
)


def lines(found: Iterable[Difference]) -> list[str]:
    """A line for each difference."""
    return [line(one) for one in found]


def line(one: Difference) -> str:
    """A sentence, such as `Item x1: the right answer was "cat", is now "dog".`."""
    place = f"{one.kind.capitalize()} {one.name}".strip()
    if one.what == "order":
        return f"The {one.kind}s stand in another order: {_short(one.now)}."
    if one.what in ("new", "gone"):
        return f"{place} is {one.what}."
    if one.what == "bytes":
        return f"{place} has other content."
    name = NAMES.get(one.what, f"the {one.what}")
    if one.what.startswith("feedback_for:"):
        name = f"what is said to {one.what.partition(':')[2]}"
    if not one.was:
        return f'{place}: {name} is new: "{_short(one.now)}".'
    if not one.now:
        return f'{place}: {name} is gone, it was "{_short(one.was)}".'
    return f'{place}: {name} was "{_short(one.was)}", is now "{_short(one.now)}".'


def _short(text: str) -> str:
    told = " ".join(text.split())
    return told if len(told) <= SHOWN_LETTERS else told[: SHOWN_LETTERS - 1].rstrip() + "…"


def problem_line(problem: Problem) -> str:
    """A problem in words, such as `items.csv, row 3, gold: Only one answer can be right here.`."""
    place = [problem.file, f"row {problem.row}" if problem.row else "", problem.field or ""]
    words = WORDS.get(problem.code, problem.code.replace("_", " "))
    return f"{', '.join(one_line(part) for part in place if part)}: {words}"


def refused_line(refusal: Refusal) -> str:
    """A module that is refused: its first problem in words, as above; "" for other refusals."""
    told = refusal.details
    if refusal.code != "module_wrong" or told.get("problem") not in WORDS:
        return ""
    row = told.get("row")
    file, field, problem = (str(told.get(key) or "") for key in ("file", "field", "problem"))
    return problem_line(Problem(file, row if isinstance(row, int) else None, field, problem))
