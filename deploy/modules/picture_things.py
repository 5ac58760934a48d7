"""Flat drawings of things, each filling a box: what the drawn scenes of a module hold."""

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, pi, sin

from PIL.ImageDraw import ImageDraw

Colour = tuple[int, int, int]
INK = (34, 40, 49)
RED, BLUE, GREEN, YELLOW = (196, 48, 43), (43, 98, 178), (40, 132, 78), (240, 190, 40)
WHITE, GLASS, WOOD, LEAF = (250, 250, 248), (190, 222, 240), (134, 88, 50), (58, 136, 66)
GREY, PALE, SKIN, PURPLE = (128, 136, 146), (226, 230, 234), (140, 92, 64), (118, 70, 150)


@dataclass(frozen=True)
class Pen:
    """Draws in parts of a box: 0 is its left or top, 1 its right or bottom."""

    draw: ImageDraw
    left: int
    top: int
    width: int
    height: int

    def at(self, x: float, y: float) -> tuple[float, float]:
        """A part of the box as a place on the picture."""
        return self.left + x * (self.width - 1), self.top + y * (self.height - 1)

    def rect(self, x1: float, y1: float, x2: float, y2: float, colour: Colour) -> None:
        """A rectangle."""
        self.draw.rectangle([self.at(x1, y1), self.at(x2, y2)], fill=colour)

    def soft(self, x1: float, y1: float, x2: float, y2: float, colour: Colour) -> None:
        """A rectangle with round corners."""
        radius = min((x2 - x1) * self.width, (y2 - y1) * self.height) / 5
        self.draw.rounded_rectangle([self.at(x1, y1), self.at(x2, y2)], radius, fill=colour)

    def oval(self, x1: float, y1: float, x2: float, y2: float, colour: Colour) -> None:
        """An oval."""
        self.draw.ellipse([self.at(x1, y1), self.at(x2, y2)], fill=colour)

    def poly(self, colour: Colour, *points: tuple[float, float]) -> None:
        """A shape with corners."""
        self.draw.polygon([self.at(x, y) for x, y in points], fill=colour)

    def line(self, colour: Colour, width: int, *points: tuple[float, float]) -> None:
        """A line through points."""
        self.draw.line([self.at(x, y) for x, y in points], fill=colour, width=width, joint="curve")

    def ring(self, x1: float, y1: float, x2: float, y2: float, colour: Colour, width: int) -> None:
        """A circle's line."""
        self.draw.ellipse([self.at(x1, y1), self.at(x2, y2)], outline=colour, width=width)


def _wheel(pen: Pen, x: float, size: float) -> None:
    wide = size * pen.height / pen.width
    pen.oval(x - wide / 2, 1 - size, x + wide / 2, 1, INK)
    pen.oval(x - wide / 5, 1 - size * 0.7, x + wide / 5, 1 - size * 0.3, PALE)


def _car(pen: Pen, colour: Colour) -> None:
    pen.poly(colour, (0.18, 0.42), (0.32, 0), (0.68, 0), (0.84, 0.42))
    pen.poly(GLASS, (0.26, 0.4), (0.35, 0.08), (0.48, 0.08), (0.48, 0.4))
    pen.poly(GLASS, (0.52, 0.4), (0.52, 0.08), (0.65, 0.08), (0.75, 0.4))
    pen.soft(0, 0.38, 1, 0.82, colour)
    pen.soft(0.93, 0.48, 0.99, 0.6, YELLOW)
    _wheel(pen, 0.22, 0.42)
    _wheel(pen, 0.78, 0.42)


def _bus(pen: Pen, colour: Colour) -> None:
    pen.soft(0, 0, 1, 0.88, colour)
    for n in range(5):
        pen.rect(0.05 + n * 0.16, 0.14, 0.17 + n * 0.16, 0.46, GLASS)
    pen.rect(0.86, 0.14, 0.96, 0.8, GLASS)
    pen.rect(0, 0.58, 0.84, 0.64, WHITE)
    _wheel(pen, 0.2, 0.28)
    _wheel(pen, 0.74, 0.28)


