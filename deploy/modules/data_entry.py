"""Makes `kiosk/shipped/data-entry`: `python deploy/modules/data_entry.py`. Needs Pillow."""

from collections.abc import Callable
from functools import partial
from typing import Any

from cards import Sheet
from data_entry_items import CHECK, EXAM, PRACTICE
from data_entry_pages import (
    alike,
    beside,
    entry,
    gap,
    list_with_twins,
    places,
    record,
    shapes,
    table,
)
from data_entry_tables import AIRPORTS, COPIES, TABLES, TWINS
from making import EXAM_TEXT, form, options, write_module

CODE = {
    "name": "code",
    "kind": "text",
    "label": "Code: three signs",
    "max_length": 3,
    "pattern": "[A-Za-z0-9]{3}",
}
CITY = {"name": "city", "kind": "text", "label": "City", "max_length": 40, "required": False}
STATE = {
    "name": "state",
    "kind": "text",
    "label": "State: two letters",
    "max_length": 2,
    "pattern": "[A-Za-z]{2}",
}
AIRPORT = {"name": "airport", "kind": "text", "label": "Airport", "max_length": 40}


def _number(name: str) -> dict[str, str]:
    return {"name": name, "kind": "number", "label": f"{name.capitalize()}: all digits"}


def _pick(count: int) -> dict[str, Any]:
    picks = options(count, keys=True)
    return {"name": "it", "kind": "choice", "label": "Pick one", "options": picks}


FORMS = {
    "named": form([CODE, AIRPORT, CITY], seen=True, help_="An empty line stays empty."),
    "stated": form([CODE, CITY, STATE], seen=True, help_="Type it as it stands."),
    "placed": form(
        [CODE, _number("latitude"), _number("longitude")],
        seen=True,
        help_="Keep the point and the minus.",
    ),
    "line": form(
        [{"name": "it", "kind": "text", "label": "Your answer", "max_length": 40}],
        seen=True,
        help_="Stay in the line.",
    ),
    "compare": form([_pick(4)], seen=True, help_="Compare sign by sign."),
    "shaped": form([_pick(3)], seen=True, help_="The card tells the facts."),
    "lines": form(
        [
            {
                "name": "it",
                "kind": "spot",
                "label": "",
                "options": [{**one, "area": f"${{area_{one['value']}}}"} for one in options(5)],
            }
        ],
        seen=True,
        help_="Tap a line. Tap again to take it back.",
    ),
    "sort": form([{"name": "it", "kind": "order", "label": "${story}", "options": options(4)}]),
}
STEPS: list[dict[str, Any]] = [
    {
        "id": "what",
        "kind": "read",
        "title": "What data entry is",
        "text": "Somebody has cards or papers. A computer needs them as a list.\n\n"
        "You type what stands there. Each thing goes into its own box.\n\n"
        "Here we type an old list of airports.",
        "picture": "media/entry.png",
        "alt": "A card with three lines; an arrow from each to a box",
    },
    {
        "id": "copy",
        "kind": "demo",
        "title": "Copy what stands there",
        "text": "Type what you see. Do not mend it.\n\n"
        "The card says Cty? Then type Cty.\n\n"
        "It looks wrong? Type it all the same.\n\n"
        "The employer asks for a copy.",
    },
    {
        "id": "alike",
        "kind": "demo",
        "title": "Signs that look alike",
        "text": "Some signs look nearly the same.\n\n"
        "Here, a zero has a dot. A letter O has none.\n\n"
        "Not sure? Find the same sign in another word.",
        "picture": "media/alike.png",
        "alt": "Six cards, each with a number and a letter that look alike",
    },
    {
        "id": "shape",
        "kind": "demo",
        "title": "Each box has a shape",
        "text": "A code has three signs. A state has two letters.\n\n"
        "A rule may ask: City, comma, state.\n\n"
        "Right facts in a wrong shape are sent back.",
        "picture": "media/shapes.png",
        "alt": "Two entries: one with capitals has a tick, one without has a cross",
    },
    {
        "id": "gap",
        "kind": "demo",
        "title": "Nothing there? Leave it empty",
        "text": "A line on the card may be empty.\n\n"
        "Then leave its box empty too.\n\n"
        "Do not guess. Do not look it up.",
        "picture": "media/gap.png",
        "alt": "A card with an empty line beside an empty box",
    },
    {
        "id": "back",
        "kind": "demo",
        "title": "Read it back",
        "text": "1. Read your box, one sign after the other.\n\n"
        "2. Look at the card after each sign.\n\n"
        "3. In a list, keep a finger on the line.\n\n"
        "This takes ten seconds. A second go takes minutes.",
    },
    {
        "id": "check",
        "kind": "check",
        "title": "Try three",
        "text": "Three cards to begin with. Nothing is counted here.",
        "items": [one.id for one in CHECK],
    },
    {
        "id": "practice",
        "kind": "practice",
        "title": "Practice",
        "text": "Cards and lists. Nine right of the last ten is enough. "
        "A wrong answer costs nothing here. It opens a hint.",
        "items": [one.id for one in PRACTICE],
        "mastery": {"kind": "percent", "percent": 90, "of": 10},
    },
    {"id": "exam", "kind": "exam", "title": "Exam", "text": EXAM_TEXT, "draw": 10},
    {
        "id": "look-back",
        "kind": "reflect",
        "title": "Look back",
        "text": "Which slip was yours: signs, lines or shapes?\n\nWhat will you do after each box?",
    },
]
HEAD = {
    "schema": 2,
    "slug": "data-entry",
    "edition": 2,
    "title": "Accurate data entry",
    "summary": "Type cards and lists without a slip.",
    "lang": "en",
    "minutes": 30,
    "licence": "CC BY 4.0",
    "provenance": "PROVENANCE.md",
    "first_answers_percent": 80,
    "tries": None,
    "qualification": "data-entry",
    "valid_days": 365,
    "steps": STEPS,
}


def _pictures() -> dict[str, Callable[[], bytes]]:
    sheets: dict[str, Callable[[], Sheet]] = {
        "entry": entry,
        "alike": alike,
        "shapes": shapes,
        "gap": gap,
    }
    sheets |= {f"r-{code}": partial(record, one) for code, one in AIRPORTS.items()}
    sheets |= {f"l-{code}": partial(places, one) for code, one in AIRPORTS.items()}
    sheets |= {name: partial(beside, copy) for name, copy in COPIES.items()}
    sheets |= {name: partial(table, codes) for name, codes in TABLES.items()}
    sheets |= {name: lambda one=one: list_with_twins(one)[0] for name, one in TWINS.items()}
    return {f"{name}.png": lambda draw=draw: draw().png() for name, draw in sheets.items()}


def main() -> None:
    """Draw what is shown and write the folder."""
    shown = {one.picture for one in (*CHECK, *PRACTICE, *EXAM)}
    shown |= {step["picture"].removeprefix("media/") for step in STEPS if "picture" in step}
    pictures = {name: draw for name, draw in _pictures().items() if name in shown}
    write_module(HEAD, forms=FORMS, practice=(*CHECK, *PRACTICE), exam=EXAM, pictures=pictures)


if __name__ == "__main__":
    main()
