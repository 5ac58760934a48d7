"""Pages of settings: what holds, who set it where, what was before; what cannot be is said."""

import socket
from dataclasses import replace

import pytest

from admin_panel.setting_pages import ELSEWHERE, PAGES
from admin_panel.setting_values import READERS, typed_of
from kiosk.jobs.table import begin_settings
from kiosk.settings import FILE_ONLY, HubSettings, table

MONEY = {
    "tax_basis_points": "16",
    "tax_name": "VAT",
    "smallest_coin_minor": "5",
    "second_person_over_minor": "500",
    "postpaid_cap_minor": "200",
}
SESSIONS = {
    "warnings_s": "10, 5, 1",
    "ending_s": "60",
    "pause_limit_s": "15",
    "floor_pause_limit_s": "240",
    "offline_ok_s": "60",
    "look_around_s": "5",
    "hand_slots": "20",
    "gold_tasks": "0",
    "gold_day_minor": "200",
}
SITE = {
    "site_name": "Kibera Career Centre",
    "site_address": "Market Street 4",
    "receipt_text": "Asante!",
    "languages-en": "1",
    "languages-ar": "1",
    "languages-first": "ar",
}


def save(desk, group, fields):
    """The page as it is where nothing was set, with these fields typed over it."""
    typed = {}
    for entry in PAGES[group].entries:
        typed |= typed_of(entry, getattr(HubSettings(), entry.name), HubSettings())
    return desk.post(f"/settings/{group}", page=f"/settings/{group}", **{**typed, **fields})


def test_every_setting_has_a_page_or_says_why_not():
    on_pages = [entry.name for place in PAGES.values() for entry in place.entries]
    assert len(on_pages) == len(set(on_pages))
    known = {setting.name for setting in table(HubSettings)}
    assert {*on_pages, *FILE_ONLY, *ELSEWHERE} == known
    assert not {*FILE_ONLY, *ELSEWHERE} & set(on_pages)
    assert {entry.kind for place in PAGES.values() for entry in place.entries} <= set(READERS)


@pytest.mark.parametrize("group", PAGES)
def test_a_page_saved_as_it_came_changes_nothing(owner, cafe, group):
    import re

    page = owner.page(f"/settings/{group}")
    form = re.search(rf'<form[^>]*action="/settings/{group}".*?</form>', page, re.DOTALL)[0]
    fields = dict(re.findall(r'<input class="input[^>]*name="([\w-]+)" value="([^"]*)"', form))
    fields |= dict.fromkeys(re.findall(r'name="([\w-]+)" value="1" checked', form), "1")
    for select in re.findall(r"<select.*?</select>", form, re.DOTALL):
        name = re.search(r'name="([\w-]+)"', select)[1]
        fields[name] = re.search(r'value="([^"]+)"[^>]* selected', select)[1]
    before = cafe.hub.settings
    assert save(owner, group, fields).status_code == 303
    assert "Nothing was changed." in owner.page(f"/settings/{group}")
    assert cafe.hub.settings == before


def test_money_holds_with_the_next_sale_and_the_history_says_who(owner, operator, cafe, shift):
    assert save(owner, "money", {**MONEY, "reason": "new law"}).status_code == 303
    here = cafe.hub.settings
    assert (here.tax_basis_points, here.smallest_coin_minor) == (1600, 500)
    sale = cafe.sell_voucher(by=cafe.amina).sale
    assert "VAT" in operator.page(f"/receipts/{sale}")
    page = owner.page("/settings/money")
    assert "Saved here by Naomi K." in page
    assert "0 %" in page
    assert "new law" in page
    assert "new law" in owner.page("/audit")


def test_the_first_language_and_the_house_text(owner, cafe):
    assert save(owner, "site", SITE).status_code == 303
    here = cafe.hub.settings
    assert here.languages == ("ar", "en")
    assert (here.site_name, here.receipt_text) == ("Kibera Career Centre", "Asante!")


