"""Vouchers for some seats, days or hours at a station whose hub is away. It is Sunday, 01:26:40."""

import pytest
from msgspec import UNSET

from kiosk.protocol.bodies import Hours
from kiosk.rules.refusals import Refusal
from kiosk.rules.scans import read_scan
from kiosk.rules.spans import Window
from kiosk.texts import sentence
from station_agent import entering
from station_agent.states import State

HOUR = 3_600
NIGHT = Window(start=22 * 60, end=6 * 60)
EVENING = Window(start=17 * 60, end=22 * 60)
TO_SIX_S = 4 * HOUR + 33 * 60 + 20


def scan(desk, paper, *, request_id="request-1"):
    """A scanner types the whole QR into the lock's code field."""
    entering.enter(desk.agent, code=read_scan(paper), pin="", request_id=request_id, paper=paper)


def refused(desk, paper):
    with pytest.raises(Refusal) as refusal:
        scan(desk, paper)
    assert desk.agent.state is State.LOCKED
    return refusal.value


def cut(desk):
    desk.hub.up = False
    desk.forward(6)
    return desk


@pytest.fixture
def quiet(desk):
    """A seat of the zone Quiet in Nairobi that has heard of its hub before it was cut."""
    desk.hub.put_window(zone="Quiet", timezone="Africa/Nairobi")
    desk.forward(6)
    return cut(desk)


def test_a_night_voucher_opens_to_the_end_of_its_hours(quiet):
    scan(quiet, quiet.hub.paper(seconds=9 * HOUR, window=NIGHT))
    assert quiet.agent.state is State.OPEN
    assert quiet.agent.seconds_left == TO_SIX_S - 12
    assert quiet.agent.sitting.lease.seconds == TO_SIX_S - 12


def test_a_night_voucher_locks_when_its_hours_end(quiet):
    scan(quiet, quiet.hub.paper(seconds=9 * HOUR, window=Window(start=60, end=90)))
    assert quiet.agent.seconds_left == 200 - 12
    quiet.forward(200 - 12)
    assert quiet.agent.state is State.LOCKED
    told = refused(quiet, quiet.hub.paper(seconds=9 * HOUR, window=Window(start=60, end=90)))
    assert told.code == "voucher_hours"


@pytest.mark.parametrize(
    ("window", "said"),
    [
        (EVENING, "This voucher is for 17:00 to 22:00."),
        (Window(frozenset({0, 5})), "This voucher is for Mon, Sat."),
        (
            Window(frozenset({5, 6}), NIGHT.start, 60),
            "This voucher is for Sat, Sun, 22:00 to 01:00.",
        ),
    ],
    ids=["hours", "days", "both"],
)
def test_when_it_may_be_used_is_said(quiet, window, said):
    told = refused(quiet, quiet.hub.paper(window=window))
    assert told.code == "voucher_hours"
    assert sentence(told, "en") == f"{said} It does not open a seat now."


def test_a_voucher_of_this_zone_opens_and_one_of_another_does_not(quiet):
    assert refused(quiet, quiet.hub.paper(zones=("Loud",))).code == "voucher_zone"
    scan(quiet, quiet.hub.paper(zones=("Loud", "Quiet")), request_id="request-2")
    assert quiet.agent.seconds_left == 1800


def test_paper_says_the_name_that_its_zone_had_then(desk):
    """The owner has renamed the zone twice since it was printed."""
    desk.hub.put_window(zone="Library", zone_was=("Quiet", "Room 2"), timezone="Africa/Nairobi")
    desk.forward(6)
    cut(desk)
    assert refused(desk, desk.hub.paper(zones=("Loud",))).code == "voucher_zone"
    for n, name in enumerate(("Quiet", "Library", "Room 2"), start=2):
        scan(desk, desk.hub.paper(zones=(name,)), request_id=f"request-{n}")
        desk.agent.finish()


def test_zone_and_time_zone_are_known_after_a_restart_without_the_hub(quiet):
    quiet.restart()
    assert refused(quiet, quiet.hub.paper(zones=("Loud",))).code == "voucher_zone"
    assert refused(quiet, quiet.hub.paper(window=EVENING)).code == "voucher_hours"
    scan(quiet, quiet.hub.paper(zones=("Quiet",), window=NIGHT), request_id="request-2")
    assert quiet.agent.state is State.OPEN


