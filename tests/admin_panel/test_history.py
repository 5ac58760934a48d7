"""What one person did here: visits, sales, passes and work, a page at a time."""

import re

import pytest

from kiosk.acts import front_desk, refunds
from kiosk.acts.selling import Counter
from kiosk.queries.history import PAGE_ROWS
from kiosk.rules.tenders import Pay, Tender
from kiosk.store import work
from kiosk.store.work import Work


@pytest.fixture
def grace(cafe, shift):
    return cafe.visitor()


def test_visits_sales_and_passes_are_listed(operator, cafe, grace):
    cafe.sat(2, grace, by=cafe.amina)
    page = operator.page(f"/people/{grace}/history/visits")
    assert "Seat 2" in page
    sales = operator.page(f"/people/{grace}/history/sales")
    assert "30 min" in sales
    assert "/receipts/" in sales
    assert "Works" in operator.page(f"/people/{grace}/history/passes")
    assert f"/people/{grace}/history/visits" in operator.page(f"/people/{grace}")


def columns_of(page):
    """What stands in each column of the list, without its marks."""
    cells = [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", page)]
    return [[" ".join(cell.split()) for cell in cells[n::5]] for n in range(5)]


def test_the_account_says_what_came_what_went_and_what_it_held_then(operator, cafe, grace, clock):
    cafe.earn(grace, 9_000)
    clock.forward(seconds=60)
    counter = Counter("half-hour", 0, cafe.amina, Pay(Tender.ACCOUNT))
    sale = cafe.hub.write(front_desk.sell_pass, visitor=grace, counter=counter)
    clock.forward(seconds=60)
    cafe.hub.write(refunds.undo_sale, sale=sale, by=cafe.amina, reason="a slip")
    _when, what, then, _time, sums = columns_of(operator.page(f"/people/{grace}/history/account"))
    assert what == ["Given back", "Time bought ahead", "Paid task"]
    assert [re.sub(r"[^\d]", "", one) for one in then] == ["90", "50", "90"]
    assert [re.sub(r"[^\d\N{MINUS SIGN}]", "", one) for one in sums] == [
        "40",
        "\N{MINUS SIGN}40",
        "90",
    ]
    assert f"/people/{grace}/history/account" in operator.page(f"/people/{grace}/account")


def test_a_pass_that_lapsed_says_so(operator, cafe, grace, clock):
    cafe.sat(2, grace, by=cafe.amina)
    clock.forward(days=31)
    assert "Lapsed" in operator.page(f"/people/{grace}/history/passes")


def test_work_says_what_became_of_it(mentor, cafe, grace):
    def answers(db, now):
        for n, state in enumerate(("Submitted", "Approved", "Rejected")):
            work.add(db, Work(f"a{n}", grace, "hit", state, 200, 1, b"{}", "f", now, now))

    cafe.hub.write(answers)
    page = mentor.page(f"/people/{grace}/history/work")
    for word in ("In review", "Approved", "Rejected", "KSh 2"):
        assert word in page.replace("\N{NO-BREAK SPACE}", " ")


def test_a_long_list_has_pages(operator, cafe, grace):
    def answers(db, now):
        for n in range(PAGE_ROWS + 1):
            row = Work(f"a{n}", grace, "hit", "Approved", 100 + n, 1, b"{}", "f", now, now + n)
            work.add(db, row)

    cafe.hub.write(answers)
    first = operator.page(f"/people/{grace}/history/work")
    assert "page=2" in first
    assert first.count("<tr>") == PAGE_ROWS + 1
    second = operator.page(f"/people/{grace}/history/work?page=2")
    assert second.count("<tr>") == 2
    assert "page=1" in second
    assert "Nothing here yet" in operator.page(f"/people/{grace}/history/work?page=9")


def test_what_is_no_list_or_nobody_is_not_there(operator, grace):
    assert operator.get(f"/people/{grace}/history/secrets").status_code == 404
    assert operator.get("/people/nobody/history/visits").status_code == 404
    assert "Nothing here yet" in operator.page(f"/people/{grace}/history/visits?page=x")
