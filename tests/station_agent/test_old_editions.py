"""Old editions leave the disk when nobody goes on with them, and come again for who does."""

import pytest
from fakes.editions import NEW, OLD, next_edition
from fakes.learner import learn_up_to
from fakes.seat import shipped

from kiosk.protocol.reflections import Asked, FromMentor
from kiosk.protocol.station_calls import Practised
from kiosk.rules.editions import OLD_KEPT_DAYS
from kiosk.rules.instants import S_PER_DAY, later
from station_agent import entering, old_editions
from station_agent.player import editions

VISITOR = "visitor-471932"
HOUR_S = 3600


class KilledError(Exception):
    """As SIGKILL would."""


@pytest.fixture
def station(desk):
    """A station with two editions of a module, of which nobody began any."""
    desk.publish()
    desk.publish_module(next_edition())
    desk.forward(15)
    return desk


def pass_days(desk, days):
    """The station hears the hub's clock, and tidies."""
    for _ in range(2):
        desk.clock.forward(days=days // 2)
        desk.forward(15)
    desk.clock.forward(seconds=HOUR_S)
    desk.forward(15)


def here(desk):
    return sorted(desk.agent.library.here())


BEGUN = (Practised(OLD, (), (shipped("digits").steps[0].id,)),)
"""What the hub knows of somebody who began the old edition."""


def come(desk, **record):
    desk.sit_down("471932", seconds=6000, pin="4711", name="Grace Wanjiru", **record)


def test_an_old_edition_goes_after_sixty_days_and_the_newest_stays(station):
    pass_days(station, OLD_KEPT_DAYS - 10)
    assert here(station) == [OLD, NEW]
    pass_days(station, 12)
    assert here(station) == [NEW]


def test_a_hub_that_is_away_lets_nothing_go(station):
    station.hub.up = False
    pass_days(station, 2 * OLD_KEPT_DAYS)
    assert here(station) == [OLD, NEW]


def test_who_sits_here_and_goes_on_with_it_keeps_it(station):
    pass_days(station, OLD_KEPT_DAYS - 2)
    come(station, practised=BEGUN)
    station.forward(15)
    station.clock.forward(seconds=HOUR_S)
    station.forward(15)
    station.agent.finish()
    pass_days(station, OLD_KEPT_DAYS - 10)
    assert here(station) == [OLD, NEW]


PLANNED = FromMentor(asked=(Asked(OLD),))
"""What the hub says of somebody whose class takes the old edition."""


def test_who_begins_gets_the_edition_of_their_class(station):
    come(station, from_mentor=PLANNED)
    station.forward(15)
    assert editions.module(station.agent, "digits").edition == OLD


def test_who_is_in_no_class_begins_with_the_newest(station):
    come(station)
    assert editions.module(station.agent, "digits").edition == NEW


def test_what_the_class_of_who_sits_here_takes_is_kept_and_comes_again(station):
    pass_days(station, OLD_KEPT_DAYS - 2)
    come(station, from_mentor=PLANNED)
    station.forward(15)
    station.clock.forward(seconds=HOUR_S)
    station.forward(15)
    station.agent.finish()
    pass_days(station, OLD_KEPT_DAYS - 10)
    assert here(station) == [OLD, NEW]
    pass_days(station, OLD_KEPT_DAYS)
    assert here(station) == [NEW]
    come(station, from_mentor=PLANNED)
    station.forward(15)
    assert here(station) == [OLD, NEW]


def test_what_a_class_has_on_the_screen_stays_whatever_the_clock_says(station):
    come(station)
    station.agent.room.at(OLD, "practice", "p01")
    late = later(station.agent.hub_now, seconds=2 * OLD_KEPT_DAYS * S_PER_DAY)
    old_editions.let_go(station.agent, late)
    assert here(station) == [OLD, NEW]
    station.agent.room.clear()
    old_editions.let_go(station.agent, later(late, seconds=2 * OLD_KEPT_DAYS * S_PER_DAY))
    assert here(station) == [NEW]


def test_who_comes_back_to_a_half_done_one_gets_it_again(station):
    pass_days(station, OLD_KEPT_DAYS + 2)
    assert here(station) == [NEW]
    come(station, practised=BEGUN)
    station.forward(15)
    assert here(station) == [OLD, NEW]
    assert editions.module(station.agent, "digits").edition == OLD
    learn_up_to(station, "check")


def test_with_the_hub_away_the_page_says_that_it_comes_when_the_desk_is_there_again(
    station, browser
):
    pass_days(station, OLD_KEPT_DAYS + 2)
    station.hub.sell("471932", seconds=6000, pin="4711", name="Grace Wanjiru", practised=BEGUN)
    station.agent.tick()
    entering.enter(station.agent, code="471932", pin="4711", request_id="in-1")
    station.hub.up = False
    station.forward(15)
    assert station.agent.hub_away
    page = browser.get("/learn")
    assert "comes when the desk can be reached again. What you did is kept." in page
    assert "is on its way" not in page
    station.hub.up = True
    station.forward(400)
    assert here(station) == [OLD, NEW]


def test_an_agent_killed_between_two_files_goes_on_with_the_next(station, monkeypatch):
    station.publish_module(next_edition(3))
    station.forward(15)
    pass_days(station, OLD_KEPT_DAYS - 10)
    drop = station.agent.blobs.drop

    def drop_and_die(name):
        drop(name)
        raise KilledError

    monkeypatch.setattr(station.agent.blobs, "drop", drop_and_die)
    with pytest.raises(KilledError):
        pass_days(station, 12)
    station.restart()
    assert here(station) == [NEW, "digits-e3"]
    station.forward(15)
    assert here(station) == ["digits-e3"]
    come(station)
    assert editions.module(station.agent, "digits").edition == "digits-e3"
