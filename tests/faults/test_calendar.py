"""Days that are no ordinary days: the clocks change, also at midnight; February has 29; a year ends.

Each is lived through on the real store and compared with what the calendar of Python says by hand.
"""

from collections import Counter as Counts
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from fakes import quick_disk
from fakes.clock import FakeClock
from fakes.hub_world import World, make_hub
from fakes.machines import SeatMachine, look
from queries.test_takings import REPORTS, column

from kiosk.acts import accounts, passes, renewal_consent, vouchers
from kiosk.acts.selling import Counter
from kiosk.hub_folder import DATABASE
from kiosk.jobs.day_close import close_days
from kiosk.jobs.subscriptions import renew_subscriptions
from kiosk.queries import takings
from kiosk.queries.asking import Ask
from kiosk.queries.statutory_log import log
from kiosk.queries.sums import Found
from kiosk.rules.day_hours import open_seconds
from kiosk.rules.instants import Instant
from kiosk.rules.offers import Draft, Lasts, Terms
from kiosk.rules.opening_hours import closes_at, is_open, opens_at, read_hours
from kiosk.rules.periods import Period as Days
from kiosk.rules.periods import Preset
from kiosk.rules.subscriptions import Period
from kiosk.rules.tenders import Pay
from kiosk.store import subscriptions
from kiosk.verifying import verify_hub

ODD_DAYS = (
    pytest.param("Europe/Berlin", "2026-03-29", id="spring"),
    pytest.param("Europe/Berlin", "2026-10-25", id="autumn"),
    pytest.param("America/Santiago", "2026-09-06", id="a day without midnight"),
    pytest.param("America/Santiago", "2026-04-04", id="a day with 23 o'clock twice"),
    pytest.param("Africa/Cairo", "2026-04-24", id="no midnight in Cairo"),
    pytest.param("Africa/Cairo", "2026-10-29", id="23 o'clock twice in Cairo"),
    pytest.param("America/Havana", "2026-11-01", id="midnight twice"),
    pytest.param("Australia/Lord_Howe", "2026-10-04", id="half an hour"),
    pytest.param("Africa/Nairobi", "2028-02-29", id="29 February"),
    pytest.param("Europe/Berlin", "2026-12-31", id="the year's end"),
)
EVERY_S, MINUTE_S, HOUR_S, DAY_S = 1_200, 60, 3_600, 86_400
PRICE_MINOR = 4_000


