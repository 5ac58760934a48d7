"""Draws the flat pictures of the modules about work and money. Needs Pillow and DejaVu fonts."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1000, 600
OVERSAMPLE = 2
FONTS = Path("/usr/share/fonts/truetype/dejavu")
PAPER, INK, QUIET = (255, 255, 255), (22, 32, 44), (75, 90, 107)
BAR, LINE, ROW = (11, 70, 62), (200, 208, 216), (240, 245, 245)
GREEN, AMBER, RED = (11, 110, 79), (214, 140, 20), (168, 38, 38)
BLUE, SAND, SKY = (38, 92, 168), (235, 205, 150), (222, 236, 247)
TITLE_HEIGHT = 110
COLOURS = 48


class Sheet:
    """A picture in thousandths-like units of 1000 × 600, drawn large and made small at the end."""

    def __init__(self, ground: tuple[int, int, int] = PAPER) -> None:
        size = (WIDTH * OVERSAMPLE, HEIGHT * OVERSAMPLE)
        self.image = Image.new("RGB", size, ground)
        self.pen = ImageDraw.Draw(self.image)

    def box(self, left, top, right, bottom, fill, *, round=0, edge=None, width=4):
        place = [n * OVERSAMPLE for n in (left, top, right, bottom)]
        self.pen.rounded_rectangle(
            place, round * OVERSAMPLE, fill=fill, outline=edge, width=width * OVERSAMPLE
        )

    def disc(self, x, y, radius, fill, *, edge=None, width=4):
        place = [n * OVERSAMPLE for n in (x - radius, y - radius, x + radius, y + radius)]
        self.pen.ellipse(place, fill=fill, outline=edge, width=width * OVERSAMPLE)

    def line(self, *points, fill=INK, width=8):
        self.pen.line(
            [(x * OVERSAMPLE, y * OVERSAMPLE) for x, y in points],
            fill=fill,
            width=width * OVERSAMPLE,
            joint="curve",
        )

    def shape(self, *points, fill):
        self.pen.polygon([(x * OVERSAMPLE, y * OVERSAMPLE) for x, y in points], fill=fill)

    def text(self, x, y, words, *, size=44, bold=False, fill=INK, anchor="lm"):
        name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
        font = ImageFont.truetype(FONTS / name, size * OVERSAMPLE)
        self.pen.text((x * OVERSAMPLE, y * OVERSAMPLE), words, fill=fill, font=font, anchor=anchor)

    def tick(self, x, y, size=30, fill=GREEN):
        self.disc(x, y, size, fill)
        s = size / 2
        self.line((x - s, y), (x - s / 4, y + s * 0.7), (x + s, y - s * 0.6), fill=PAPER, width=7)

    def cross(self, x, y, size=30, fill=RED):
        self.disc(x, y, size, fill)
        s = size * 0.42
        self.line((x - s, y - s), (x + s, y + s), fill=PAPER, width=7)
        self.line((x - s, y + s), (x + s, y - s), fill=PAPER, width=7)

    def clock(self, x, y, size=30, fill=AMBER):
        self.disc(x, y, size, PAPER, edge=fill, width=7)
        self.line((x, y - size * 0.6), (x, y), (x + size * 0.45, y), fill=fill, width=6)

    def arrow(self, x, y, length=70, fill=QUIET):
        self.line((x, y), (x + length - 12, y), fill=fill, width=9)
        self.shape((x + length, y), (x + length - 26, y - 18), (x + length - 26, y + 18), fill=fill)

    def coin(self, x, y, size=34):
        self.disc(x, y, size, SAND, edge=AMBER, width=5)
        self.disc(x, y, size * 0.55, SAND, edge=AMBER, width=3)

    def save(self, path: Path) -> None:
        small = self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        small.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


def statement(title: str, rows: Sequence[tuple[str, str]]) -> Sheet:
    """A page of money: a title bar, and rows with a name and a value."""
    sheet = Sheet()
    sheet.box(0, 0, WIDTH, TITLE_HEIGHT, BAR)
    sheet.text(40, TITLE_HEIGHT / 2, title, size=46, bold=True, fill=PAPER)
    height = (HEIGHT - TITLE_HEIGHT) / len(rows)
    for n, (name, value) in enumerate(rows):
        top = TITLE_HEIGHT + n * height
        sheet.box(0, top, WIDTH, top + height, ROW if n % 2 else PAPER)
        sheet.text(40, top + height / 2, name)
        sheet.text(WIDTH - 40, top + height / 2, value, bold=True, anchor="rm")
    return sheet


def row_areas(count: int) -> list[str]:
    """Where the rows of a statement lie, as the areas of a spot question."""
    top, height = TITLE_HEIGHT / HEIGHT, (HEIGHT - TITLE_HEIGHT) / HEIGHT / count
    return [f"10 {round((top + n * height) * 1000)} 980 {round(height * 1000)}" for n in range(count)]


def save_all(media: Path, pictures: dict[str, Sheet | Callable[[], Sheet]]) -> None:
    """Draw and save each picture under its name."""
    media.mkdir(parents=True, exist_ok=True)
    for name, sheet in pictures.items():
        (sheet if isinstance(sheet, Sheet) else sheet()).save(media / f"{name}.png")
