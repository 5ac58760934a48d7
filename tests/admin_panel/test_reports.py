"""The owner's reports as pages and files: who may, for which days, and what stands in them."""

import csv
import io
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from fakes.machines import look

from admin_panel import report_files, report_words, reports
from admin_panel.report_files import Sheet, as_csv, as_xlsx
from admin_panel.report_list import REPORTS
from kiosk.acts import cashier, products, refunds
from kiosk.acts.products import Basket
from kiosk.acts.refunds import Refund
from kiosk.rules.reports import Between, Column, Kind, Table
from kiosk.store import shifts

NAMES = [each.name for each in REPORTS]


def plain(text):
    for mark in ("<bdi>", "</bdi>", '<bdi class="money" dir="ltr">'):
        text = text.replace(mark, "")
    return text.replace("\xa0", " ")


def undo(cafe, reason="=cmd()"):
    """A half hour sold and undone at once."""
    sale = cafe.start(1, by=cafe.amina).sale
    cafe.hub.write(refunds.undo_sale, sale=sale, by=cafe.amina, reason=reason)


def rows_of(answer):
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


@pytest.mark.parametrize("path", ["/reports", *(f"/reports/{name}" for name in NAMES)])
def test_only_the_owner_reads_reports(path, owner, operator, mentor, stranger):
    assert owner.get(path).status_code == 200
    assert operator.get(path).status_code == 403
    assert mentor.get(path).status_code == 403
    assert stranger.get(path).status_code == 303


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_files_are_the_owners_too(name, kind, owner, operator):
    assert owner.get(f"/reports/{name}.{kind}").status_code == 200
    assert operator.get(f"/reports/{name}.{kind}").status_code == 403


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("period", ["today", "week", "month", "last-month", "year"])
def test_each_report_speaks_of_each_period(name, period, owner, cafe, shift):
    undo(cafe)
    assert "<h1>" in owner.page(f"/reports/{name}?period={period}")


def test_the_list_names_every_report(owner):
    shown = owner.page("/reports")
    assert all(f'href="/reports/{name}"' in shown for name in NAMES)


def test_the_first_page_tells_the_period_at_a_glance(owner, cafe, shift):
    shown = plain(owner.page("/reports"))
    assert "No shift was closed in this time" in shown
    assert "Nobody used a seat in this time" in shown
    assert "Cash difference" not in shown
    cafe.running(1, cafe.start(1, by=cafe.amina).session)
    cafe.clock.forward(minutes=10)
    close_shift(cafe, missing_minor=500)
    cafe.open_shift(cafe.amina)
    shown = plain(owner.page("/reports?period=today"))
    for words in ("Takings", "KSh 40", "Seat hours used", "10 min", "1 of 1 shift", "KSh 5"):
        assert words in shown, words
    cafe.clock.forward(days=2)
    close_shift(cafe)
    assert "1 shift, all right" in plain(owner.page("/reports?period=today"))


def close_shift(cafe, missing_minor=0):
    """The open shift is counted and closed by whoever has it."""
    opened = look(cafe, shifts.open_one)
    counted = cafe.balance(opened.till) - missing_minor
    told = {"counted_minor": counted, "by": opened.operator}
    cafe.hub.write(cashier.count_drawer, **told)
    cafe.hub.write(cashier.close_shift, reason="gave wrong change", **told)


def test_the_first_page_tells_products_apart_and_what_the_exchange_owes(owner, cafe, shift):
    cafe.earn(cafe.visitor(), 15_000)
    tea = cafe.hub.write(
        products.set_product, title="Tea", price_minor=3_000, came=9, by=cafe.naomi
    )
    basket = Basket(((tea, 1),), 10_000, cafe.amina)
    cafe.hub.write(products.sell_products, basket=basket, visitor=None)
    shown = plain(owner.page("/reports?period=today"))
    assert "The exchange owes" in shown
    assert "KSh 150" in shown
    assert 'chart__key--bar-1">Products' in shown


def test_days_of_the_first_page_that_cannot_be_are_said(owner):
    answer = owner.get("/reports?period=from-to&from=x&to=y")
    assert answer.status_code == 422
    assert "Choose the first day." in answer.text


def test_a_report_that_is_not_there(owner):
    for path in ("/reports/none", "/reports/none.csv", "/reports/none.xlsx"):
        assert owner.get(path).status_code == 404


