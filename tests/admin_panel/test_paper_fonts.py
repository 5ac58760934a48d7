"""The letters for paper are those of the pages: every sign of a script is there, in each weight."""

import pytest
from fontTools.ttLib import TTFont

from admin_panel.voucher_paper import FAMILIES, FONTS, WEIGHTS, letters


@pytest.mark.parametrize("script", FAMILIES.values())
@pytest.mark.parametrize("style", WEIGHTS)
def test_each_font_has_the_signs_of_the_one_for_pages_and_one_weight(script, style):
    paper = TTFont(letters(script, style=style))
    page = TTFont(FONTS.parent / f"noto-sans-{script}-wght-normal.woff2")
    assert paper.getBestCmap() == page.getBestCmap()
    assert paper["OS/2"].usWeightClass == WEIGHTS[style]
    assert "fvar" not in paper  # nothing is left to cut
