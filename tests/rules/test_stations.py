import pytest

from kiosk.rules.refusals import Refusal
from kiosk.rules.stations import (
    TRANSITIONS,
    Seat,
    Seen,
    SessionId,
    StationEvent,
    StationId,
    StationState,
    check_move,
    check_start,
    check_start_booked,
    next_state,
    shown_state,
)


def seat(number, state, session=None):
    return Seat(
        station=StationId(str(number)), zone="window", state=StationState(state), session=session
    )


def free(number):
    return seat(number, "free")


def in_use(number):
    return seat(number, "in_use", SessionId(f"s{number}"))


def lost(number):
    return seat(number, "lost")


STEPS = """
free         book            booked
free         start           in_use
free         lose            lost
free         take_out        out_of_order
booked       unbook          free
booked       start           in_use
booked       lose            lost
booked       take_out        out_of_order
in_use       pause           paused
in_use       extend          in_use
in_use       near_end        ending
in_use       run_out         time_over
in_use       close           free
in_use       lose            lost
paused       resume          in_use
paused       extend          paused
paused       close           free
paused       lose            lost
ending       pause           paused
ending       extend          in_use
ending       run_out         time_over
ending       close           free
ending       lose            lost
time_over    extend          in_use
time_over    close           free
time_over    lose            lost
lost         close           lost
lost         find            free
lost         find_in_session in_use
lost         take_out        out_of_order
out_of_order put_back        free
"""
ALLOWED = {tuple(line.split()[:2]): line.split()[2] for line in STEPS.strip().splitlines()}


@pytest.mark.parametrize(("pair", "after"), ALLOWED.items(), ids=str)
def test_what_follows_what(pair, after):
    assert next_state(StationState(pair[0]), StationEvent(pair[1])) == after


def test_nothing_else_follows():
    assert set(ALLOWED) == {(str(state), str(event)) for state, event in TRANSITIONS}


REFUSED = """
state        book             unbook              start            pause           resume       extend          near_end        run_out         close           lose                find                find_in_session     take_out         put_back
free         -                station_state_wrong -                no_session_here not_paused   no_session_here no_session_here no_session_here no_session_here -                   station_state_wrong station_state_wrong -                station_state_wrong
booked       station_not_free -                   -                no_session_here not_paused   no_session_here no_session_here no_session_here no_session_here -                   station_state_wrong station_state_wrong -                station_state_wrong
in_use       station_not_free station_state_wrong station_not_free -               not_paused   -               -               -               -               -                   station_state_wrong station_state_wrong station_not_free station_state_wrong
paused       station_not_free station_state_wrong station_not_free already_paused  -            -               station_state_wrong station_state_wrong -       -                   station_state_wrong station_state_wrong station_not_free station_state_wrong
ending       station_not_free station_state_wrong station_not_free -               not_paused   -               station_state_wrong -           -               -                   station_state_wrong station_state_wrong station_not_free station_state_wrong
time_over    station_not_free station_state_wrong station_not_free station_state_wrong not_paused -             station_state_wrong station_state_wrong -       -                   station_state_wrong station_state_wrong station_not_free station_state_wrong
lost         station_lost     station_lost        station_lost     station_lost    station_lost station_lost    station_lost    station_lost    -               station_state_wrong -                   -                   -                station_lost
out_of_order station_not_free station_state_wrong station_not_free no_session_here not_paused   no_session_here no_session_here no_session_here no_session_here station_state_wrong station_state_wrong station_state_wrong station_not_free -
"""


def refusals():
    head, *rows = (line.split() for line in REFUSED.strip().splitlines())
    for state, *codes in rows:
        for event, code in zip(head[1:], codes, strict=True):
            if code != "-":
                yield state, event, code


@pytest.mark.parametrize(("state", "event", "code"), list(refusals()))
def test_what_is_refused_and_why(state, event, code):
    with pytest.raises(Refusal) as refusal:
        next_state(StationState(state), StationEvent(event))
    assert refusal.value.code == code
    assert refusal.value.details == {"state": state, "event": event}


