"""Draws the pictures of the module "Getting paid": `python deploy/modules/getting_paid.py`."""

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
    SAND,
    SKY,
    Sheet,
    save_all,
    statement,
)

MEDIA = Path(__file__).parents[2] / "kiosk" / "shipped" / "getting-paid" / "media"


def way() -> Sheet:
    """Sent, waiting, approved, paid."""
    sheet = Sheet(SKY)
    for n, x in enumerate((130, 375, 620, 865)):
        sheet.box(x - 90, 190, x + 90, 410, PAPER, corner=20, edge=LINE)
        if n < 3:
            sheet.arrow(x + 95, 300, 55)
    for y in (240, 280, 320, 360):
        sheet.line((75, y), (185, y), fill=BLUE, width=10)
    sheet.clock(375, 300, 62)
    sheet.tick(620, 300, 62)
    for n in range(3):
        sheet.coin(865, 355 - n * 46, 42)
    return sheet


def jar(coins: int) -> Sheet:
    """A jar with a line: the least that is paid out."""
    sheet = Sheet(SKY)
    sheet.box(350, 110, 650, 560, PAPER, corner=40, edge=BAR, width=8)
    sheet.box(380, 60, 620, 110, BAR, corner=10)
    for n in range(coins):
        sheet.coin(420 + n % 3 * 80, 510 - n // 3 * 78, 36)
    for x in range(350, 650, 40):
        sheet.line((x, 235), (x + 22, 235), fill=AMBER, width=8)
    sheet.shape((690, 235), (750, 200), (750, 270), fill=AMBER)
    sheet.text(770, 235, "$9", size=64, bold=True)
    return sheet


def ways() -> Sheet:
    """A phone, a bank, a desk."""
    sheet = Sheet(SKY)
    for x in (60, 370, 680):
        sheet.box(x, 120, x + 260, 480, PAPER, corner=20, edge=LINE)
    sheet.box(130, 170, 250, 430, INK, corner=18)
    sheet.box(142, 200, 238, 390, SAND)
    sheet.coin(190, 290, 38)
    sheet.shape((400, 260), (500, 170), (600, 260), fill=QUIET)
    for x in (415, 475, 535):
        sheet.box(x, 275, x + 40, 390, QUIET)
    sheet.box(400, 400, 600, 430, QUIET)
    sheet.disc(810, 240, 46, SAND)
    sheet.box(750, 290, 870, 360, GREEN, corner=30)
    sheet.box(710, 350, 910, 430, BAR, corner=8)
    sheet.coin(760, 330, 28)
    return sheet


def diary() -> Sheet:
    """A page of an earnings diary."""
    sheet = Sheet()
    sheet.box(0, 0, 1000, 110, BAR)
    xs = (40, 270, 500, 720)
    for x, word in zip(xs, ("Day", "Earned", "Fee", "Came"), strict=True):
        sheet.text(x, 55, word, size=40, bold=True, fill=PAPER)
    rows = (("2 May", "$3.00", "$0.50", "$2.50"), ("9 May", "$4.00", "$0.50", "$3.50"))
    for n, row in enumerate((*rows, ("", "", "", ""), ("", "", "", ""))):
        y = 170 + n * 120
        for x, word in zip(xs, row, strict=True):
            sheet.text(x, y, word, size=44)
        sheet.line((0, y + 60), (1000, y + 60), fill=LINE, width=4)
    for x in (245, 475, 695):
        sheet.line((x, 110), (x, 600), fill=LINE, width=4)
    return sheet


def account(title: str, sent: str, waiting: str, approved: str, least: str) -> Sheet:
    """What stands in an account."""
    return statement(
        title,
        [
            ("Sent in all", sent),
            ("Waiting", waiting),
            ("Approved", approved),
            ("Least to pay out", least),
        ],
    )


def slip(title: str, day: str, earned: str, fee: str, came: str) -> Sheet:
    """What came with a payment."""
    return statement(
        title, [("Day of payment", day), ("Earned", earned), ("Fee", fee), ("Sent to you", came)]
    )


PICTURES = {
    "way": way,
    "jar": lambda: jar(9),
    "ways": ways,
    "diary": diary,
    "a1": lambda: account("Bluefig Tasks", "$12.00", "$4.00", "$8.00", "$9.00"),
    "a2": lambda: account("Oma Work", "$15.00", "$5.00", "$10.00", "$9.00"),
    "a3": lambda: account("Tile & Tap", "$7.00", "$3.00", "$4.00", "$9.00"),
    "a4": lambda: account("Pennyleaf Jobs", "$20.00", "$11.00", "$9.00", "$9.00"),
    "a5": lambda: account("Wrenpot Work", "$6.00", "$1.50", "$4.50", "$5.00"),
    "s1": lambda: slip("Bluefig Tasks", "9 May", "$9.00", "$0.50", "$8.50"),
    "s2": lambda: slip("Oma Work", "16 May", "$12.00", "$1.00", "$11.00"),
    "s3": lambda: slip("Tile & Tap", "6 June", "$10.00", "$0.40", "$9.60"),
    "s4": lambda: slip("Wrenpot Work", "20 June", "$15.00", "$1.50", "$13.50"),
}

if __name__ == "__main__":
    save_all(MEDIA, PICTURES)
