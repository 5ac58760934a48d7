"""Draws the flat pictures of the modules about work and money. Needs Pillow and DejaVu fonts."""

import io
from collections.abc import Callable, Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1000, 600
OVERSAMPLE = 2
Colour = tuple[int, int, int]
FONTS = Path("/usr/share/fonts/truetype/dejavu")
PAPER, INK, QUIET = (255, 255, 255), (22, 32, 44), (75, 90, 107)
BAR, LINE, ROW = (11, 70, 62), (200, 208, 216), (240, 245, 245)
GREEN, AMBER, RED = (11, 110, 79), (214, 140, 20), (168, 38, 38)
BLUE, SAND, SKY = (38, 92, 168), (235, 205, 150), (222, 236, 247)
TITLE_HEIGHT = 110
COLOURS = 48


class Sheet:
    """A picture, 1000 × 600 if nothing else is said, drawn large and made small at the end."""

    def __init__(self, ground: Colour = PAPER, *, size: tuple[int, int] = (WIDTH, HEIGHT)) -> None:
        self.size = size
        large = (size[0] * OVERSAMPLE, size[1] * OVERSAMPLE)
        self.image = Image.new("RGB", large, ground)
        self.pen = ImageDraw.Draw(self.image)

    def box(
        self,
        left: float,
        top: float,
        right: float,
        bottom: float,
        fill: Colour,
        *,
        corner: int = 0,
        edge: Colour | None = None,
        width: int = 4,
    ) -> None:
        """A rectangle, its corners as round as `corner` says."""
        place = [n * OVERSAMPLE for n in (left, top, right, bottom)]
        self.pen.rounded_rectangle(
            place, corner * OVERSAMPLE, fill=fill, outline=edge, width=width * OVERSAMPLE
        )

    def disc(
        self,
        x: float,
        y: float,
        radius: float,
        fill: Colour,
        *,
        edge: Colour | None = None,
        width: int = 4,
    ) -> None:
        """A full circle."""
        place = [n * OVERSAMPLE for n in (x - radius, y - radius, x + radius, y + radius)]
        self.pen.ellipse(place, fill=fill, outline=edge, width=width * OVERSAMPLE)

    def line(self, *points: tuple[float, float], fill: Colour = INK, width: int = 8) -> None:
        """A line through these points."""
        large = [(x * OVERSAMPLE, y * OVERSAMPLE) for x, y in points]
        self.pen.line(large, fill=fill, width=width * OVERSAMPLE, joint="curve")

    def shape(self, *points: tuple[float, float], fill: Colour) -> None:
        """A filled shape with these corners."""
        self.pen.polygon([(x * OVERSAMPLE, y * OVERSAMPLE) for x, y in points], fill=fill)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: int = 44,
        bold: bool = False,
        fill: Colour = INK,
        anchor: str = "lm",
    ) -> None:
        """Words that are a part of the task."""
        font = _font(size, bold=bold)
        self.pen.text((x * OVERSAMPLE, y * OVERSAMPLE), words, fill=fill, font=font, anchor=anchor)

    def width(self, words: str, *, size: int, bold: bool) -> int:
        """How far these words reach."""
        return int(_font(size, bold=bold).getlength(words)) // OVERSAMPLE

    def tick(self, x: float, y: float, size: float = 30) -> None:
        """A white tick on green."""
        self.disc(x, y, size, GREEN)
        s = size / 2
        self.line((x - s, y), (x - s / 4, y + s * 0.7), (x + s, y - s * 0.6), fill=PAPER, width=7)

    def cross(self, x: float, y: float, size: float = 30) -> None:
        """A white cross on red."""
        self.disc(x, y, size, RED)
        s = size * 0.42
        self.line((x - s, y - s), (x + s, y + s), fill=PAPER, width=7)
        self.line((x - s, y + s), (x + s, y - s), fill=PAPER, width=7)

    def clock(self, x: float, y: float, size: float = 30) -> None:
        """Somebody waits."""
        self.disc(x, y, size, PAPER, edge=AMBER, width=7)
        self.line((x, y - size * 0.6), (x, y), (x + size * 0.45, y), fill=AMBER, width=6)

    def arrow(self, x: float, y: float, length: float = 70) -> None:
        """An arrow to the right."""
        self.line((x, y), (x + length - 12, y), fill=QUIET, width=9)
        tip = ((x + length, y), (x + length - 26, y - 18), (x + length - 26, y + 18))
        self.shape(*tip, fill=QUIET)

    def coin(self, x: float, y: float, size: float = 34) -> None:
        """A coin."""
        self.disc(x, y, size, SAND, edge=AMBER, width=5)
        self.disc(x, y, size * 0.55, SAND, edge=AMBER, width=3)

    def small(self) -> Image.Image:
        """The picture as it is shown, with few colours."""
        small = self.image.resize(self.size, Image.Resampling.LANCZOS)
        return small.quantize(COLOURS, dither=Image.Dither.NONE)

    def png(self) -> bytes:
        """The bytes of its file."""
        out = io.BytesIO()
        self.small().save(out, "PNG", optimize=True)
        return out.getvalue()

    def save(self, path: Path) -> None:
        """Write its file."""
        path.write_bytes(self.png())


def _font(size: int, *, bold: bool) -> ImageFont.FreeTypeFont:
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return ImageFont.truetype(FONTS / name, size * OVERSAMPLE)


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


def save_all(media: Path, pictures: dict[str, Sheet | Callable[[], Sheet]]) -> None:
    """Draw and save each picture under its name."""
    media.mkdir(parents=True, exist_ok=True)
    for name, sheet in pictures.items():
        (sheet if isinstance(sheet, Sheet) else sheet()).save(media / f"{name}.png")
