"""Cuts the letters for PDFs out of the fonts for pages: `.venv/bin/python deploy/paper_fonts.py`.

A page's font holds every weight; cutting one out takes half a second for each of six, so it is not
done for each receipt.
"""

import sys
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

FONTS = Path(__file__).parents[1] / "kiosk" / "looks" / "static" / "fonts"
WEIGHTS = (400, 700)


def main() -> int:
    """Write each script in each weight."""
    paper = FONTS / "paper"
    paper.mkdir(exist_ok=True)
    for script in ("latin", "latin-ext", "arabic"):
        for weight in WEIGHTS:
            font = TTFont(FONTS / f"noto-sans-{script}-wght-normal.woff2", recalcTimestamp=False)
            cut = instantiateVariableFont(font, {"wght": weight})
            cut.flavor = None
            cut.save(paper / f"noto-sans-{script}-{weight}.ttf")
    return 0


if __name__ == "__main__":
    sys.exit(main())
