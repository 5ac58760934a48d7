"""The letters for paper are those of the pages, and paper shows names in any of its scripts."""

import re

import pytest
from fontTools.ttLib import TTFont

from admin_panel import paper_letters
from admin_panel.paper_letters import FONTS, RANGES, SCRIPTS, WEIGHTS, document, font_file, runs

STYLES = FONTS.parents[1] / "tokens.css"
NAMES = {
    "latin": "Grace Muthoni",
    "latin-ext": "İşıl Çağlar",
    "arabic": "عائشة محمد",
    "vietnamese": "Nguyễn Thị Hạnh",
    "greek": "Ελένη Παπαδοπούλου",
    "cyrillic": "Оксана Ґалаґан",
    "cyrillic-ext": "Әйгерім Қасымқызы",
    "devanagari": "प्रिया शर्मा",
    "bengali": "নুসরাত জাহান",
    "ethiopic": "ሰላማዊት በቀለ",
}


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("style", WEIGHTS)
def test_each_font_has_the_signs_of_the_one_for_pages_and_one_weight(script, style):
    paper = TTFont(font_file(script, style=style))
    page = TTFont(FONTS.parent / f"noto-sans-{script}-wght-normal.woff2")
    assert paper.getBestCmap() == page.getBestCmap()
    assert paper["OS/2"].usWeightClass == WEIGHTS[style]
    assert "fvar" not in paper  # nothing is left to cut


@pytest.mark.parametrize("script", RANGES)
def test_a_page_asks_the_same_font_for_a_sign_as_paper_does(script):
    face = STYLES.read_text("utf-8").split(f"noto-sans-{script}-wght")[1].split("}")[0]
    asked = [
        range(int(first, 16), int(last or first, 16) + 1)
        for first, last in re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", face)
    ]
    has = TTFont(font_file(script, style="")).getBestCmap()
    signs = [sign for first, last in RANGES[script] for sign in range(first, last + 1)]
    assert {sign for sign in signs if sign in has} <= {sign for one in asked for sign in one}


@pytest.mark.parametrize(("script", "name"), NAMES.items())
def test_a_name_is_asked_of_a_font_that_has_all_its_letters(script, name):
    used = list(runs(name))
    assert script in {one for _letters, one in used}
    assert "".join(letters for letters, _script in used) == name
    for letters, one in used:
        has = TTFont(font_file(one, style="")).getBestCmap()
        assert not [sign for sign in letters if ord(sign) not in has]


@pytest.mark.parametrize(("script", "name"), NAMES.items())
@pytest.mark.parametrize("style", WEIGHTS)
def test_a_document_embeds_the_font_of_each_script_it_shows_and_no_other(script, name, style):
    drawn = document((210, 297))
    drawn.add_page()
    drawn.set_font("latin", style, 14)
    drawn.cell(text=name)
    fonts = {key.removesuffix("B") for key in drawn.fonts}
    assert fonts == {"latin"} | {one for _letters, one in runs(name)}
    assert script in fonts
    assert bytes(drawn.output()).startswith(b"%PDF")


def test_a_sign_that_no_font_has_stops_nothing():
    drawn = document((210, 297))
    drawn.add_page()
    drawn.set_font("latin", "", 14)
    drawn.cell(text="你好")
    assert bytes(drawn.output()).startswith(b"%PDF")
    assert paper_letters.script_of("你") == "latin"
