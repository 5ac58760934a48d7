"""The pictures of the pages of `transcription` that explain."""

from collections.abc import Callable
from functools import partial

from cards import LINE, PAPER, QUIET, SKY, Sheet
from PIL import Image
from transcription_pages import sheet_of
from transcription_tables import LABELS, SHOWN, readable
from transcription_wear import png

WIDE = (1000, 600)
PAGE_COLOURS = 12


def pages() -> dict[str, Callable[[], bytes]]:
    """The pictures by the names of their files."""
    shown = {"what": what, "worn": three, "unclear": unclear}
    return {
        f"{name}.png": partial(lambda draw: png(draw(), colours=PAGE_COLOURS), draw)
        for name, draw in shown.items()
    }


def what() -> Image.Image:
    """A strip of a label, and its name in a box."""
    label = LABELS[SHOWN]
    made = _page()
    _paste(made, sheet_of(SHOWN).crop((20, 110, 620, 450)), (40, 130), 440)
    sheet = Sheet(SKY)
    sheet.box(620, 230, 970, 350, PAPER, corner=16, edge=QUIET)
    sheet.text(640, 290, label.name, size=40)
    sheet.arrow(510, 290, 90)
    made.paste(sheet.small().convert("RGB").crop((500, 0, 1000, 600)), (500, 0))
    return made


def three() -> Image.Image:
    """A faded, a folded and a copied strip."""
    made = _page()
    strips = (("r2", 232, 358), ("r3", 314, 440), ("r5", 240, 354))
    for n, (name, top, bottom) in enumerate(strips):
        _paste(made, sheet_of(name).crop((12, top, 628, bottom)), (80, 22 + n * 194), 840)
    return made


def unclear() -> Image.Image:
    """A number with a blot, and what is typed for it."""
    made = _page()
    sheet = Sheet(SKY)
    sheet.box(220, 370, 780, 520, PAPER, corner=16, edge=LINE)
    sheet.text(500, 445, readable(LABELS[SHOWN], "parcel"), size=88, anchor="mm")
    made.paste(sheet.small().convert("RGB"), (0, 0))
    _paste(made, sheet_of(SHOWN).crop((20, 578, 480, 668)), (200, 110), 600)
    return made


def _page() -> Image.Image:
    return Image.new("RGB", WIDE, SKY)


def _paste(made: Image.Image, part: Image.Image, place: tuple[int, int], width: int) -> None:
    size = (width, part.height * width // part.width)
    made.paste(part.resize(size, Image.Resampling.LANCZOS), place)
