"""The items of `transcription`. Each gold is what its sheet says, or ? for a covered sign."""

import re
from itertools import islice

from making import Asked
from transcription_tables import SHEETS, UNCLEAR, Label, Receipt, Sheet, readable

FORGIVEN = ((12, "2"), (6, "1"))
"""A text of letters so long is forgiven so many of them. A digit is never forgiven."""
NUMBER_WITH_GAPS = re.compile(r"[A-Z]{1,2}[ -][0-9? -]+")
ALT = {
    Receipt: "A worn receipt",
    Label: "A worn label of a parcel",
}
ORDINALS = ("first", "second", "third", "fourth")
KIN = (("total", "paid", "change", "price"), ("number", "date"), ("shop", "place"), ("item",))
"""Fields of a receipt that are taken for each other."""
ASKED = {
    "shop": ("Type the name of the shop", "It stands at the very top."),
    "date": ("Type the date as it stands", "It stands above the first dashes, on the left."),
    "number": (
        "Type the number beside the date",
        "It stands above the first dashes, on the right.",
    ),
    "total": ("Type the total", "It stands below the last dashes."),
    "change": ("Type the change", "It stands in the last line."),
    "name": ("Type the name it goes to", "It stands below the word To."),
    "street": ("Type the street with its number", "It stands below the name."),
    "town": ("Type the town", "It stands in the third line below To."),
    "parcel": ("Type the number under the bars", "It is the last line of the label."),
}


def typed(name: str, sheet: str, field: str) -> Asked:
    """Type one field of a sheet."""
    shown = SHEETS[sheet]
    text = readable(shown, field)
    ask, where = _asked(shown, field)
    covered = UNCLEAR in text
    return Asked(
        name, "typed", ask, gold_of(text), f"{sheet}.png",
        ALT.get(type(shown), "A worn form, filled in with a pen"),
        tolerance=tolerance_of(text),
        right="Right. You typed what stands there.",
        wrong="Not yet. Look again, sign by sign.",
        hints=(where, _second(text), f"Type {text}."),
        why=_why(text),
        told=_covered(shown, field) if covered else _slips(shown, field),
    )  # fmt: skip


def gold_of(text: str) -> str:
    """The spellings that are right: a number may be typed with its gaps or without."""
    if not NUMBER_WITH_GAPS.fullmatch(text):
        return text
    return f"{text}|{re.sub('[ -]', '', text)}"


def tolerance_of(text: str) -> str:
    """Letters that are forgiven."""
    if re.search(r"[0-9?]", text):
        return ""
    return next((letters for length, letters in FORGIVEN if len(text) >= length), "")


def _asked(shown: Sheet, field: str) -> tuple[str, str]:
    if field in ASKED:
        return ASKED[field]
    if field.startswith("item"):
        nth = ORDINALS[int(field[-1]) - 1]
        return f"Type the words of the {nth} item", f"It is the {nth} line below the first dashes."
    if field.startswith("price"):
        thing = shown.fields()[field.replace("price", "item")]
        return f"Type the price of {thing}", f"Find {thing}. Go right, along the line."
    return f"Type what stands at {field}", f"Find the printed word {field}. Look below it."


def _second(text: str) -> str:
    if UNCLEAR in text:
        return "One sign is covered. It becomes ?"
    if re.fullmatch(r"[\d./:]+", text):
        return f"It has {len(re.sub(r'[^0-9]', '', text))} digits. The last one is {text[-1]}."
    return f"It begins with {text[:2].strip()} and ends with {text[-2:].strip()}."


def _why(text: str) -> str:
    if UNCLEAR in text:
        return "An honest ? is worth more than a guess."
    if re.search(r"\d", text):
        return "One wrong digit makes a wrong number."
    return "Names and words are copied, not mended."


def _covered(shown: Sheet, field: str) -> dict[str, str]:
    text = shown.fields()[field]
    told = f"Nobody can see that sign. Type {UNCLEAR} for it."
    left_out = readable(shown, field).replace(UNCLEAR, "")
    return {text: told, left_out: f"One sign is left out. Type {UNCLEAR} for it."}


def _slips(shown: Sheet, field: str) -> dict[str, str]:
    fields = shown.fields()
    text = fields[field]
    kin = next((one for one in KIN if field.rstrip("1234") in one), tuple(fields))
    told = {
        value: _other(shown, other)
        for other, value in fields.items()
        if other.rstrip("1234") in kin and value != text
    }
    if field == "date":
        day, month, year = text.split("/")
        told[f"{month}/{day}/{year}"] = "Day and month changed places."
    if re.search(r"\d\d", text):
        places = (n for n in range(len(text) - 1) if _turns(text[n : n + 2]))
        for at in islice(places, 1):
            turned = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
            told.setdefault(turned, "Two digits changed places.")
    if text.startswith("0") and text.isdigit():
        told[text.lstrip("0")] = "The zero in front counts too."
    if field == "street":
        told[text.partition(" ")[2]] = "The number is missing."
    return told


def _turns(two: str) -> bool:
    return two.isdigit() and two[0] != two[1]


def _other(shown: Sheet, field: str) -> str:
    if isinstance(shown, Receipt | Label):
        words = {
            "shop": "That is the shop.",
            "place": "That is where the shop is.",
            "number": "That is the number.",
            "date": "That is the date.",
            "total": "That is the total.",
            "paid": "That is what was paid.",
            "change": "That is the change.",
            "sender": "That is who sends it.",
            "name": "That is the name.",
            "street": "That is the street.",
            "town": "That is the town.",
            "parcel": "That is the number under the bars.",
        }
        return words.get(field, "That stands in another line.")
    return f"That stands at {field}."


CHECK = (typed("c01", "r1", "total"), typed("c02", "l1", "name"), typed("c03", "r6", "number"))
PRACTICE = (
    typed("p01", "r1", "date"),
    typed("p02", "r1", "item2"),
    typed("p03", "f1", "Name"),
    typed("p04", "f1", "Card"),
    typed("p05", "r2", "total"),
    typed("p06", "r2", "shop"),
    typed("p07", "l2", "street"),
    typed("p08", "l2", "parcel"),
    typed("p09", "r3", "price2"),
    typed("p10", "f3", "Voice"),
    typed("p11", "f3", "Room"),
    typed("p12", "l5", "parcel"),
    typed("p13", "r4", "number"),
    typed("p14", "f2", "From"),
    typed("p15", "l3", "name"),
    typed("p16", "r4", "item3"),
)
EXAM = (
    typed("x01", "r5", "total"),
    typed("x02", "r5", "item3"),
    typed("x03", "r7", "shop"),
    typed("x04", "r7", "number"),
    typed("x05", "r7", "change"),
    typed("x06", "r8", "total"),
    typed("x07", "r8", "date"),
    typed("x08", "r9", "item3"),
    typed("x09", "r9", "number"),
    typed("x10", "r10", "total"),
    typed("x11", "r10", "number"),
    typed("x12", "f4", "Name"),
    typed("x13", "f4", "Plants"),
    typed("x14", "f4", "Since"),
    typed("x15", "f5", "Found"),
    typed("x16", "f5", "Where"),
    typed("x17", "f5", "Number"),
    typed("x18", "f6", "House"),
    typed("x19", "f6", "Meter"),
    typed("x20", "f6", "Reads"),
    typed("x21", "l4", "name"),
    typed("x22", "l4", "street"),
    typed("x23", "l6", "street"),
    typed("x24", "l6", "parcel"),
    typed("x25", "l7", "name"),
    typed("x26", "l7", "parcel"),
    typed("x27", "l8", "parcel"),
    typed("x28", "l8", "street"),
)
