import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.rates import Gap, Rate, concerning, gaps, rate_at
from kiosk.rules.spans import Window

DAY = Window(start=360, end=1320)
NIGHT = Window(start=1320, end=360)


def test_the_winner_comes_first_and_the_later_of_equals():
    rates = [
        Rate(1),
        Rate(2, zone="door"),
        Rate(3, window=DAY),
        Rate(4, window=NIGHT),
        Rate(5, zone="window"),
    ]
    found = concerning(rates, zone="door", group="visitor")
    assert [rate.per_hour_minor for rate in found] == [2, 4, 3, 1]


def test_the_first_that_holds_is_in_force():
    rates = [Rate(4, window=NIGHT), Rate(3, window=DAY)]
    assert rate_at(rates, weekday=0, minute=360).per_hour_minor == 3
    assert rate_at(rates[:1], weekday=0, minute=360) is None


@pytest.mark.parametrize(
    ("rates", "found"),
    [
        pytest.param([Rate(1)], [], id="one price for all"),
        pytest.param([Rate(1), Rate(2, zone="door", window=DAY)], [], id="a base below the others"),
        pytest.param([Rate(1, window=DAY), Rate(2, window=NIGHT)], [], id="day and night"),
        pytest.param(
            [Rate(1, zone="door"), Rate(2, zone="window")], [], id="zones that are priced each"
        ),
        pytest.param([Rate(1, window=DAY)], [("*", "*", "mon 00:00-06:00")], id="no night"),
        pytest.param([Rate(1, window=NIGHT)], [("*", "*", "mon 06:00-22:00")], id="no day"),
        pytest.param(
            [Rate(1, window=Window(days=frozenset(range(6))))],
            [("*", "*", "sun 00:00-24:00")],
            id="no Sunday",
        ),
        pytest.param(
            [Rate(1, window=Window(days=frozenset({0, 6})))],
            [("*", "*", "tue 00:00-sat 24:00")],
            id="only two days",
        ),
        pytest.param(
            [
                Rate(1, window=Window(frozenset({0}), 1439, 1439 - 1)),
                Rate(1, window=Window(frozenset(range(1, 7)))),
            ],
            [("*", "*", "mon 00:00-23:59")],
            id="all but a day",
        ),
        pytest.param(
            [Rate(1, zone="door"), Rate(2, zone="window", window=DAY)],
            [("window", "*", "mon 00:00-06:00")],
            id="a zone without a night",
        ),
        pytest.param(
            [Rate(1, zone="door", window=DAY), Rate(2, zone="door", group="student", window=NIGHT)],
            [("door", "*", "mon 00:00-06:00")],
            id="only students have a night",
        ),
        pytest.param(
            [Rate(1, zone="door", window=DAY), Rate(2, group="student", window=NIGHT)],
            [("*", "student", "mon 06:00-22:00"), ("door", "*", "mon 00:00-06:00")],
            id="zone and group together fill the week",
        ),
    ],
)
def test_hours_without_a_price_are_named(rates, found):
    assert [(gap.zone, gap.group, gap.hours) for gap in gaps(rates)] == found


def test_a_gap_over_midnight_names_both_days():
    assert Gap("*", "*", 1320, 1440 + 360).hours == "mon 22:00-tue 06:00"


windows = st.builds(
    lambda days, pair: Window(days, *pair),
    st.frozensets(st.integers(0, 6), min_size=1),
    st.sampled_from([(0, 1440), (0, 720), (720, 1440), (1320, 360), (360, 1320), (0, 1)]),
)


@given(
    st.lists(
        st.builds(Rate, st.just(1), zone=st.sampled_from(["*", "door"]), window=windows),
        min_size=1,
        max_size=5,
    ),
    st.integers(0, 6),
    st.integers(0, 1439),
)
def test_without_a_gap_every_minute_has_a_rate(rates, weekday, minute):
    found = {gap.zone: gap for gap in gaps(rates)}
    named = {rate.zone for rate in rates}
    for zone in ("door", "elsewhere"):
        concerned = concerning(rates, zone=zone, group="visitor")
        gap = found.get(zone if zone in named else "*")
        priced = rate_at(concerned, weekday=weekday, minute=minute) is not None
        if gap is not None:
            assert not (priced and gap.start <= weekday * 1440 + minute < gap.end)
        elif concerned:
            assert priced
