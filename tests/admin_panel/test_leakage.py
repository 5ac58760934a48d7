"""Leakage as the owner reads it: blind while a shift is open, each shift with its lines."""

import csv
import io
import re

import pytest

from kiosk.acts import cashier, front_desk
from kiosk.acts.granting import Terms

MARKS = re.compile(r"<[^>]+>")


def plain(text):
    return MARKS.sub(" ", text).replace("\xa0", " ")


def rows_of(answer):
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


def sit_for_nothing(cafe):
    terms = Terms("free", limit_s=1800, reason="First visit")
    ask = {"seat": 1, "visitor": None, "terms": terms, "by": cafe.amina}
    cafe.hub.write(front_desk.start_metered, **ask)
    cafe.hub.write(front_desk.settle_lost_session, seat=1, by=cafe.amina)


def close(cafe, counted_minor, reason="Wrong change"):
    ask = {"counted_minor": counted_minor, "by": cafe.amina}
    cafe.hub.write(cashier.count_drawer, **ask)
    cafe.hub.write(cashier.close_shift, **ask, reason=reason)


def test_a_shift_leads_to_its_lines(owner, cafe, shift):
    sit_for_nothing(cafe)
    assert f'href="/reports/leakage/{shift}"' in owner.page("/reports/leakage?period=today")
    shown = plain(owner.page(f"/reports/leakage/{shift}"))
    for words in ("Amina Wanjiru, since", "Free time", "First visit", "Back"):
        assert words in shown


def test_an_open_shift_stays_blind(owner, cafe, shift):
    cafe.start(1, by=cafe.amina)
    for path in ("/reports/leakage?period=today", f"/reports/leakage/{shift}"):
        shown = plain(owner.page(path))
        assert "1,0" not in shown  # neither the float of 1,000 nor what was taken besides
        assert "Counted" not in shown or path.endswith("today")
    row = rows_of(owner.get("/reports/leakage.csv?period=today"))[1]
    assert row[0] == "Still open"
    assert row[8:] == ["", "", "", ""]


def test_a_closed_shift_shows_its_cash(owner, cafe, shift):
    cafe.start(1, by=cafe.amina)
    close(cafe, 103_000)
    row = rows_of(owner.get("/reports/leakage.csv?period=today"))[1]
    assert row[8:] == ["1040.00", "1030.00", "-10.00", "Wrong change"]
    total = rows_of(owner.get("/reports/leakage.csv?period=today"))[-1]
    assert total[8:] == ["", "", "-10.00", ""]
    shown = plain(owner.page(f"/reports/leakage/{shift}"))
    assert "Counted" in shown
    assert "Amina Wanjiru, 22 Nov 2026, 01:26 to 22 Nov 2026, 01:26" in shown


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_lines_are_files_too(kind, owner, operator, cafe, shift):
    sit_for_nothing(cafe)
    answer = owner.get(f"/reports/leakage/{shift}.{kind}")
    assert answer.status_code == 200
    assert f"leakage-{shift[:8]}.{kind}" in answer.headers["Content-Disposition"]
    assert operator.get(f"/reports/leakage/{shift}.{kind}").status_code == 403


def test_a_shift_without_a_line_says_so(owner, shift):
    assert "Nothing happened in this time" in owner.page(f"/reports/leakage/{shift}")


def test_only_the_owner_reads_the_lines(owner, operator, mentor, stranger, shift):
    path = f"/reports/leakage/{shift}"
    assert owner.get(path).status_code == 200
    assert operator.get(path).status_code == 403
    assert mentor.get(path).status_code == 403
    assert stranger.get(path).status_code == 303
    assert owner.get("/reports/leakage/none").status_code == 404


def test_it_is_read_in_arabic(owner, cafe, shift):
    sit_for_nothing(cafe)
    owner.get("/language/ar")
    assert "Free time" not in owner.page(f"/reports/leakage/{shift}")
    assert rows_of(owner.get("/reports/leakage.csv"))[0][0] != "Closed"