def _bicycle(pen: Pen, colour: Colour) -> None:
    wide = 0.62 * pen.height / pen.width
    for left in (0, 1 - wide):
        pen.ring(left, 0.38, left + wide, 1, INK, pen.height // 16)
    back, front = (wide / 2, 0.69), (1 - wide / 2, 0.69)
    thick = pen.height // 12
    pen.line(colour, thick, back, (0.36, 0.25), (0.68, 0.25), front)
    pen.line(colour, thick, back, (0.48, 0.69), (0.36, 0.25))
    pen.line(colour, thick, (0.48, 0.69), (0.68, 0.25), (0.66, 0.06), (0.78, 0.06))
    pen.soft(0.28, 0.12, 0.46, 0.22, INK)


def _person(pen: Pen, colour: Colour) -> None:
    pen.oval(0.27, 0, 0.73, 0.2, SKIN)
    pen.rect(0.24, 0.6, 0.44, 1, INK)
    pen.rect(0.56, 0.6, 0.76, 1, INK)
    pen.soft(0, 0.23, 0.2, 0.58, colour)
    pen.soft(0.8, 0.23, 1, 0.58, colour)
    pen.soft(0.1, 0.2, 0.9, 0.64, colour)


def _tree(pen: Pen, _: Colour) -> None:
    pen.rect(0.42, 0.5, 0.58, 1, WOOD)
    for x1, y1, x2, y2 in ((0, 0.2, 0.6, 0.62), (0.4, 0.2, 1, 0.62), (0.15, 0, 0.85, 0.55)):
        pen.oval(x1, y1, x2, y2, LEAF)


def _house(pen: Pen, colour: Colour) -> None:
    pen.rect(0.08, 0.4, 0.92, 1, colour)
    pen.poly((150, 58, 44), (0, 0.42), (0.5, 0), (1, 0.42))
    pen.rect(0.42, 0.66, 0.58, 1, WOOD)
    pen.rect(0.18, 0.54, 0.34, 0.74, GLASS)
    pen.rect(0.66, 0.54, 0.82, 0.74, GLASS)


def _dog(pen: Pen, _: Colour) -> None:
    brown = (112, 74, 44)
    pen.line(brown, pen.height // 9, (0.12, 0.45), (0.03, 0.08))
    for x in (0.12, 0.26, 0.56, 0.7):
        pen.rect(x, 0.6, x + 0.1, 1, brown)
    pen.soft(0.08, 0.36, 0.82, 0.72, brown)
    pen.soft(0.66, 0.06, 0.9, 0.5, brown)
    pen.soft(0.8, 0.2, 1, 0.42, brown)
    pen.soft(0.64, 0.02, 0.75, 0.36, INK)
    pen.oval(0.93, 0.2, 1, 0.3, INK)


def _cow(pen: Pen, _: Colour) -> None:
    for x in (0.1, 0.24, 0.56, 0.7):
        pen.rect(x, 0.6, x + 0.09, 1, WHITE)
    pen.soft(0.04, 0.22, 0.82, 0.72, WHITE)
    pen.oval(0.14, 0.26, 0.36, 0.6, INK)
    pen.oval(0.46, 0.36, 0.7, 0.68, INK)
    pen.line(INK, pen.height // 18, (0.05, 0.3), (0.02, 0.8))
    pen.poly((214, 190, 140), (0.76, 0.14), (0.74, 0), (0.81, 0.12))
    pen.poly((214, 190, 140), (0.92, 0.14), (0.96, 0), (0.87, 0.12))
    pen.soft(0.74, 0.1, 0.95, 0.5, INK)
    pen.soft(0.78, 0.38, 1, 0.56, (232, 164, 160))


def _sheep(pen: Pen, _: Colour) -> None:
    for x in (0.2, 0.34, 0.58, 0.7):
        pen.rect(x, 0.65, x + 0.08, 1, INK)
    for x1, y1, x2, y2 in (
        *((0, 0.2, 0.4, 0.72), (0.25, 0.08, 0.6, 0.6), (0.45, 0.14, 0.85, 0.7)),
        (0.2, 0.3, 0.7, 0.8),
    ):
        pen.oval(x1, y1, x2, y2, WHITE)
    pen.oval(0.72, 0, 1, 0.46, INK)


def _hen(pen: Pen, _: Colour) -> None:
    rust = (176, 84, 36)
    pen.line(YELLOW, pen.height // 16, (0.4, 0.7), (0.4, 0.97))
    pen.line(YELLOW, pen.height // 16, (0.56, 0.7), (0.56, 0.97))
    pen.poly(rust, (0, 0.16), (0.34, 0.4), (0.2, 0.64))
    pen.oval(0.1, 0.34, 0.78, 0.84, rust)
    pen.oval(0.58, 0.12, 0.88, 0.48, rust)
    pen.oval(0.64, 0, 0.8, 0.18, RED)
    pen.poly(YELLOW, (0.85, 0.24), (1, 0.32), (0.85, 0.38))
    pen.oval(0.74, 0.22, 0.8, 0.28, WHITE)


def _bottle(pen: Pen, colour: Colour) -> None:
    pen.rect(0.34, 0, 0.66, 0.1, INK)
    pen.rect(0.38, 0.08, 0.62, 0.36, colour)
    pen.soft(0, 0.3, 1, 1, colour)
    pen.rect(0.08, 0.52, 0.92, 0.82, WHITE)


def _jar(pen: Pen, colour: Colour) -> None:
    pen.soft(0.04, 0.16, 0.96, 1, (206, 224, 228))
    pen.soft(0.1, 0.36, 0.9, 0.94, colour)
    pen.rect(0, 0, 1, 0.18, GREY)


def _cup(pen: Pen, colour: Colour) -> None:
    pen.ring(0.55, 0.15, 1, 0.75, colour, pen.height // 8)
    pen.poly(colour, (0, 0), (0.76, 0), (0.66, 1), (0.1, 1))


def _book(pen: Pen, colour: Colour) -> None:
    pen.rect(0, 0, 1, 1, colour)
    pen.rect(0, 0.12, 1, 0.18, YELLOW)
    pen.rect(0, 0.8, 1, 0.86, YELLOW)


def _plate(pen: Pen, _: Colour) -> None:
    pen.oval(0, 0, 1, 1, WHITE)
    pen.ring(0.18, 0.18, 0.82, 0.82, (170, 184, 198), 4)


def _apple(pen: Pen, _: Colour) -> None:
    pen.line(INK, pen.height // 14, (0.5, 0.25), (0.54, 0.02))
    pen.oval(0.54, 0.02, 0.88, 0.2, LEAF)
    pen.oval(0, 0.18, 0.62, 1, RED)
    pen.oval(0.38, 0.18, 1, 1, RED)


def _banana(pen: Pen, _: Colour) -> None:
    turns = [pi * n / 16 for n in range(17)]
    outer = [(0.5 - cos(turn) / 2, 0.1 + 0.9 * sin(turn)) for turn in turns]
    inner = [(0.5 - 0.46 * cos(turn), 0.06 + 0.5 * sin(turn)) for turn in reversed(turns)]
    pen.poly(YELLOW, *outer, *inner)
    pen.poly(INK, (0.94, 0.14), (0.95, 0), (1, 0), (1, 0.14))


def _spoon(pen: Pen, _: Colour) -> None:
    pen.oval(0, 0, 1, 0.36, (214, 219, 224))
    pen.oval(0.2, 0.06, 0.8, 0.3, (176, 184, 192))
    pen.soft(0.36, 0.32, 0.64, 1, (214, 219, 224))


def _bed(pen: Pen, colour: Colour) -> None:
    pen.soft(0, 0, 0.06, 1, WOOD)
    pen.soft(0.94, 0.3, 1, 1, WOOD)
    pen.rect(0.05, 0.55, 0.95, 0.86, WHITE)
    pen.soft(0.07, 0.32, 0.3, 0.58, PALE)
    pen.rect(0.32, 0.44, 0.95, 0.86, colour)


def _chair(pen: Pen, _: Colour) -> None:
    pen.rect(0, 0, 0.14, 1, WOOD)
    pen.rect(0.86, 0.52, 1, 1, WOOD)
    pen.rect(0, 0.5, 1, 0.6, WOOD)
    pen.rect(0.14, 0.08, 0.22, 0.5, (172, 122, 78))


def _lamp(pen: Pen, colour: Colour) -> None:
    pen.rect(0.46, 0.3, 0.54, 0.95, INK)
    pen.soft(0.2, 0.93, 0.8, 1, INK)
    pen.poly(colour, (0.25, 0), (0.75, 0), (1, 0.34), (0, 0.34))


def _clock(pen: Pen, _: Colour) -> None:
    pen.oval(0, 0, 1, 1, INK)
    pen.oval(0.08, 0.08, 0.92, 0.92, WHITE)
    pen.line(INK, pen.height // 16, (0.5, 0.2), (0.5, 0.5), (0.7, 0.62))


def _window(pen: Pen, _: Colour) -> None:
    pen.rect(0, 0, 1, 1, WHITE)
    pen.rect(0.06, 0.06, 0.94, 0.94, GLASS)
    pen.rect(0.06, 0.72, 0.94, 0.94, (126, 178, 96))
    pen.oval(0.56, 0.36, 0.86, 0.76, LEAF)
    pen.rect(0.46, 0, 0.54, 1, WHITE)
    pen.rect(0, 0.46, 1, 0.54, WHITE)


def _boat(pen: Pen, colour: Colour) -> None:
    pen.rect(0.46, 0, 0.51, 0.76, WOOD)
    pen.poly(WHITE, (0.54, 0.04), (0.54, 0.66), (0.92, 0.66))
    pen.poly(colour, (0, 0.72), (1, 0.72), (0.82, 1), (0.18, 1))


DrawIt = Callable[[Pen, Colour], None]
THINGS: dict[str, tuple[DrawIt, int, int, Colour]] = {
    "car": (_car, 200, 96, RED),
    "bus": (_bus, 300, 150, BLUE),
    "bicycle": (_bicycle, 150, 100, RED),
    "person": (_person, 60, 150, YELLOW),
    "tree": (_tree, 130, 200, LEAF),
    "house": (_house, 200, 200, (226, 200, 150)),
    "dog": (_dog, 120, 84, INK),
    "cow": (_cow, 170, 116, INK),
    "sheep": (_sheep, 120, 86, INK),
    "hen": (_hen, 76, 76, INK),
    "bottle": (_bottle, 56, 150, GREEN),
    "jar": (_jar, 84, 104, (200, 112, 40)),
    "cup": (_cup, 104, 84, BLUE),
    "book": (_book, 40, 132, PURPLE),
    "plate": (_plate, 170, 170, WHITE),
    "apple": (_apple, 84, 92, RED),
    "banana": (_banana, 156, 84, YELLOW),
    "spoon": (_spoon, 48, 180, GREY),
    "bed": (_bed, 320, 150, BLUE),
    "chair": (_chair, 110, 160, WOOD),
    "lamp": (_lamp, 96, 220, YELLOW),
    "clock": (_clock, 96, 96, INK),
    "window": (_window, 180, 170, GLASS),
    "boat": (_boat, 150, 130, RED),
}
"""How each thing is drawn, its usual width and height, and its usual colour."""