def test_an_empty_report_says_so(owner):
    assert "Nothing happened in this time" in owner.page("/reports/given-back")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("period=from-to&from=2026-13-01&to=2026-11-01", "Choose the first day."),
        ("period=from-to&from=2026-11-02&to=2026-11-01", "Choose a last day"),
        ("period=from-to&from=2001-01-01&to=2026-11-01", "no more than 1100 days"),
        ("period=fortnight", "Choose a period."),
    ],
)
def test_days_that_cannot_be_are_said_at_the_field(query, said, owner):
    answer = owner.get(f"/reports/given-back?{query}")
    assert answer.status_code == 422
    assert said in answer.text
    assert owner.get(f"/reports/given-back.csv?{query}").status_code == 400


def test_a_sale_that_was_undone_stands_in_page_and_files(owner, cafe, shift):
    undo(cafe)
    shown = plain(owner.page("/reports/given-back?period=today"))
    for words in ("Undone", "30 min", "KSh 40", "Amina Wanjiru", "=cmd()"):
        assert words in shown
    answer = owner.get("/reports/given-back.csv?period=today")
    assert answer.mimetype == "text/csv"
    assert "given-back-" in answer.headers["Content-Disposition"]
    head, row, total = rows_of(answer)
    assert head[:4] == ["When", "How", "What", "Amount"]
    assert row[1:] == ["Undone", "30 min", "40.00", "Amina Wanjiru", "", "'=cmd()"]
    assert total[3] == "40.00"


def test_a_workbook_holds_numbers_and_no_formula(owner, cafe, shift):
    undo(cafe)
    answer = owner.get("/reports/given-back.xlsx?period=today")
    assert answer.mimetype.endswith("spreadsheetml.sheet")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        texts = book.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet
    assert "<v>40.00</v>" in sheet
    assert "=cmd()" in texts


def test_a_page_shows_no_more_rows_than_it_can(owner, cafe, shift, monkeypatch):
    monkeypatch.setattr(reports, "PAGE_ROWS_LIMIT", 1)
    undo(cafe, reason="too dear")
    undo(cafe, reason="too slow")
    shown = owner.page("/reports/given-back?period=today")
    assert ("too dear" in shown) != ("too slow" in shown)
    assert "the files have more" in shown
    assert len(rows_of(owner.get("/reports/given-back.csv?period=today"))) == 4


def test_what_is_cut_in_a_file_is_told(owner, cafe, shift, monkeypatch):
    monkeypatch.setattr(report_files, "ROWS_LIMIT", 1)
    monkeypatch.setattr("kiosk.rules.reports.ROWS_LIMIT", 1)
    undo(cafe, reason="too dear")
    undo(cafe, reason="too slow")
    assert len(rows_of(owner.get("/reports/given-back.csv?period=today"))) == 3
    answer = owner.get("/reports/given-back.xlsx?period=today")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
        assert "Only the first" in book.read("xl/sharedStrings.xml").decode()


def test_a_part_of_a_price_given_back(owner, cafe, shift):
    sold = cafe.sell_voucher(by=cafe.amina)
    refund = Refund(sold.sale, 1500, "cash", "slow", cafe.amina)
    cafe.hub.write(refunds.give_back, refund=refund)
    shown = plain(owner.page("/reports/given-back?period=today"))
    assert "KSh 15" in shown
    assert "slow" in shown


def test_figures_say_how_much_they_changed(owner, cafe, shift, clock):
    cafe.start(1, by=cafe.amina)
    clock.forward(hours=24)
    cafe.beat(2)
    cafe.start(2, by=cafe.amina)
    cafe.beat(3)
    cafe.start(3, by=cafe.amina)
    assert "so far 100% more" in plain(owner.page("/reports/days?period=today"))
    clock.forward(hours=24)
    cafe.sell_voucher(by=cafe.amina)
    assert "so far 50% less" in plain(owner.page("/reports/days?period=today"))


def test_shares_change_by_points(owner, cafe, shift, clock):
    cafe.hub.settings = replace(cafe.hub.settings, opening_hours=("mon-sun 01:00-03:00",))
    cafe.start(1, by=cafe.amina)
    clock.forward(hours=24)
    for seat in (2, 3):
        cafe.beat(seat)
        cafe.start(seat, by=cafe.amina)
    clock.forward(hours=1)
    assert "so far 8 points more" in plain(owner.page("/reports/busy-hours?period=today"))


def test_a_report_of_seats_tells_between_how_many_minutes_the_middle_one_sat(owner, cafe, shift):
    cafe.running(1, cafe.start(1, by=cafe.amina).session)
    assert "up to 5 min" in plain(owner.page("/reports/seats?period=today"))


