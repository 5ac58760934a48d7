"""Pause one and all, lock, restart, wake, and an order that is sent once more."""

import pytest
from fakes.machines import look

from kiosk.acts import floor_control, front_desk, station_link
from kiosk.protocol.bodies import SessionUsed
from kiosk.rules.refusals import Refusal
from kiosk.store import audit, commands, floor_pauses, sessions, stations

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")
MAC = "00:1a:2b:3c:4d:5e"


@pytest.fixture
def sitting(site):
    """A walk-in at seat 1."""
    started = site.start(1, by=site.operator)
    site.running(1, started.session)
    return started.session


@pytest.fixture
def second(site):
    """Another one at seat 2."""
    started = site.start(2, by=site.operator)
    site.running(2, started.session)
    return started.session


def do(site, act, **arguments):
    return site.hub.write(act, by=site.operator, **arguments)


def orders(site, seat=1):
    waiting = look(site, commands.waiting, site.stations[seat])
    return [one.kind for one in waiting if one.kind != "take"]


def last_line(site):
    return look(site, audit.latest, before=None, limit=1)[0]


# one seat


def test_one_seat_is_paused_and_goes_on(site, seat_1, sitting):
    do(site, floor_control.pause_session, seat=1)
    seat_1.tell(SessionUsed(sitting, 5, "paused"))
    with pytest.raises(Refusal, match="already_paused"):
        do(site, floor_control.pause_session, seat=1)
    do(site, floor_control.resume_session, seat=1)
    assert orders(site) == ["pause", "resume"]
    seat_1.tell(SessionUsed(sitting, 5, "resumed"))
    with pytest.raises(Refusal, match="not_paused"):
        do(site, floor_control.resume_session, seat=1)


@pytest.mark.parametrize("act", [floor_control.pause_session, floor_control.resume_session])
@pytest.mark.parametrize(("seat", "refusal"), [(2, "no_session_here"), (9, "no_such_station")])
def test_where_nobody_sits_nothing_is_paused(site, act, seat, refusal):
    with pytest.raises(Refusal, match=refusal):
        do(site, act, seat=seat)


# all of them


def test_all_are_paused_with_a_reason_and_go_on(site, sitting, second):
    assert do(site, floor_control.pause_all, reason=" Assembly ") == 2
    assert (last_line(site).act, last_line(site).reason) == ("pause_all", "Assembly")
    assert look(site, floor_pauses.open_one).reason == "Assembly"
    assert [orders(site, seat) for seat in (1, 2)] == [["pause"], ["pause"]]
    assert do(site, floor_control.resume_all) == 2
    assert [orders(site, seat) for seat in (1, 2)] == [["pause", "resume"]] * 2
    assert look(site, floor_pauses.open_one) is None


def test_who_was_paused_before_stays_so(site, seat_1, sitting, second):
    seat_1.tell(SessionUsed(sitting, 5, "paused"))
    assert do(site, floor_control.pause_all, reason="Power cut") == 1
    assert do(site, floor_control.resume_all) == 1
    assert (orders(site, 1), orders(site, 2)) == ([], ["pause", "resume"])


def test_who_went_home_meanwhile_does_not_go_on(site, seat_1, sitting, second):
    do(site, floor_control.pause_all, reason="Power cut")
    seat_1.close(sitting, used_s=10)
    assert do(site, floor_control.resume_all) == 1
    assert orders(site, 1) == ["pause"]


def test_after_a_cut_whatever_is_paused_goes_on(site, seat_1, seat_2, sitting, second):
    do(site, floor_control.pause_all, reason="Power cut")
    with pytest.raises(Refusal, match="nobody_sits"):
        do(site, floor_control.resume_paused)  # no station has said so yet
    for seat, name in ((seat_1, sitting), (seat_2, second)):
        seat.tell(SessionUsed(name, 5, "paused"))
    assert do(site, floor_control.resume_paused) == 2
    assert look(site, floor_pauses.open_one) is None
    seat_1.tell(SessionUsed(sitting, 5, "resumed"))
    seat_2.tell(SessionUsed(second, 5, "resumed"))
    seat_1.tell(SessionUsed(sitting, 9, "paused"))
    assert do(site, floor_control.resume_paused) == 1  # also without a pause of the floor


