"""Draws the six frames of `welcome` and makes their sounds: the same bytes each time."""

import io
import math
import wave
from array import array
from pathlib import Path

from people import (
    DESK,
    GREEN,
    GREY,
    LEARNER,
    MENTOR,
    REQUESTER,
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

FOLDER = Path(__file__).parents[2] / "kiosk" / "shipped" / "welcome"
RATE = 16_000
LOUDEST = 9_000
Note = tuple[float, float, float, float]
"""When it begins, how high (Hz), how long it rings, how loud (0 to 1); seconds."""
C, D, E, G, A, HIGH_C, HIGH_E, HIGH_G = 261.6, 293.7, 329.6, 392.0, 440.0, 523.3, 659.3, 784.0
SOUNDS: dict[str, tuple[Note, ...]] = {
    "arrive": ((0, C, 0.9, 0.8), (0.35, E, 0.9, 0.8), (0.7, G, 1.3, 0.9)),
    "read": ((0, E, 0.9, 0.7), (0.5, D, 0.9, 0.7), (1.0, E, 1.0, 0.7)),
    "do": tuple((n * 0.28, note, 0.4, 0.8) for n, note in enumerate((C, D, E, G, A, G))),
    "prove": ((0, G, 0.6, 0.8), (0.3, HIGH_C, 1.4, 0.9)),
    "wait": tuple((n * 0.5, 1900 if n % 2 else 1500, 0.05, 0.7) for n in range(6)),
    "paid": (
        *(
            (0.0, 2637, 0.5, 0.5),
            (0.07, 3520, 0.6, 0.5),
            (0.5, 2637, 0.5, 0.5),
            (0.57, 3520, 0.6, 0.5),
        ),
        *((1.0, HIGH_C, 0.5, 0.8), (1.15, HIGH_E, 0.5, 0.8), (1.3, HIGH_G, 1.0, 0.9)),
    ),
}
"""Soft notes going up, a clock that ticks, two coins."""


def sound(notes: tuple[Note, ...]) -> bytes:
    """A WAV file: each note is struck and dies away."""
    seconds = max(start + ring for start, _, ring, _ in notes) + 0.2
    heard = [0.0] * int(seconds * RATE)
    for start, hertz, ring, loud in notes:
        first = int(start * RATE)
        for n in range(int(ring * RATE)):
            t = n / RATE
            fade = min(1.0, t / 0.008) * math.exp(-4 * t / ring) * min(1.0, (ring - t) / 0.03)
            tone = math.sin(2 * math.pi * hertz * t) + 0.25 * math.sin(4 * math.pi * hertz * t)
            heard[first + n] += loud * fade * tone
    top = max(1.0, *(abs(one) for one in heard))
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(array("h", (round(one / top * LOUDEST) for one in heard)).tobytes())
    return out.getvalue()


def arrive() -> bytes:
    """A person comes through the door; a mentor waves; a screen waits."""
    page = Page()
    page.box(60, 90, 250, 450, DESK, round_=8)
    page.box(84, 114, 202, 426, "#bfe3f5")
    person(page, 190, 260, LEARNER)
    page.box(140, 510, 40, 60, "#26324a")
    page.box(200, 510, 40, 60, "#26324a")
    arrow(page, 330, 400, (450, 400))
    person(page, 565, 230, MENTOR, scale=0.95)
    hand(page, 622, 330, to=(680, 170), who=MENTOR)
    page.box(700, 450, 270, 24, DESK)
    page.box(720, 470, 24, 110, DESK)
    page.box(926, 470, 24, 110, DESK)
    screen(page, 740, 230, 190, 150, face="#7fe0c0")
    page.box(510, 470, 50, 100, "#26324a")
    page.box(572, 470, 50, 100, "#26324a")
    return page.png()


def read() -> bytes:
    """A person looks at a screen with a picture and lines of text."""
    page = _at_the_desk()
    street(page, 450, 110, 250, 200)
    words(page, 730, 116, 180, lines=5, gap=40)
    words(page, 450, 336, 460, lines=2, gap=36)
    for n in range(5):
        page.dot(285 + n * 30, 262 - n * 8, 7, GREEN)
    return page.png()


def do() -> bytes:
    """A person's hand draws a box around a car."""
    page = _at_the_desk()
    left, top, wide, high = street(page, 440, 90, 480, 330)
    page.ring(left - 10, top - 10, wide + 20, high + 20, GREEN, 9)
    pointer(page, left + wide + 8, top + high + 4, 1.1)
    page.box(330, 478, 70, 44, GREY, round_=20)
    hand(page, 232, 410, to=(350, 474), who=LEARNER)
    return page.png()


def prove() -> bytes:
    """A person holds up the finished picture and another looks at it."""
    page = Page()
    person(page, 170, 270, LEARNER, scale=1.1)
    page.box(320, 110, 330, 300, WHITE, round_=10)
    page.ring(320, 110, 330, 300, GREY, 4)
    left, top, wide, high = street(page, 345, 135, 280, 190)
    page.ring(left - 7, top - 7, wide + 14, high + 14, GREEN, 7)
    words(page, 345, 345, 150, lines=2, gap=28)
    tick(page, 600, 372, 50)
    hand(page, 235, 400, to=(332, 400), who=LEARNER)
    person(page, 850, 270, REQUESTER, scale=1.1)
    arrow(page, 668, 270, (768, 270))
    counter(page, 500)
    return page.png()


def wait() -> bytes:
    """A big clock; a person rests with a cup while another checks the picture."""
    page = Page()
    clock(page, 500, 220, 175)
    person(page, 165, 290, LEARNER, scale=1.05)
    person(page, 850, 290, REQUESTER, scale=1.05)
    counter(page, 490)
    page.box(250, 440, 66, 54, WHITE, round_=10)
    page.ring(252, 442, 62, 50, GREY, 3)
    page.arc(322, 464, 18, 270, 90, 7)
    for x in (268, 292):
        page.line((x, 428), (x + 8, 412), (x, 396), colour=GREY, width=5)
    page.box(640, 390, 150, 110, WHITE, round_=6)
    left, top, wide, high = street(page, 650, 400, 130, 90)
    page.ring(left - 3, top - 3, wide + 6, high + 6, GREEN, 4)
    page.dot(770, 430, 42, "#dff0fa", "#16202c", 8)
    page.line((796, 462), (830, 500), width=14)
    return page.png()


def paid() -> bytes:
    """The other person has ticked the picture; coins come to the learner's hand."""
    page = Page()
    person(page, 175, 270, LEARNER, scale=1.1)
    person(page, 850, 270, REQUESTER, scale=1.1)
    counter(page, 500)
    page.box(640, 350, 130, 100, WHITE, round_=6)
    street(page, 648, 358, 114, 84)
    tick(page, 765, 345, 38)
    hand(page, 235, 400, to=(350, 430), who=LEARNER)
    arrow(page, 620, 270, (430, 270))
    coin(page, 540, 190, 46)
    coin(page, 420, 160, 46)
    coin(page, 352, 372, 52)
    for n in range(3):
        coin(page, 440, 466 - n * 22, 32)
    return page.png()


def _at_the_desk() -> Page:
    """A person at the left before a large screen."""
    page = Page()
    person(page, 170, 270, LEARNER, scale=1.15)
    screen(page, 430, 80, 500, 350)
    counter(page, 496)
    return page


FRAMES = {"arrive": arrive, "read": read, "do": do, "prove": prove, "wait": wait, "paid": paid}


def main() -> None:
    """Write pictures and sounds."""
    write(FOLDER, {f"{name}.png": draw() for name, draw in FRAMES.items()})
    write(FOLDER, {f"{name}.wav": sound(notes) for name, notes in SOUNDS.items()})


if __name__ == "__main__":
    main()
