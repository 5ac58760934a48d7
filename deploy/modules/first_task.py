"""Makes `kiosk/shipped/first-task`: `python deploy/modules/first_task.py`. Needs Pillow."""

from collections.abc import Callable
from functools import partial
from typing import Any

from cards import Sheet
from first_task_items import CHECK, EXAM, PRACTICE
from first_task_pages import (
    card,
    card_to_tap,
    checked,
    earnings,
    earnings_to_tap,
    kept,
    proof,
    six,
)
from first_task_tables import LISTS, PROOFS, TASKS
from making import EXAM_TEXT, form, options, targets, write_module
from welcome import do, paid, read, wait

NUMBER = {"name": "it", "kind": "number", "label": "Your number"}


def _pick(count: int, kind: str = "choice") -> dict[str, Any]:
    label = "Pick one" if kind == "choice" else "Pick all that are right"
    return {"name": "it", "kind": kind, "label": label, "options": options(count, keys=True)}


def _lines() -> dict[str, Any]:
    marked = [{**one, "area": f"${{area_{one['value']}}}"} for one in options(5)]
    return {"name": "it", "kind": "spot", "label": "", "options": marked}


FORMS = {
    "choice": form([{**_pick(3), "label": "${story}"}]),
    "choice_seen": form([_pick(3)], seen=True),
    "point_seen": form([_pick(4)], seen=True, help_="Hold the answer beside each point."),
    "multi_seen": form([_pick(4, "multi")], seen=True, help_="Look at the lower half."),
    "number": form([{**NUMBER, "label": "${story}"}]),
    "number_seen": form([NUMBER], seen=True, help_="Type the number alone."),
    "tap": form(
        [{"name": "it", "kind": "point", "label": "", "max_length": 1}],
        seen=True,
        help_="Tap on the right, not the name of the line.",
    ),
    "lines": form([_lines()], seen=True, help_="Tap a line. Tap again to take it back."),
    "order": form([{"name": "it", "kind": "order", "label": "${story}", "options": options(5)}]),
    "match": form(
        [
            {
                "name": "it",
                "kind": "match",
                "label": "${story}",
                "options": options(4),
                "targets": targets(2),
            }
        ]
    ),
}
STEPS: list[dict[str, Any]] = [
    {
        "id": "six",
        "kind": "read",
        "title": "Six steps of a paid task",
        "text": "Read. Do. Prove. Submit. Wait. Be paid.\n\nEvery paid task goes this way.\n\n"
        "Here you try all six. Nothing can go wrong.",
        "picture": "media/six.png",
        "alt": "Six cards with signs: read, do, prove, submit, wait, be paid",
    },
    {
        "id": "read",
        "kind": "demo",
        "title": "1 Read",
        "text": "Read it all before you say yes.\n\nSee who asks, the pay and the time.\n\n"
        "See what the answer must have. We call these the points.\n\n"
        "Not for you? Leave it. That costs nothing.",
        "picture": "media/read.png",
        "alt": "A person reads a page on a screen",
    },
    {
        "id": "do",
        "kind": "demo",
        "title": "2 Do",
        "text": "Do what is asked. Not less, not more.\n\nBe slow with the first one.\n\n"
        "You cannot read it? Do not guess. Press Give it back.",
        "picture": "media/do.png",
        "alt": "A person draws a box around a car on a screen",
    },
    {
        "id": "prove",
        "kind": "demo",
        "title": "3 Prove",
        "text": "Hold your answer beside the points. Take one after the other.\n\n"
        "All met? Then your answer is proven.\n\n"
        "Other sites may want a code or a picture as proof. Never give a PIN.",
        "picture": "media/prove.png",
        "alt": "A plate and a typed answer; beside them three points with ticks",
    },
    {
        "id": "submit",
        "kind": "demo",
        "title": "4 Submit",
        "text": "Press Save my answer. Press it once.\n\nIt is now saved on this computer.\n\n"
        "No internet? It waits here and goes later. You need not do it again.",
        "picture": "media/submit.png",
        "alt": "A computer with a tick; a line to a cloud",
    },
    {
        "id": "wait",
        "kind": "demo",
        "title": "5 Wait",
        "text": "The employer looks at your answer. It is in review.\n\n"
        "Here, 72 hours in review without a word count as yes.\n\n"
        "It may come back: Do it again. Read the reason. Mend it in 72 hours.\n\n"
        "Do other tasks in the meantime.",
        "picture": "media/wait.png",
        "alt": "A large clock; one person rests, another looks at a picture",
    },
    {
        "id": "paid",
        "kind": "read",
        "title": "6 Be paid",
        "text": "Approved answers are paid into your account.\n\n"
        "Here any amount can be paid out.\n\n"
        "Most tasks pay less than one dollar. It is extra money. It is not a wage.",
        "picture": "media/paid.png",
        "alt": "A person gets coins from another for a picture with a tick",
    },
    {
        "id": "check",
        "kind": "check",
        "title": "Try three",
        "text": "Three questions to begin with. Nothing is counted here.",
        "items": [one.id for one in CHECK],
    },
    {
        "id": "practice",
        "kind": "practice",
        "title": "Practice",
        "text": "Questions from the card to the coin. "
        "Eight right of the last ten is enough. "
        "A wrong answer costs nothing here. It opens a hint.",
        "items": [one.id for one in PRACTICE],
        "mastery": {"kind": "m_of_n", "right": 8, "of": 10},
    },
    {"id": "exam", "kind": "exam", "title": "Exam", "text": EXAM_TEXT, "draw": 10},
    {
        "id": "look-back",
        "kind": "reflect",
        "title": "Look back",
        "text": "Say the six steps to a neighbour.\n\nWhich one would you forget? "
        "What helps you then?",
    },
]
HEAD = {
    "schema": 2,
    "slug": "first-task",
    "edition": 2,
    "title": "Your first task",
    "summary": "Read, do, prove, submit, wait, be paid.",
    "lang": "en",
    "minutes": 20,
    "licence": "CC BY 4.0",
    "provenance": "PROVENANCE.md",
    "first_answers_percent": 80,
    "tries": None,
    "steps": STEPS,
}


def _pictures() -> dict[str, Callable[[], bytes]]:
    sheets: dict[str, Callable[[], Sheet]] = {"six": six, "submit": kept}
    sheets["prove"] = partial(checked, PROOFS["a4"])
    sheets |= {name: partial(card, task) for name, task in TASKS.items()}
    sheets |= {name: partial(proof, one) for name, one in PROOFS.items()}
    sheets |= {name: partial(earnings, lines) for name, lines in LISTS.items()}
    made: dict[str, Callable[[], bytes]] = {"read": read, "do": do, "wait": wait, "paid": paid}
    made |= {name: lambda draw=draw: draw().png() for name, draw in sheets.items()}
    made |= {
        f"{name}-tap": lambda task=task: card_to_tap(task)[0].png() for name, task in TASKS.items()
    }
    made |= {
        f"{name}-tap": lambda lines=lines: earnings_to_tap(lines)[0].png()
        for name, lines in LISTS.items()
    }
    return {f"{name}.png": draw for name, draw in made.items()}


def main() -> None:
    """Draw what is shown and write the folder."""
    asked = (*CHECK, *PRACTICE, *EXAM)
    shown = {one.picture for one in asked} | {
        step["picture"].removeprefix("media/") for step in STEPS if "picture" in step
    }
    pictures = {name: draw for name, draw in _pictures().items() if name in shown}
    write_module(HEAD, forms=FORMS, practice=(*CHECK, *PRACTICE), exam=EXAM, pictures=pictures)


if __name__ == "__main__":
    main()
