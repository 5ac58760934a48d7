"""The items of `first-task` about a drawn card, answer or list; their gold comes from its table."""

from first_task_pages import card_to_tap, earnings_to_tap
from first_task_tables import (
    AGAIN,
    ALL_MET,
    LISTS,
    PAID,
    POINTS,
    PROOFS,
    TASKS,
    in_review,
    paid_cents,
    unmet,
)
from making import LETTERS, Asked, letters

CARD_ALT = "A task's card with its facts and its points"
PROOF_ALT = "A number plate, three points and a typed answer"
LIST_ALT = "A page of earnings with five lines"
TELLS = {
    "a": ("Look for small letters.", "It must be in capital letters."),
    "b": ("Look between the letters and the numbers.", "There is a space. None may be there."),
    "c": ("Count the signs on the plate.", "The signs differ from those on the plate."),
    "d": ("Look for small letters, spaces, lost signs.", "There is no mistake in it."),
}


def pay(name: str, task: str) -> Asked:
    """What one task pays."""
    shown = TASKS[task]
    return Asked(
        name, "number_seen", "How many cents does one task pay?", str(shown.cents),
        f"{task}.png", CARD_ALT,
        right=f"Right. One pays {shown.cents} cents.",
        wrong="Not yet. Read the line Pays.",
        hints=(
            "The card has one line about money.",
            "Look beside the word Pays.",
            f"It says {shown.cents} cents. Type {shown.cents}.",
        ),
        why="See the pay before you say yes.",
        told={str(shown.seconds): "That is the time. Look for cents."},
    )  # fmt: skip


def many(name: str, task: str, count: int) -> Asked:
    """What several approved ones pay."""
    shown = TASKS[task]
    total = shown.cents * count
    return Asked(
        name, "number_seen", f"You do {count} of them. All are approved. How many cents?",
        str(total), f"{task}.png", CARD_ALT,
        right=f"Right. {count} times {shown.cents} cents.",
        wrong=f"Not yet. Take the pay {count} times.",
        hints=(
            "First find what one pays.",
            f"One pays {shown.cents} cents. Take it {count} times.",
            f"{count} times {shown.cents} is {total}. Type {total}.",
        ),
        why="Small pay adds up. Each approved answer counts.",
        told={
            str(shown.cents): f"That is for one. You did {count}.",
            str(shown.cents + count): f"Do not add {count}. Take the pay {count} times.",
        },
    )  # fmt: skip


