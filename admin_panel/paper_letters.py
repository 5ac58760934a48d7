"""The letters of paper: ten sets of signs, each in a font of its own that is read when needed.

A visitor's name may stand in letters that no page of the house is written in; a receipt and a
certificate have to show it all the same.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk import looks

if TYPE_CHECKING:
    from fpdf import FPDF

FONTS = Path(looks.__file__).parent / "static" / "fonts" / "paper"
"""Cut out of the fonts for pages by `deploy/paper_fonts.py`: done here, it took three seconds."""
WEIGHTS = {"": 400, "B": 700}
LATIN, ARABIC = "latin", "arabic"
RANGES = {
    "latin-ext": (
        *((0x100, 0x130), (0x132, 0x151), (0x154, 0x2BA), (0x2BD, 0x2C5), (0x1E00, 0x1E9F)),
        *((0x1EF2, 0x1EFF), (0x20A0, 0x20AB), (0x20AD, 0x20C0)),
    ),
    ARABIC: ((0x600, 0x6FF), (0x750, 0x77F), (0x870, 0x8FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC)),
    "vietnamese": ((0x300, 0x303), (0x309, 0x309), (0x323, 0x323), (0x1EA0, 0x1EF1)),
    "greek": ((0x370, 0x3FF),),
    "cyrillic": ((0x400, 0x45F), (0x490, 0x491), (0x4B0, 0x4B1), (0x2116, 0x2116)),
    "cyrillic-ext": ((0x460, 0x52F), (0x1C80, 0x1C8A), (0x2DE0, 0x2DFF), (0xA640, 0xA69F)),
    "devanagari": ((0x900, 0x97F), (0x1CD0, 0x1CF9), (0xA8E0, 0xA8FF)),
    "bengali": ((0x980, 0x9FE),),
    "ethiopic": ((0x1200, 0x139F), (0x2D80, 0x2DDE), (0xAB01, 0xAB2E)),
}
"""Which signs a font is asked for; the Latin one for all others. For pages: `tokens.css`."""
SCRIPTS = (LATIN, *RANGES)
JOINERS = " \u200c\u200d"


def font_file(script: str, *, style: str) -> Path:
    """The font of a script for paper; `style` is "B" for bold."""
    return FONTS / f"noto-sans-{script}-{WEIGHTS[style]}.ttf"


@cache
def script_of(sign: str) -> str:
    """The script whose font is asked for a sign."""
    point = ord(sign)
    for script, ranges in RANGES.items():
        if any(first <= point <= last for first, last in ranges):
            return script
    return LATIN


def runs(words: str) -> Iterator[tuple[str, str]]:
    """The line in runs of one script: `(letters, script)`.

    A space, and what only joins letters or stands on one, goes with what is before it.
    """
    scripts: list[str] = []
    for sign in words:
        joins = sign in JOINERS or unicodedata.combining(sign)
        scripts.append(scripts[-1] if joins and scripts else script_of(sign))
    for script, group in groupby(zip(words, scripts, strict=True), key=lambda pair: pair[1]):
        yield "".join(sign for sign, _script in group), script


def document(page: tuple[float, float]) -> "FPDF":
    """An empty document in millimetres; each line of it runs as its first letter does."""
    from fpdf import FPDF  # noqa: PLC0415  heavy

    class Paper(FPDF):
        """Reads the font of a script when the first sign of it is written."""

        def get_fallback_font(self, char: str, style: str = "") -> str | None:
            """fpdf2 asks: which font has a sign that the Latin one lacks? None: nobody has it."""
            script, style = script_of(char), "B" if "B" in style else ""
            font = f"{script}{style}"
            if font not in self.fonts:
                self.add_font(script, style, font_file(script, style=style))
                read = {name.removesuffix("B") for name in self.fonts} - {LATIN}
                self.set_fallback_fonts(sorted(read))
            return super().get_fallback_font(char, style)

    drawn = Paper(unit="mm", format=page)
    drawn.set_auto_page_break(auto=False)
    drawn.set_margin(0)
    for style in WEIGHTS:
        drawn.add_font(LATIN, style, font_file(LATIN, style=style))
    drawn.set_text_shaping(use_shaping_engine=True)
    drawn.set_line_width(0.15)
    return drawn
