import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from kiosk.rules.instants import Instant, later
from kiosk.rules.metering import Closed, Moved, Opened, Paused, Resumed
from kiosk.rules.passes import Pass, PassKind
from kiosk.rules.rates import Rate
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import Window, day_bounds
from kiosk.rules.tariffs import Tariff, Use, per_hour_at, price

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
HOUR = 3600


def wall(text, timezone=BERLIN):
    moment = dt.datetime.fromisoformat(text).replace(tzinfo=timezone)
    return Instant(int(moment.timestamp()) * 1000)


NOON = wall("2026-01-05T12:00")
BASE = Tariff(timezone=BERLIN, currency="KES", rates=(Rate(3600),))


def tariff(*rates, **told):
    return replace(BASE, rates=rates or BASE.rates, **told)


def use(*facts, **told):
    return Use(facts=facts, group=told.pop("group", "visitor"), **told)


def session(seconds, *, start=NOON, zone="door", **told):
    return use(Opened(start, "1", zone), Closed(later(start, seconds=seconds)), **told)


def package(**told):
    return Pass(id="p", kind=PassKind.PACKAGE, **told)


# The fields of a receipt


@pytest.mark.parametrize(
    ("terms", "seconds", "told", "expected"),
    [
        pytest.param({}, 0, {}, (0, 0, 0, 0, 0), id="nothing used"),
        pytest.param({}, 100, {}, (100, 0, 100, 0, 100), id="a minor unit a second"),
        pytest.param({"grace_s": 60}, 59, {}, (59, 0, 0, 0, 0), id="within grace"),
        pytest.param({"grace_s": 60}, 60, {}, (60, 0, 60, 0, 60), id="grace is over"),
        pytest.param(
            {"grace_s": 60},
            59,
            {"recent_session": True},
            (59, 0, 59, 0, 59),
            id="no second grace in an hour",
        ),
        pytest.param(
            {"grace_s": 60},
            59,
            {"passes": (package(),)},
            (59, 0, 0, 0, 0),
            id="grace touches no pass",
        ),
        pytest.param({"minimum_s": 300}, 100, {}, (100, 0, 300, 200, 300), id="the minimum"),
        pytest.param({"minimum_s": 300}, 0, {}, (0, 0, 0, 0, 0), id="no minimum for nothing"),
        pytest.param({"increment_s": 60}, 61, {}, (61, 0, 120, 59, 120), id="the increment"),
        pytest.param({"increment_s": 60}, 60, {}, (60, 0, 60, 0, 60), id="a whole increment"),
        pytest.param(
            {"minimum_s": 100, "increment_s": 60},
            10,
            {},
            (10, 0, 120, 110, 120),
            id="minimum, then increment",
        ),
        pytest.param(
            {},
            100,
            {"passes": (package(seconds_left=40),)},
            (100, 40, 60, 0, 60),
            id="the pass first",
        ),
        pytest.param({}, 100, {"passes": (package(),)}, (100, 100, 0, 0, 0), id="all covered"),
        pytest.param(
            {"minimum_s": 300},
            100,
            {"passes": (package(),)},
            (100, 100, 0, 0, 0),
            id="no minimum for what is covered",
        ),
        pytest.param(
            {"minimum_s": 300},
            100,
            {"passes": (package(seconds_left=40),)},
            (100, 40, 260, 200, 260),
            id="covered seconds count for the minimum",
        ),
        pytest.param(
            {"minimum_s": 30},
            100,
            {"passes": (package(seconds_left=40),)},
            (100, 40, 60, 0, 60),
            id="a minimum long covered",
        ),
        pytest.param({"daily_cap_minor": 50}, 100, {}, (100, 0, 100, 0, 50), id="the daily cap"),
        pytest.param(
            {"daily_cap_minor": 50},
            100,
            {"charged_today_minor": {"2026-01-05": 30}},
            (100, 0, 100, 0, 20),
            id="what is left of the cap",
        ),
        pytest.param(
            {"daily_cap_minor": 50},
            100,
            {"charged_today_minor": {"2026-01-05": 80}},
            (100, 0, 100, 0, 0),
            id="nothing left of the cap",
        ),
        pytest.param(
            {"daily_cap_minor": 50},
            100,
            {"charged_today_minor": {"2026-01-04": 50}},
            (100, 0, 100, 0, 50),
            id="another day's cap",
        ),
        pytest.param(
            {"daily_cap_minor": 50, "minimum_s": 300},
            10,
            {},
            (10, 0, 300, 290, 50),
            id="the cap holds for the minimum too",
        ),
    ],
)
def test_what_a_session_costs(terms, seconds, told, expected):
    found = price(tariff(**terms), session(seconds, **told))
    assert (
        found.used_s,
        found.covered_s,
        found.charged_s,
        found.rounding_s,
        found.total_minor,
    ) == expected


