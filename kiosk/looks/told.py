"""A step and a question as a page shows them, and what is told of an answer in practice."""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from kiosk.rules.forms import SINGLE, Form
from kiosk.rules.grading import ALTERNATIVES
from kiosk.rules.grading_kinds import gold_values
from kiosk.rules.modules import Item, mark_practice
from kiosk.texts import _

SEVERAL = 2
"""From so many questions on, each is marked by itself."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What is said after an answer."""

    good: bool
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class FieldMark:
    """What is said beside one question of several; `words` is "" where the author says nothing."""

    good: bool
    words: str


@dataclass(frozen=True, slots=True)
class GoalLine:
    """One line below the question; `reached`: it is said with a mark."""

    words: str
    reached: bool


@dataclass(frozen=True, slots=True)
class StepPage:
    """A step to read; `earlier` says once that an earlier edition is passed."""

    number: int
    of: int
    title: str
    text: Markup
    figure_url: str
    figure_alt: str
    audio_url: str
    back_url: str
    next_url: str
    name: str
    lang: str
    dir: str
    leave_url: str
    figure_words: str = ""
    module: str = ""
    earlier: str = ""


@dataclass(frozen=True, slots=True)
class ItemPage:
    """A practice item with what was answered so far."""

    item: str
    form: Form
    picture_url: str
    audio_url: str
    given: Mapping[str, object]
    wrong: Mapping[str, tuple[str, ...]]
    right: Mapping[str, str]
    good: Mapping[str, frozenset[str]]
    best: Mapping[str, tuple[str, ...]]
    marks: Mapping[str, FieldMark]
    solved: bool
    feedback: Feedback | None
    hints: tuple[str, ...]
    next_url: str
    leave_url: str
    lang: str
    dir: str
    action: str
    module: str = ""
    step: str = ""
    number: int = 1
    of: int = 1
    draft: str = ""
    draft_url: str = ""
    ask: str = ""
    round: int = 1
    goal: GoalLine | None = None
    opening: Markup | str = ""


def wrong_options(
    item: Item, answers: tuple[Mapping[str, object], ...]
) -> Mapping[str, tuple[str, ...]]:
    """By field the options that were tried and are not the one."""
    gold = item.gold or {}
    names = [one.name for one in item.form.fields if one.kind in SINGLE and one.name in gold]
    return {
        name: tuple(str(one[name]) for one in answers if one.get(name, gold[name]) != gold[name])
        for name in names
    }


def right_singles(item: Item) -> Mapping[str, str]:
    """What had to be answered, of the fields that take one value; of spellings, the first."""
    gold = item.gold or {}
    names = (field.name for field in item.form.fields if field.kind in SINGLE)
    return {name: gold[name].split(ALTERNATIVES)[0] for name in names if name in gold}


def marks(item: Item, answers: tuple[Mapping[str, object], ...]) -> Mapping[str, FieldMark]:
    """Of several questions each by itself: with one alone, the page as a whole says it."""
    if len(item.form.fields) < SEVERAL or not answers:
        return {}
    marked = mark_practice(item, answer=answers[-1], wrong_before=0)
    return {
        name: FieldMark(good=name not in marked.told, words=marked.told.get(name, ""))
        for name in marked.mark.fields
    }


def best(item: Item) -> Mapping[str, tuple[str, ...]]:
    """What had to be answered, of the fields that take a list."""
    gold = item.gold or {}
    lists = (field.name for field in item.form.fields if field.kind not in SINGLE)
    return {name: gold_values(gold[name]) for name in lists if name in gold}


def feedback(
    item: Item, answers: tuple[Mapping[str, object], ...], wrong: int, *, done: bool
) -> Feedback | None:
    """What is said of the last answer, marked again from what was kept of it."""
    if not answers:
        return None
    marked = mark_practice(item, answer=answers[-1], wrong_before=max(0, wrong - 1))
    if marked.mark.right:
        return Feedback(good=True, title=_("Right"), words=item.why or marked.feedback)
    title = _("This is the answer") if done else _("Look again")
    return Feedback(good=False, title=title, words=item.why if done else marked.feedback)
