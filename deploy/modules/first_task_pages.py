"""Draws the task cards, the typed answers and the lists of `first-task`."""

from cards import (
    AMBER,
    BAR,
    BLUE,
    GREEN,
    INK,
    LINE,
    PAPER,
    QUIET,
    ROW,
    SAND,
    SKY,
    Sheet,
)
from first_task_tables import AGAIN, PAID, POINTS, REVIEW, Line, Proof, Task

TALL = (900, 1000)
"""A picture beside an answer; the player's place for it is nearly square and stands upright."""
SIX = ("Read", "Do", "Prove", "Submit", "Wait", "Be paid")
HEAD = 130
SIGN = {PAID: GREEN, REVIEW: BLUE, AGAIN: AMBER}


def rows_of(task: Task) -> tuple[tuple[str, str], ...]:
    """The facts on a task's card."""
    return (
        ("From", task.who),
        ("Pays", f"{task.cents} cents"),
        ("Time", f"{task.seconds} seconds"),
        ("Looked at", f"in {task.days} day{'s' if task.days > 1 else ''}"),
    )


def card(task: Task) -> Sheet:
    """A task's card, upright, with its points."""
    sheet = _titled(task.title)
    for n, (name, value) in enumerate(rows_of(task)):
        _row(sheet, HEAD + n * 122, name, value, shade=n % 2 == 1)
    sheet.text(50, 690, "The answer must have", size=46, bold=True)
    for n, point in enumerate(task.points):
        sheet.disc(80, 790 + n * 100, 16, BAR)
        sheet.text(120, 790 + n * 100, point, size=46)
    return sheet


def card_to_tap(task: Task) -> tuple[Sheet, dict[str, str]]:
    """The same lying down, and where each value stands, in thousandths."""
    sheet = Sheet()
    sheet.box(0, 0, 1000, 110, BAR)
    sheet.text(40, 55, task.title, size=52, bold=True, fill=PAPER)
    places = {}
    for n, (name, value) in enumerate(rows_of(task)):
        y = 171 + n * 122
        sheet.box(0, y - 61, 1000, y + 61, ROW if n % 2 else PAPER)
        sheet.text(40, y, name, size=48)
        sheet.text(560, y, value, size=48, bold=True)
        places[name] = f"{560 + sheet.width(value, size=48, bold=True) // 2} {y * 1000 // 600}"
    return sheet, places


def proof(shown: Proof) -> Sheet:
    """A plate, the points, and what was typed."""
    sheet = _titled("Read a plate")
    sheet.box(150, 180, 750, 370, PAPER, corner=24, edge=INK, width=10)
    sheet.text(450, 275, shown.plate, size=120, bold=True, anchor="mm")
    sheet.text(50, 455, "The answer must have", size=44, bold=True)
    for n, point in enumerate(POINTS):
        sheet.disc(80, 540 + n * 76, 14, BAR)
        sheet.text(118, 540 + n * 76, point, size=44)
    sheet.text(50, 800, "Typed answer", size=44, bold=True)
    sheet.box(50, 845, 850, 960, PAPER, corner=20, edge=QUIET, width=5)
    sheet.text(80, 903, shown.typed, size=64)
    return sheet


def earnings(lines: tuple[Line, ...]) -> Sheet:
    """A page of earnings, upright."""
    sheet = _titled("Earnings")
    for n, line in enumerate(lines):
        top = HEAD + n * 174
        sheet.box(0, top, 900, top + 174, ROW if n % 2 else PAPER)
        sheet.text(50, top + 54, line.title, size=46, bold=True)
        sheet.disc(66, top + 122, 14, SIGN.get(line.state, QUIET))
        sheet.text(100, top + 122, line.state, size=44)
        sheet.text(850, top + 87, f"{line.cents} cents", size=46, bold=True, anchor="rm")
    return sheet


