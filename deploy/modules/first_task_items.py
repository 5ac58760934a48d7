"""The items of `first-task`: those about pictures in `first_task_seen`, and those of words."""

from first_task_seen import (
    again,
    days,
    many,
    minutes,
    pay,
    points,
    proven,
    sure,
    to_tap,
    waiting,
)
from making import Asked, letters

STEP_TOLD = "Look at the six steps again."


def _choice(
    name: str,
    ask: str,
    story: str,
    abc: tuple[str, str, str],
    gold: str,
    *taught: object,
) -> Asked:
    """`taught`: hints 1 and 2, the why, and what is told of wrong picks."""
    values = {"story": story, **letters(*abc)}
    if not taught:
        return Asked(name, "choice", ask, gold, values=values)
    first, second, why, told = taught
    right = values[gold]
    return Asked(
        name, "choice", ask, gold, values=values,
        right="Right. You know this step.",
        wrong="Not yet. Think of the six steps.",
        hints=(str(first), str(second), f"{right}. Press {'abc'.index(gold) + 1}."),
        why=str(why),
        told=dict(told) if isinstance(told, dict) else {},
    )  # fmt: skip


def _order(name: str, story: str, labels: tuple[str, ...], gold: str, last: str = "") -> Asked:
    values = {"story": story, **letters(*labels)}
    return Asked(
        name, "order", "Put the steps in order", gold, values=values,
        right="Right. That is the way of a task.",
        wrong="Not yet. What must be there first?",
        hints=("You begin by reading.", "Money comes at the end.", last),
        why="Each step makes the next one easier.",
    )  # fmt: skip


def _match(
    name: str, story: str, labels: tuple[str, ...], xy: tuple[str, str], gold: str, *taught: str
) -> Asked:
    values = {"story": story, **letters(*labels), "x": xy[0], "y": xy[1]}
    if not taught:
        return Asked(name, "match", "What goes together?", gold, values=values)
    last, wrong_pair, told = taught
    return Asked(
        name, "match", "What goes together?", gold, values=values,
        right="Right. All pairs are found.",
        wrong="Not yet. One pair is wrong.",
        hints=("Take the one you are sure of.", "Ask: who does this?", last),
        why="Know your part. The rest is the employer's.",
        told={wrong_pair: told},
    )  # fmt: skip


CHECK = (
    _choice(
        "c01", "What do you do first?", "You see a new task.",
        ("Save an answer", "Read it all", "Wait for the pay"), "b",
        "There are six steps.", "You cannot do what you have not read.",
        "Reading first saves a second go.",
        {"a": "There is no answer yet.", "c": "The pay comes last."},
    ),
    pay("c02", "t6"),
    proven("c03", "a1"),
)  # fmt: skip
PRACTICE = (
    to_tap("p01", "t1", "Pays", "Tap what one task pays"),
    many("p02", "t1", 5),
    points("p03", "t3", ("Small letters", "a"), ("With the name", "c")),
    minutes("p04", "t2", 4),
    _choice(
        "p05", "What do you do?", "The picture is too dark. You cannot read it.",
        ("Guess", "Leave out what is dark", "Give it back"), "c",
        "A guess can be wrong.", "There is a button for such tasks.",
        "A task given back costs nothing.",
        {"a": "A guess is not what they ask for.", "b": "Then a part is missing."},
    ),
    proven("p06", "a2"),
    proven("p07", "a3"),
    _choice(
        "p08", "Which proof do you send?", "Another site asks you to prove your work.",
        ("The code it shows at the end", "The PIN of your phone", "Your bank card"), "a",
        "A proof is about the work.", "Two of these open your money.",
        "A proof shows the work. It never opens your money.",
        {"b": "Your PIN is yours alone.", "c": "Your card is about money, not work."},
    ),
    proven("p09", "a4"),
    _order(
        "p10", "From the card to the coin",
        ("Wait for the look", "Read the task", "Be paid", "Save the answer", "Hold it beside"),
        "b|e|d|a|c", "Read, hold it beside, save, wait, be paid.",
    ),
    _choice(
        "p11", "What happens to your answer?", "You press Save my answer. There is no internet.",
        ("It is lost", "It waits here and goes later", "You must do it again"), "b",
        "It is saved on this computer.", "It goes when the line is back.",
        "No saved answer is lost without internet.",
        {"a": "It is saved on this computer.", "c": "Once is enough. It is saved."},
    ),
    _match(
        "p12", "Who does it?",
        ("Does the task", "Looks at the answer", "Mends it", "Gives a reason"),
        ("You", "The employer"), "a=x|b=y|c=x|d=y",
        "You do and mend. They look and give a reason.", "b=x",
        "You look too. But here they decide.",
    ),
    sure("p13", "l1"),
    waiting("p14", "l2"),
    again("p15", "l1"),
    _choice(
        "p16", "What counts after 72 hours in review?", "Here, the employer says no word.",
        ("A no", "A second go", "A yes"), "c",
        "Nobody may leave you waiting for ever.", "Without a word you win.",
        "A rule of this place: no word means yes.",
        {"a": "A no needs a reason.", "b": "A second go needs a reason too."},
    ),
)  # fmt: skip
EXAM = (
    pay("x01", "t4"),
    many("x02", "t8", 3),
    minutes("x03", "t5", 2),
    days("x04", "t8"),
    points("x05", "t4", ("One tag a car", "b"), ("The street", "d")),
    points("x06", "t7", ("Short words", "a"), ("Your name", "d")),
    proven("x07", "a5"),
    proven("x08", "a6"),
    proven("x09", "a7"),
    proven("x10", "a8"),
    proven("x11", "a9"),
    sure("x12", "l3"),
    sure("x13", "l5"),
    waiting("x14", "l4"),
    again("x15", "l3"),
    again("x16", "l4"),
    to_tap("x17", "t2", "Time", "Tap how long one takes"),
    to_tap("x18", "t7", "From", "Tap who asks for the work"),
    _order(
        "x19", "A task that comes back",
        ("Mend it", "Save my answer", "Read the reason", "Wait for the look", "Save it again"),
        "b|d|c|a|e",
    ),
    _match(
        "x20", "Before or after you press Save my answer?",
        ("In review", "Read the points", "Be paid", "Hold it beside the points"),
        ("Before", "After"), "a=y|b=x|c=y|d=x",
    ),
    _choice("x21", "What do you do?", "The card asks for every line. You typed three of four.",
        ("Type the fourth too", "Save it as it is", "Wait for the pay"), "a"),
    _choice("x22", "What does In review mean?", "It stands beside your answer.",
        ("It is paid", "It came back to you", "The employer looks at it"), "c"),
    _choice("x23", "How long may you mend it?", "Your answer came back: Do it again.",
        ("One month", "72 hours", "Until this evening"), "b"),
    _choice("x24", "What do you do meanwhile?", "Your answer waits for the look.",
        ("Do other tasks", "Send it once more", "Ask for a fee"), "a"),
    _choice("x25", "What is it?", "“Read the task again. The year is missing. Do it again.”",
        ("A payment", "A final no", "A second go"), "c"),
    _choice("x26", "What do you look at before you say yes?", "A new task. You have ten minutes.",
        ("Only the colour", "Pay, time and points", "Only the title"), "b"),
)  # fmt: skip
