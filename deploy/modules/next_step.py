"""Draws the pictures of "Your own device and the next job". Run it as a script."""

from pathlib import Path

from cards import (
    AMBER,
    BAR,
    BLUE,
    GREEN,
    INK,
    LINE,
    PAPER,
    QUIET,
    RED,
    SKY,
    Sheet,
    save_all,
    statement,
)

MEDIA = Path(__file__).parents[2] / "kiosk" / "shipped" / "next-step" / "media"
WOOD = (196, 150, 100)


def stairs() -> Sheet:
    """Steps upwards: coins, a device, a page, a flag."""
    sheet = Sheet(SKY)
    for n in range(4):
        sheet.box(60 + n * 225, 480 - n * 95, 285 + n * 225, 600, BAR)
    sheet.coin(172, 430, 40)
    laptop(sheet, 397, 320, 0.42)
    sheet.box(565, 130, 680, 275, PAPER, corner=8, edge=LINE)
    for n in range(3):
        sheet.line((585, 165 + n * 36), (660, 165 + n * 36), fill=BLUE, width=8)
    sheet.line((810, 195), (810, 40), fill=INK, width=10)
    sheet.shape((815, 40), (930, 80), (815, 120), fill=AMBER)
    return sheet


def laptop(sheet: Sheet, x: float, y: float, size: float) -> None:
    """Its screen stands over its keys; x, y is the middle of the hinge."""
    w, h = 190 * size, 240 * size
    sheet.box(x - w, y - h, x + w, y, INK, corner=12)
    sheet.box(
        x - w + 14 * size, y - h + 14 * size, x + w - 14 * size, y - 14 * size, (190, 220, 240)
    )
    low = y + 130 * size
    sheet.shape((x - w, y), (x + w, y), (x + w * 1.2, low), (x - w * 1.2, low), fill=QUIET)
    for row in range(3):
        top = y + (18 + row * 24) * size
        for n in range(9):
            left = x - 150 * size + n * 34 * size
            sheet.box(left, top, left + 26 * size, top + 16 * size, PAPER)
    sheet.box(x - 45 * size, y + 96 * size, x + 45 * size, y + 122 * size, LINE)


def desk(*, mirrored: bool) -> Sheet:
    """A desk with a laptop, a charger, a mouse, headphones and a memory stick."""
    sheet = Sheet((240, 236, 228))
    sheet.box(0, 430, 1000, 600, WOOD)

    def at(x: float) -> float:
        return 1000 - x if mirrored else x

    laptop(sheet, 500, 330, 1.0)
    x = at(150)
    sheet.box(x - 50, 470, x + 50, 540, INK, corner=10)
    sheet.line((x, 470), (x, 400), (x - 40, 360), fill=INK, width=8)
    sheet.box(x - 65, 310, x - 15, 360, INK, corner=6)
    sheet.line((x - 52, 310), (x - 52, 280), fill=QUIET, width=7)
    sheet.line((x - 28, 310), (x - 28, 280), fill=QUIET, width=7)
    x = at(810)
    sheet.disc(x, 515, 34, PAPER, edge=QUIET, width=4)
    sheet.box(x - 34, 515, x + 34, 560, PAPER, corner=20, edge=QUIET)
    sheet.line((x, 485), (x, 520), fill=QUIET, width=5)
    x = at(870)
    sheet.disc(x, 200, 80, (240, 236, 228), edge=RED, width=16)
    sheet.box(x - 100, 200, x + 100, 300, (240, 236, 228))
    sheet.box(x - 98, 195, x - 60, 270, RED, corner=14)
    sheet.box(x + 60, 195, x + 98, 270, RED, corner=14)
    x = at(330)
    sheet.box(x - 40, 520, x + 25, 552, BLUE, corner=6)
    sheet.box(x + 25, 526, x + 52, 546, LINE)
    return sheet


def savings() -> Sheet:
    """Three jars: for living, for saving, for learning."""
    sheet = Sheet(SKY)
    for x, coins, colour in ((180, 9, GREEN), (500, 4, AMBER), (820, 2, BLUE)):
        sheet.box(x - 120, 170, x + 120, 530, PAPER, corner=34, edge=colour, width=9)
        sheet.box(x - 95, 125, x + 95, 170, colour, corner=8)
        for n in range(coins):
            sheet.coin(x - 66 + n % 3 * 66, 488 - n // 3 * 68, 30)
    return sheet


def record(title: str, *rows: tuple[str, str]) -> Sheet:
    """Somebody's skills, in numbers."""
    return statement(title, rows)


def week(title: str, came: str, needs: str, saved: str) -> Sheet:
    """A week's money."""
    return statement(
        title, [("Came this week", came), ("Needed to live", needs), ("Put away", saved)]
    )


PICTURES = {
    "stairs": stairs,
    "savings": savings,
    "desk": lambda: desk(mirrored=False),
    "desk2": lambda: desk(mirrored=True),
    "record": lambda: record(
        "My record",
        ("Skill", "Typing forms"),
        ("Tasks done", "320"),
        ("Right, of 100", "96"),
        ("Since", "March"),
    ),
    "r1": lambda: record(
        "Amina's record",
        ("Typing forms", "320 tasks"),
        ("Reading receipts", "40 tasks"),
        ("Right, of 100", "96"),
    ),
    "r2": lambda: record(
        "Jorge's record",
        ("Boxes on pictures", "500 tasks"),
        ("Typing forms", "10 tasks"),
        ("Right, of 100", "94"),
    ),
    "r3": lambda: record(
        "Lin's record",
        ("Writing down speech", "210 tasks"),
        ("Typing forms", "200 tasks"),
        ("Right, of 100", "98"),
    ),
    "w1": lambda: week("Amina's week", "$12", "$8", "$4"),
    "w2": lambda: week("Jorge's week", "$20", "$15", "$5"),
}

if __name__ == "__main__":
    save_all(MEDIA, PICTURES)