def earnings_to_tap(lines: tuple[Line, ...]) -> tuple[Sheet, list[str]]:
    """The same lying down, and the area of each line, in thousandths."""
    sheet = Sheet()
    areas = []
    for n, line in enumerate(lines):
        top = n * 120
        sheet.box(0, top, 1000, top + 120, ROW if n % 2 else PAPER)
        sheet.text(30, top + 60, line.title, size=46, bold=True)
        sheet.disc(470, top + 60, 14, SIGN.get(line.state, QUIET))
        sheet.text(500, top + 60, line.state, size=46)
        sheet.text(970, top + 60, f"{line.cents} cents", size=46, anchor="rm")
        areas.append(f"8 {n * 200 + 12} 984 176")
    return sheet, areas


def six() -> Sheet:
    """The six steps of a task, with their words."""
    sheet = Sheet(SKY)
    for n, word in enumerate(SIX):
        x, y = 170 + n % 3 * 330, 150 + n // 3 * 300
        sheet.box(x - 145, y - 125, x + 145, y + 125, PAPER, corner=20, edge=LINE)
        _sign(sheet, n, x, y - 30)
        sheet.text(x, y + 85, f"{n + 1} {word}", size=46, bold=True, anchor="mm")
    return sheet


def checked(shown: Proof) -> Sheet:
    """A typed answer beside its points, each ticked."""
    sheet = Sheet(SKY)
    sheet.box(40, 60, 430, 250, PAPER, corner=24, edge=INK, width=8)
    sheet.text(235, 155, shown.plate, size=84, bold=True, anchor="mm")
    sheet.box(40, 350, 430, 500, PAPER, corner=20, edge=QUIET, width=5)
    sheet.text(70, 425, shown.typed, size=72)
    for n, point in enumerate(("Capitals", "No spaces", "Every sign")):
        sheet.tick(540, 140 + n * 150, 44)
        sheet.text(610, 140 + n * 150, point, size=52)
    return sheet


def kept() -> Sheet:
    """An answer lies in the computer and goes on when the line is there."""
    sheet = Sheet(SKY)
    sheet.box(90, 130, 430, 400, INK, corner=20)
    sheet.box(110, 150, 410, 380, PAPER, corner=8)
    sheet.box(200, 430, 320, 460, QUIET)
    sheet.tick(260, 265, 70)
    for x in (470, 560, 650):
        sheet.line((x, 280), (x + 50, 280), fill=QUIET, width=12)
    sheet.shape((745, 280), (700, 250), (700, 310), fill=QUIET)
    for x, r in ((800, 60), (860, 80), (910, 55)):
        sheet.disc(x, 280 - r // 4, r, PAPER)
    sheet.box(790, 270, 920, 330, PAPER, corner=20)
    return sheet


def _titled(title: str) -> Sheet:
    sheet = Sheet(size=TALL)
    sheet.box(0, 0, TALL[0], HEAD, BAR)
    sheet.text(50, HEAD / 2, title, size=60, bold=True, fill=PAPER)
    return sheet


def _row(sheet: Sheet, top: int, name: str, value: str, *, shade: bool) -> None:
    sheet.box(0, top, TALL[0], top + 122, ROW if shade else PAPER)
    sheet.text(50, top + 61, name, size=46)
    sheet.text(TALL[0] - 50, top + 61, value, size=46, bold=True, anchor="rm")


def _sign(sheet: Sheet, n: int, x: float, y: float) -> None:
    """What stands for a step."""
    if n == 0:
        for line in range(4):
            sheet.line((x - 60, y - 45 + line * 30), (x + 60, y - 45 + line * 30), fill=BLUE)
    elif n == 1:
        sheet.box(x - 70, y - 50, x + 70, y + 50, SAND, corner=6)
        sheet.box(x - 40, y - 25, x + 30, y + 30, SAND, edge=GREEN, width=8)
    elif n == 2:
        sheet.tick(x, y, 58)
    elif n == 3:
        sheet.box(x - 75, y - 50, x + 25, y + 50, PAPER, edge=QUIET, width=6, corner=6)
        sheet.arrow(x - 30, y, 120)
    elif n == 4:
        sheet.clock(x, y, 58)
    else:
        for coin in range(3):
            sheet.coin(x, y + 30 - coin * 32, 38)