def test_every_pair_of_state_and_event_is_decided():
    told = set(ALLOWED) | {(state, event) for state, event, _code in refusals()}
    assert told == {(str(state), str(event)) for state in StationState for event in StationEvent}
    assert len(told) == len(ALLOWED) + len(list(refusals()))


def code_of(check, *args, **named):
    try:
        check(*args, **named)
    except Refusal as refusal:
        return refusal.code
    return None


@pytest.mark.parametrize(
    ("state", "walk_in", "booked"),
    [
        ("free", None, None),
        ("booked", "station_not_free", None),
        ("in_use", "station_not_free", "station_not_free"),
        ("paused", "station_not_free", "station_not_free"),
        ("ending", "station_not_free", "station_not_free"),
        ("time_over", "station_not_free", "station_not_free"),
        ("lost", "station_lost", "station_lost"),
        ("out_of_order", "station_not_free", "station_not_free"),
    ],
)
def test_where_a_session_may_start(state, walk_in, booked):
    assert code_of(check_start, seat(1, state)) == walk_in
    assert code_of(check_start_booked, seat(1, state)) == booked


@pytest.mark.parametrize(
    ("origin", "target", "code"),
    [
        pytest.param(in_use(7), free(8), None, id="a free seat takes the session"),
        pytest.param(free(7), free(8), "no_session_here", id="nobody sits there"),
        pytest.param(
            in_use(7), in_use(8), "station_not_free", id="somebody sits where we want to go"
        ),
        pytest.param(
            in_use(7), lost(8), "station_not_free", id="a station that does not answer takes nobody"
        ),
        pytest.param(in_use(7), seat(8, "booked"), "station_not_free", id="a booked seat is kept"),
        pytest.param(in_use(7), in_use(7), "same_station", id="moving to the same seat is no move"),
        pytest.param(free(7), free(7), "no_session_here", id="nobody moves nowhere"),
    ],
)
def test_who_may_move_where(origin, target, code):
    assert code_of(check_move, origin=origin, target=target) == code


SESSION = SessionId("s1")


@pytest.mark.parametrize(
    ("seen", "state"),
    [
        pytest.param(Seen(None, 0), "free", id="nobody sits there"),
        pytest.param(Seen(None, 15), "free", id="a beat just in time"),
        pytest.param(Seen(None, 16), "lost", id="a beat too old"),
        pytest.param(Seen(None, None), "lost", id="never heard of"),
        pytest.param(Seen(None, 0, booked=True), "booked", id="kept for somebody"),
        pytest.param(Seen(SESSION, 0), "in_use", id="counting up"),
        pytest.param(Seen(SESSION, 0, seconds_left=61), "in_use", id="time enough"),
        pytest.param(Seen(SESSION, 0, seconds_left=60), "ending", id="the last minute"),
        pytest.param(Seen(SESSION, 0, seconds_left=1), "ending", id="the last second"),
        pytest.param(Seen(SESSION, 0, seconds_left=0), "time_over", id="no second left"),
        pytest.param(Seen(SESSION, 0, seconds_left=-5), "time_over", id="past the end"),
        pytest.param(Seen(SESSION, 0, paused=True), "paused", id="paused, counting up"),
        pytest.param(
            Seen(SESSION, 0, paused=True, seconds_left=30), "paused", id="paused in the last minute"
        ),
        pytest.param(
            Seen(SESSION, 0, paused=True, seconds_left=0), "time_over", id="a pause adds no time"
        ),
        pytest.param(
            Seen(SESSION, 0, booked=True, seconds_left=90), "in_use", id="in use outranks booked"
        ),
        pytest.param(Seen(SESSION, 16, seconds_left=90), "lost", id="in use but silent"),
        pytest.param(
            Seen(None, None, out_of_order=True), "out_of_order", id="taken out and silent"
        ),
        pytest.param(
            Seen(None, 0, out_of_order=True, booked=True),
            "out_of_order",
            id="taken out outranks booked",
        ),
    ],
)
def test_what_the_floor_shows(seen, state):
    assert shown_state(seen, lost_after_s=15, ending_s=60) == state