def test_a_pause_of_all_is_refused(site):
    with pytest.raises(Refusal, match="reason_missing"):
        do(site, floor_control.pause_all, reason="  ")
    with pytest.raises(Refusal, match="nobody_sits"):
        do(site, floor_control.pause_all, reason="Assembly")
    with pytest.raises(Refusal, match="floor_not_paused"):
        do(site, floor_control.resume_all)


def test_all_are_paused_once(site, sitting):
    do(site, floor_control.pause_all, reason="Assembly")
    with pytest.raises(Refusal, match="floor_paused"):
        do(site, floor_control.pause_all, reason="Assembly")


# the station


def test_a_locked_seat_takes_nobody_until_it_is_unlocked(site):
    do(site, floor_control.lock_seat, seat=1, reason="Dust in the fan")
    assert look(site, stations.seat, 1).out_of_order == "Dust in the fan"
    with pytest.raises(Refusal, match="station_not_free"):
        site.start(1, by=site.operator)
    do(site, floor_control.unlock_seat, seat=1)
    with pytest.raises(Refusal, match="station_state_wrong"):
        do(site, floor_control.unlock_seat, seat=1)
    site.start(1, by=site.operator)


@pytest.mark.parametrize(
    ("seat", "reason", "refusal"),
    [
        (9, "dust", "no_such_station"),
        (1, " ", "reason_missing"),
        (1, "dust", "station_not_free"),
    ],
)
def test_a_seat_is_not_locked(site, sitting, seat, reason, refusal):
    with pytest.raises(Refusal, match=refusal):
        do(site, floor_control.lock_seat, seat=seat, reason=reason)


def test_a_restart_is_for_now(site):
    do(site, floor_control.restart_station, seat=1)
    (order,) = look(site, commands.waiting, site.stations[1])
    assert (order.kind, order.until) == ("restart", site.hub.now() + 60_000)


def test_a_machine_is_woken_by_the_address_that_it_told(site):
    with pytest.raises(Refusal, match="cannot_wake"):
        do(site, floor_control.wake_station, seat=1)
    site.hub.write(station_link.note_mac, station=site.stations[1], mac="nonsense")
    assert look(site, stations.mac_of, site.stations[1]) == ""
    site.hub.write(station_link.note_mac, station=site.stations[1], mac=MAC)
    assert do(site, floor_control.wake_station, seat=1) == MAC
    assert orders(site) == ["wake"]


def test_nobody_has_told_of_a_station_that_is_none(site):
    assert look(site, stations.mac_of, "0" * 32) == ""


# once more


def test_an_order_that_came_too_late_is_sent_once_more(site):
    site.hub.write(front_desk.send_message, seat=1, words="We close", by=site.operator)
    with pytest.raises(Refusal, match="nothing_to_retry"):
        do(site, floor_control.retry_order, seat=1)
    site.clock.forward(seconds=61)
    assert do(site, floor_control.retry_order, seat=1).kind == "message"
    waiting = look(site, commands.waiting, site.stations[1])
    assert [(one.words, one.until > site.hub.now()) for one in waiting] == [
        ("We close", False),
        ("We close", True),
    ]
    with pytest.raises(Refusal, match="nothing_to_retry"):
        do(site, floor_control.retry_order, seat=1)


def test_a_seat_that_was_ordered_nothing_has_nothing_to_retry(site):
    assert look(site, commands.last_of, site.stations[1]) is None
    with pytest.raises(Refusal, match="nothing_to_retry"):
        do(site, floor_control.retry_order, seat=1)


def test_an_order_for_a_session_waits_for_its_station(site, sitting):
    do(site, floor_control.pause_session, seat=1)
    site.clock.forward(seconds=3_600)
    with pytest.raises(Refusal, match="nothing_to_retry"):
        do(site, floor_control.retry_order, seat=1)
    assert look(site, sessions.by_id, sitting).state == "open"
