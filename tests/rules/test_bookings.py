"""Bookings: their states by the clock alone, what may become of them, and which seat they get."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.bookings import (
    AHEAD_S,
    CLASS_LATE_S,
    CLASS_MOST_S,
    KEEPS,
    LEAST_S,
    MOST_S,
    Booking,
    BookingState,
    best_seat,
    check_change,
    check_span,
    check_start,
    free_until,
    gone_at,
    held_now,
    in_the_way,
    state_of,
)
from kiosk.rules.instants import Instant, later
from kiosk.rules.refusals import Refusal

NOON = Instant(1_795_300_800_000)
HOUR = 3_600
BEFORE_S = 600
S = BookingState


def at(minutes):
    return later(NOON, seconds=minutes * 60)


def booking(starts=60, ends=120, *, seat=1, gone=15, **told):
    """From `starts` to `ends`, in minutes after noon; nobody is waited for after `gone` minutes."""
    told = {"id": f"b-{seat}-{starts}", "zone": "", "changed_at": at(0), **told}
    free_at = gone_at(starts=at(starts), ends=at(ends), no_show_s=gone * 60)
    return Booking(seat=seat, starts=at(starts), ends=at(ends), gone_at=free_at, **told)


USED = {"used_at": at(61)}


@pytest.mark.parametrize(
    ("one", "minute", "state"),
    [
        pytest.param(booking(), 49, S.COMING, id="long before nobody waits for it"),
        pytest.param(booking(), 50, S.HELD, id="ten minutes before the seat is held"),
        pytest.param(booking(), 74, S.HELD, id="a late visitor still has it"),
        pytest.param(booking(), 75, S.GONE, id="after a quarter of an hour it is given free"),
        pytest.param(booking(gone=0), 119, S.HELD, id="with no such setting it is held to its end"),
        pytest.param(booking(gone=0), 120, S.GONE, id="and then nobody came"),
        pytest.param(booking(block="c", gone=0), 120, S.OVER, id="a class is over, whoever came"),
        pytest.param(booking(**USED), 62, S.USED, id="its visitor sits there"),
        pytest.param(booking(**USED), 200, S.USED, id="a session that goes on is still its own"),
        pytest.param(booking(**USED, ended_at=at(80)), 81, S.OVER, id="its session is over"),
        pytest.param(booking(cancelled_at=at(1)), 55, S.CANCELLED, id="it was cancelled"),
    ],
)
def test_the_state_is_computed_from_instants(one, minute, state):
    assert state_of(one, at(minute), before_s=BEFORE_S) is state


@pytest.mark.parametrize(
    ("one", "minute", "refusal"),
    [
        pytest.param(booking(), 10, None, id="what comes may be changed"),
        pytest.param(booking(), 70, None, id="what is held too"),
        pytest.param(booking(**USED), 70, "booking_used", id="not while its visitor sits there"),
        pytest.param(booking(**USED, ended_at=at(80)), 90, "booking_over", id="nor after that"),
        pytest.param(booking(), 80, "booking_gone", id="nor when the seat was given free"),
        pytest.param(booking(cancelled_at=at(1)), 10, "booking_cancelled", id="nor twice"),
    ],
)
def test_what_may_be_moved_or_cancelled(one, minute, refusal):
    if refusal is None:
        check_change(one, at(minute))
        return
    with pytest.raises(Refusal, match=refusal):
        check_change(one, at(minute))


@pytest.mark.parametrize(
    ("one", "minute", "seat", "refusal"),
    [
        pytest.param(booking(), 50, 1, None, id="at its seat from ten minutes before"),
        pytest.param(booking(), 49, 1, "booking_early", id="not earlier"),
        pytest.param(booking(), 60, 2, "booking_elsewhere", id="not at another seat"),
        pytest.param(
            booking(zone="room"), 60, 2, None, id="any seat of the zone that was asked for"
        ),
        pytest.param(booking(zone="door"), 60, 2, "booking_elsewhere", id="but of no other zone"),
        pytest.param(booking(), 75, 1, "booking_gone", id="not when it was given free"),
        pytest.param(booking(**USED), 62, 1, "booking_used", id="not a second time"),
    ],
)
def test_who_may_start_on_a_booking(one, minute, seat, refusal):
    def start():
        check_start(one, at(minute), seat=seat, zone="room", before_s=BEFORE_S)

    if refusal is None:
        start()
        return
    with pytest.raises(Refusal, match=refusal) as said:
        start()
    assert said.value.details.get("seat", 1) == 1


@pytest.mark.parametrize(
    ("starts_s", "length_s", "refusal"),
    [
        pytest.param(-HOUR, 2 * HOUR, None, id="begun an hour ago"),
        pytest.param(-HOUR - 31, 2 * HOUR, "booking_past", id="not before it"),
        pytest.param(-1800, 1801, None, id="not over yet"),
        pytest.param(-1800, 1800, "booking_past", id="just over"),
        pytest.param(-1800, 0, "booking_length", id="not nothing"),
    ],
)
def test_a_class_that_has_begun_may_be_put_in_late(starts_s, length_s, refusal):
    now = later(NOON, seconds=30)
    starts = later(now, seconds=starts_s)
    span = {"starts": starts, "ends": later(starts, seconds=length_s), "now": now}
    if refusal is None:
        check_span(**span, late_s=CLASS_LATE_S)
        return
    with pytest.raises(Refusal, match=refusal):
        check_span(**span, late_s=CLASS_LATE_S)


def test_a_class_that_meets_from_eleven_to_ten_is_a_slip():
    span = {"starts": NOON, "now": NOON, "most_s": CLASS_MOST_S}
    check_span(ends=later(NOON, seconds=CLASS_MOST_S), **span)
    with pytest.raises(Refusal, match="booking_length") as said:
        check_span(ends=later(NOON, seconds=CLASS_MOST_S + 1), **span)
    assert said.value.details["most_h"] == 12


@pytest.mark.parametrize(
    ("starts_s", "length_s", "refusal"),
    [
        pytest.param(0, HOUR, None, id="from now on"),
        pytest.param(-20, HOUR, None, id="from the minute that runs"),
        pytest.param(-61, HOUR, "booking_past", id="not from before it"),
        pytest.param(60, LEAST_S, None, id="five minutes"),
        pytest.param(60, LEAST_S - 1, "booking_length", id="not less"),
        pytest.param(60, 0, "booking_length", id="not nothing"),
        pytest.param(60, -HOUR, "booking_length", id="not backwards"),
        pytest.param(60, MOST_S, None, id="a day"),
        pytest.param(60, MOST_S + 1, "booking_length", id="not more"),
        pytest.param(AHEAD_S, HOUR, None, id="three months ahead"),
        pytest.param(AHEAD_S + 1, HOUR, "booking_far", id="not further"),
    ],
)
def test_what_time_may_be_booked(starts_s, length_s, refusal):
    now = later(NOON, seconds=30)
    starts = later(now, seconds=starts_s)
    ends = later(starts, seconds=length_s)
    if refusal is None:
        check_span(starts=starts, ends=ends, now=now)
        return
    with pytest.raises(Refusal, match=refusal):
        check_span(starts=starts, ends=ends, now=now)


@pytest.mark.parametrize(
    ("others", "free"),
    [
        pytest.param([], True, id="nobody else"),
        pytest.param([booking(0, 60)], True, id="one that ends as it starts"),
        pytest.param([booking(120, 180)], True, id="one that starts as it ends"),
        pytest.param([booking(90, 180)], False, id="one that starts within"),
        pytest.param([booking(0, 61)], False, id="one that ends within"),
        pytest.param([booking(70, 80)], False, id="one inside"),
        pytest.param([booking(0, 240)], False, id="one around"),
        pytest.param([booking(90, 180, seat=2)], True, id="one at another seat"),
        pytest.param([booking(90, 180, cancelled_at=at(0))], True, id="one that was cancelled"),
        pytest.param([booking(-60, 90)], True, id="one that nobody came for"),
        pytest.param([booking(-60, 90, used_at=at(-60))], False, id="one whose visitor sits there"),
        pytest.param(
            [booking(-60, 90, used_at=at(-60), ended_at=at(-5))], True, id="one who has left again"
        ),
    ],
)
def test_two_never_keep_one_seat_at_one_time(others, free):
    asked = {"seat": 1, "starts": at(60), "ends": at(120), "now": at(0)}
    assert (in_the_way(others, **asked) is None) == free


def test_a_seat_waits_for_the_earliest():
    waits = [booking(60, 120, id="later"), booking(55, 58, id="first")]
    assert held_now(waits, at(56), before_s=BEFORE_S).id == "first"
    assert held_now(waits, at(20), before_s=BEFORE_S) is None


@pytest.mark.parametrize(
    ("one", "opened", "minute", "until"),
    [
        pytest.param(booking(), 0, 5, 60, id="a walk-in sits up to the booking"),
        pytest.param(booking(visitor="grace"), 0, 5, None, id="one's own booking is in no way"),
        pytest.param(booking(visitor="peter"), 0, 5, 60, id="somebody else's is"),
        pytest.param(booking(), 52, 55, None, id="who started while it was held came for it"),
        pytest.param(booking(changed_at=at(55)), 52, 56, 60, id="unless it was made only then"),
        pytest.param(booking(**USED), 0, 65, None, id="one in use is over with its session"),
        pytest.param(booking(), 0, 80, None, id="one that nobody came for"),
    ],
)
def test_until_when_a_session_may_sit(one, opened, minute, until):
    told = {"opened_at": at(opened), "before_s": BEFORE_S, "visitor": "grace"}
    assert free_until([one], at(minute), **told) == (None if until is None else at(until))


def test_a_guest_has_no_booking_of_their_own():
    assert free_until([booking()], at(5), opened_at=at(0), before_s=BEFORE_S) == at(60)


@pytest.mark.parametrize(
    ("kept", "seat"),
    [
        pytest.param([], 1, id="where all is free the first seat"),
        pytest.param([booking(70, 80)], 2, id="a taken one is passed over"),
        pytest.param([booking(0, 60, seat=3)], 3, id="it goes right behind another"),
        pytest.param(
            [booking(30, 60, seat=2), booking(120, 150, seat=2), booking(0, 60, seat=3)],
            2,
            id="or into a gap that it fills",
        ),
        pytest.param([booking(60, 120, seat=n) for n in (1, 2, 3)], None, id="none is free"),
    ],
)
def test_any_seat_leaves_the_long_gaps_whole(kept, seat):
    found = best_seat(kept, seats=(1, 2, 3), starts=at(60), ends=at(120), now=at(0))
    assert found == seat


spans = st.tuples(st.integers(1, 600), st.integers(5, 240), st.sampled_from((0, 1, 1, 2)))


@given(st.lists(spans, max_size=40), st.integers(0, 700))
def test_however_they_are_made_no_two_that_keep_a_seat_overlap(asked, minute):
    kept = []
    for number, (starts, length, seat) in enumerate(asked):
        told = {"starts": at(starts), "ends": at(starts + length), "now": at(0)}
        where = seat or best_seat(kept, seats=(1, 2), **told)
        if where is None or in_the_way(kept, seat=where, **told):
            continue
        kept.append(booking(starts, starts + length, seat=where, id=str(number)))
    for one, other in combinations(kept, 2):
        assert one.seat != other.seat or one.ends <= other.starts or other.ends <= one.starts
    held = [one for one in kept if state_of(one, at(minute), before_s=0) in KEEPS - {S.COMING}]
    assert len({one.seat for one in held}) == len(held)