@pytest.mark.parametrize("told", [False, True], ids=["never told of its site", "an older hub"])
def test_a_station_that_never_heard_its_zone_waits_for_the_hub(desk, told):
    if told:
        desk.hub.put_window(zone=UNSET)
    desk.forward(6)
    cut(desk)
    assert refused(desk, desk.hub.paper(zones=("Quiet",))).code == "hub_away"
    assert refused(desk, desk.hub.paper(window=NIGHT)).code == "hub_away"
    scan(desk, desk.hub.paper(), request_id="request-2")
    assert desk.agent.state is State.OPEN


def test_limits_that_somebody_changed_are_forged(quiet):
    paper = quiet.hub.paper(window=NIGHT)
    other = quiet.hub.paper(window=Window(start=60, end=6 * 60))
    assert refused(quiet, other[:39] + paper[39:]).code == "voucher_forged"


def test_it_opens_no_longer_than_to_its_last_day(quiet):
    scan(quiet, quiet.hub.paper(lapses_s=120))
    assert 60 <= quiet.agent.seconds_left <= 120


def test_closing_time_ends_it_earlier(desk):
    hours = Hours(("sat 20:00-01:40",))
    desk.hub.put_window(hours=hours, timezone="Africa/Nairobi", zone="Quiet")
    desk.forward(6)
    cut(desk)
    scan(desk, desk.hub.paper(seconds=9 * HOUR, window=NIGHT))
    assert desk.agent.seconds_left == 13 * 60 + 8


# what time it is


def test_a_wall_clock_set_back_or_forward_changes_no_hour(quiet):
    """The hub's time goes on by the boot-time clock, which nobody at the seat can set."""
    for jump_s in (-12 * HOUR, 24 * HOUR):
        quiet.clock.jump_wall(seconds=jump_s)
        assert (
            refused(quiet, quiet.hub.paper(window=EVENING, lapses_s=10**6)).code == "voucher_hours"
        )
        quiet.restart()
        assert (
            refused(quiet, quiet.hub.paper(window=EVENING, lapses_s=10**6)).code == "voucher_hours"
        )
    scan(quiet, quiet.hub.paper(window=NIGHT, lapses_s=10**6), request_id="request-2")
    assert quiet.agent.seconds_left == 1800


def test_a_clock_that_stands_before_what_the_hub_said_opens_nothing_by_the_hour(quiet):
    """The battery on its board is empty: after the power cut it says that it is a year ago."""
    quiet.clock.reboot()
    quiet.clock.jump_wall(seconds=-365 * 24 * HOUR)
    quiet.restart()
    night = quiet.hub.paper(window=NIGHT, lapses_s=10**8)
    assert refused(quiet, night).code == "clock_unsure"
    scan(quiet, quiet.hub.paper(zones=("Quiet",), lapses_s=10**8), request_id="request-2")
    assert quiet.agent.state is State.OPEN


def test_a_clock_that_went_on_over_a_power_cut_is_believed(quiet):
    quiet.clock.forward(seconds=600)
    quiet.clock.reboot()
    quiet.restart()
    assert refused(quiet, quiet.hub.paper(window=EVENING)).code == "voucher_hours"
    scan(quiet, quiet.hub.paper(window=NIGHT), request_id="request-2")
    assert quiet.agent.state is State.OPEN


def test_a_fact_tells_the_hubs_time_whatever_the_wall_clock_says(quiet):
    right = quiet.agent.hub_now
    quiet.clock.jump_wall(seconds=-12 * HOUR)
    at = quiet.agent.pen._moment()
    assert at.wall + at.offset_ms == right


# at the lock


def test_the_lock_says_when_it_may_be_used_in_the_visitors_language(browser):
    browser.desk.hub.put_window(zone="Quiet", timezone="Africa/Nairobi")
    browser.desk.forward(6)
    cut(browser.desk)
    browser.get("/")
    browser.send("/open", code=browser.desk.hub.paper(window=NIGHT, zones=("Loud",)))
    assert "This voucher is not for this seat." in browser.text
    browser.send("/open", code=browser.desk.hub.paper(window=EVENING))
    assert "This voucher is for 17:00 to 22:00." in browser.text
