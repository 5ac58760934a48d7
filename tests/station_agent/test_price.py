"""What an hour at the seat costs, by the lists that the hub told; also with the hub away."""

import pytest
from fakes.station_browser import sit_down

from kiosk.protocol.bodies import PriceList
from station_agent import entering
from station_agent.price import seat_per_hour


def tariff(*rates):
    return {
        "timezone": "UTC",
        "currency": "KES",
        "grace_s": 0,
        "minimum_s": 0,
        "increment_s": 1,
        "daily_cap_minor": 0,
        "rate": [
            {"zone": zone, "group": group, "per_hour_minor": minor} for zone, group, minor in rates
        ],
    }


def put(desk, *lists):
    """Price lists that begin so many seconds from now."""
    now = desk.clock.now()
    told = tuple(PriceList(max(0, now + in_s * 1000), body) for in_s, body in lists)
    desk.hub.put_window(zone="window", lists=told)
    desk.forward(6)
    return desk.agent


def test_the_price_is_that_of_the_seats_zone_and_the_visitors_group(desk):
    agent = put(desk, (-9, tariff(("*", "*", 900), ("window", "*", 500), ("*", "student", 300))))
    assert seat_per_hour(agent) == 500
    desk.hub.sell("471932", seconds=3600, name="Asha", group="student")
    entering.enter(agent, code="471932", pin="", request_id="a")
    assert seat_per_hour(agent) == 500  # a zone outranks a group


@pytest.mark.parametrize(("group", "minor"), [("visitor", 900), ("student", 300)])
def test_a_group_has_its_price(desk, group, minor):
    agent = put(desk, (-9, tariff(("*", "*", 900), ("*", "student", 300))))
    desk.hub.sell("471932", seconds=3600, name="Asha", group=group)
    entering.enter(agent, code="471932", pin="", request_id="a")
    assert seat_per_hour(agent) == minor


def test_the_next_list_holds_from_its_moment_also_with_the_hub_away(desk):
    agent = put(desk, (-9, tariff(("*", "*", 900))), (60, tariff(("*", "*", 400))))
    desk.hub.up = False
    assert seat_per_hour(agent) == 900
    desk.forward(60)
    assert seat_per_hour(agent) == 400


@pytest.mark.parametrize(
    "lists",
    [
        pytest.param(((-9, tariff(("cellar", "*", 900))),), id="no price for this seat"),
        pytest.param(((60, tariff(("*", "*", 900))),), id="none holds yet"),
        pytest.param(((-9, {"rate": []}),), id="none that can be read"),
    ],
)
def test_without_a_list_the_price_is_what_the_window_said(desk, lists):
    assert seat_per_hour(put(desk, *lists)) == 7000


def test_a_hub_of_before_tells_one_price(desk):
    desk.hub.put_window()
    desk.forward(6)
    assert seat_per_hour(desk.agent) == 7000


def test_an_hour_brings_what_the_price_list_leaves(browser):
    desk = browser.desk
    put(desk, (-9, tariff(("*", "*", 1_000))))
    sit_down(browser, hand=2)
    page = browser.get("/work")
    assert "An hour brings you" in page
    assert "KSh\N{NO-BREAK SPACE}710" in page  # 360 answers at 2, less 10 for the hour
