"""No page reads all sessions, sales or transfers: with a thousand seats and years of data they stay quick."""

import re
from zoneinfo import ZoneInfo

import pytest

from admin_panel.report_list import REPORTS
from kiosk.acts import vouchers as acts
from kiosk.queries import (
    accounts,
    bookings,
    care,
    floor,
    leakage_lines,
    overview,
    people,
    pulse,
    receipts,
    site,
    sponsorships,
    subscriptions,
    tasks,
    till,
    vouchers,
)
from kiosk.queries.asking import Ask
from kiosk.queries.floor_seats import Pace
from kiosk.rules.instants import Instant
from kiosk.rules.opening_hours import read_hours
from kiosk.rules.periods import period_named
from kiosk.rules.spans import local_day
from kiosk.store import blocks, buy_outs, cards, equipment, link_outages, outages, waiting
from kiosk.store import bookings as booking_store
from kiosk.store.audit import Wanted

NAIROBI = ZoneInfo("Africa/Nairobi")
BIG = (
    "session",
    "session_fact",
    "subscription",
    "sponsor_spend",
    "subscription_period",
    "pass_day",
    "sale",
    "transfer",
    "pass",
    "pass_spend",
    "voucher",
    "voucher_use",
    "work",
    "payment",
    "taken_back",
    "cash_move",
    "credit_granted",
    "booking",
    "waiting",
    "ban",
    "equipment_loan",
    "buy_out",
    "buy_out_part",
    "outage_credit",
    "internet_outage",
    "link_outage",
    "card",
    "card_use",
    "lock_out",
    "given_time",
    "silence",
    "audit",
    "day_takings",
    "day_use",
    "month_takings",
    "month_use",
    "spell_rolled",
)
FULL_SCAN = re.compile(rf"^SCAN ({'|'.join(BIG)})(?! USING)\b")
SLOW_INDEX = re.compile(rf"^SCAN ({'|'.join(BIG)}) USING (COVERING )?INDEX (\w+)")
PARTIAL = {
    *("session_one_a_visitor", "session_one_a_station", "silence_one_a_station"),
    *("equipment_loan_one", "equipment_loan_due", "buy_out_running", "buy_out_part_due"),
}
"""Indexes of open sessions, silences and loans only: one a seat, or a thing, at most."""
ORDERED = {
    *("voucher_sold", "voucher_use_overspent", "work_state", "subscription_ends"),
    "card_use_found",
    "subscription_one_a_visitor",
}
"""Read in its order with a limit, or counted by state."""


class Spy:
    """A connection that keeps how SQLite means to answer each question."""

    def __init__(self, db) -> None:
        self.db = db
        self.plans = []

    @property
    def in_transaction(self):
        return self.db.in_transaction

    def execute(self, sql, parameters=None):
        given = parameters or {}
        plan = self.db.execute("EXPLAIN QUERY PLAN " + sql, given).fetchall()
        self.plans += [(row["detail"], sql) for row in plan]
        return self.db.execute(sql, given)


@pytest.fixture
def busy(cafe):
    """Somebody sits, bought, earned and was paid, so that every query of a page is asked."""
    grace = cafe.visitor()
    cafe.earn(grace, 1000)
    cafe.sale = cafe.start(1, by=cafe.amina, visitor=grace).sale
    cafe.code = cafe.sell_voucher(by=cafe.amina).code
    cafe.grace = grace
    cafe.sponsorship = cafe.sponsor(by=cafe.amina)
    drawn = acts.draw(cafe.hub.site, seconds=1800, lapses=cafe.hub.now() + 10**8, count=2)
    ask = {"offer": "half-hour", "drawn": drawn, "by": cafe.amina}
    cafe.batch = cafe.hub.write(acts.make_batch, **ask)
    return cafe


def week(world):
    """This week's question to a report."""
    today = local_day(world.hub.now(), ZoneInfo(world.hub.settings.timezone))
    return Ask(period_named("week", today=today), world.hub.now(), world.hub.settings)


