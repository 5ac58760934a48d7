"""Meetings of classes: their seats, and who was there by the seat's word or a mentor's."""

from functools import partial

import pytest
from acts.class_site import HOUR, add, do, make_class, meet, newest, opened
from fakes.machines import look

from kiosk.acts import blocks as block_acts
from kiosk.acts import classes as acts
from kiosk.acts import front_desk, meetings
from kiosk.jobs.table import take_attendance
from kiosk.queries import class_pages
from kiosk.rules.refusals import Refusal
from kiosk.store import blocks, bookings, sessions
from kiosk.store import meetings as meeting_store


@pytest.fixture
def site(clock):
    with opened(clock) as world:
        yield world


@pytest.fixture
def make(site):
    return partial(make_class, site)


def test_a_meeting_keeps_its_seats_on_the_classes_terms(site, make):
    made = make(pays="own")
    meeting = meet(site, made, after_s=HOUR, seats=(1, 2))
    row = look(site, meeting_store.by_id, meeting)
    block = look(site, blocks.by_id, row.block)
    assert (block.title, block.class_id, block.pays) == ("Morning group", made, "own")
    assert look(site, meeting_store.seats_of, row.block) == (1, 2)
    with pytest.raises(Refusal, match="class_meets"):
        meet(site, made, after_s=HOUR + 600)
    with pytest.raises(Refusal, match="booking_taken"):
        meet(site, make("Other"), after_s=HOUR, seats=(2,))
    do(site, meetings.cancel_meeting, meeting=meeting, reason="no power")
    kept = look(site, bookings.of_block, row.block)
    assert all(one.booking.cancelled_at is not None for one in kept)
    with pytest.raises(Refusal, match="meeting_cancelled"):
        do(site, meetings.cancel_meeting, meeting=meeting, reason="no power")


def test_seats_that_were_given_up_at_the_desk_are_no_hindrance(site, make, clock):
    meeting = meet(site, make(), after_s=HOUR, seats=(1,))
    row = look(site, meeting_store.by_id, meeting)
    told = {"block": row.block, "reason": "room flooded", "by": site.operator}
    site.hub.write(block_acts.cancel_block, **told)
    with pytest.raises(Refusal, match="reason_missing"):
        do(site, meetings.cancel_meeting, meeting=meeting, reason="")
    do(site, meetings.cancel_meeting, meeting=meeting, reason="room flooded")
    late = meet(site, make("Other"))
    clock.forward(seconds=HOUR)
    with pytest.raises(Refusal, match="meeting_over"):
        do(site, meetings.cancel_meeting, meeting=late, reason="late")


def test_a_meeting_of_a_night_and_a_morning_is_refused(site, make):
    with pytest.raises(Refusal, match="booking_length"):
        meet(site, make(), for_s=12 * HOUR + 1)
    assert meet(site, make("Nights"), for_s=12 * HOUR)


def test_a_class_has_so_many_meetings(site, make, monkeypatch):
    monkeypatch.setattr(meetings, "MEETINGS_LIMIT", 0)
    with pytest.raises(Refusal, match="too_many"):
        meet(site, make())


def attended(site, class_id):
    grid = look(site, class_pages.grid, site.hub.now(), class_id)
    return {row.member.visitor: [cell.minutes for cell in row.cells] for row in grid.learners}


def sit(site, clock, visitor, *, seat=1, minutes=30):
    site.open_at_lock(seat, visitor)
    clock.forward(seconds=minutes * 60)
    site.hub.write(_use, session=site.session_at(seat).id, used_s=minutes * 60)


def _use(db, now, *, session, used_s):
    sessions.note_used(db, session=session, used_s=used_s)


def test_who_sits_at_a_seat_of_the_meeting_is_there_by_itself(site, make, clock):
    made = make()
    for who in (site.grace, site.ruth):
        add(site, made, who)
    meet(site, made, seats=(1,))
    take_attendance(site.hub, site.hub.now())  # nobody is there yet, nothing is written
    sit(site, clock, site.grace)
    take_attendance(site.hub, site.hub.now())
    take_attendance(site.hub, site.hub.now())
    assert attended(site, made) == {site.grace: [30], site.ruth: [0]}
    (row,) = look(site, class_pages.listed, site.hub.now(), ended=False)
    assert (row.people, row.modules, row.next_meeting.class_id) == (2, 0, made)


def test_a_meeting_put_in_late_counts_who_sat_there_since_it_began(site, make, clock):
    made = make()
    add(site, made, site.grace)
    with pytest.raises(Refusal, match="booking_past"):
        meet(site, made, after_s=-2 * HOUR, seats=(1,))
    site.start(1, by=site.operator, visitor=site.grace)
    clock.forward(seconds=20 * 60)
    site.hub.write(_use, session=site.session_at(1).id, used_s=20 * 60)
    meet(site, made, after_s=-20 * 60)
    take_attendance(site.hub, site.hub.now())
    assert attended(site, made) == {site.grace: [20]}


def test_neither_another_seat_nor_somebody_else_counts(site, make, clock):
    made = make()
    add(site, made, site.grace)
    meet(site, made, seats=(2,))
    site.start(1, by=site.operator, visitor=site.grace)
    site.open_at_lock(2, site.ruth)  # whoever has a card may sit there; the mentor sees them
    clock.forward(seconds=600)
    for seat in (1, 2):
        site.hub.write(_use, session=site.session_at(seat).id, used_s=600)
    take_attendance(site.hub, site.hub.now())
    assert attended(site, made) == {site.grace: [0]}


def test_without_seats_any_seat_counts_and_who_left_stays_in_the_grid(site, make, clock):
    made = make()
    add(site, made, site.grace)
    add(site, made, site.ruth)
    meet(site, made)
    site.start(2, by=site.operator, visitor=site.grace)
    clock.forward(seconds=600)
    site.hub.write(_use, session=site.session_at(2).id, used_s=600)
    take_attendance(site.hub, site.hub.now())
    for who in (site.grace, site.ruth):
        do(site, acts.take_off, class_id=made, visitor=who, reason="moved")
    assert attended(site, made) == {site.grace: [10]}
    site.hub.write(front_desk.end_session, seat=2, by=site.operator)


def test_a_mentor_puts_it_right_with_a_reason(site, make, clock):
    made = make()
    add(site, made, site.grace)
    meeting = meet(site, made, after_s=600)
    right = {"meeting": meeting, "visitor": site.grace, "minutes": 45, "reason": "Shared a seat"}
    with pytest.raises(Refusal, match="meeting_not_begun"):
        do(site, meetings.say_attended, **right)
    clock.forward(seconds=1200)
    for wrong, refusal in (
        ({"meeting": "none"}, "not_found"),
        ({"visitor": site.ruth}, "not_found"),
        ({"minutes": 61}, "field_wrong"),
        ({"reason": " "}, "reason_missing"),
    ):
        with pytest.raises(Refusal, match=refusal):
            do(site, meetings.say_attended, **{**right, **wrong})
    do(site, meetings.say_attended, **right)
    assert newest(site) == ("say_attended", f"visitor:{site.grace}", "Shared a seat")
    assert attended(site, made) == {site.grace: [45]}
    grid = look(site, class_pages.grid, site.hub.now(), made)
    assert (grid.possible_min, grid.learners[0].minutes) == (60, 45)