def test_a_later_moment_is_shown_and_does_not_hold_yet(owner, cafe, clock):
    fields = {**MONEY, "since": "2026-12-01T00:00"}
    assert save(owner, "money", fields).status_code == 303
    assert cafe.hub.settings.tax_basis_points == 0
    assert "Later: <bdi>16 %</bdi>" in owner.page("/settings/money")
    clock.forward(days=30)
    begin_settings(cafe.hub, cafe.hub.now())
    assert cafe.hub.settings.tax_basis_points == 1600


def test_minutes_and_arabic_digits(owner, cafe):
    fields = {**SESSIONS, "warnings_s": "٥، ٢", "pause_limit_s": "7:30"}
    assert save(owner, "sessions", fields).status_code == 303
    here = cafe.hub.settings
    assert (here.warnings_s, here.pause_limit_s) == ((300, 120), 450)
    assert 'value="7:30"' in owner.page("/settings/sessions")


@pytest.mark.parametrize(
    ("group", "usual", "wrong"),
    [
        ("money", MONEY, {"tax_basis_points": "101"}),
        ("money", MONEY, {"tax_basis_points": "much"}),
        ("money", MONEY, {"smallest_coin_minor": "one"}),
        ("money", MONEY, {"tax_name": "x" * 121}),
        ("sessions", SESSIONS, {"warnings_s": "soon"}),
        ("sessions", SESSIONS, {"pause_limit_s": "-1"}),
        ("sessions", SESSIONS, {"ending_s": "1.5"}),
        ("sessions", SESSIONS, {"hand_slots": "0"}),
        ("site", {**SITE, "languages-en": "", "languages-ar": ""}, {"languages": ""}),
        ("paying", {"card_providers": "Card"}, {"mobile_providers": "M-Pesa, M-Pesa"}),
        ("printer", {"roll_dots": "384"}, {"receipt_printer": "a printer"}),
        ("printer", {"receipt_printer": ""}, {"roll_dots": "385"}),
        ("outages", {"power_cut": "site", "internet_check": ""}, {"hub_away_percent": "200"}),
        ("money", MONEY, {"since": "tomorrow"}),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_kept(owner, cafe, group, usual, wrong):
    before = cafe.hub.settings
    answer = save(owner, group, {**usual, **wrong})
    assert answer.status_code == 422
    name, value = next(iter(wrong.items()))
    assert f'<a href="#{name}">' in answer.text
    assert group in {"site", "printer"} or f'value="{value}"' in answer.text
    assert cafe.hub.settings == before


def test_what_the_file_says_is_shown_and_not_asked(owner, cafe):
    given = {"tax_basis_points": "KIOSK_TAX_BASIS_POINTS"}
    cafe.hub.settings = replace(cafe.hub.settings, given=given)
    cafe.hub.site = cafe.hub.site.with_settings(cafe.hub.settings)
    page = owner.page("/settings/money")
    assert "KIOSK_TAX_BASIS_POINTS" in page
    assert page.count(" disabled>") == 1
    assert save(owner, "money", {**MONEY, "tax_basis_points": "99"}).status_code == 303
    assert cafe.hub.settings.tax_basis_points == 0


def test_there_is_no_other_page(owner):
    assert owner.get("/settings/magic").status_code == 404


def test_a_test_page_is_printed(owner, cafe):
    assert owner.post("/settings/printer/test", page="/settings/printer").status_code == 422
    with socket.create_server(("127.0.0.1", 0)) as printer:
        port = printer.getsockname()[1]
        fields = {"receipt_printer": f"127.0.0.1:{port}", "roll_dots": "384"}
        assert save(owner, "printer", fields).status_code == 303
        answer = owner.post("/settings/printer/test", page="/settings/printer")
        assert answer.status_code == 303
        line, _address = printer.accept()
        with line:
            assert line.recv(8)
    away = owner.post("/settings/printer/test", page="/settings/printer")
    assert away.status_code == 503
    assert '<a href="#receipt_printer">' in away.text
