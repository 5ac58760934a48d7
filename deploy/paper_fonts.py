"""Cuts the letters for PDFs out of the fonts for pages: `.venv/bin/python deploy/paper_fonts.py`.

A page's font holds every weight; cutting one out takes half a second, too long for each receipt.
"""

import sys
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from admin_panel.paper_letters import SCRIPTS, WEIGHTS

FONTS = Path(__file__).parents[1] / "kiosk" / "looks" / "static" / "fonts"


def main() -> int:
    """Write each script in each weight."""
    paper = FONTS / "paper"
    paper.mkdir(exist_ok=True)
    for script in SCRIPTS:
        for weight in WEIGHTS.values():
            font = TTFont(FONTS / f"noto-sans-{script}-wght-normal.woff2", recalcTimestamp=False)
            cut = instantiateVariableFont(font, {"wght": weight})
            cut.flavor = None
            cut.save(paper / f"noto-sans-{script}-{weight}.ttf")
    return 0


if __name__ == "__main__":
    sys.exit(main())
