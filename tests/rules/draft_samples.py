"""A draft with one question of each kind, typed as a page sends it."""

from kiosk.rules.draft_files import new_files
from kiosk.rules.draft_parts import ITEM, Change, changed

SAID = {
    "right": "Right.",
    "wrong": "Not yet.",
    "hint1": "Look.",
    "hint2": "",
    "hint3": "It is so.",
    "why": "So it is.",
}
TYPED = {
    "choice": {
        "prompt": "Which one says meow?",
        "label": "Pick one",
        "gold": "2",
        "option1": "A dog",
        "said1": "A dog barks.",
        "option2": "A cat",
        "option3": "A cow",
        "option4": "",
    },
    "multi": {
        "prompt": "Which are pets?",
        "label": "Pick",
        "gold": ("1", "2"),
        "tolerance": "1",
        "said_missing": "One more.",
        "option1": "A dog",
        "option2": "A cat",
        "option3": "A lion",
        "said3": "A lion is wild.",
    },
    "text": {
        "prompt": "Type the colour",
        "label": "Colour",
        "spellings": "grey\ngray\n\n",
        "tolerance": "1",
        "max_length": "40",
        "wrong1": "black",
        "said1": "Lighter.",
        "wrong2": "",
        "said2": "unheard",
    },
    "order": {
        "prompt": "What comes first?",
        "label": "Order",
        "option1": "Read",
        "option2": "Do",
        "option3": "Send",
        "said1": "Read before all else.",
        "tolerance": "0",
    },
    "match": {
        "prompt": "What goes together?",
        "label": "Pairs",
        "option1": "Dog",
        "pair1": "Barks",
        "option2": "Cat",
        "pair2": "Meows",
        "option3": "",
        "pair3": "",
        "extra1": "Sings",
    },
    "rate": {
        "prompt": "What do you think?",
        "label": "Rate",
        "option1": "I like cats",
        "option2": "I read all of this",
        "scale1": "No",
        "scale2": "",
        "scale3": "Yes",
        "check2": "3",
    },
    "spot": {
        "prompt": "What is wrong?",
        "label": "Tap",
        "gold": "1",
        "option1": "Pay a fee first",
        "option2": "Come on Monday",
        "said_missing": "Look at the money.",
    },
    "verdict": {
        "prompt": "What is it?",
        "label": "Say",
        "verdict": "scam",
        "gold": "1",
        "option1": "It asks for money",
        "option2": "It is short",
        "said_safe": "It asks for money.",
        "said2": "Short is fine.",
    },
    "form": {
        "prompt": "Copy the card",
        "field1_label": "Name",
        "field1_kind": "text",
        "field1_gold": "Ann\nAnne",
        "field1_tolerance": "1",
        "field1_pattern": "[A-Za-z]+",
        "field2_label": "Age",
        "field2_kind": "number",
        "field2_gold": "7",
        "field2_optional": "1",
        "field3_label": "Pet",
        "field3_kind": "choice",
        "field3_options": "Cat\nDog\nCat\n",
        "field3_gold": "Dog",
    },
    "box": {
        "prompt": "Draw the cat",
        "alt": "A room",
        "label": "Box",
        "option1": "Cat",
        "option2": "Dog",
        "places": ("10 20 300 400 o1",),
        "said_missing": "One is left.",
        "said_loose": "Draw it closer.",
        "max_length": "2",
    },
    "point": {
        "prompt": "Tap the cat",
        "alt": "A room",
        "label": "Point",
        "places.left": ("500",),
        "places.top": ("600",),
        "said_extra": "Nothing is there.",
        "said_loose": "no word of a point",
        "max_length": "",
    },
}
PICTURED = {"box", "point"}


def lists(typed):
    """Each field with all that was sent under it."""
    return {
        name: (value,) if isinstance(value, str) else tuple(value) for name, value in typed.items()
    }


def apply(files, do, part="", seen="", **typed):
    """The files after a change."""
    made = changed(files, Change(do, part, lists(typed), seen))
    after = {**files, **{name: new for name, new in made.items() if new is not None}}
    return {name: one for name, one in after.items() if made.get(name, one) is not None}


def empty():
    """A draft with a title only."""
    return new_files(title="Know pets", lang="en", slug="know-pets")


def with_item(kind, files=None, pool="practice", **more):
    """A draft with one more question of a kind, written whole, and the question's id."""
    files = apply(files or empty(), "add_item", kind=kind, pool=pool, label="Pick one")
    name = [row for row in files["items.csv"].decode().splitlines() if row][-1].partition(",")[0]
    if kind in PICTURED:
        files = apply(
            {**files, "media/a.png": b"png"},
            "picture",
            ITEM + name,
            name="media/a.png",
            what="picture",
        )
    typed = {**TYPED[kind], **SAID, "pool": pool, **more}
    return apply(files, "set", ITEM + name, **typed), name


def every_kind():
    """A draft with a question of each kind, a step to read and one that asks them all."""
    files = empty()
    for kind in TYPED:
        files, _ = with_item(kind, files)
    files = apply(files, "add_step", kind="read")
    files = apply(files, "set", "step:read1", title="Pets", text="Pets live with us.")
    files = apply(files, "add_step", kind="practice")
    return apply(files, "set", "step:practice1", title="Try it", text="", which="all")
