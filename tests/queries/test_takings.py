"""Every report of takings adds up with the ledger, whether days were summed up before or not."""

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from fakes import quick_disk
from fakes.busy_days import ACTS, BusyDays, allow_paying_after, asked
from fakes.clock import FakeClock
from fakes.hub_world import World, make_hub
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.acts import front_desk
from kiosk.jobs.day_close import close_days
from kiosk.queries import takings
from kiosk.queries.sums import Found, all_of, all_use
from kiosk.rules.reports import Word
from kiosk.rules.spans import day_bounds, local_day
from kiosk.rules.takings import By
from kiosk.store import checks, roll_up_checks, roll_ups, till_checks

NAIROBI = ZoneInfo("Africa/Nairobi")
REPORTS = (
    takings.by_day,
    takings.by_weekday,
    takings.by_hour,
    takings.by_seat,
    takings.by_zone,
    takings.by_operator,
    takings.by_offer,
    takings.by_tender,
    takings.by_group,
)


def ledger_by_day(db):
    """What sales, tax and rounding gained on each day, less what was written off: all by hand."""
    gained = defaultdict(int)
    for row in db.execute("SELECT id, debit, credit, amount_minor, at FROM transfer"):
        day = datetime.fromtimestamp(row["at"] / 1000, UTC).astimezone(NAIROBI).date().isoformat()
        earns = [
            each.startswith("sales:") or each in ("tax", "rounding")
            for each in (row["credit"], row["debit"])
        ]
        if row["debit"] != "loss":
            gained[day] += row["amount_minor"] * (earns[0] - earns[1])
    return {day: minor for day, minor in gained.items() if minor}


def drawer_minor(db):
    """What sales and top-ups brought into tills, less what was given back from them: by hand."""
    row = db.execute(
        """
        SELECT sum(CASE WHEN debit LIKE 'till:%' THEN amount_minor ELSE 0 END)
               - sum(CASE WHEN credit LIKE 'till:%' THEN amount_minor ELSE 0 END) AS minor
        FROM transfer
        WHERE id LIKE 'sale:%' OR id LIKE 'tax:%' OR id LIKE 'rounding:%'
           OR id LIKE 'refund:%' OR id LIKE 'undo:%'
        """
    ).fetchone()
    return row["minor"] or 0


def column(report, title):
    place = [each.title for each in report.table.columns].index(title)
    return [row[place] for row in report.table.rows]


@pytest.fixture
def days(cafe):
    allow_paying_after(cafe.hub)
    return BusyDays(cafe)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(
    steps=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 60)), min_size=4, max_size=30),
    tax=st.sampled_from((0, 1600)),
    coin=st.sampled_from((1, 500)),
    rolled=st.booleans(),
)
def test_whatever_a_desk_did_every_report_adds_up_with_the_ledger(steps, tax, coin, rolled):
    with quick_disk.folder() as folder:
        clock = FakeClock()
        hub = make_hub(folder, clock)
        allow_paying_after(hub, tax_basis_points=tax, smallest_coin_minor=coin)
        world = World(hub, clock)
        world.amina = world.staff("amina")
        world.offer()
        world.station(1)
        world.station(2, zone="door")
        days = BusyDays(world)
        for act, pick in steps:
            days.do(act, pick)
            if rolled:
                close_days(hub, hub.now())
        ask = asked(world)
        with hub.read() as db:
            gained = ledger_by_day(db)
            found = Found(db, ask)
            by_day = {day: s.net_minor for day, s in found.takings_by_day().items() if s.net_minor}
            assert by_day == gained
            for by in By:
                assert all_of(found.takings_by(by).values()).net_minor == sum(gained.values()), by
            for report in REPORTS:
                assert sum(column(report(db, ask), "takings")) == sum(gained.values())
                assert min(column(report(db, ask), "given_back"), default=0) >= 0
            cash = found.takings_by(By.TENDER).get("cash")
            assert (cash.net_minor + cash.held_minor if cash else 0) == drawer_minor(db)
            assert roll_up_checks.roll_up_problems(db) == []
            assert checks.session_problems(db) == []
            assert till_checks.till_problems(db) == []
        hub.close()


