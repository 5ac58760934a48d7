"""What differs between two editions, in a reader's words: where, what, how it was and is."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kiosk.rules.module_diffs import Difference
from kiosk.rules.module_items import FEEDBACK_FOR
from kiosk.texts import N_, _

SHOWN_LETTERS = 200
PLACES: Mapping[str, str] = MappingProxyType(
    {
        "module": N_("The module"),
        "step": N_("Step {name}"),
        "item": N_("Question {name}"),
        "file": N_("File {name}"),
    }
)
ORDERS: Mapping[str, str] = MappingProxyType(
    {"step": N_("The order of the steps"), "item": N_("The order of the questions")}
)
WHAT: Mapping[str, str] = MappingProxyType(
    {
        "title": N_("Title"),
        "summary": N_("Summary"),
        "lang": N_("Language"),
        "minutes": N_("Minutes"),
        "licence": N_("Licence"),
        "first_answers_percent": N_("Percent to pass"),
        "tries": N_("How often the exam may be tried"),
        "qualification": N_("Qualification"),
        "valid_days": N_("Days that it is good for"),
        "interests": N_("Fields of work"),
        "kind": N_("Kind"),
        "text": N_("Text"),
        "picture": N_("Picture"),
        "alt": N_("Words for the picture"),
        "picture_alt": N_("Words for the picture"),
        "media": N_("Sound or film"),
        "items": N_("Questions"),
        "draw": N_("How many are drawn"),
        "rubric": N_("By what a mentor marks it"),
        "mastery": N_("How much practice is enough"),
        "pool": N_("Pool"),
        "type": N_("Type"),
        "form": N_("Form"),
        "prompt": N_("The question"),
        "help": N_("Help"),
        "gold": N_("Right answer"),
        "tolerance": N_("What is forgiven"),
        "feedback_right": N_("What is said when right"),
        "feedback_wrong": N_("What is said when wrong"),
        "why": N_("Why"),
        "audio": N_("Sound"),
        "hint1": N_("First hint"),
        "hint2": N_("Second hint"),
        "hint3": N_("Third hint"),
        "new": N_("New"),
        "gone": N_("Removed"),
        "bytes": N_("Other content"),
    }
)


@dataclass(frozen=True, slots=True)
class ShownDifference:
    """One thing that differs; `was` and `now` are cut where they are long."""

    place: str
    what: str
    was: str
    now: str


def shown_difference(one: Difference) -> ShownDifference:
    """A difference in words."""
    if one.what == "order":
        return ShownDifference(_(ORDERS[one.kind]), "", short(one.was), short(one.now))
    place = _(PLACES[one.kind], name=one.name)
    return ShownDifference(place, what_words(one.what), short(one.was), short(one.now))


def what_words(what: str) -> str:
    """What differs or is changed in a thing, in words."""
    if what in WHAT:
        return _(WHAT[what])
    if what.startswith(FEEDBACK_FOR):
        return _("What is said to {answer}", answer=what.removeprefix(FEEDBACK_FOR))
    if what.startswith("field "):
        return _("Field {name}", name=what.removeprefix("field "))
    return what


def short(text: str) -> str:
    """A text in one line, cut where it is long."""
    told = " ".join(text.split())
    return told if len(told) <= SHOWN_LETTERS else told[: SHOWN_LETTERS - 1].rstrip() + "…"
