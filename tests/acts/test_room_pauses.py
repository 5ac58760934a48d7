"""A class is paused, or some seats: the meter stands, others are untouched, its end ends it."""

import pytest
from fakes.machines import look

from kiosk.acts import (
    blocks,
    classes,
    floor_control,
    housekeeping,
    meetings,
    room_pauses,
    station_link,
)
from kiosk.acts.blocks import ClassWish
from kiosk.acts.classes import ClassDraft
from kiosk.protocol.bodies import SessionUsed
from kiosk.rules.instants import later
from kiosk.rules.refusals import Refusal
from kiosk.store import audit, commands, floor_pauses, sessions

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")
HOUR = 3_600
NAME = "Otieno J."


@pytest.fixture
def sat(site):
    """A walk-in at seat 1 and one at seat 2, each with time of their own."""
    found = {}
    for seat in (1, 2):
        found[seat] = site.start(seat, by=site.operator).session
        site.running(seat, found[seat])
    return found


def do(site, act, **told):
    return site.hub.write(act, by=site.operator, **told)


def pause(site, seats, block="", reason="", part=""):
    part = part or (f"block:{block}" if block else "")
    told = {"seats": seats, "part": part, "reason": reason, "name": NAME}
    return do(site, room_pauses.pause_seats, **told)


def a_class(site, seats, pays="own"):
    """It is on for an hour from now; who sits there has sat for an hour."""
    starts = later(site.hub.now(), seconds=HOUR)
    wish = ClassWish("CV writing", seats, starts, later(starts, seconds=HOUR), pays)
    made = do(site, blocks.book_block, wish=wish)
    site.clock.forward(seconds=HOUR)
    return made


def orders(site, seat):
    found = look(site, commands.waiting, site.stations[seat])
    return [one.kind for one in found if one.kind != "take"]


def heard(site, seat):
    """Its station has carried out all that was ordered."""
    station = site.stations[seat]
    n = look(site, commands.waiting, station)[-1].n
    site.hub.write(station_link.note_done, station=station, n=n)


def is_on(site):
    return [one.part for one in look(site, floor_pauses.of_parts)]


def end_class_pauses(site):
    return site.hub.write(room_pauses.end_class_pauses)


def test_some_seats_are_paused_and_no_other(site, sat):
    assert pause(site, (1,), reason="Look up") == 1
    assert (orders(site, 1), orders(site, 2)) == (["pause"], [])
    (told,) = [one for one in look(site, commands.waiting, site.stations[1]) if one.kind == "pause"]
    assert (told.words, told.session) == (f"{NAME}\nLook up", sat[1])
    line = look(site, audit.latest, before=None, limit=1)[0]
    assert (line.act, line.reason) == ("pause_seats", "Look up")


def test_they_go_on_also_before_the_station_has_heard(site, sat):
    pause(site, (1, 2))
    assert do(site, room_pauses.resume_seats, seats=(1,)) == 1
    assert is_on(site) == ["seats"]  # seat 2 is still in it
    assert do(site, room_pauses.resume_seats, seats=(2,)) == 1
    assert (orders(site, 1), orders(site, 2)) == (["pause", "resume"], ["pause", "resume"])
    assert is_on(site) == []


def test_who_went_on_with_the_code_is_asked_nothing_more(site, seat_1, clock, sat):
    pause(site, (1,))
    seat_1.tell(SessionUsed(sat[1], 5, "paused"))
    heard(site, 1)
    assert end_class_pauses(site) == 0
    seat_1.tell(SessionUsed(sat[1], 5, "resumed"))
    with pytest.raises(Refusal, match="nobody_sits"):
        do(site, room_pauses.resume_seats, seats=(1,))
    clock.forward(seconds=60)
    assert (end_class_pauses(site), is_on(site)) == (1, [])


