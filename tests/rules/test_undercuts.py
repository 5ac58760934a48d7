"""An offer that sells a dear zone's time for a cheap zone's price: said, zone by zone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.rates import Rate
from kiosk.rules.spans import ALWAYS, EVERY_DAY, Window
from kiosk.rules.undercuts import Undercut, undercuts

HOUR = 3600
EVENING = Window(EVERY_DAY, 18 * 60, 22 * 60)
NIGHT = Window(EVERY_DAY, 22 * 60, 24 * 60)
HALL_AND_QUIET = [Rate(150), Rate(250, zone="Quiet room")]
ZONES = ("Quiet room", "Hall")


def found(rates, *, zones=ZONES, window=ALWAYS, seconds=2 * HOUR, price_minor=300, group="visitor"):
    each = undercuts(
        rates, zones=zones, group=group, window=window, seconds=seconds, price_minor=price_minor
    )
    return [(one.zone, one.cost_minor) for one in each]


@pytest.mark.parametrize(
    ("rates", "asked", "said"),
    [
        pytest.param(HALL_AND_QUIET, {}, [("Quiet room", 500)], id="the dear zone is named"),
        pytest.param(HALL_AND_QUIET, {"price_minor": 500}, [], id="as dear as by the hour"),
        pytest.param(HALL_AND_QUIET, {"price_minor": 499}, [("Quiet room", 500)], id="a unit less"),
        pytest.param(HALL_AND_QUIET, {"price_minor": 0}, [], id="given for nothing on purpose"),
        pytest.param(HALL_AND_QUIET, {"zones": ("Hall",)}, [], id="limited to the cheap zone"),
        pytest.param(HALL_AND_QUIET, {"zones": ("Quiet room",)}, [], id="one zone, a discount"),
        pytest.param([Rate(150)], {"price_minor": 100}, [], id="one price everywhere: a discount"),
        pytest.param(HALL_AND_QUIET, {"zones": ()}, [], id="no zone"),
        pytest.param([Rate(150, zone="Hall")], {}, [], id="a zone without a price"),
        pytest.param(
            [Rate(150), Rate(250, zone="Quiet room", group="student")], {}, [], id="another group"
        ),
        pytest.param(
            [Rate(150), Rate(250, zone="Quiet room", group="student")],
            {"group": "student"},
            [("Quiet room", 500)],
            id="the group that is asked for",
        ),
        pytest.param(
            [Rate(150), Rate(250, zone="Quiet room", window=EVENING)],
            {},
            [],
            id="cheap at some hour of the offer",
        ),
        pytest.param(
            [Rate(150), Rate(250, zone="Quiet room", window=EVENING)],
            {"window": EVENING},
            [("Quiet room", 500)],
            id="dear at every hour of the offer",
        ),
        pytest.param(
            [Rate(150), Rate(250, zone="Quiet room", window=EVENING)],
            {"window": NIGHT},
            [],
            id="dear at other hours only",
        ),
        pytest.param(
            [Rate(150), Rate(250, zone="A"), Rate(200, zone="B")],
            {"zones": ("C", "B", "A")},
            [("A", 500), ("B", 400)],
            id="several, by name",
        ),
        pytest.param(
            [Rate(100), Rate(111, zone="Quiet room")],
            {"seconds": 1800, "price_minor": 55},
            [("Quiet room", 56)],
            id="half a unit counts up",
        ),
    ],
)
def test_dearer_zones_are_said(rates, asked, said):
    assert found(rates, **asked) == said


@given(
    hall=st.integers(0, 10_000),
    quiet=st.integers(0, 10_000),
    seconds=st.integers(1, 100 * HOUR),
    price_minor=st.integers(0, 100_000),
)
def test_only_a_dearer_zone_above_the_price_is_said(hall, quiet, seconds, price_minor):
    rates = [Rate(hall), Rate(quiet, zone="Quiet room")]
    for one in undercuts(
        rates,
        zones=ZONES,
        group="visitor",
        window=ALWAYS,
        seconds=seconds,
        price_minor=price_minor,
    ):
        assert isinstance(one, Undercut)
        assert one.cost_minor > price_minor > 0
        assert one.zone == ("Quiet room" if quiet > hall else "Hall")
