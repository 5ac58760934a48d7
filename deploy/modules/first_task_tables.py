"""What the pictures of `first-task` show: made-up tasks, answers and lists. No drawing here."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Task:
    """A task as it is offered. The requester is made up."""

    title: str
    who: str
    cents: int
    seconds: int
    days: int
    points: tuple[str, str]


@dataclass(frozen=True)
class Proof:
    """A made-up number plate, and what somebody typed of it."""

    plate: str
    typed: str


@dataclass(frozen=True)
class Line:
    """One line of a page of earnings, with the station's own words for its state."""

    title: str
    state: str
    cents: int


PAID, REVIEW, AGAIN, HERE = "Paid", "In review", "Do it again", "Saved here"
POINTS = ("Capital letters", "No spaces", "Every letter and number")
"""What each typed plate must have; `unmet` says which it lacks."""
ALL_MET = "All three are met"


def unmet(proof: Proof) -> str:
    """The letter of the one point that is not met, or that of "all are met"."""
    typed = proof.typed
    bare = "".join(typed.split()).upper()
    lacks = (typed != typed.upper(), " " in typed, bare != proof.plate.replace(" ", ""))
    wrong = [letter for letter, lacking in zip("abc", lacks, strict=True) if lacking]
    if len(wrong) > 1:
        raise ValueError(proof)
    return wrong[0] if wrong else "d"


TASKS = {
    "t1": Task("Read a plate", "Bluefig Tasks", 6, 20, 2, ("Capital letters", "No spaces")),
    "t2": Task("Name the shop", "Oma Work", 8, 30, 1, ("Every word", "Nothing else")),
    "t3": Task("Type the date", "Tile & Tap", 5, 15, 3, ("Numbers only", "With the year")),
    "t4": Task("Box each car", "Pennyleaf Jobs", 12, 60, 2, ("One box a car", "Box fits")),
    "t5": Task("Type a receipt", "Wrenpot Work", 25, 120, 3, ("Every line", "The total")),
    "t6": Task("Tag a photo", "Bluefig Tasks", 4, 10, 1, ("All tags", "No wrong tag")),
    "t7": Task("Hear and type", "Oma Work", 40, 240, 3, ("Every word", "Full stops")),
    "t8": Task("Type a label", "Tile & Tap", 7, 40, 2, ("Every line", "Capital letters")),
}
PROOFS = {
    "a1": Proof("RB 402", "rb402"),
    "a2": Proof("ZL 518", "ZL 518"),
    "a3": Proof("QT 639", "QT63"),
    "a4": Proof("XE 275", "XE275"),
    "a5": Proof("WD 914", "WD914"),
    "a6": Proof("YK 306", "Yk306"),
    "a7": Proof("VF 781", "VF 781"),
    "a8": Proof("JS 827", "JS527"),
    "a9": Proof("NH 163", "NH163"),
}
LISTS = {
    "l1": (
        Line("Read a plate", PAID, 6),
        Line("Name the shop", REVIEW, 8),
        Line("Tag a photo", PAID, 4),
        Line("Type the date", AGAIN, 5),
        Line("Box each car", PAID, 12),
    ),
    "l2": (
        Line("Tag a photo", REVIEW, 4),
        Line("Type a label", AGAIN, 7),
        Line("Read a plate", REVIEW, 6),
        Line("Name the shop", PAID, 8),
        Line("Type a receipt", REVIEW, 25),
    ),
    "l3": (
        Line("Type the date", PAID, 5),
        Line("Read a plate", PAID, 6),
        Line("Hear and type", REVIEW, 40),
        Line("Box each car", HERE, 12),
        Line("Tag a photo", AGAIN, 4),
    ),
    "l4": (
        Line("Name the shop", AGAIN, 8),
        Line("Hear and type", PAID, 40),
        Line("Type a label", REVIEW, 7),
        Line("Type the date", PAID, 5),
        Line("Tag a photo", HERE, 4),
    ),
    "l5": (
        Line("Box each car", REVIEW, 12),
        Line("Type a receipt", PAID, 25),
        Line("Read a plate", HERE, 6),
        Line("Type a label", PAID, 7),
        Line("Name the shop", PAID, 8),
    ),
}


def paid_cents(lines: tuple[Line, ...]) -> int:
    """What is sure."""
    return sum(line.cents for line in lines if line.state == PAID)


def in_review(lines: tuple[Line, ...]) -> int:
    """How many answers the requester still looks at."""
    return sum(line.state == REVIEW for line in lines)