def minutes(name: str, task: str, count: int) -> Asked:
    """How long several take."""
    shown = TASKS[task]
    seconds = shown.seconds * count
    told = str(seconds // 60)
    return Asked(
        name, "number_seen", f"How many minutes do {count} of them take?", told,
        f"{task}.png", CARD_ALT,
        right=f"Right. {seconds} seconds are {told} minutes.",
        wrong="Not yet. 60 seconds are one minute.",
        hints=(
            "First find the time for one.",
            f"{count} times {shown.seconds} seconds are {seconds} seconds.",
            f"60 seconds are one minute. Type {told}.",
        ),
        why="Time and pay together say if it is worth it.",
        told={str(seconds): "Those are seconds. Make minutes of them."},
    )  # fmt: skip


def days(name: str, task: str) -> Asked:
    """How long the look takes at most."""
    shown = TASKS[task]
    return Asked(
        name, "number_seen", "In how many days is it looked at?", str(shown.days),
        f"{task}.png", CARD_ALT,
        right="Right. So long you may wait.",
        wrong="Not yet. Read the last line of the facts.",
        hints=(
            "Which line is about waiting?",
            "Find the words Looked at.",
            f"It says {shown.days}. Type {shown.days}.",
        ),
        why="Know how long you wait. Then waiting is easy.",
        told={str(shown.seconds): "That is the time to do it."},
    )  # fmt: skip


def points(name: str, task: str, *false: tuple[str, str]) -> Asked:
    """What the card asks for; each false one with its place among the four."""
    shown = TASKS[task]
    places = {place: words for words, place in false}
    true = iter(shown.points)
    labels = [places.get(letter) or next(true) for letter in "abcd"]
    gold = "|".join(letter for letter in "abcd" if letter not in places)
    told = dict.fromkeys(places, "The card does not ask for this.")
    return Asked(
        name, "multi_seen", "What must the answer have?", gold, f"{task}.png", CARD_ALT,
        letters(*labels),
        right="Right. These are its points.",
        wrong="Not yet. Pick what stands on the card.",
        hints=(
            "The points stand below the facts.",
            "There are two points, each with a dot.",
            f"Pick {shown.points[0]} and {shown.points[1]}.",
        ),
        why="The employer checks the points and nothing else.",
        told={**told, "missing": "There is one more point on the card."},
    )  # fmt: skip


def proven(name: str, answer: str) -> Asked:
    """Which point a typed answer lacks."""
    shown = PROOFS[answer]
    gold = unmet(shown)
    first, second = TELLS[gold]
    label = (*POINTS, ALL_MET)[LETTERS.index(gold)]
    last = f"{label}. Press 4." if gold == "d" else f"Press {LETTERS.index(gold) + 1}: {label}."
    told = {letter: "This point is met. Look again." for letter in "abc" if letter != gold}
    if gold != "d":
        told["d"] = "One of them is not met. Look again."
    return Asked(
        name, "point_seen", "Which point is not met?", gold, f"{answer}.png", PROOF_ALT,
        letters(*POINTS, ALL_MET),
        right="Right. You can prove an answer.",
        wrong="Not yet. Hold it beside each point.",
        hints=("Take one point. Look at the typed answer. Go on.", first, f"{second} {last}"),
        why="A minute of proof saves a second go.",
        told=told,
    )  # fmt: skip


def sure(name: str, lines: str) -> Asked:
    """What is paid on a page of earnings."""
    shown = LISTS[lines]
    total = paid_cents(shown)
    each = [str(line.cents) for line in shown if line.state == PAID]
    whole = sum(line.cents for line in shown)
    return Asked(
        name, "number_seen", "How many cents are paid?", str(total), f"{lines}.png", LIST_ALT,
        right="Right. Only approved answers are paid.",
        wrong="Not yet. Add the lines that say Paid.",
        hints=(
            "Look at the word under each task.",
            "Only lines with the word Paid count.",
            f"{' and '.join(each)} make {total}. Type {total}.",
        ),
        why="In review is not yet paid.",
        told={str(whole): "You added all lines. Only some are paid."},
    )  # fmt: skip


def waiting(name: str, lines: str) -> Asked:
    """How many answers are in review."""
    shown = LISTS[lines]
    count = in_review(shown)
    return Asked(
        name, "number_seen", "How many answers are in review?", str(count),
        f"{lines}.png", LIST_ALT,
        right="Right. The employer still looks at them.",
        wrong="Not yet. Count the lines In review.",
        hints=(
            "Look at the word under each task.",
            "Count only the words In review.",
            f"There are {count}. Type {count}.",
        ),
        why="You need not do anything about them.",
        told={str(len(shown)): "You counted all lines."},
    )  # fmt: skip


NEAR = "160"  # reaches both ends of the longest words, and no words of the lines beside them


def to_tap(name: str, task: str, row: str, ask: str) -> Asked:
    """Where a fact stands on a card."""
    _, places = card_to_tap(TASKS[task])
    return Asked(
        name, "tap", ask, places[row], f"{task}-tap.png", CARD_ALT, tolerance=NEAR,
        right="Right. There it stands.",
        wrong="Not yet. Read the word before each value.",
        hints=(
            "Each line has a name and a value.",
            f"Find the line {row}.",
            f"Tap what stands right of the word {row}.",
        ),
        why="Each card is made alike. You find things fast.",
        told={"extra": "There stands something else."},
    )  # fmt: skip


def again(name: str, lines: str) -> Asked:
    """Which answers must be done again."""
    shown = LISTS[lines]
    areas = earnings_to_tap(shown)[1]
    labels = letters(*(f"{line.title}: {line.state}" for line in shown))
    gold = "|".join(
        letter for letter, line in zip(LETTERS, shown, strict=False) if line.state == AGAIN
    )
    title = next(line.title for line in shown if line.state == AGAIN)
    states = {
        letter: line.state
        for letter, line in zip(LETTERS, shown, strict=False)
        if line.state != AGAIN
    }
    return Asked(
        name, "lines", "Tap what you must mend", gold, f"{lines}-tap.png", LIST_ALT,
        {**labels, **{f"area_{one}": area for one, area in zip(LETTERS, areas, strict=False)}},
        right="Right. That one came back to you.",
        wrong="Not yet. Which one came back?",
        hints=(
            "Look at the words in the middle.",
            "One line says Do it again.",
            f"Tap the line {title}.",
        ),
        why="Mend it in 72 hours. Then it can still be paid.",
        told={
            **{one: f"It says {state}. You need not mend it." for one, state in states.items()},
            "missing": "One line says Do it again.",
        },
    )  # fmt: skip
