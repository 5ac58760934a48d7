"""What the pages of a draft call kinds of steps and questions, and their advice."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kiosk.rules.module_lints import Lint
from kiosk.rules.plain_columns import Role
from kiosk.texts import N_, _


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind to choose: its code, its name, and when one takes it."""

    code: str
    name: str
    words: str


STEPS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "read": (N_("Read"), N_("A page of text, with a picture if you like.")),
        "watch": (N_("Watch"), N_("A picture or a sound that tells it, with a few words.")),
        "demo": (N_("Demo"), N_("It is done once, so that all see how.")),
        "check": (N_("Check"), N_("A few questions: did it arrive?")),
        "practice": (N_("Practice"), N_("Questions with hints and an answer at once.")),
        "exam": (N_("Exam"), N_("Questions that count. No hints.")),
        "reflect": (N_("Reflect"), N_("A page to think back at the end.")),
    }
)
ITEMS: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "choice": (N_("One answer"), N_("Pick the one that is right."), N_("Pick one")),
        "multi": (N_("Several answers"), N_("Pick all that are right."), N_("Pick all that fit")),
        "text": (N_("Typed text"), N_("Type a word or a line."), N_("Type it here")),
        "form": (N_("A form"), N_("Fill in several fields."), ""),
        "box": (N_("Boxes"), N_("Draw boxes on a picture."), N_("Draw it")),
        "point": (N_("Points"), N_("Tap places on a picture."), N_("Tap it")),
        "order": (N_("Order"), N_("Put things in the right order."), N_("Put them in order")),
        "match": (N_("Pairs"), N_("Find what goes together."), N_("Find the pairs")),
        "rate": (N_("Rating"), N_("Say how much one agrees."), N_("What do you think?")),
        "spot": (N_("Red flags"), N_("Tap what is wrong here."), N_("Tap each warning")),
        "verdict": (N_("Verdict"), N_("Safe, a scam, or ask first."), N_("What is it?")),
    }
)
POOLS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "practice": (N_("Practice"), N_("With hints, and answered at once.")),
        "exam": (N_("Exam"), N_("Its answer never goes to a station.")),
        "gold": (N_("Among real tasks"), N_("A task whose answer is known.")),
    }
)
LINTS: Mapping[str, str] = MappingProxyType(
    {
        "reads_hard": N_("This reads like school year {n}. Short words and sentences help."),
        "sentence_long": N_("A sentence has {n} words. Twelve are easy to read."),
        "no_hint": N_("There is no hint for who gets it wrong."),
        "no_feedback": N_("Nothing is said of a wrong answer."),
        "no_why": N_("Nothing says why the answer is right."),
        "gold_unbalanced": N_("The right answer is nearly always number {n}. Mix them."),
        "exam_short": N_("The exam asks {n} questions only. Luck decides too much."),
        "pool_small": N_("Write {n} exam questions, so that learners get different ones."),
        "no_audio": N_("Pages without a sound: {n}. Some learners cannot read well."),
        "no_translation": N_("It is in one language only."),
        "not_asked": N_("There are {n} practice questions and no step asks them."),
    }
)


ROLES: Mapping[Role, str] = MappingProxyType(
    {
        Role.QUESTION: N_("Question"),
        Role.ANSWER: N_("Right answer"),
        Role.OPTION: N_("To choose from"),
        Role.HINT: N_("Hint"),
        Role.WHY: N_("Why it is so"),
        Role.POOL: N_("What it is for"),
    }
)


def role_name(role: Role) -> str:
    """What a column of somebody's own table holds."""
    return _(ROLES[role])


def steps() -> list[Kind]:
    """The kinds of steps to choose from."""
    return [Kind(code, _(name), _(words)) for code, (name, words) in STEPS.items()]


def items() -> list[Kind]:
    """The kinds of questions to choose from."""
    return [Kind(code, _(name), _(words)) for code, (name, words, _label) in ITEMS.items()]


def pools() -> list[Kind]:
    """What a question may be used for."""
    return [Kind(code, _(name), _(words)) for code, (name, words) in POOLS.items()]


def step_name(kind: str) -> str:
    """What a kind of step is called."""
    return _(STEPS[kind][0]) if kind in STEPS else kind


def item_name(kind: str) -> str:
    """What a kind of question is called."""
    return _(ITEMS[kind][0]) if kind in ITEMS else kind


def pool_name(pool: str) -> str:
    """What a pool is called."""
    return _(POOLS[pool][0]) if pool in POOLS else pool


def label_for(kind: str) -> str:
    """The words above the answers of a new question."""
    label = ITEMS[kind][2] if kind in ITEMS else ""
    return _(label) if label else ""


def advice(lint: Lint) -> str:
    """A piece of advice in words."""
    return _(LINTS[lint.code], n=lint.number)
