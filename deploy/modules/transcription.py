"""Makes `kiosk/shipped/transcription`: `python deploy/modules/transcription.py`. Needs Pillow."""

from typing import Any

from making import EXAM_TEXT, form, write_module
from transcription_items import CHECK, EXAM, PRACTICE
from transcription_pages import all_pictures
from transcription_shown import pages

FORMS = {
    "typed": form(
        [{"name": "it", "kind": "text", "label": "Your answer", "max_length": 60}],
        seen=True,
        help_="Type ? for a sign nobody can read.",
    )
}
STEPS: list[dict[str, Any]] = [
    {
        "id": "what",
        "kind": "read",
        "title": "What transcription is",
        "text": "Somebody has a paper. A machine cannot read it well. You can.\n\n"
        "You type what stands there. That is all.\n\n"
        "Shops, names and streets here are made up.",
        "picture": "media/what.png",
        "alt": "A worn paper; an arrow leads to its typed words",
    },
    {
        "id": "copy",
        "kind": "demo",
        "title": "Only what is asked",
        "text": "1. Read what you are asked for.\n\n2. Find its place on the paper.\n\n"
        "3. Type it as it stands. Not less, not more.\n\n"
        "You do not mend it. You do not explain it.",
    },
    {
        "id": "worn",
        "kind": "demo",
        "title": "Papers are worn",
        "text": "One is faded. One has a fold. One is a bad copy.\n\n"
        "Go slowly. Take one sign after the other.\n\n"
        "Specks are not points. A fold is not a line.",
        "picture": "media/worn.png",
        "alt": "Three strips of worn papers, one below the other",
    },
    {
        "id": "unclear",
        "kind": "demo",
        "title": "A sign nobody can read",
        "text": "A blot covers one sign. Nobody can know it.\n\n"
        "Do not guess. Type ? in its place.\n\n"
        "Type ? only where you cannot see the sign at all.",
        "picture": "media/unclear.png",
        "alt": "A number with a blot; below it a typed question mark",
    },
    {
        "id": "counts",
        "kind": "demo",
        "title": "What counts",
        "text": "Each digit counts. So does a zero in front.\n\n"
        "Small or large letters are the same here. So are commas and points.\n\n"
        "In a long word one slip is forgiven. In a number none is.",
    },
    {
        "id": "back",
        "kind": "demo",
        "title": "Read it back",
        "text": "1. Not sure? Find the same sign in another word.\n\n"
        "2. Do sums fit? Paid less total is the change.\n\n"
        "3. Read your answer aloud. Look at the paper.",
    },
    {
        "id": "check",
        "kind": "check",
        "title": "Try three",
        "text": "Three papers to begin with. Nothing is counted here.",
        "items": [one.id for one in CHECK],
    },
    {
        "id": "practice",
        "kind": "practice",
        "title": "Practice",
        "text": "Five right in a row is enough. "
        "A wrong answer costs nothing here. It opens a hint.",
        "items": [one.id for one in PRACTICE],
        "mastery": {"kind": "in_a_row", "right": 5},
    },
    {"id": "exam", "kind": "exam", "title": "Exam", "text": EXAM_TEXT, "draw": 10},
    {
        "id": "look-back",
        "kind": "reflect",
        "title": "Look back",
        "text": "Which paper was hard: faded, folded or copied?\n\n"
        "When did you want to guess? What do you type then?",
    },
]
HEAD = {
    "schema": 1,
    "slug": "transcription",
    "edition": 2,
    "title": "Transcription",
    "summary": "Type what stands on worn papers.",
    "lang": "en",
    "minutes": 25,
    "licence": "CC BY 4.0",
    "provenance": "PROVENANCE.md",
    "first_answers_percent": 80,
    "tries": None,
    "qualification": "transcription",
    "valid_days": 365,
    "steps": STEPS,
}


def main() -> None:
    """Draw what is shown and write the folder."""
    shown = {one.picture for one in (*CHECK, *PRACTICE, *EXAM)}
    pictures = {name: draw for name, draw in all_pictures().items() if name in shown}
    write_module(
        HEAD,
        forms=FORMS,
        practice=(*CHECK, *PRACTICE),
        exam=EXAM,
        pictures={**pictures, **pages()},
    )


if __name__ == "__main__":
    main()
