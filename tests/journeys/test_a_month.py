"""An owner looks at a month of 24 seats: every coin and every second is where it was seen to go."""

from zoneinfo import ZoneInfo

import pytest
from fakes.clock import FakeClock
from fakes.hub_world import World, make_hub
from journeys.month import PAY_AFTER_CAP_MINOR, PER_HOUR_MINOR, Month

from kiosk.hub_folder import DATABASE
from kiosk.queries import leakage, takings
from kiosk.queries.asking import Ask
from kiosk.rules.instants import Instant
from kiosk.rules.periods import Period, Preset
from kiosk.rules.spans import local_day
from kiosk.verifying import verify_hub

KINDS_OF_SECONDS = ("passes", "charged", "free", "written_off", "unpaid", "late", "back")
TAKINGS = (
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
OPENS = 1_795_323_600_000
"""Sunday 22 November 2026, 08:00 in Nairobi."""


@pytest.fixture
def month(tmp_path):
    told = {"postpaid_cap_minor": PAY_AFTER_CAP_MINOR, "per_hour_minor": PER_HOUR_MINOR}
    hub = make_hub(tmp_path, FakeClock(OPENS), **told)
    yield Month(World(hub, hub.clock), seed=24)
    hub.close()


def test_a_few_days_add_up(month):
    month.run(days=2, visits=12)
    check(month)


@pytest.mark.slow
def test_a_month_of_a_centre_adds_up(month):
    month.run()
    check(month)


def check(month):
    check_coins(month)
    check_takings(month)
    check_seconds(month)
    assert verify_hub(month.hub.folder / DATABASE)["problems"] == []


def check_coins(month):
    taken = sum(each.taken_minor - each.back_minor for each in month.shifts.values())
    missing = sum(each.missing_minor for each in month.shifts.values())
    assert month.world.balance("safe") == taken - missing


def check_takings(month):
    """Each way to split the takings adds up to what went over the counter."""
    seen = sum(each.taken_minor - each.back_minor for each in month.shifts.values())
    for report in TAKINGS:
        with month.hub.read() as db:
            table = report(db, asked(month)).table
        place = [column.title for column in table.columns].index("takings")
        assert table.totals[place] == seen, report.__name__
        assert sum(row[place] for row in table.rows) == seen, report.__name__


def check_seconds(month):
    """The leakage report tells of each shift what was seen of it, second by second."""
    with month.hub.read() as db:
        spells = leakage.spells_of(db, asked(month))
    told = {spell.shift.id: spell for spell in spells if spell.shift is not None}
    assert set(told) == set(month.shifts)
    for shift, seen in month.shifts.items():
        spell = told[shift]
        assert spell.sessions == seen.sessions
        assert spell.difference_minor == -seen.missing_minor
        found = {kind: getattr(spell.seconds, f"{kind}_s") for kind in KINDS_OF_SECONDS}
        assert {kind: s for kind, s in found.items() if s} == dict(+seen.seconds)


def asked(month):
    """All days up to now."""
    zone = ZoneInfo(month.hub.settings.timezone)
    now = month.hub.now()
    period = Period(Preset.FROM_TO, local_day(Instant(OPENS), zone), local_day(now, zone))
    return Ask(period, now, month.hub.settings)