ASKED = {
    "report overview": lambda db, world: overview.overview(db, week(world)),
    **{
        f"report {each.name}": lambda db, world, each=each: each.query(db, week(world))
        for each in REPORTS
    },
    "equipment": lambda db, world: (
        equipment.overdue(db, world.hub.now()),
        equipment.with_visitor(db, world.grace),
        equipment.loans_of(db, "E0001"),
        equipment.loan_of(db, "E0001"),
        equipment.held_minor(db),
        buy_outs.late(db, world.hub.now()),
        buy_outs.of_loan(db, "loan") or "none",
        buy_outs.terms_of(db, "E0001") or "none",
    ),
    "outages": lambda db, world: (
        outages.between(db, since=Instant(0), until=world.hub.now()),
        link_outages.of_station(db, station="1", since=Instant(0), until=world.hub.now()),
        link_outages.open_ones(db) or "none",
        outages.credit_of(db, "session"),
        outages.given_between(db, since=Instant(0), until=world.hub.now()),
        outages.made_good_between(db, since=Instant(0), until=world.hub.now()),
    ),
    "receipt": lambda db, world: receipts.receipt(db, world.sale),
    "account": lambda db, world: accounts.account(db, world.grace, limit=30),
    "floor": lambda db, world: floor.floor(
        db, world.hub.now(), heard=world.hub.heard, pace=Pace(15, 60)
    ),
    "revision": lambda db, _world: floor.revision(db),
    "bar": lambda db, _world: pulse.pulse(db),
    "till": lambda db, _world: till.till(db),
    "people": lambda db, world: people.people(db, world.hub.now(), words="gr", page=1),
    "person": lambda db, world: people.person(db, world.hub.now(), visitor=world.grace),
    "care": lambda db, world: care.care(db, world.hub.now(), visitor=world.grace),
    "cards": lambda db, world: (
        cards.batches(db, limit=20),
        cards.of_visitor(db, visitor=world.grace, limit=9),
        cards.blank_of(db, "batch", limit=9),
    ),
    "sponsorships": lambda db, world: sponsorships.all_of_them(db, world.hub.now()),
    "sponsorship": lambda db, world: sponsorships.report(db, world.hub.now(), world.sponsorship),
    "subscriptions": lambda db, world: (
        subscriptions.live(db, world.hub.now(), remind_days=2),
        subscriptions.due(db, world.hub.now()),
        subscriptions.to_remind(db, world.hub.now(), remind_days=2),
        subscriptions.about_to_lapse(db, world.hub.now(), remind_days=2),
        subscriptions.lapsing(db, world.hub.now(), remind_days=2, limit=5),
        subscriptions.of_visitor(db, world.hub.now(), world.grace, remind_days=2),
    ),
    "tasks": lambda db, _world: tasks.overview(db),
    "vouchers": lambda db, _world: vouchers.latest(db),
    "batches": lambda db, _world: vouchers.batches(db),
    "batch": lambda db, world: vouchers.batch_page(db, world.batch, state=None, words="7"),
    "owed": lambda db, world: vouchers.owed(db, world.hub.now()),
    "voucher": lambda db, world: vouchers.slip(db, world.code),
    "leakage of a shift": lambda db, world: leakage_lines.of_shift(
        db, world.hub.now(), world.shift
    ),
    "seats": lambda db, _world: site.seats(db),
    "bookings": lambda db, world: bookings.day(
        db,
        world.hub.now(),
        which=local_day(world.hub.now(), NAIROBI),
        hours=read_hours((), ()),
        timezone=NAIROBI,
        before_s=600,
        page=1,
    ),
    "bookings found": lambda db, world: (
        bookings.find(db, world.hub.now(), "grace", before_s=600),
        bookings.of_visitor(db, world.hub.now(), world.grace, before_s=600),
    ),
    "waiting": lambda db, world: (
        waiting.open_ones(db, world.hub.now()),
        waiting.last_number(db, local_day(world.hub.now(), NAIROBI)),
        waiting.between(db, since=world.hub.now(), until=world.hub.now(), limit=9),
    ),
    "classes": lambda db, world: (
        blocks.from_on(db, world.hub.now(), limit=9),
        booking_store.of_block(db, "none"),
    ),
    "audit": lambda db, _world: site.audit_page(db, before=None, wanted=Wanted()),
    "audit of a day": lambda db, world: site.audit_page(
        db, before=None, wanted=Wanted(since=world.hub.now(), until=world.hub.now() + 1)
    ),
    "audit of somebody": lambda db, world: site.audit_page(
        db, before=None, wanted=Wanted(by=world.amina)
    ),
    "audit of a deed": lambda db, _world: site.audit_page(
        db, before=None, wanted=Wanted(act="sell")
    ),
    "audit about something": lambda db, _world: site.audit_page(
        db, before=None, wanted=Wanted(about="visitor:x")
    ),
}


@pytest.mark.parametrize("name", ASKED)
def test_a_page_reads_by_index(busy, name):
    with busy.hub.read() as db:
        spy = Spy(db)
        assert ASKED[name](spy, busy) is not None
    assert spy.plans
    slow = [plan for plan in spy.plans if FULL_SCAN.match(plan[0]) or _reads_all(plan[0])]
    assert slow == []


def _reads_all(detail):
    found = SLOW_INDEX.match(detail)
    return found is not None and found[3] not in PARTIAL | ORDERED


def test_the_spy_sees_a_full_scan(busy):
    with busy.hub.read() as db:
        spy = Spy(db)
        spy.execute("SELECT sum(tendered_minor) FROM sale")
    assert FULL_SCAN.match(spy.plans[0][0])
