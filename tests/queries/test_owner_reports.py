"""What is owed, how subscriptions come and go, what funders paid, what shifts gave up."""

import pytest
from fakes.clock import FakeClock
from queries.leak_site import LeakSite

from kiosk.acts import front_desk, refunds, renewal_consent, subscriptions, vouchers
from kiosk.acts.refunds import Refund
from kiosk.acts.selling import Counter
from kiosk.queries import (
    liability,
    shift_losses,
    sponsorship_report,
    subscription_report,
)
from kiosk.queries import vouchers as voucher_query
from kiosk.rules.instants import Instant
from kiosk.rules.ledger import Transfer
from kiosk.rules.money import Money
from kiosk.rules.reports import Word
from kiosk.rules.subscriptions import Period
from kiosk.store import ledger
from kiosk.store import subscriptions as store

MORNING = Instant(1_795_413_600_000)
"""Monday 23 November 2026, 09:00 in Nairobi."""


@pytest.fixture
def site(tmp_path):
    made = LeakSite(tmp_path, FakeClock(MORNING))
    made.open()
    yield made
    made.hub.close()


def buy(site, visitor, offer="half-hour"):
    counter = Counter(offer, 10**6, site.amina)
    return site.hub.write(front_desk.sell_pass, visitor=visitor, counter=counter)


def pay_ahead(site, visitor):
    """The next period of what a visitor has; returns its sale."""
    buy(site, visitor, offer=site.read(store.live_of, visitor).offer)
    return site.read(_newest_sale)


def _newest_sale(db):
    return db.execute("SELECT id FROM sale ORDER BY at DESC, rowid DESC LIMIT 1").fetchone()["id"]


# what is owed


def test_nothing_is_owed_at_first(site):
    found = site.report(liability.owed)
    assert (found.rows, found.figures) == ([], {})


def test_vouchers_and_passes_are_owed_by_what_is_left_of_them(site):
    site.sell_voucher(by=site.amina)
    site.sell_voucher(by=site.otieno)
    grace = site.visitor()
    buy(site, grace)
    session = site.hub.write(front_desk.start_with_pass, seat=1, visitor=grace, by=site.amina)
    site.machine.close(session, used_s=600)
    found = site.report(liability.owed)
    told = [
        (row["what"].key, row["operator"], row["how_many"], row["time_left"], row["worth"])
        for row in found.rows
    ]
    assert told == [
        ("voucher", "Amina Wanjiru", 1, 1_800, 4_000),
        ("voucher", "Otieno Wanjiru", 1, 1_800, 4_000),
        ("pass", "Amina Wanjiru", 1, 1_200, 2_667),
    ]
    assert found.figures["owed_voucher"] == 8_000
    with site.hub.read() as db:
        assert voucher_query.owed(db, site.now()).liability.minor == 8_000
    assert found.totals["worth"] == 10_667


def test_a_batch_and_an_age_have_rows_of_their_own(site):
    lapses = Instant(site.now() + 400 * 86_400_000)
    drawn = vouchers.draw(site.hub.site, seconds=1800, lapses=lapses, count=2)
    ask = {"offer": "half-hour", "drawn": drawn, "by": site.amina}
    site.hub.write(vouchers.make_batch, **ask)
    made_at = site.now()
    first, second = drawn.guests
    for days, code in ((0, first), (10, second)):
        site.clock.forward(days=days)
        counter = Counter("half-hour", 10**6, site.amina)
        site.hub.write(vouchers.sell_printed, code=code, counter=counter)
    site.clock.forward(days=1)
    rows = site.report(liability.owed).rows
    assert [(row["batch"], row["age"].key) for row in rows] == [
        (made_at, "age_week"),
        (made_at, "age_month"),
    ]


def test_what_has_lapsed_or_was_undone_is_owed_no_more(site):
    from kiosk.acts import refunds

    grace = site.visitor()
    buy(site, grace)
    sold = site.sell_voucher(by=site.amina)
    site.hub.write(refunds.undo_sale, sale=sold.sale, by=site.amina, reason="slip")
    assert [row["what"].key for row in site.report(liability.owed).rows] == ["pass"]
    site.clock.forward(days=31)
    assert site.report(liability.owed).rows == []


def test_a_period_of_a_subscription_is_owed_by_the_smaller_part(site):
    grace = site.visitor()
    site.subscribe(grace, by=site.amina, seconds=36_000, price_minor=20_000)
    assert site.report(liability.owed).figures["owed_subscription"] == 20_000
    site.clock.forward(hours=84)  # half of the week is over
    (row,) = site.report(liability.owed).rows
    assert (row["what"], row["worth"]) == (Word("subscription"), 10_000)
    site.clock.forward(days=4)
    assert site.report(liability.owed).rows == []


def test_what_is_paid_ahead_is_owed_whole_beside_what_runs(site):
    grace = site.visitor()
    site.subscribe(grace, by=site.amina, seconds=36_000, price_minor=20_000)
    site.clock.forward(hours=84)  # half of the first week is over
    pay_ahead(site, grace)
    (row,) = site.report(liability.owed).rows
    assert (row["how_many"], row["time_left"], row["worth"]) == (2, 72_000, 30_000)
    site.clock.forward(hours=84)  # the second week begins
    (row,) = site.report(liability.owed).rows
    assert (row["how_many"], row["worth"]) == (1, 20_000)


def test_a_period_ahead_that_was_given_back_is_owed_no_more(site):
    grace = site.visitor()
    site.subscribe(grace, by=site.amina, seconds=36_000, price_minor=20_000)
    sale = pay_ahead(site, grace)
    assert site.report(liability.owed).totals["worth"] == 40_000
    back = Refund(sale, 20_000, "cash", "moves away", site.amina)
    site.hub.write(refunds.give_back, refund=back)
    (row,) = site.report(liability.owed).rows
    assert (row["how_many"], row["worth"]) == (1, 20_000)


