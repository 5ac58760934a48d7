from dataclasses import dataclass

import pytest
from flask import Flask

from kiosk.looks import jinja


@dataclass(frozen=True)
class Style:
    currency_symbol: str = "KSh"
    currency_decimals: int = 2


def test_what_fills_a_sentence_is_escaped():
    assert jinja.words("Open {name}", name="<b>x</b>") == "Open &lt;b&gt;x&lt;/b&gt;"


def test_what_is_already_html_fills_a_sentence_as_it_is():
    assert jinja.words("Open {name}", name=jinja.bdi("Ann")) == "Open <bdi>Ann</bdi>"


def test_a_sentence_cannot_break_out_of_an_attribute():
    assert jinja.words('He said "no"') == "He said &#34;no&#34;"


def test_a_number_is_counted_and_kept_apart():
    assert jinja.counted_words("{n} task", "{n} tasks", 2) == "<bdi>2</bdi> tasks"


@pytest.mark.parametrize(
    ("minor", "written"),
    [(4_000, "KSh\N{NO-BREAK SPACE}40"), (-7_050, "\N{MINUS SIGN}KSh\N{NO-BREAK SPACE}70.50")],
)
def test_money_neither_breaks_nor_turns_round(minor, written):
    assert jinja.money(minor, Style()) == f'<bdi class="money" dir="ltr">{written}</bdi>'


def test_an_amount_is_written_as_one_types_it():
    assert jinja.amount(125_000, Style()) == "1,250"


def test_the_version_changes_with_a_file(tmp_path):
    (tmp_path / "a.css").write_text("a{}")
    before = jinja.version(tmp_path)
    (tmp_path / "a.css").write_text("b{}")
    assert jinja.version(tmp_path) != before


def test_static_files_are_served_under_their_version_and_kept():
    from looks.gallery import gallery

    browser = gallery().test_client()
    page = browser.get("/lock").get_data(as_text=True)
    address = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    with browser.get(address) as answer:
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]


def test_two_apps_can_be_dressed_in_one_process():
    for name in ("one", "two"):
        jinja.dress(Flask(name), language_of=lambda: "en", currency_of=Style, zone_of=lambda: None)
