"""A station fills up with unsent work: said on the bar of every page, and under Sync."""

import pytest


def fill(cafe, seat, percent):
    cafe.beat(seat)
    cafe.hub.heard[cafe.stations[seat]].filled_percent = percent


@pytest.mark.parametrize(
    ("percents", "said"),
    [
        ({}, ""),
        ({3: 70}, ""),
        ({3: 71}, "Station 3 is filling up with unsent work."),
        ({3: 91}, "Station 3 is full of unsent work."),
        ({3: 91, 2: 75}, "2 stations are filling up with unsent work."),
    ],
)
def test_the_bar_says_it_on_the_floor_and_everywhere(cafe, owner, percents, said):
    for seat, percent in percents.items():
        fill(cafe, seat, percent)
    for place in ("/floor", "/bar"):
        page = owner.page(place).replace("<bdi>", "").replace("</bdi>", "")
        assert ("unsent work" in page) is bool(said)
        assert said in page


def test_who_may_look_is_led_there_and_others_read_it_only(cafe, owner, operator):
    fill(cafe, 3, 80)
    assert '<a href="/settings/sync">Station' in owner.page("/bar")
    assert "<span>Station" in operator.page("/bar")


def test_a_station_that_is_no_seat_any_more_is_counted(cafe, owner):
    fill(cafe, 3, 80)
    cafe.hub.heard["gone"] = cafe.hub.heard.pop(cafe.stations[3])
    assert "1 station is filling up" in owner.page("/bar")


@pytest.mark.parametrize(("percent", "said"), [(74, "74 % full"), (95, "Full: takes no new tasks")])
def test_sync_says_how_full(cafe, owner, percent, said):
    fill(cafe, 3, percent)
    assert said in owner.page("/settings/sync")
