"""The words of the module `pictures`: its head, its questions and its pages."""

from typing import Any


def _form(kind: str, name: str, label: str, help_: str, **more: object) -> dict[str, Any]:
    field = {"name": name, "kind": kind, "label": label, "required": True, **more}
    return {
        "prompt": "${ask}",
        "picture": "${picture}",
        "picture_alt": "${alt}",
        "fields": [field],
        "help": help_,
    }


def _options(*names: str) -> list[dict[str, str]]:
    return [{"value": one, "label": one, "key": str(n)} for n, one in enumerate(names, start=1)]


FORMS: dict[str, dict[str, Any]] = {
    "tags": _form(
        "multi", "tags", "Pick all that you see", "There may be two or more.",
        options=_options("${o1}", "${o2}", "${o3}", "${o4}", "${o5}"),
    ),
    "box": _form(
        "box", "boxes", "Boxes", "Touch all four sides. Box only what you can see.", max_length=12
    ),
    "labels": _form(
        "box", "boxes", "Boxes and names", "Touch all four sides. Pick the name.", max_length=12,
        options=_options("${o1}", "${o2}"),
    ),
    "count": _form("point", "points", "Points", "One point for each. Tap its middle.",
        max_length=20),
    "clear": _form(
        "choice", "clear", "The picture is", "Look at thin lines.",
        options=_options("Clear", "Blurred")
    ),
    "place": _form(
        "choice", "place", "We are", "Look all around.", options=_options("Inside", "Outside")
    ),
}  # fmt: skip

HEAD: dict[str, Any] = {
    "schema": 2,
    "slug": "pictures",
    "edition": 1,
    "title": "Tag and box pictures",
    "summary": "Say what is in a picture, and draw boxes around it.",
    "lang": "en",
    "minutes": 25,
    "licence": "CC BY 4.0",
    "provenance": "PROVENANCE.md",
    "first_answers_percent": 80,
    "tries": None,
    "qualification": "pictures",
    "valid_days": 365,
    "forms": {},
    "steps": [
        {
            "id": "work",
            "kind": "read",
            "title": "What this work is",
            "text": "A machine does not know what a car is. People show it.\n\n"
            "You say what is in a picture. You draw boxes around things.\n\n"
            "Many careful pictures teach the machine to see.",
            "picture": "media/work.png",
            "alt": "A drawn street. Green boxes stand around three things.",
        },
        {
            "id": "pay",
            "kind": "read",
            "title": "Why careful work counts",
            "text": "The employer checks your answers.\n\n"
            "It pays for answers it approves. It may send others back.\n\n"
            "A box that fits the first time saves you time.\n\n"
            "You never pay to work.",
        },
        {
            "id": "tags",
            "kind": "demo",
            "title": "Tags: what do you see?",
            "text": "1. Read one word. Look for it everywhere.\n\n"
            "2. Do you see it? Pick it. Then take the next word.\n\n"
            "Here we pick Car, Person and Tree. Two cars are still one tag.",
            "picture": "media/demo-tags.png",
            "alt": "A drawn street with a tree, a person and a car",
        },
        {
            "id": "boxes",
            "kind": "demo",
            "title": "Boxes: touch all four sides",
            "text": "1. Press on one corner. Pull to the other. Let go.\n\n"
            "2. The box touches the thing on all four sides.\n\n"
            "The first box is right. One is too large. One is too small.",
            "picture": "media/demo-box.png",
            "alt": "One car three times: a box that fits, two that do not",
        },
        {
            "id": "edge",
            "kind": "demo",
            "title": "Things at the edge",
            "text": "Part of a thing may be cut off.\n\n"
            "Box only the part that you can see.\n\n"
            "It still counts as one.",
            "picture": "media/demo-edge.png",
            "alt": "Two cars. One is cut off by the edge. Both have boxes.",
        },
        {
            "id": "count",
            "kind": "demo",
            "title": "Count by tapping",
            "text": "1. Go row by row, from left to right.\n\n"
            "2. Tap each one once, near its middle.\n\n"
            "Here we tap the cows. The sheep gets no point.",
            "picture": "media/demo-count.png",
            "alt": "Three cows with a green point each, and a sheep without one",
        },
        {
            "id": "clear",
            "kind": "demo",
            "title": "Clear or blurred?",
            "text": "Look at the thin lines.\n\n"
            "In a clear picture they are sharp. In a blurred one they melt.\n\n"
            "Left is clear. Right is blurred.",
            "picture": "media/demo-clear.jpg",
            "alt": "The same man twice: sharp on the left, soft on the right",
        },
        {
            "id": "place",
            "kind": "demo",
            "title": "Inside or outside?",
            "text": "Ask: where did the person with the camera stand?\n\n"
            "Walls and a floor: inside. Sky and ground: outside.\n\n"
            "A view through a window is still inside.",
            "picture": "media/demo-place.png",
            "alt": "Left a room with a bed. Right a field with a house.",
        },
        {
            "id": "check",
            "kind": "check",
            "title": "Try three",
            "text": "Three pictures to begin with. Nothing is counted here.",
        },
        {
            "id": "practice",
            "kind": "practice",
            "title": "Practice",
            "text": "Sixteen pictures. A wrong answer costs nothing here. It opens a hint.",
        },
        {
            "id": "exam",
            "kind": "exam",
            "title": "Exam",
            "text": "Ten new questions. There are no hints now. "
            "Your first answer counts. With 8 right answers you pass.",
            "draw": 10,
        },
        {
            "id": "look-back",
            "kind": "reflect",
            "title": "Look back",
            "text": "Which was hard: tags, boxes or counting? What helped you?\n\n"
            "Do the same in each real task. Take your time.",
        },
    ],
}
