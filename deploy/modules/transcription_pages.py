"""Draws receipts, filled-in forms and parcel labels as they were before time came over them."""

import random
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from transcription_tables import LABELS, PAPERS, RECEIPTS, SHEETS, Label, Paper, Receipt, money
from transcription_wear import COLOURS, COPY_COLOURS, DESK, png, worn

FONTS = Path("/usr/share/fonts/truetype/dejavu")
SIZE = (640, 704)
"""As the player's place for a picture beside an answer stands, in its shape."""
MONO, MONO_BOLD = "DejaVuSansMono.ttf", "DejaVuSansMono-Bold.ttf"
PRINT, PRINT_BOLD, PEN = "DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSerif-Italic.ttf"
INK, BLUE, GREY = (38, 36, 40), (34, 52, 120), (76, 76, 76)
RECEIPT, CARD, WHITE, BLOT = (245, 242, 234), (250, 246, 232), (250, 250, 248), (74, 46, 28)
RECEIPT_SIGNS = 25


def font(name: str, size: int) -> ImageFont.FreeTypeFont:
    """Letters of one kind and size."""
    return ImageFont.truetype(str(FONTS / name), size)


def picture(name: str) -> bytes:
    """The file of the worn sheet of this name."""
    copied = SHEETS[name].wear.copied
    return png(sheet_of(name), colours=COPY_COLOURS if copied else COLOURS)


def sheet_of(name: str) -> Image.Image:
    """The worn sheet of this name."""
    sheet = SHEETS[name]
    if isinstance(sheet, Receipt):
        clean = receipt(sheet)
    elif isinstance(sheet, Paper):
        clean = paper(sheet)
    else:
        clean = label(sheet)
    return worn(clean, sheet.wear, seed=seed_of(name))


def seed_of(name: str) -> int:
    """A seed of its own for each sheet."""
    return 1000 * "rfl".index(name[0]) + int(name[1:])


def receipt(shown: Receipt) -> Image.Image:
    """Typed lines, sums on the right, as a till prints them."""
    made, pen = _sheet(RECEIPT, margin=22)
    rows = [
        (shown.shop, MONO_BOLD, "m"),
        (shown.place, MONO, "m"),
        (_apart(shown.date, shown.number), MONO, "l"),
        ("-" * RECEIPT_SIGNS, MONO, "l"),
        *((_apart(name, money(cents)), MONO, "l") for name, cents in shown.lines),
        ("-" * RECEIPT_SIGNS, MONO, "l"),
        (_apart("TOTAL", money(shown.total)), MONO_BOLD, "l"),
        (_apart("PAID", money(shown.paid)), MONO, "l"),
        (_apart("CHANGE", money(shown.paid - shown.total)), MONO, "l"),
    ]
    letters = font(MONO, 36)
    step = 630 // len(rows)
    for n, (words, kind, side) in enumerate(rows):
        y = 62 + n * step
        x = 320 if side == "m" else 48
        pen.text((x, y), words, fill=INK, font=font(kind, 36), anchor=f"{side}m")
        blot = shown.wear.blot
        if blot and n == 2:
            _blot(pen, 48 + letters.getlength(words[: words.index(shown.number) + blot[1]]), y, 36)
    return made


def paper(shown: Paper) -> Image.Image:
    """Printed words with lines, filled in with a pen."""
    made, pen = _sheet(CARD, margin=18)
    pen.rectangle([18, 18, 622, 106], fill=(214, 214, 204))
    pen.text((50, 62), shown.title, fill=INK, font=font(PRINT_BOLD, 44), anchor="lm")
    for n, (name, value) in enumerate(shown.rows):
        top = 122 + n * 140
        pen.text((50, top + 28), name, fill=GREY, font=font(PRINT, 28), anchor="lm")
        pen.text((56, top + 84), value, fill=BLUE, font=font(PEN, 45), anchor="lm")
        pen.line([(50, top + 116), (590, top + 116)], fill=GREY, width=2)
    return made


def label(shown: Label) -> Image.Image:
    """From whom, to whom, and a number under bars."""
    made, pen = _sheet(WHITE, margin=20)
    pen.text((48, 60), f"From: {shown.sender}", fill=GREY, font=font(PRINT, 30), anchor="lm")
    pen.line([(20, 100), (620, 100)], fill=INK, width=4)
    pen.text((48, 146), "To:", fill=GREY, font=font(PRINT, 30), anchor="lm")
    for n, words in enumerate((shown.name, shown.street, shown.town)):
        kind = PRINT_BOLD if n == 0 else PRINT
        pen.text((48, 212 + n * 80), words, fill=INK, font=font(kind, 50), anchor="lm")
    pen.line([(20, 440), (620, 440)], fill=INK, width=4)
    bars = random.Random(shown.parcel)  # noqa: S311  bars that say nothing
    x = 60
    while x < 575:
        wide = bars.choice((3, 3, 6, 9))
        pen.rectangle([x, 466, x + wide, 570], fill=INK)
        x += wide + bars.choice((4, 4, 7, 10))
    pen.text((60, 626), shown.parcel, fill=INK, font=font(MONO_BOLD, 62), anchor="lm")
    if shown.wear.blot:
        before = shown.parcel[: shown.wear.blot[1]]
        _blot(pen, 60 + font(MONO_BOLD, 62).getlength(before), 626, 62)
    return made


def _sheet(colour: tuple[int, int, int], *, margin: int) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    made = Image.new("RGB", SIZE, DESK)
    pen = ImageDraw.Draw(made)
    pen.rectangle([margin, 14, SIZE[0] - margin, SIZE[1] - 14], fill=colour)
    return made, pen


def _apart(left: str, right: str) -> str:
    gap = RECEIPT_SIGNS - len(left) - len(right)
    if gap < 1:
        raise ValueError(left)
    return left + " " * gap + right


def _blot(pen: ImageDraw.ImageDraw, left: float, y: int, size: int) -> None:
    """A drop over one sign: nothing of it is left to see."""
    wide = font(MONO, size).getlength("0")
    high = size * 0.5
    pen.ellipse([left - 1, y - high, left + wide + 1, y + high], fill=BLOT)
    pen.ellipse([left + 3, y - high - 5, left + wide - 4, y + high + 4], fill=BLOT)


def all_pictures() -> dict[str, Callable[[], bytes]]:
    """Every sheet by the name of its file."""
    names = (*RECEIPTS, *PAPERS, *LABELS)
    return {f"{name}.png": lambda name=name: picture(name) for name in names}
