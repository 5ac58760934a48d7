"""The waiting list: states by the clock alone, whose turn it is, and what wait may be promised."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.instants import Instant, later
from kiosk.rules.refusals import Refusal
from kiosk.rules.waiting import (
    EXPIRES_S,
    FreeSeat,
    Ticket,
    TicketState,
    check_open,
    expected_s,
    held_for,
    in_line,
    next_calls,
    place_of,
    state_of,
    turn_at,
)

NOON = Instant(1_795_300_800_000)
S = TicketState


def at(minutes):
    return later(NOON, seconds=minutes * 60)


def ticket(number=1, joined=0, *, zone="", **told):
    return Ticket(f"t{number}", number, zone, at(joined), **told)


def called(number=1, joined=0, *, seat=5, when=10, **told):
    """Called at minute ten; the seat is held for five."""
    return ticket(number, joined, called_at=at(when), seat=seat, held_until=at(when + 5), **told)


@pytest.mark.parametrize(
    ("one", "minute", "state"),
    [
        pytest.param(ticket(), 1, S.WAITING, id="who joined waits"),
        pytest.param(ticket(), EXPIRES_S // 60, S.LEFT, id="not until the next day"),
        pytest.param(called(), 14, S.CALLED, id="a called one has the seat"),
        pytest.param(called(), 15, S.NO_SHOW, id="for so long"),
        pytest.param(called(seated_at=at(12)), 30, S.SEATED, id="who sits down has it for good"),
        pytest.param(ticket(seated_at=at(12)), 30, S.SEATED, id="also one who was not called"),
        pytest.param(ticket(left_at=at(12)), 30, S.LEFT, id="one may leave"),
        pytest.param(called(left_at=at(12)), 13, S.LEFT, id="also when called"),
        pytest.param(called(left_at=at(15), no_show=True), 30, S.NO_SHOW, id="who did not come"),
    ],
)
def test_the_state_is_computed_from_instants(one, minute, state):
    assert state_of(one, at(minute)) is state


@pytest.mark.parametrize(
    ("one", "refusal"),
    [
        pytest.param(ticket(), None, id="one that waits"),
        pytest.param(called(), None, id="one that is called"),
        pytest.param(ticket(seated_at=at(1)), "ticket_seated", id="one that sits"),
        pytest.param(ticket(left_at=at(1)), "ticket_left", id="one that left"),
        pytest.param(called(when=5), "ticket_no_show", id="one that did not come"),
    ],
)
def test_what_may_still_become_of_a_ticket(one, refusal):
    if refusal is None:
        check_open(one, at(12))
        return
    with pytest.raises(Refusal, match=refusal):
        check_open(one, at(12))


def seats(*numbers, zone="room"):
    return [FreeSeat(number, zone) for number in numbers]


def asked(tickets, free, minute=12):
    return [(call.ticket, call.seat) for call in next_calls(tickets, free, at(minute))]


@pytest.mark.parametrize(
    ("tickets", "free", "calls"),
    [
        pytest.param([ticket(1)], [], [], id="no seat is free"),
        pytest.param([], seats(5), [], id="nobody waits"),
        pytest.param([ticket(2, 1), ticket(1, 0)], seats(5), [("t1", 5)], id="the first"),
        pytest.param(
            [ticket(1), ticket(2)], seats(5, 6), [("t1", 5), ("t2", 6)], id="as many as are free"
        ),
        pytest.param(
            [ticket(1, zone="door"), ticket(2)], seats(5), [("t2", 5)], id="who wants that zone"
        ),
        pytest.param([called(1)], seats(5, 6), [], id="who is called is not called again"),
        pytest.param([called(1), ticket(2)], seats(5), [], id="nor is the seat another's"),
        pytest.param([called(1), ticket(2)], seats(5, 6), [("t2", 6)], id="but the next one is"),
        pytest.param(
            [called(1, when=5), ticket(2)], seats(5), [("t2", 5)], id="whoever did not come lost it"
        ),
        pytest.param(
            [ticket(2, 1), called(1)], seats(6), [("t1", 6)], id="whose seat was taken comes first"
        ),
    ],
)
def test_who_is_called_where(tickets, free, calls):
    assert asked(tickets, free) == calls


@pytest.mark.parametrize(
    ("tickets", "turn"),
    [
        pytest.param([], None, id="a walk-in"),
        pytest.param([ticket(2, 1), ticket(1)], "t1", id="the first in line, called or not"),
        pytest.param([ticket(1), called(2, 1)], "t2", id="the one who was called here"),
        pytest.param([called(1, seat=6)], None, id="who was called elsewhere has a seat"),
        pytest.param([ticket(1, zone="door")], None, id="who wants another zone waits on"),
        pytest.param([ticket(1, left_at=at(1)), called(2, when=1)], None, id="who is gone"),
    ],
)
def test_whose_turn_a_free_seat_is(tickets, turn):
    found = turn_at(tickets, at(12), seat=5, zone="room")
    assert (None if found is None else found.id) == turn


def test_the_line_and_the_place_in_it():
    line = [ticket(3, 2), ticket(1), called(2, 1), ticket(4, 3, left_at=at(4))]
    assert [one.number for one in in_line(line, at(12))] == [1, 2, 3]
    assert place_of(line, line[0], at(12)) == 1
    assert held_for(line, at(12), seat=5).number == 2
    assert held_for(line, at(12), seat=6) is None


@pytest.mark.parametrize(
    ("zone", "ends", "wait"),
    [
        pytest.param("", (900, 300, 600), 900, id="two before, so the third seat to fall free"),
        pytest.param("", (900,), None, id="not enough is known"),
        pytest.param("door", (900, 300), 300, id="one before wants another zone"),
        pytest.param("room", (900, 300), None, id="both before want this one"),
    ],
)
def test_what_wait_is_promised(zone, ends, wait):
    line = [ticket(1, zone="room"), ticket(2, 1, zone="room"), ticket(3, 2, zone=zone)]
    assert expected_s(line, line[2], at(12), ends_s=ends) == wait


joins = st.tuples(st.integers(0, 60), st.sampled_from(("", "room", "door")))
free_seats = st.lists(st.sampled_from(("room", "door")), max_size=6)


@given(st.lists(joins, max_size=12), free_seats)
def test_nobody_is_passed_over_and_no_seat_is_given_twice(joined, zones):
    line = [ticket(n, when, zone=zone) for n, (when, zone) in enumerate(joined, start=1)]
    free = [FreeSeat(n, zone) for n, zone in enumerate(zones, start=1)]
    calls = next_calls(line, free, at(61))
    assert len({call.seat for call in calls}) == len(calls) == len({c.ticket for c in calls})
    given_to = {call.ticket: zones[call.seat - 1] for call in calls}
    for one in in_line(line, at(61)):
        if one.id in given_to:
            assert one.wants(given_to[one.id])
            continue
        later_ones = [t for t in line if (t.joined_at, t.number) > (one.joined_at, one.number)]
        for other in later_ones:  # no later one has a seat that this one wanted
            assert other.id not in given_to or not one.wants(given_to[other.id])
