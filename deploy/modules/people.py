"""Flat pictures of people, screens, coins and clocks for the modules. Needs Pillow."""

import io
import math
from pathlib import Path

from PIL import Image, ImageDraw

WIDE, HIGH = 1000, 640
OVERSAMPLE = 2
COLOURS = 64
WALL, FLOOR, DESK = "#e8f1ee", "#c9bfae", "#9a6b43"
DESK_FRONT = "#7d5433"
DARK, WHITE, GREY, GREEN = "#16202c", "#ffffff", "#8a97a3", "#0b6b50"
SKY, ROAD, RED, GOLD, GOLD_EDGE = "#a9d3f2", "#61666f", "#b23a32", "#f2b632", "#9a6a00"
LEARNER = ("#6b4630", "#d9a21b")
MENTOR = ("#8a5a3c", "#0f766e")
REQUESTER = ("#d8a27c", "#2f5fb5")
"""Face and shirt of each person; they stay the same in all pictures."""


class Page:
    """One picture, drawn larger than it is kept; all places are in its own 1000 by 640."""

    def __init__(self, wall: str = WALL, floor: int = 540) -> None:
        size = (WIDE * OVERSAMPLE, HIGH * OVERSAMPLE)
        self._image = Image.new("RGB", size, wall)
        self._pen = ImageDraw.Draw(self._image)
        if floor < HIGH:
            self.box(0, floor, WIDE, HIGH - floor, FLOOR)

    def box(self, x: float, y: float, w: float, h: float, fill: str, *, round_: float = 0) -> None:
        """A filled box, its corners rounded."""
        s = OVERSAMPLE
        place = (x * s, y * s, (x + w) * s, (y + h) * s)
        self._pen.rounded_rectangle(place, round_ * s, fill=fill)

    def ring(self, x: float, y: float, w: float, h: float, colour: str, width: float = 6) -> None:
        """The edge of a box."""
        s = OVERSAMPLE
        place = (x * s, y * s, (x + w) * s, (y + h) * s)
        self._pen.rectangle(place, outline=colour, width=int(width * s))

    def dot(
        self, x: float, y: float, r: float, fill: str, edge: str = "", width: float = 6
    ) -> None:
        """A filled circle, with an edge where a colour is named."""
        s = OVERSAMPLE
        place = ((x - r) * s, (y - r) * s, (x + r) * s, (y + r) * s)
        self._pen.ellipse(place, fill=fill, outline=edge or fill, width=int(width * s))

    def line(self, *points: tuple[float, float], colour: str = DARK, width: float = 8) -> None:
        """A thick line with round ends."""
        s = OVERSAMPLE
        scaled = [(x * s, y * s) for x, y in points]
        self._pen.line(scaled, fill=colour, width=int(width * s), joint="curve")
        for x, y in points:
            self.dot(x, y, width / 2, colour)

    def shape(self, *points: tuple[float, float], fill: str) -> None:
        """A filled shape with corners."""
        self._pen.polygon([(x * OVERSAMPLE, y * OVERSAMPLE) for x, y in points], fill=fill)

    def arc(self, x: float, y: float, r: float, start: int, end: int, width: float = 5) -> None:
        """A piece of a circle: a smile, a handle."""
        s = OVERSAMPLE
        place = ((x - r) * s, (y - r) * s, (x + r) * s, (y + r) * s)
        self._pen.arc(place, start, end, fill=DARK, width=int(width * s))

    def png(self) -> bytes:
        """The picture with a small palette."""
        small = self._image.resize((WIDE, HIGH), Image.Resampling.LANCZOS)
        out = io.BytesIO()
        small.quantize(COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        return out.getvalue()


def person(page: Page, x: float, y: float, who: tuple[str, str], *, scale: float = 1) -> None:
    """Head and shoulders; `x`, `y` is the middle of the head."""
    face, shirt = who
    page.box(x - 78 * scale, y + 62 * scale, 156 * scale, 200 * scale, shirt, round_=56 * scale)
    page.box(x - 18 * scale, y + 30 * scale, 36 * scale, 50 * scale, face)
    page.dot(x, y, 58 * scale, face)
    page.shape(
        *((x + 60 * scale * math.cos(a), y - 6 * scale + 60 * scale * math.sin(a)) for a in _top()),
        fill=DARK,
    )
    for side in (-20, 20):
        page.dot(x + side * scale, y + 4 * scale, 6 * scale, DARK)
    page.arc(x, y + 14 * scale, 22 * scale, 20, 160, 5 * scale)


def _top() -> list[float]:
    return [math.radians(degrees) for degrees in range(195, 346, 10)]


def hand(page: Page, x: float, y: float, *, to: tuple[float, float], who: tuple[str, str]) -> None:
    """An arm from a shoulder to its hand."""
    page.line((x, y), to, colour=who[1], width=38)
    page.dot(*to, 26, who[0])


def screen(page: Page, x: float, y: float, w: float, h: float, *, face: str = WHITE) -> None:
    """A computer's screen on its foot."""
    page.box(x + w / 2 - 24, y + h, 48, 46, GREY)
    page.box(x + w / 2 - 80, y + h + 38, 160, 16, GREY, round_=8)
    page.box(x - 14, y - 14, w + 28, h + 28, DARK, round_=18)
    page.box(x, y, w, h, face, round_=4)


def street(page: Page, x: float, y: float, w: float, h: float) -> tuple[float, float, float, float]:
    """A photograph of one car in a street; returns the car's box."""
    page.box(x, y, w, h, SKY)
    page.box(x, y + h * 0.2, w * 0.3, h * 0.5, "#d6a578")
    page.box(x + w * 0.62, y + h * 0.12, w * 0.3, h * 0.6, "#b9c2cb")
    page.box(x, y + h * 0.66, w, h * 0.34, ROAD)
    left, top, wide, high = x + w * 0.24, y + h * 0.46, w * 0.5, h * 0.38
    page.box(left, top + high * 0.36, wide, high * 0.46, RED, round_=high * 0.14)
    page.box(left + wide * 0.2, top, wide * 0.54, high * 0.5, RED, round_=high * 0.2)
    page.box(left + wide * 0.27, top + high * 0.1, wide * 0.4, high * 0.24, "#d3e9f5", round_=4)
    for part in (0.22, 0.78):
        page.dot(left + wide * part, top + high * 0.82, high * 0.18, DARK)
    return left, top, wide, high


def words(page: Page, x: float, y: float, w: float, *, lines: int = 3, gap: float = 34) -> None:
    """Lines that stand for a text in any language."""
    for n in range(lines):
        page.box(x, y + n * gap, w * (0.6 if n == lines - 1 else 1), gap * 0.42, GREY, round_=6)


def tick(page: Page, x: float, y: float, r: float) -> None:
    """A white tick on a green circle."""
    page.dot(x, y, r, GREEN)
    points = ((x - r * 0.45, y), (x - r * 0.1, y + r * 0.36), (x + r * 0.5, y - r * 0.34))
    page.line(*points, colour=WHITE, width=r * 0.24)


def coin(page: Page, x: float, y: float, r: float) -> None:
    """A gold coin with a ring in it and no country's sign."""
    page.dot(x, y, r, GOLD, GOLD_EDGE, r * 0.14)
    page.dot(x, y, r * 0.62, GOLD, GOLD_EDGE, r * 0.08)
    page.dot(x, y, r * 0.2, GOLD_EDGE)


def clock(page: Page, x: float, y: float, r: float) -> None:
    """A clock without numbers."""
    page.dot(x, y, r, WHITE, DARK, r * 0.1)
    for n in range(12):
        turn = math.radians(n * 30)
        inner, outer = r * (0.68 if n % 3 else 0.6), r * 0.78
        page.line(
            (x + inner * math.sin(turn), y - inner * math.cos(turn)),
            (x + outer * math.sin(turn), y - outer * math.cos(turn)),
            width=r * 0.05,
        )
    page.line((x, y), (x, y - r * 0.56), width=r * 0.07)
    page.line((x, y), (x + r * 0.36, y + r * 0.2), width=r * 0.09)
    page.dot(x, y, r * 0.08, RED)


def arrow(page: Page, x: float, y: float, to: tuple[float, float], colour: str = GREEN) -> None:
    """A thick arrow to a place."""
    turn = math.atan2(to[1] - y, to[0] - x)
    page.line(
        (x, y), (to[0] - 26 * math.cos(turn), to[1] - 26 * math.sin(turn)), colour=colour, width=16
    )
    page.shape(
        to,
        *(
            (to[0] - 48 * math.cos(turn + side), to[1] - 48 * math.sin(turn + side))
            for side in (0.55, -0.55)
        ),
        fill=colour,
    )


def pointer(page: Page, x: float, y: float, size: float = 1) -> None:
    """A mouse's arrow with its point at `x`, `y`."""
    outline = ((0, 0), (0, 62), (16, 48), (28, 74), (40, 68), (28, 43), (48, 43))
    page.shape(*((x + dx * size, y + dy * size) for dx, dy in outline), fill=DARK)
    inner = ((4, 10), (4, 52), (17, 41), (30, 67), (34, 65), (22, 39), (38, 39))
    page.shape(*((x + dx * size, y + dy * size) for dx, dy in inner), fill=WHITE)


def counter(page: Page, y: float) -> None:
    """A long desk; it hides all that is below its edge."""
    page.box(0, y, WIDE, HIGH - y, DESK_FRONT)
    page.box(0, y, WIDE, 34, DESK)


def write(folder: Path, files: dict[str, bytes]) -> None:
    """Write the files of a module's `media` folder."""
    media = folder / "media"
    media.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (media / name).write_bytes(data)