@pytest.mark.parametrize(
    ("cell", "kind", "words"),
    [
        (Between(0, 5), Kind.TEXT, "up to 5 min"),
        (Between(5, 10), Kind.TEXT, "5–10 min"),
        (Between(240, None), Kind.TEXT, "over 240 min"),
        (None, Kind.MONEY, ""),
        (-12_50, Kind.MONEY, "−12.50"),
        (7_150, Kind.SHARE, "71.5%"),
        (7_100, Kind.SHARE, "71%"),
        (3_600, Kind.DURATION, "1 h"),
        (5_400, Kind.DURATION, "1 h 30 min"),
        (1_250, Kind.COUNT, "1,250"),
        ("2026-11-21", Kind.DATE, "Sat 21 Nov 2026"),
        ("2026-11", Kind.DATE, "Nov 2026"),
        (1_795_300_000_000, Kind.MOMENT, "22 Nov 2026, 01:26"),
    ],
)
def test_a_cell_is_read_as_its_kind_has_it(app, cell, kind, words):
    with app.test_request_context():
        assert report_words.plain(cell, kind) == words


@pytest.mark.parametrize(
    ("cell", "kind", "words"),
    [
        ("2026-11-21", Kind.DATE, "21 Nov"),
        ("2026-11", Kind.DATE, "Nov"),
        (7_150, Kind.SHARE, "72%"),
        ("7", Kind.TEXT, "7"),
    ],
)
def test_below_a_picture_there_is_less_room(app, cell, kind, words):
    with app.test_request_context():
        assert report_words.brief(cell, kind) == words


def test_files_hold_numbers_of_every_kind(app):
    columns = tuple(Column("day", kind) for kind in Kind)
    row = ("=1", -1250, 5400, 7, 7150, "2026-11-21", 1_795_300_000_000)
    empty = (None,) * len(columns)
    sheet = Sheet("a/b", Table(columns, (row, empty)), [("x", "y")])
    with app.test_request_context():
        _head, first, second = csv.reader(io.StringIO(as_csv(sheet).decode("utf-8-sig")))
        assert as_xlsx(sheet).startswith(b"PK")
    assert first == [
        *("'=1", "-12.50", "1:30:00", "7", "71.5%", "2026-11-21", "2026-11-22 01:26:40"),
    ]
    assert second == [""] * len(columns)


def test_it_is_read_in_arabic(owner, cafe, shift):
    undo(cafe)
    owner.get("/language/ar")
    shown = owner.page("/reports/given-back?period=today")
    assert 'dir="rtl"' in shown
    head, *_ = rows_of(owner.get("/reports/given-back.csv?period=today"))
    assert head[0] != "When"


def test_a_report_of_many_months_comes_as_a_workbook_too(owner):
    answer = owner.get("/reports/subscriptions.xlsx?period=year")
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("cell", "kept"), [("2026-11", "2026-11"), ("2026-11-20", date(2026, 11, 20))]
)
def test_a_month_is_no_day_of_a_workbook(cell, kept):
    assert report_files._value(cell, Kind.DATE, exponent=-2) == kept


@pytest.mark.parametrize("name", ["days", "tenders", "operators"])
def test_who_has_an_open_drawer_reads_nothing_of_its_day_before_it_is_counted(name, owner, cafe):
    cafe.open_shift(cafe.naomi)
    cafe.start(1, by=cafe.naomi, offer="half-hour")
    page = plain(owner.page(f"/reports/{name}?period=today"))
    assert "KSh 40" not in page
    assert "Your own drawer is not counted yet" in page
    assert "40" not in owner.get(f"/reports/{name}.csv?period=today").text
    assert "KSh 40" not in plain(owner.page("/reports?period=today"))
    cafe.hub.write(cashier.count_drawer, counted_minor=104_000, by=cafe.naomi)
    page = plain(owner.page(f"/reports/{name}?period=today"))
    assert "KSh 40" in page
    assert "Your own drawer" not in page


def test_the_owner_reads_of_the_day_while_somebody_else_has_the_drawer(owner, cafe, shift):
    cafe.start(1, by=cafe.amina, offer="half-hour")
    assert "KSh 40" in plain(owner.page("/reports/days?period=today"))


def test_the_sums_of_a_file_are_called_so(owner, cafe, shift):
    cafe.start(1, by=cafe.amina)
    last = owner.page("/reports/days.csv?period=today").strip().splitlines()[-1]
    assert last.startswith("All,1,40.00,")
