"""Every page of the gallery, rendered in both directions; what a browser sees is tested beside it."""

import re

import pytest
from looks.gallery import gallery, pages

from kiosk.looks.jinja import STATIC

NAMES = [page.name for page in pages()]


@pytest.fixture(scope="module")
def browser():
    return gallery().test_client()


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", NAMES)
def test_a_page_renders(browser, name, language):
    page = browser.get(f"/{name}?language={language}").get_data(as_text=True)
    direction = "rtl" if language == "ar" else "ltr"
    if name != "room":  # the answer of a poll is no whole page
        assert f'<html lang="{language}" dir="{direction}">' in page


@pytest.mark.parametrize("name", NAMES)
def test_every_form_that_writes_carries_its_keys(browser, name):
    page = browser.get(f"/{name}").get_data(as_text=True)
    for form in re.findall(r"<form\b[^>]*method=\"post\".*?</form>", page, re.DOTALL):
        assert 'name="csrf_token"' in form
        assert re.search(r'name="request_id" value="[0-9a-f]{32}"', form)


@pytest.mark.parametrize("name", NAMES)
def test_no_id_stands_twice(browser, name):
    ids = re.findall(r'\sid="([^"]+)"', browser.get(f"/{name}").get_data(as_text=True))
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", NAMES)
def test_every_icon_is_in_the_sprite(browser, name):
    page = browser.get(f"/{name}").get_data(as_text=True)
    drawn = (STATIC / "icons.svg").read_text(encoding="utf-8")
    for symbol in set(re.findall(r'icons\.svg#([\w-]+)"', page)):
        assert f'id="{symbol}"' in drawn, symbol
