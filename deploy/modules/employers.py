"""Draws the pictures of "Working well with employers": `python deploy/modules/employers.py`."""

from pathlib import Path

from cards import (
    AMBER,
    BAR,
    BLUE,
    GREEN,
    LINE,
    PAPER,
    QUIET,
    RED,
    ROW,
    SAND,
    SKY,
    Sheet,
    save_all,
    statement,
)

LEAF, YELLOW = (110, 190, 90), (250, 215, 60)
MEDIA = Path(__file__).parents[2] / "kiosk" / "shipped" / "employers" / "media"


def person(sheet: Sheet, x: int, y: int, coat: tuple[int, int, int]) -> None:
    """Head and coat."""
    sheet.disc(x, y, 48, SAND)
    sheet.box(x - 75, y + 56, x + 75, y + 190, coat, corner=40)


def page(sheet: Sheet, x: int, y: int) -> None:
    """A page with lines."""
    sheet.box(x - 70, y - 90, x + 70, y + 90, PAPER, corner=10, edge=LINE)
    for n in range(4):
        sheet.line((x - 45, y - 55 + n * 36), (x + 45, y - 55 + n * 36), fill=BLUE, width=9)


def two_sides() -> Sheet:
    """A worker and an employer; a page goes one way, coins the other."""
    sheet = Sheet(SKY)
    person(sheet, 150, 230, GREEN)
    person(sheet, 850, 230, BLUE)
    page(sheet, 400, 200)
    sheet.arrow(500, 200, 170)
    for n in range(3):
        sheet.coin(560 + n * 60, 440, 40)
    sheet.line((330, 440), (490, 440), fill=QUIET, width=9)
    sheet.shape((310, 440), (340, 420), (340, 460), fill=QUIET)
    return sheet


def before() -> Sheet:
    """What is shown before one says yes."""
    return statement(
        "A task to look at",
        [
            ("Pay for one", "10 cents"),
            ("Time for one", "60 seconds"),
            ("Usually refused", "2 in 100"),
            ("Paid after, in days", "3"),
        ],
    )


def ladder() -> Sheet:
    """An answer, a second go, a no, words of one's own."""
    sheet = Sheet(SKY)
    for n, x in enumerate((130, 375, 620, 865)):
        sheet.box(x - 95, 180, x + 95, 420, PAPER, corner=20, edge=LINE)
        if n < 3:
            sheet.arrow(x + 100, 300, 46)
    page(sheet, 130, 300)
    sheet.disc(375, 300, 62, PAPER, edge=AMBER, width=14)
    sheet.box(375, 225, 450, 300, PAPER)
    sheet.shape((375, 205), (375, 270), (425, 238), fill=AMBER)
    sheet.cross(620, 300, 62)
    sheet.box(795, 235, 935, 340, BAR, corner=24)
    sheet.shape((820, 335), (870, 335), (815, 380), fill=BAR)
    for y in (270, 305):
        sheet.line((825, y), (905, y), fill=PAPER, width=9)
    return sheet


def name_card(done: int) -> Sheet:
    """A bar of approved work out of all."""
    sheet = Sheet(SKY)
    sheet.box(120, 130, 880, 470, PAPER, corner=24, edge=LINE)
    sheet.disc(250, 260, 60, SAND)
    sheet.box(170, 330, 330, 430, GREEN, corner=40)
    for n in range(10):
        x = 420 + n % 5 * 88
        y = 245 + n // 5 * 110
        if n < done:
            sheet.tick(x, y, 34)
        else:
            sheet.cross(x, y, 34)
    return sheet


def offer(title: str, pay: str, time: str, down: str, days: str) -> Sheet:
    """What a task shows before one says yes."""
    return statement(
        title,
        [
            ("Pay for one", pay),
            ("Time for one", time),
            ("Usually refused", down),
            ("Paid after, in days", days),
        ],
    )


def labels(colours: str) -> Sheet:
    """Six fruits in a row, to count or to name."""
    sheet = Sheet(ROW)
    tint = {"r": RED, "g": LEAF, "y": YELLOW}
    for n, one in enumerate(colours):
        x = 130 + n % 4 * 245
        y = 170 + n // 4 * 260
        sheet.disc(x, y, 84, tint[one])
        sheet.line((x, y - 70), (x + 14, y - 112), fill=BAR, width=10)
    return sheet


PICTURES = {
    "two-sides": two_sides,
    "before": before,
    "ladder": ladder,
    "name": lambda: name_card(9),
    "o1": lambda: offer("Marrow Street Maps", "20 cents", "60 seconds", "1 in 100", "2"),
    "o2": lambda: offer("Quickgrain", "20 cents", "60 seconds", "35 in 100", "2"),
    "o3": lambda: offer("Fenwick & Oduya", "10 cents", "60 seconds", "2 in 100", "21"),
    "o4": lambda: offer("Teal Lantern", "10 cents", "30 seconds", "3 in 100", "4"),
    "f1": lambda: labels("rrgryr"),
    "f2": lambda: labels("ggyrgg"),
    "f3": lambda: labels("yyyrgy"),
}

if __name__ == "__main__":
    save_all(MEDIA, PICTURES)