def test_who_is_told_up_to_the_evening_before_is_told_no_day_that_was_summed_up_since(cafe, clock):
    """A shift over midnight: its first day is over and summed up, and its drawer is not counted."""
    evening = day_bounds(local_day(cafe.hub.now(), NAIROBI), NAIROBI)[0] - 1
    cafe.start(1, by=cafe.amina)
    cafe.hub.write(front_desk.settle_lost_session, seat=1, by=cafe.amina)
    clock.forward(hours=25)
    close_days(cafe.hub, cafe.hub.now())
    ask = asked(cafe)
    with cafe.hub.read() as db:
        assert roll_ups.rolled(db)
        assert sum(column(takings.by_tender(db, ask), "takings")) > 0
        for report in REPORTS:
            assert column(report(db, replace(ask, now=evening)), "takings") == []
        assert list(Found(db, replace(ask, now=evening)).use_by_hour()) == []


def test_such_days_hold_every_kind_of_posting(cafe, days):
    steps = ("sit", "end", "after", "end", "take_due", "after", "end", "write_off", "top_up")
    steps += ("top_up", "account", "end", "refund", "voucher", "undo", "renew", "mobile")
    for act in steps:
        days.do(act, 18)
    with cafe.hub.read() as db:
        ids = {row["id"].partition(":")[0] for row in db.execute("SELECT id FROM transfer")}
        kinds = {row["kind"] for row in db.execute("SELECT kind FROM payment")}
    assert ids >= {"sale", "session", "due", "refund", "undo", "reserve", "release"}
    assert kinds == {"pass", "session", "top_up"}


def test_a_rolled_up_day_says_the_same_as_before(cafe, days):
    for act, pick in zip(ACTS, range(3, 40, 2), strict=False):
        days.do(act, pick)
    days.do("night", 30)
    days.do("sit", 0)
    with cafe.hub.read() as db:
        live = [report(db, asked(cafe)) for report in REPORTS]
        assert roll_ups.newest(db) is None
    close_days(cafe.hub, cafe.hub.now())
    with cafe.hub.read() as db:
        assert roll_ups.newest(db) is not None
        assert [report(db, asked(cafe)) for report in REPORTS] == live


def test_whole_months_and_single_days_add_up_by_seat(cafe, days):
    """From the 22nd of November on, over two months and into a third, in pieces of any kind."""
    for _ in range(30):
        days.do("sit", 0)
        days.do("end", 20)
        days.do("night", 39)
    close_days(cafe.hub, cafe.hub.now())
    close_days(cafe.hub, cafe.hub.now())
    periods = (
        ("2026-11-01", "2027-02-28"),
        ("2026-11-22", "2026-12-31"),
        ("2026-11-24", "2026-12-30"),
        ("2026-12-01", "2026-12-31"),
        ("2026-12-05", "2026-12-06"),
    )
    with cafe.hub.read() as db:
        assert (
            db.execute("SELECT count(DISTINCT month) AS n FROM month_takings").fetchone()["n"] > 1
        )
        for first, last in periods:
            found = Found(db, asked(cafe, first, last))
            assert all_of(found.takings_by(By.SEAT).values()) == all_of(
                found.takings_by(By.TENDER).values()
            )
            assert all_use(found.use_by(By.SEAT).values()).used_s == (
                all_use(found.use_by(By.HOUR).values()).used_s
            )
    cafe.hub.write(_stale, day="2026-12-02")
    with cafe.hub.read() as db:
        found = Found(db, asked(cafe, "2026-11-01", "2027-02-28"))
        assert all_of(found.takings_by(By.SEAT).values()) == all_of(
            found.takings_by(By.TENDER).values()
        )


def _stale(db, _now, *, day):
    db.execute("UPDATE day_rolled SET stale = 1 WHERE day = :day", {"day": day})


def test_what_is_sold_at_a_seat_is_the_seats_and_the_rest_the_desks(cafe, days):
    days.do("sit", 0)
    days.do("voucher", 0)
    with cafe.hub.read() as db:
        report = takings.by_seat(db, asked(cafe))
        zones = takings.by_zone(db, asked(cafe))
    assert column(report, "seat") == ["1", Word("desk")]
    assert column(report, "takings") == [4000, 4000]
    assert set(column(zones, "zone")) == {"room", Word("desk")}


def test_more_time_for_who_sits_is_the_seats_too_and_what_a_seat_used_is(cafe, days):
    days.do("after", 1)
    days.do("end", 19)
    days.do("take_due", 1)
    with cafe.hub.read() as db:
        report = takings.by_seat(db, asked(cafe))
        offers = takings.by_offer(db, asked(cafe))
    assert column(report, "seat") == ["2"]
    assert column(offers, "what") == [Word("session")]


