"""The six fields of the interest finder, its pictures, and states of referrals, in words."""

from collections.abc import Mapping
from types import MappingProxyType

from kiosk.texts import N_, _

FIELDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "R": (N_("Hands and tools"), N_("Build, repair, grow and drive.")),
        "I": (N_("Finding out"), N_("Look closely, measure, and ask why.")),
        "A": (N_("Making and showing"), N_("Draw, sew, play and design.")),
        "S": (N_("Helping people"), N_("Teach, care, cook and listen.")),
        "E": (N_("Selling and leading"), N_("Sell, lead and talk to customers.")),
        "C": (N_("Order and numbers"), N_("Lists, records and accounts.")),
    }
)
"""By their letter in the RIASEC code: the name, and what one does there."""

PICTURES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "repair": (N_("Repair phones"), N_("Hands open a phone with a small tool.")),
        "teach": (N_("Teach children"), N_("A teacher points at a board. Children look.")),
        "market": (N_("Sell at a market"), N_("A stall with fruit, and somebody who sells it.")),
        "microscope": (N_("Test water"), N_("A microscope and a glass of water.")),
        "accounts": (N_("Keep the books"), N_("A notebook with sums, coins and a pen.")),
        "draw": (N_("Draw posters"), N_("A poster with a sun, and brushes.")),
        "wood": (N_("Build with wood"), N_("A saw and a hammer on a wooden bench.")),
        "nurse": (N_("Care for the sick"), N_("A nurse stands at the bed of a sick person.")),
        "map": (N_("Measure land"), N_("A map, a compass and a measuring tape.")),
        "lead": (N_("Lead a team"), N_("Somebody speaks, and three people listen.")),
        "typing": (N_("Type lists"), N_("A screen with a list, and a keyboard.")),
        "music": (N_("Make music"), N_("A drum and a guitar with notes above them.")),
        "farm": (N_("Grow food"), N_("Green plants in rows, and a hoe.")),
        "listen": (N_("Listen and advise"), N_("Two people sit and talk over tea.")),
        "fault": (N_("Find the fault"), N_("A magnifying glass over a broken machine.")),
        "phone": (N_("Win customers"), N_("Somebody with a phone, and a rising chart.")),
        "shelves": (N_("Keep a store in order"), N_("Shelves with boxes, and a checklist.")),
        "sew": (N_("Sew clothes"), N_("A sewing machine with blue cloth.")),
        "drive": (N_("Drive a minibus"), N_("A minibus on a road.")),
        "cook": (N_("Cook for guests"), N_("A pot steams on a stove, and plates wait.")),
    }
)
"""What one does there, and what the picture shows."""

STATES: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "suggested": ("wait", "bulb", N_("Suggested")),
        "applied": ("in_use", "send", N_("Applied")),
        "interview": ("class", "users", N_("Interview")),
        "got_it": ("good", "circle-check", N_("Got it")),
        "not_now": ("off", "minus", N_("Not this time")),
    }
)
"""How far somebody came with an opening: tone, icon, word."""

KINDS: Mapping[str, str] = MappingProxyType({"job": N_("Job"), "course": N_("Course")})


def field_name(letter: str) -> str:
    """The field of work in the reader's language."""
    return _(FIELDS[letter][0])


def field_line(letter: str) -> str:
    """What one does there."""
    return _(FIELDS[letter][1])


def picture_name(name: str) -> str:
    """What a picture of the finder asks about."""
    return _(PICTURES[name][0])


def picture_shows(name: str) -> str:
    """What stands in a picture of the finder, for who cannot see it."""
    return _(PICTURES[name][1])


def kind_name(kind: str) -> str:
    """A job or a course."""
    return _(KINDS.get(kind, KINDS["job"]))


def state_shown(state: str) -> tuple[str, str, str]:
    """Tone, icon and word of a referral's state."""
    tone, symbol, word = STATES.get(state, STATES["suggested"])
    return tone, symbol, _(word)