def test_nothing_is_paused_twice_and_not_while_all_are(site, seat_1, sat):
    with pytest.raises(Refusal, match="nobody_sits"):
        pause(site, (9,))
    pause(site, (1,))
    seat_1.tell(SessionUsed(sat[1], 5, "paused"))
    with pytest.raises(Refusal, match="nobody_sits"):
        pause(site, (1,))
    do(site, floor_control.pause_all, reason="Power cut")
    with pytest.raises(Refusal, match="floor_paused"):
        pause(site, (1,))
    with pytest.raises(Refusal, match="floor_paused"):
        do(site, room_pauses.resume_seats, seats=(1,))
    do(site, floor_control.resume_all)
    assert (orders(site, 1), is_on(site)) == (["pause"], ["seats"])  # the class's goes on


def test_a_class_is_paused_up_to_its_end(site, seat_1, clock, sat):
    block = a_class(site, (1,))
    pause(site, (1,), block)
    seat_1.tell(SessionUsed(sat[1], 300, "paused"))
    clock.forward(seconds=HOUR - 1)
    assert (end_class_pauses(site), is_on(site)) == (0, [f"block:{block}"])
    closed = site.hub.write(housekeeping.close_overdue_pauses, running={})
    assert closed == 0  # longer than any other pause may last
    clock.forward(seconds=1)
    assert (end_class_pauses(site), end_class_pauses(site), is_on(site)) == (1, 0, [])
    assert orders(site, 1) == ["pause"]  # own money runs only where somebody types the code
    clock.forward(seconds=901)
    assert site.hub.write(housekeeping.close_overdue_pauses, running={}) == 1
    assert look(site, sessions.by_id, sat[1]).used_s == 300


def test_seats_that_the_class_pays_for_go_on_when_it_ends(site, seat_1, clock):
    block = a_class(site, (1,), pays="free")
    sitting = do(site, blocks.start_for_class, seat=1, block=block, visitor=None)
    site.running(1, sitting)
    pause(site, (1,), block)
    seat_1.tell(SessionUsed(sitting, 60, "paused"))
    clock.forward(seconds=HOUR)
    end_class_pauses(site)
    assert orders(site, 1)[-1] == "resume"


def test_a_class_that_is_called_off_is_over(site, seat_1, sat):
    block = a_class(site, (1,))
    pause(site, (1,), block)
    do(site, blocks.cancel_block, block=block, reason="The mentor is ill")
    assert (end_class_pauses(site), is_on(site)) == (1, [])


def test_after_a_cut_all_go_on_and_no_pause_stays(site, seat_1, sat):
    pause(site, (1,))
    seat_1.tell(SessionUsed(sat[1], 5, "paused"))
    do(site, floor_control.resume_paused)
    assert is_on(site) == []


def test_a_station_that_hears_of_it_too_late_is_not_paused(site, clock, sat):
    block = a_class(site, (1,))
    pause(site, (1,), block)
    (told,) = [one for one in look(site, commands.waiting, site.stations[1]) if one.kind == "pause"]
    assert told.until == later(site.hub.now(), seconds=HOUR)


@pytest.mark.parametrize("called_off", [False, True])
def test_a_meeting_at_any_seat_ends_its_pause_too(site, seat_1, clock, sat, called_off):
    mentor = site.staff("joy", role="mentor")
    made = site.hub.write(classes.make_class, draft=ClassDraft("Evenings", mentor), by=mentor)
    now = site.hub.now()
    told = {"spans": ((now, later(now, seconds=HOUR)),), "seats": (), "by": mentor}
    (meeting,) = site.hub.write(meetings.add_meetings, class_id=made, **told)
    pause(site, (1,), part=f"meeting:{meeting}")
    seat_1.tell(SessionUsed(sat[1], 5, "paused"))
    (on,) = look(site, floor_pauses.of_parts)
    assert (on.reason, on.until) == ("Evenings", later(now, seconds=HOUR))
    assert end_class_pauses(site) == 0
    if called_off:
        gone = {"meeting": meeting, "reason": "The mentor is ill", "by": mentor}
        site.hub.write(meetings.cancel_meeting, **gone)
    else:
        clock.forward(seconds=HOUR)
    assert (end_class_pauses(site), is_on(site)) == (1, [])