def test_deposits_are_a_figure_of_their_own(site):
    transfer = Transfer(
        *("deposit:test", f"till:{site.read(_open_shift)}", "deposit:tablet"),
        *(Money(5_000, "KES"), site.now(), "deposit", "equipment:tablet"),
    )
    site.hub.write(_post, transfer=transfer)
    found = site.report(liability.owed)
    assert (found.rows, found.figures) == ([], {"deposits": 5_000})
    site.sell_voucher(by=site.amina)
    assert site.report(liability.owed).figures["deposits"] == 5_000


def _open_shift(db):
    from kiosk.store import shifts

    return shifts.open_one(db).id


def _post(db, _now, *, transfer):
    ledger.post(db, transfer)


# subscriptions


def test_without_a_subscription_there_is_no_month(site):
    assert site.report(subscription_report.by_month).rows == []


def subscribers(site, count):
    for n in range(count):
        visitor = site.visitor(f"Visitor {n}", code=f"{200_000 + n}")
        yield site.subscribe(visitor, by=site.amina, title=f"Monthly {n}", period=Period.MONTH)


def test_months_tell_who_joined_lapsed_and_left_for_good(site):
    first, second, third = subscribers(site, 3)
    ask = {"by": site.amina, "reason": "Moves away"}
    site.hub.write(subscriptions.cancel, subscription=second, **ask)
    found = site.report(subscription_report.by_month)
    assert len(found.rows) == 12
    assert [found.rows[0][name] for name in ("month", "joined", "lapsed", "alive")] == [
        *("2026-11", 3, 0),
        3,
    ]
    assert found.figures["alive_now"] == 3
    assert (found.figures["lapse_week"], found.figures["lapse_month"]) == (0, 3)
    site.clock.forward(days=31)
    for subscription in (first, second, third):
        site.hub.write(subscriptions.renew_due, subscription=subscription)
    found = site.report(subscription_report.by_month)
    assert found.figures["in_arrears"] == 2
    assert [found.rows[0][name] for name in ("month", "joined", "lapsed", "churned")] == [
        *("2026-12", 0, 1),
        1,
    ]
    assert (found.rows[0]["churn_share"], found.rows[0]["alive"]) == (3_333, 2)
    assert (found.rows[1]["churn_share"], found.rows[1]["alive"]) == (None, 3)


def test_who_came_back_is_not_gone_for_good(site):
    grace = site.visitor()
    first = site.subscribe(grace, by=site.amina)
    ask = {"by": site.amina, "reason": "Moves away"}
    site.hub.write(subscriptions.cancel, subscription=first, **ask)
    site.clock.forward(days=8)
    site.hub.write(subscriptions.renew_due, subscription=first)
    site.clock.forward(days=1)
    site.subscribe(grace, by=site.amina, title="Weekly again")
    row = site.report(subscription_report.by_month).rows[1]
    assert (row["joined"], row["lapsed"], row["churned"]) == (1, 1, 0)


def test_who_can_pay_does_not_lapse(site):
    grace = site.visitor()
    made = site.subscribe(grace, by=site.amina)
    assert site.report(subscription_report.by_month).figures["lapse_week"] == 1
    site.earn(grace, 20_000)
    assert site.report(subscription_report.by_month).figures["lapse_week"] == 1
    told = {"subscription": made, "visitor": grace, "minor": 20_000, "by": site.amina}
    site.hub.write(renewal_consent.agree_at_desk, **told)
    assert site.report(subscription_report.by_month).figures["lapse_week"] == 0


# sponsorships


def test_each_funder_has_a_row_that_leads_to_its_page(site):
    assert site.report(sponsorship_report.by_funder).rows == []
    made = site.sponsor(by=site.amina, budget_minor=60_000)
    student = site.visitor(group="student")
    session = site.hub.write(front_desk.start_with_pass, seat=1, visitor=student, by=site.amina)
    site.machine.close(session, used_s=3_600)
    found = site.report(sponsorship_report.by_funder)
    (row,) = found.rows
    assert found.keys == (made,)
    assert [row[name] for name in ("funder", "visitors", "time_used", "spent", "left")] == [
        *("County library", 1, 3_600, 6_000),
        54_000,
    ]
    with site.hub.read() as db:
        assert ledger.balance(db, f"sponsor:{made}") == row["left"]


# shifts


def test_only_closed_shifts_are_told_of(site):
    assert site.report(shift_losses.by_shift).rows == []


def test_what_a_shift_gave_up_stands_in_its_row(site):
    site.sit("walked", used_s=100)
    site.sit("postpaid_lost", used_s=600)
    sale = site.sell_voucher(by=site.amina).sale
    site.refund(sale, 1_000)
    shift = site.read(_open_shift)
    site.close(difference=-700)
    site.open(site.otieno)
    site.close(difference=50)
    found = site.report(shift_losses.by_shift)
    assert found.keys[1] == shift
    row = found.rows[1]
    assert [row[name] for name in ("walked_out_count", "written_off", "given_back")] == [
        *(1, 1_167),
        1_000,
    ]
    assert (row["difference"], row["reason"], row["handed_to"]) == (-700, "Wrong change", None)
    assert found.figures == {
        "walked_out": 1,
        "written_off": 1_167,
        "missing": 700,
        "too_much": 50,
        "shifts_that_differ": 2,
    }
    with site.hub.read() as db:
        lost = ledger.balance(db, "loss")
    assert lost == 1_167 + 700 - 50