def test_tenders_tell_top_ups_apart_and_what_came_in(cafe, days):
    days.do("mobile", 0)
    days.do("top_up", 0)
    with cafe.hub.read() as db:
        report = takings.by_tender(db, asked(cafe))
    rows = {row[0]: row[-5:] for row in report.table.rows}
    assert rows == {"M-Pesa": (4000, 0, 0, 0, 4000), Word("cash"): (0, 3003, 0, 0, 3003)}


def test_what_a_coin_rounds_of_a_top_up_is_no_sale_and_nothing_given_back(cafe, days):
    allow_paying_after(cafe.hub, smallest_coin_minor=500)
    days.do("top_up", 0)
    days.do("refund", 0)  # 100 of it: the coin keeps them all
    with cafe.hub.read() as db:
        report = takings.by_tender(db, asked(cafe))
        by_offer = takings.by_offer(db, asked(cafe))
    assert [column(report, each) for each in ("sold", "given_back", "top_ups")] == [
        [0],
        [0],
        [2900],
    ]
    assert [column(report, each) for each in ("held_rounding", "takings")] == [[100], [100]]
    assert column(report, "money_in") == [3000]
    assert column(by_offer, "what") == [Word("top_up")]


def test_without_such_a_coin_no_column_asks_what_it_means(cafe, days):
    days.do("top_up", 0)
    days.do("sit", 0)
    with cafe.hub.read() as db:
        for report in REPORTS:
            table = report(db, asked(cafe)).table
            assert "held_rounding" not in [each.title for each in table.columns]
            assert {len(row) for row in (*table.rows, table.totals)} == {len(table.columns)}


def test_a_discount_and_what_was_written_off_stand_beside(cafe, days):
    days.do("discount", 0)
    days.do("after", 1)
    days.do("end", 19)
    days.do("write_off", 1)
    with cafe.hub.read() as db:
        report = takings.by_day(db, asked(cafe))
    lost = sum(column(report, "written_off"))
    assert lost > 0
    assert column(report, "sold") == [3500 + lost]
    assert (sum(column(report, "discounts")), sum(column(report, "takings"))) == (500, 3500)


def test_a_refund_counts_on_its_own_day_and_for_who_gave_it(cafe, days):
    days.do("sit", 0)
    days.do("night", 20)
    days.do("refund", 0)
    with cafe.hub.read() as db:
        report = takings.by_day(db, asked(cafe))
        operators = takings.by_operator(db, asked(cafe))
    assert column(report, "given_back")[0] == 0
    assert sum(column(report, "given_back")) == 100
    assert column(operators, "operator") == ["Amina Wanjiru"]


def test_groups_and_weekdays_have_their_averages(cafe, days):
    days.do("sit_student", 0)
    days.do("sit", 1)
    with cafe.hub.read() as db:
        groups = takings.by_group(db, asked(cafe))
        week = takings.by_weekday(db, asked(cafe))
    assert set(column(groups, "group")) == {Word("student"), Word("visitor")}
    assert column(week, "a_day")[6] == 8000
    assert column(week, "a_day")[0] is None


def test_a_year_by_day_is_drawn_as_a_line_and_many_seats_as_the_greatest(cafe, days, monkeypatch):
    monkeypatch.setattr(takings, "DAYS_AS_BARS", 0)
    monkeypatch.setattr(takings, "BARS_MOST", 1)
    days.do("sit", 0)
    days.do("voucher", 0)
    with cafe.hub.read() as db:
        by_day = takings.by_day(db, asked(cafe))
        by_seat = takings.by_seat(db, asked(cafe))
    assert by_day.pictures[0].drawn == "lines"
    assert len(by_seat.pictures[0].labels) == 1


def test_figures_compare_with_the_time_before_and_name_the_tax(cafe, days):
    allow_paying_after(cafe.hub, tax_basis_points=1600)
    days.do("sit", 0)
    days.do("night", 16)
    days.do("sit", 0)
    ask = asked(cafe, "2026-11-23", "2026-11-23")
    with cafe.hub.read() as db:
        figures = {each.title: each for each in takings.by_day(db, ask).figures}
    assert (figures["takings"].value, figures["takings"].before) == (4000, 4000)
    assert figures["tax_in_it"].value > 0


def test_without_any_sale_there_are_no_rows(cafe):
    with cafe.hub.read() as db:
        for report in REPORTS:
            assert report(db, asked(cafe)).table.rows == ()
        assert takings.by_day(db, asked(cafe, "2020-01-01", "2020-01-02")).table.rows == ()