def local(at, zone):
    return datetime.fromtimestamp(at // 1_000, ZoneInfo(zone))


def ms(then):
    return Instant(int(then.astimezone(UTC).timestamp()) * 1_000)


@contextmanager
def site_at(then, **settings):
    """A café with an open shift and two seats, at a moment of its own zone."""
    clock = FakeClock(ms(then))
    with quick_disk.folder() as folder:
        hub = make_hub(folder, clock, timezone=str(then.tzinfo), **settings)
        site = World(hub, clock)
        site.operator = site.staff()
        site.open_shift(site.operator)
        site.offer()
        site.station(1)
        site.station(2)
        yield site, clock
        assert verify_hub(folder / DATABASE)["problems"] == []
        hub.close()


def noon_before(zone, day):
    return datetime.fromisoformat(day).replace(tzinfo=ZoneInfo(zone)) - timedelta(hours=12)


def ask(site, first, last):
    return Ask(Days(Preset.FROM_TO, first, last), site.hub.now(), site.hub.settings)


def days_about(day):
    """The odd day with the one before and two after."""
    middle = date.fromisoformat(day)
    return [(middle + timedelta(days=n)).isoformat() for n in range(-1, 3)]


@pytest.mark.parametrize("rolled", [False, True], ids=["as it stands", "summed up"])
@pytest.mark.parametrize(("zone", "day"), ODD_DAYS)
def test_each_posting_is_summed_once_by_day_and_by_hour(zone, day, rolled):
    with site_at(noon_before(zone, day)) as (site, clock):
        by_day, by_hour = Counts(), Counts()
        for n in range(48 * HOUR_S // EVERY_S):
            site.sell_voucher(by=site.operator)
            shown = local(site.hub.now(), zone)
            by_day[shown.date().isoformat()] += 1
            by_hour[shown.date().isoformat(), f"{shown.hour:02}"] += 1
            clock.forward(seconds=EVERY_S)
            if rolled and n % 9 == 0:
                close_days(site.hub, site.hub.now())
        with site.hub.read() as db:
            assert bool(db.execute("SELECT 1 FROM day_rolled").fetchone()) == rolled
            asked = ask(site, days_about(day)[0], days_about(day)[-1])
            found = Found(db, asked)
            said = {each: sums.sales for each, sums in found.takings_by_day().items() if sums.sales}
            assert said == by_day
            for report in REPORTS:
                got = sum(column(report(db, asked), "takings"))
                assert got == PRICE_MINOR * sum(by_day.values()), report
            for one in by_day:
                hours = Found(db, ask(site, one, one)).takings_by(takings.By.HOUR)
                told = {name: sums.sales for name, sums in hours.items() if sums.sales}
                assert told == {name: n for (at, name), n in by_hour.items() if at == one}


@pytest.mark.parametrize(("zone", "day"), ODD_DAYS)
def test_a_session_over_it_is_used_once_and_stands_in_the_log_once(zone, day):
    with site_at(noon_before(zone, day), statutory_log_days=366) as (site, clock):
        site.offer("long", title="20 h", seconds=20 * HOUR_S, price_minor=9_000, place=3)
        machine = SeatMachine(site, 1)
        used = {"over midnight": 18 * HOUR_S, "on the day": 5 * HOUR_S + 61, "after": 2 * HOUR_S}
        for used_s in used.values():
            session = site.start(1, by=site.operator, offer="long").session
            site.running(1, session)
            clock.forward(seconds=used_s)
            machine.close(session, used_s=used_s)
            site.beat(1)
            close_days(site.hub, site.hub.now())
        clock.forward(days=1)
        close_days(site.hub, site.hub.now())
        with site.hub.read() as db:
            summed = Found(db, ask(site, days_about(day)[0], days_about(day)[-1]))
            for by in (takings.By.HOUR, takings.By.SEAT, takings.By.GROUP):
                assert sum(one.used_s for one in summed.use_by(by).values()) == sum(used.values())
            rows = [len(log(db, ask(site, one, one)).table.rows) for one in days_about(day)]
            assert sum(rows) == len(used)


@pytest.mark.parametrize(("zone", "day"), ODD_DAYS)
def test_what_holds_until_midnight_holds_until_the_date_changes(zone, day):
    with site_at(noon_before(zone, day)) as (site, clock):
        draft = Draft("Day pass", 5_000, None, DAY_S, 4, terms=Terms(lasts=Lasts.DAY))
        offer = site.hub.write(passes.make_offer, draft=draft, by=site.operator)
        for _ in range(30):
            sold = site.hub.write(
                vouchers.sell_voucher, counter=Counter(offer, 10**6, site.operator)
            )
            lapses = look(site, lapses_of, sold.code)
            today = local(site.hub.now(), zone).date()
            assert local(lapses - 1, zone).date() == today
            assert local(lapses, zone).date() == today + timedelta(days=1)
            clock.forward(hours=1)


def lapses_of(db, code):
    row = db.execute("SELECT lapses FROM voucher WHERE code = :code", {"code": code}).fetchone()
    return row["lapses"]


@pytest.mark.parametrize(("zone", "day"), ODD_DAYS)
@pytest.mark.parametrize("told", ["08:00-22:00", "22:00-03:00", "00:00-01:30"])
def test_it_is_open_by_the_clock_on_the_wall(zone, day, told):
    hours = read_hours([f"mon-sun {told}"], [])
    opens, shuts = (60 * int(text[:2]) + int(text[3:]) for text in told.split("-"))
    timezone, start = ZoneInfo(zone), ms(noon_before(zone, day))
    instants = [Instant(start + n * MINUTE_S * 1_000) for n in range(40 * 60)]

    def by_hand(at):
        minute = local(at, zone).hour * 60 + local(at, zone).minute
        return opens <= minute < shuts if opens < shuts else minute >= opens or minute < shuts

    open_now = [by_hand(at) for at in instants]
    assert [is_open(hours, at, timezone=timezone) for at in instants] == open_now
    for place in range(0, 20 * 60, 7):
        turns = next(n for n in range(place, len(instants)) if open_now[n] != open_now[place])
        turn = closes_at if open_now[place] else opens_at
        assert turn(hours, instants[place], timezone=timezone) == instants[turns]
    counted = Counts(
        f"{local(at, zone).hour:02}"
        for at, is_it in zip(instants, open_now, strict=True)
        if is_it and local(at, zone).date().isoformat() == day
    )
    seconds = {name: MINUTE_S * n for name, n in counted.items()}
    assert open_seconds(hours, day, timezone) == seconds


@pytest.mark.parametrize(
    ("zone", "begun", "period", "ends"),
    [
        (
            "Europe/Berlin",
            "2026-01-31T02:30",
            Period.MONTH,
            ["02-28T02:30", "03-31T02:30", "04-30T02:30", "05-31T02:30", "06-30T02:30"],
        ),
        ("Africa/Nairobi", "2028-01-31T10:00", Period.MONTH, ["02-29T10:00", "03-31T10:00"]),
        ("Africa/Nairobi", "2026-11-30T23:59", Period.MONTH, ["12-30T23:59", "01-30T23:59"]),
        ("Europe/Berlin", "2026-03-22T02:30", Period.WEEK, ["03-29T03:30", "04-05T02:30"]),
        ("Europe/Berlin", "2026-10-18T02:30", Period.WEEK, ["10-25T02:30", "11-01T02:30"]),
        ("America/Santiago", "2026-08-30T00:00", Period.WEEK, ["09-06T01:00", "09-13T00:00"]),
        ("Africa/Cairo", "2026-04-17T00:15", Period.WEEK, ["04-24T01:15", "05-01T00:15"]),
    ],
)
def test_a_subscription_ends_at_its_hour_and_is_renewed_once_each_time(zone, begun, period, ends):
    then = datetime.fromisoformat(begun).replace(tzinfo=ZoneInfo(zone))
    with site_at(then) as (site, clock):
        grace = site.visitor()
        paid = {"amount_minor": 10**6, "tendered_minor": 10**6, "pay": Pay(), "by": site.operator}
        site.hub.write(accounts.top_up, visitor=grace, **paid)
        made = site.subscribe(grace, by=site.operator, period=period, price_minor=PRICE_MINOR)
        told = {"subscription": made, "visitor": grace, "minor": PRICE_MINOR}
        site.hub.write(renewal_consent.agree_at_desk, **told, by=site.operator)
        seen = []
        while len(seen) < len(ends):
            standing = look(site, subscriptions.by_id, made).standing
            shown = local(standing.ends, zone).strftime("%m-%dT%H:%M")
            seen += [shown] if [shown] != seen[-1:] else []
            clock.forward(hours=1)
            renew_subscriptions(site.hub, site.hub.now())
        assert seen == ends
        renewals = look(site, subscriptions.by_id, made).standing.n - 1
        assert site.balance(f"visitor:{grace}") == 10**6 - renewals * PRICE_MINOR