@pytest.mark.parametrize(
    ("rates", "start", "per_hour"),
    [
        pytest.param([Rate(1), Rate(2, zone="door")], "12:00", 2, id="the zone before any"),
        pytest.param([Rate(2, zone="door"), Rate(1)], "12:00", 2, id="in whatever order"),
        pytest.param(
            [Rate(2, zone="door"), Rate(1, group="visitor", window=Window(start=1))],
            "12:00",
            2,
            id="the zone before group and hours",
        ),
        pytest.param(
            [Rate(2, group="visitor"), Rate(1, window=Window(start=1))],
            "12:00",
            2,
            id="the group before hours",
        ),
        pytest.param(
            [Rate(2, zone="door", group="visitor"), Rate(1, zone="door")],
            "12:00",
            2,
            id="zone and group before the zone",
        ),
        pytest.param(
            [Rate(1), Rate(2, window=Window(start=720, end=780))],
            "12:00",
            2,
            id="hours before any hour",
        ),
        pytest.param(
            [Rate(1), Rate(2, window=Window(days=frozenset({0})))],
            "12:00",
            2,
            id="days before any day",
        ),
        pytest.param([Rate(1), Rate(2)], "12:00", 2, id="the later of two alike"),
        pytest.param(
            [Rate(1, window=Window(start=700)), Rate(2, window=Window(days=frozenset({0})))],
            "12:00",
            2,
            id="days and hours weigh alike",
        ),
        pytest.param([Rate(2), Rate(1, zone="window")], "12:00", 2, id="another zone"),
        pytest.param([Rate(2), Rate(1, group="student")], "12:00", 2, id="another group"),
        pytest.param(
            [Rate(1), Rate(2, window=Window(start=1320, end=360))],
            "23:00",
            2,
            id="the night's evening",
        ),
        pytest.param(
            [Rate(1), Rate(2, window=Window(start=1320, end=360))],
            "05:00",
            2,
            id="the night's morning",
        ),
        pytest.param(
            [Rate(1), Rate(2, window=Window(frozenset({6}), 1320, 360))],
            "05:00",
            2,
            id="monday's morning is sunday's night",
        ),
        pytest.param(
            [Rate(2), Rate(1, window=Window(frozenset({0}), 1320, 360))],
            "05:00",
            2,
            id="and not monday's",
        ),
    ],
)
def test_which_rate_holds(rates, start, per_hour):
    found = price(tariff(*rates), session(60, start=wall(f"2026-01-05T{start}")))
    assert [each.per_hour_minor for each in found.segments] == [per_hour]


def test_a_second_without_a_price_is_refused():
    with pytest.raises(Refusal) as refusal:
        price(tariff(Rate(1, window=Window(end=720))), session(60))
    assert refusal.value.code == "no_rate"
    assert refusal.value.details == {"zone": "door", "at": NOON}


def test_a_covered_second_needs_no_price():
    found = price(tariff(Rate(1, zone="window")), session(60, passes=(package(),)))
    assert found.spent_by_pass == {"p": 60}


