"""Draws handwritten digits, and pages that explain them, from 8×8 pixel values. Needs Pillow."""

import csv
import gzip
import io
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont

SIDE = 8
MARGIN = 2
"""Empty pixels around the 8×8."""
SIZE = 160
OVERSAMPLE = 4
PAPER = (250, 248, 242)
INK = (29, 42, 68)
KEY = (255, 255, 255)
KEY_EDGE = (75, 90, 107)
MARKER = (205, 85, 0)
INK_FROM, INK_FULL = 0.33, 0.85
"""Below the first a pixel is paper, above the second full ink; between, it is faint."""
COLOURS = 16


def read_digits(data: Path) -> list[tuple[list[int], int]]:
    """Pixel values 0–16 and the true digit of each row."""
    with gzip.open(data, "rt", newline="") as lines:
        rows = [[int(cell) for cell in row] for row in csv.reader(lines)]
    return [(row[:-1], row[-1]) for row in rows]


def draw_digit(pixels: list[int], size: int = SIZE) -> Image.Image:
    """One digit, dark on light like ink on paper, `size` pixels square."""
    grid = Image.new("L", (SIDE, SIDE))
    grid.putdata([value * 255 // 16 for value in pixels])
    side = SIDE + 2 * MARGIN
    padded = Image.new("L", (side, side))
    padded.paste(grid, (MARGIN, MARGIN))
    large = size * OVERSAMPLE
    smooth = padded.resize((large, large), Image.Resampling.BICUBIC)
    smooth = smooth.filter(ImageFilter.GaussianBlur(large / side * 0.12))
    ink = smooth.point([_ink(level / 255) for level in range(256)])
    mask = ink.resize((size, size), Image.Resampling.LANCZOS)
    paper = Image.new("RGB", (size, size), PAPER)
    return Image.composite(Image.new("RGB", (size, size), INK), paper, mask)


def draw_page(digits: list[list[int]], *, answers: str = "", marks: tuple = ()) -> Image.Image:
    """Digits side by side; under each the key to press; `marks` are circled.

    Args:
        digits: pixel values of each.
        answers: a character for each digit, or nothing.
        marks: (which digit, x, y, radius in x, radius in y), in its 8×8 pixels.
    """
    height = SIZE + (90 if answers else 0)
    page = Image.new("RGB", (SIZE * len(digits), height), PAPER)
    pen = ImageDraw.Draw(page)
    for n, pixels in enumerate(digits):
        page.paste(draw_digit(pixels), (n * SIZE, 0))
    unit = SIZE / (SIDE + 2 * MARGIN)
    for n, x, y, rx, ry in marks:
        cx, cy = n * SIZE + (x + MARGIN) * unit, (y + MARGIN) * unit
        box = (cx - rx * unit, cy - ry * unit, cx + rx * unit, cy + ry * unit)
        pen.ellipse(box, outline=MARKER, width=4)
    for n, answer in enumerate(answers):
        _draw_key(pen, answer, middle=n * SIZE + SIZE // 2, top=SIZE + 18)
    return page


def as_png(picture: Image.Image, *, colours: int = COLOURS) -> bytes:
    """A small palette PNG without date or text."""
    out = io.BytesIO()
    picture.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def _ink(level: float) -> int:
    part = min(1.0, max(0.0, (level - INK_FROM) / (INK_FULL - INK_FROM)))
    return round(255 * part * part * (3 - 2 * part))


def _draw_key(pen: ImageDraw.ImageDraw, answer: str, *, middle: int, top: int) -> None:
    box = (middle - 27, top, middle + 27, top + 54)
    pen.line((middle, top - 22, middle, top - 6), fill=MARKER, width=4)
    pen.polygon([(middle - 8, top - 12), (middle + 8, top - 12), (middle, top - 2)], fill=MARKER)
    pen.rounded_rectangle(box, radius=10, fill=KEY, outline=KEY_EDGE, width=3)
    font = ImageFont.load_default(size=32)
    pen.text((middle, top + 27), answer, fill=INK, font=font, anchor="mm")
