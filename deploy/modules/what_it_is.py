"""Draws the pictures of `what-it-is`: the same bytes each time."""

from pathlib import Path

from people import (
    DARK,
    GREEN,
    GREY,
    LEARNER,
    MENTOR,
    REQUESTER,
    WALL,
    WHITE,
    Page,
    arrow,
    clock,
    coin,
    counter,
    hand,
    person,
    pointer,
    screen,
    street,
    tick,
    words,
    write,
)

FOLDER = Path(__file__).parents[2] / "kiosk" / "shipped" / "what-it-is"
OLD_PAPER = "#ead9b0"


def task() -> bytes:
    """One small task on a screen: a box around a car."""
    page = Page()
    screen(page, 150, 60, 700, 400)
    left, top, wide, high = street(page, 170, 80, 660, 360)
    page.ring(left - 10, top - 10, wide + 20, high + 20, GREEN, 9)
    pointer(page, left + wide + 8, top + high + 4, 1.2)
    counter(page, 510)
    return page.png()


def kinds() -> bytes:
    """Four kinds of tasks, each on a card."""
    page = Page(floor=640)
    for x, y in ((40, 30), (520, 30), (40, 335), (520, 335)):
        page.box(x, y, 440, 275, WHITE, round_=20)
    left, top, wide, high = street(page, 100, 60, 320, 215)
    page.ring(left - 7, top - 7, wide + 14, high + 14, GREEN, 7)
    page.box(640, 52, 200, 232, OLD_PAPER, round_=4)
    words(page, 665, 80, 150, lines=5, gap=36)
    for n, high in enumerate((40, 90, 150, 80, 180, 120, 60, 100, 40)):
        page.box(92 + n * 38, 472 - high / 2, 22, high, GREEN, round_=10)
    for n in range(3):
        page.dot(590, 400 + n * 72, 22, GREEN if n == 1 else WHITE, GREEN, 6)
        page.box(635, 388 + n * 72, 270, 24, GREY, round_=8)
    return page.png()


def pay() -> bytes:
    """Many tasks pay a little, few pay more."""
    page = Page(floor=640)
    for n, coins in enumerate((1, 1, 1, 1, 1, 2, 2, 2, 5)):
        x, y = 25 + n % 5 * 192, 30 + n // 5 * 300
        page.box(x, y, 182 if n < 8 else 374, 280, WHITE, round_=16)
        street(page, x + 16, y + 18, 150 if n < 8 else 342, 110)
        words(page, x + 16, y + 142, 150, lines=1, gap=30)
        for m in range(coins):
            coin(page, x + 52 + m * 66, y + 222, 36)
    return page.png()


def reports() -> bytes:
    """An old sheet of paper on the left; the desk of this centre on the right."""
    page = Page()
    page.box(60, 60, 330, 430, OLD_PAPER, round_=6)
    page.shape((330, 60), (390, 60), (390, 120), fill=WALL)
    page.shape((330, 60), (330, 120), (390, 120), fill="#c9b079")
    words(page, 95, 150, 250, lines=4, gap=40)
    for n in range(4):
        coin(page, 125 + n * 66, 390, 36)
    page.box(496, 60, 8, 430, GREY)
    person(page, 740, 200, MENTOR, scale=1.2)
    counter(page, 480)
    page.box(590, 400, 300, 80, WHITE, round_=10)
    for n, high in enumerate((20, 34, 50, 34, 20)):
        page.box(622 + n * 52, 470 - high, 32, high, GREEN if n == 2 else GREY, round_=4)
    return page.png()


def extra() -> bytes:
    """A person with a few coins beside a large plate of daily needs that stay."""
    page = Page()
    person(page, 190, 250, LEARNER, scale=1.2)
    hand(page, 265, 390, to=(400, 420), who=LEARNER)
    for n in range(3):
        coin(page, 402, 372 - n * 24, 40)
    page.box(560, 90, 380, 350, WHITE, round_=20)
    for row, (full, of) in enumerate(((2, 5), (4, 5), (1, 5))):
        for n in range(of):
            x, y = 615 + n * 68, 160 + row * 105
            if n < full:
                coin(page, x, y, 28)
            else:
                page.dot(x, y, 28, WALL, GREY, 4)
    counter(page, 500)
    return page.png()


def tools() -> bytes:
    """What the work needs: a computer, a mouse, a line to the internet, time."""
    page = Page()
    screen(page, 110, 120, 330, 220, face="#7fe0c0")
    page.box(150, 430, 250, 44, GREY, round_=10)
    page.box(440, 430, 60, 42, GREY, round_=20)
    clock(page, 840, 250, 110)
    for n in range(3):
        r = 60 + n * 50
        page.arc(600, 330, r, 225, 315, 20)
    page.dot(600, 320, 18, DARK)
    counter(page, 480)
    return page.png()


def approved() -> bytes:
    """A requester looks at three pictures: only the ticked ones bring a coin."""
    page = Page()
    person(page, 150, 260, REQUESTER, scale=1.15)
    for n in range(3):
        x = 320 + n * 220
        page.box(x, 110, 190, 150, WHITE, round_=8)
        street(page, x + 12, 122, 166, 126)
        arrow(page, x + 95, 280, (x + 95, 360))
        if n == 1:
            page.line((x + 65, 380), (x + 125, 440), colour="#a8121f", width=18)
            page.line((x + 125, 380), (x + 65, 440), colour="#a8121f", width=18)
        else:
            tick(page, x + 175, 125, 32)
            coin(page, x + 95, 415, 46)
    counter(page, 510)
    return page.png()


PICTURES = {
    "task": task,
    "kinds": kinds,
    "pay": pay,
    "reports": reports,
    "extra": extra,
    "tools": tools,
    "approved": approved,
}


def main() -> None:
    """Write the pictures."""
    write(FOLDER, {f"{name}.png": draw() for name, draw in PICTURES.items()})


if __name__ == "__main__":
    main()
