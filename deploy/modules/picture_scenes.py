"""Drawn scenes whose true boxes are known, because they were drawn.

Each thing is drawn on a sheet of its own first: the box is what it covers there.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from picture_things import THINGS, Colour, Pen
from PIL import Image, ImageDraw

WIDTH, HEIGHT = 900, 600
FINER = 2
"""Drawn so much larger and then made smaller: smooth edges."""
MARGIN = 40
"""A thick line may reach a little over the box it was drawn for."""
Box = tuple[int, int, int, int]
"""Left, top, width, height in thousandths of the picture."""


@dataclass(frozen=True)
class Put:
    """A thing in a scene: its left, its bottom, and how much larger than usual."""

    name: str
    left: int
    bottom: int
    scale: float = 1.0
    colour: Colour | None = None


def draw_scene(ground: str, things: Sequence[Put]) -> tuple[Image.Image, list[tuple[str, Box]]]:
    """The picture, and every thing in it with its true box."""
    size = (WIDTH * FINER, HEIGHT * FINER)
    picture = Image.new("RGB", size, (238, 232, 220))
    _grounds(ground, ImageDraw.Draw(picture))
    for thing in things:
        sheet, corner = _alone(thing)
        picture.paste(sheet, corner, sheet)
    small = picture.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    return small, boxes_of(things)


def boxes_of(things: Sequence[Put]) -> list[tuple[str, Box]]:
    """Every thing's name and true box."""
    boxes: list[tuple[str, Box]] = []
    for thing in things:
        sheet, (left, top) = _alone(thing)
        covered = sheet.getbbox()
        if covered is None:
            raise ValueError(thing)
        x1, y1, x2, y2 = covered
        boxes.append((thing.name, _thousandths((x1 + left, y1 + top, x2 + left, y2 + top))))
    return boxes


def middle(box: Box) -> tuple[int, int]:
    """The middle of a box."""
    left, top, width, height = box
    return left + width // 2, top + height // 2


def _alone(thing: Put) -> tuple[Image.Image, tuple[int, int]]:
    """A sheet with nothing but this thing, and the place of the sheet on the picture."""
    how, wide, high, usual = THINGS[thing.name]
    width, height = (round(n * thing.scale * FINER) for n in (wide, high))
    left, top = thing.left * FINER, thing.bottom * FINER - height
    first = max(left - MARGIN, 0), max(top - MARGIN, 0)
    last = (
        min(left + width + MARGIN, WIDTH * FINER),
        min(top + height + MARGIN, HEIGHT * FINER),
    )
    sheet = Image.new("RGBA", (last[0] - first[0], last[1] - first[1]), (0, 0, 0, 0))
    pen = Pen(ImageDraw.Draw(sheet), left - first[0], top - first[1], width, height)
    how(pen, thing.colour or usual)
    return sheet, first


def _thousandths(covered: tuple[int, int, int, int]) -> Box:
    wide, high = WIDTH * FINER, HEIGHT * FINER
    left, top = covered[0] * 1000 // wide, covered[1] * 1000 // high
    right, bottom = -(-covered[2] * 1000 // wide), -(-covered[3] * 1000 // high)
    return left, top, right - left, bottom - top


def _bands(draw: ImageDraw.ImageDraw, *bands: tuple[int, int, Colour]) -> None:
    for top, bottom, colour in bands:
        draw.rectangle([0, top * FINER, WIDTH * FINER, bottom * FINER], fill=colour)


def _street(draw: ImageDraw.ImageDraw) -> None:
    _bands(draw, (0, 320, (172, 212, 240)), (320, 400, (150, 196, 120)))
    _bands(draw, (400, 440, (196, 190, 180)), (440, 600, (104, 110, 120)))
    for left in range(20, WIDTH, 150):
        place = [left * FINER, 514 * FINER, (left + 70) * FINER, 522 * FINER]
        draw.rectangle(place, fill=(236, 230, 206))


def _field(draw: ImageDraw.ImageDraw) -> None:
    _bands(draw, (0, 190, (172, 212, 240)), (190, 600, (134, 184, 98)))
    draw.ellipse([n * FINER for n in (-200, 120, 500, 320)], fill=(134, 184, 98))


def _shelf(draw: ImageDraw.ImageDraw) -> None:
    _bands(draw, (0, 600, (232, 222, 204)))
    for top in (190, 385, 580):
        _bands(draw, (top, top + 16, (134, 94, 60)))


def _table(draw: ImageDraw.ImageDraw) -> None:
    _bands(draw, (0, 600, (164, 118, 78)))
    for top in range(100, 600, 100):
        _bands(draw, (top, top + 3, (146, 102, 66)))


def _room(draw: ImageDraw.ImageDraw) -> None:
    _bands(draw, (0, 430, (234, 222, 196)), (430, 444, WOODEN), (444, 600, (188, 150, 112)))


def _lake(draw: ImageDraw.ImageDraw) -> None:
    _bands(draw, (0, 150, (190, 222, 244)), (150, 180, (120, 166, 96)))
    _bands(draw, (180, 600, (74, 140, 190)))


def _grounds(ground: str, draw: ImageDraw.ImageDraw) -> None:
    GROUNDS[ground](draw)


WOODEN = (150, 110, 74)
GROUNDS = {
    "street": _street,
    "field": _field,
    "shelf": _shelf,
    "table": _table,
    "room": _room,
    "lake": _lake,
}