def test_the_price_follows_the_zone():
    rates = [Rate(60, zone="door"), Rate(120, zone="window")]
    half = later(NOON, seconds=1800)
    found = price(
        tariff(*rates),
        use(
            Opened(NOON, "1", "door"), Moved(half, "7", "window"), Closed(later(NOON, seconds=HOUR))
        ),
    )
    assert found.total_minor == 30 + 60
    assert [(each.zone, each.minor) for each in found.segments] == [("door", 30), ("window", 60)]


def test_rounding_up_costs_the_lowest_rate_and_belongs_to_the_last_day():
    night = Rate(3600, window=Window(start=1320, end=1440))
    found = price(
        tariff(Rate(360), night, minimum_s=HOUR), session(200, start=wall("2026-01-05T23:58:20"))
    )
    assert (found.rounding_s, found.rounding_per_hour_minor, found.rounding_minor) == (
        3400,
        360,
        340,
    )
    assert found.minor_by_day == {"2026-01-05": 100, "2026-01-06": 10 + 340}


def test_a_pause_inside_a_segment_leaves_it_whole():
    facts = (
        Opened(NOON, "1", "door"),
        Paused(later(NOON, seconds=10)),
        Resumed(later(NOON, seconds=40)),
        Closed(later(NOON, seconds=50)),
    )
    (only,) = price(BASE, use(*facts)).segments
    assert (only.start, only.end, only.seconds) == (NOON, later(NOON, seconds=50), 20)


def test_each_day_has_its_own_cap():
    found = price(
        tariff(daily_cap_minor=50, increment_s=60), session(200, start=wall("2026-01-05T23:58:20"))
    )
    assert found.total_minor == 100
    assert found.minor_by_day == {"2026-01-05": 50, "2026-01-06": 50}
    assert sum(each.minor for each in found.segments) + found.rounding_minor == 100


def test_what_is_spent_of_each_pass_is_known_by_day():
    passes = (package(seconds_left=150), Pass("q", PassKind.SUBSCRIPTION))
    found = price(BASE, session(200, start=wall("2026-01-05T23:58:20"), passes=passes))
    assert found.spent_by_pass == {"q": 200}
    assert found.spent_by_pass_and_day == {("q", "2026-01-05"): 100, ("q", "2026-01-06"): 100}
    assert found.minor_by_day == {}


def test_half_a_minor_unit_is_rounded_up_once():
    rates = [Rate(1800, zone="door"), Rate(1800, zone="window")]
    facts = (
        Opened(NOON, "1", "door"),
        Moved(later(NOON, seconds=1), "7", "window"),
        Closed(later(NOON, seconds=2)),
    )
    found = price(tariff(*rates), use(*facts))
    assert found.total_minor == 1
    assert [each.minor for each in found.segments] == [1, 0]


@pytest.mark.parametrize("timezone", [BERLIN, NEW_YORK])
@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25", "2026-03-08", "2026-11-01"])
def test_a_whole_day_costs_its_true_hours(timezone, day):
    start, end = day_bounds(day, timezone)
    seconds = (end - start) // 1000
    found = price(tariff(timezone=timezone), session(seconds, start=start))
    assert found.total_minor == seconds
    assert [each.day for each in found.segments] == [day]


def test_a_month_is_priced_by_its_changes_and_not_by_its_seconds():
    night = Rate(1800, window=Window(start=1320, end=360))
    found = price(tariff(Rate(3600), night), session(31 * 24 * HOUR))
    assert len(found.segments) == 31 * 3 + 1
    assert found.total_minor == 31 * (16 * 3600 + 8 * 1800)


def test_an_hour_costs_what_the_rate_in_force_says():
    night = Rate(1800, window=Window(start=22 * 60, end=6 * 60))
    told = tariff(Rate(3600), night)
    at = {"zone": "door", "group": "visitor"}
    assert per_hour_at(told, at=NOON, **at) == 3600
    assert per_hour_at(told, at=wall("2026-01-05T23:00"), **at) == 1800
