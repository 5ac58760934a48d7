"""A task that was begun goes with its visitor to another seat: never lost, never paid twice."""

import pytest
from fakes.machines import look, told

from kiosk.acts import drafts, exchange_link, front_desk, moving, seating
from kiosk.acts.records import record_of
from kiosk.jobs.parked import retry_parked
from kiosk.protocol.bodies import Hand, SessionClosed
from kiosk.protocol.drafts import Draft, draft_name, draft_of_task
from kiosk.store import ledger, tasks, work

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")
STORED, TASK = [("stored", "")], "a1"
DONE = [("rejected", "assignment_done")]
DAY_S = 86_400


@pytest.fixture
def grace(site):
    return site.visitor()


@pytest.fixture
def at_1(site, grace, exchange):
    """Grace sits at seat 1 with two tasks in hand."""
    exchange.allot(TASK, "a2")
    return sit(site, 1, grace)


def sit(site, seat, visitor):
    session = site.start(seat, by=site.operator, visitor=visitor).session
    take(site, seat, session)
    return session


def take(site, seat, session):
    told_by = {"station": site.stations[seat], "session": session, "boot_id": "boot-1"}
    site.hub.write(seating.take_session, **told_by)


def renew(site, seat, session):
    told_by = {"station": site.stations[seat], "session": session, "boot_id": "boot-1"}
    site.hub.write(seating.renew_lease, **told_by, used_s=1)


def type_into(site, seat, session, task=TASK, sealed=b"x" * 60):
    draft = Draft(draft_name(draft_of_task(task)), sealed)
    station, at = site.stations[seat], site.hub.now()
    site.hub.write(drafts.keep_draft, station=station, session=session, draft=draft, at=at)


def lose(site, seat):
    """The power is off there, and the desk settles what was open."""
    site.hub.write(front_desk.settle_lost_session, seat=seat, by=site.operator)


def leave(seat, session, begun=TASK, submitted=(), why="finished"):
    return seat.tell(SessionClosed(session, 1, why, tuple(submitted), begun=begun))


def held(site, session):
    return {row.slot.assignment for row in look(site, tasks.dealt_to, session)}


def begun_at(site, seat):
    bodies = told(site, f"station:{site.stations[seat]}")
    return [one.begun for one in bodies if isinstance(one, Hand) and isinstance(one.begun, str)]


def answers(site):
    return [one.assignment for one in told(site, "exchange")]


def earned(site, visitor):
    return look(site, ledger.balance, f"visitor:{visitor}")


# the session ended at its seat


def test_who_left_in_the_middle_goes_on_at_another_seat(site, seat_1, grace, at_1):
    assert leave(seat_1, at_1) == STORED
    assert held(site, at_1) == {TASK}
    at_2 = sit(site, 2, grace)
    assert held(site, at_2) == {TASK, "a2"}
    assert begun_at(site, 2) == [TASK]


def test_nobody_else_gets_it_meanwhile(site, seat_1, at_1):
    leave(seat_1, at_1)
    hassan = sit(site, 2, site.visitor("Hassan Ali", code="471903"))
    assert held(site, hassan) == {"a2"}


def test_what_was_answered_is_not_begun(site, seat_1, grace, at_1):
    seat_1.submit(at_1, grace, TASK)
    leave(seat_1, at_1, submitted=(TASK,))
    at_2 = sit(site, 2, grace)
    assert held(site, at_2) == {"a2"}


def test_after_a_day_it_is_free_again(site, seat_1, at_1, clock):
    leave(seat_1, at_1)
    site.hub.write(exchange_link.lapse_slots)
    assert look(site, tasks.slot, TASK).state == "dealt"
    clock.forward(seconds=DAY_S)
    site.hub.write(exchange_link.lapse_slots)
    assert look(site, tasks.slot, TASK).state in ("free", "lapsed")
    assert look(site, tasks.slot, TASK).visitor is None


def test_a_seat_says_begun_only_of_its_own_hand(site, seat_1, seat_2, grace, at_1):
    other = sit(site, 2, site.visitor("Hassan Ali", code="471903"))
    leave(seat_2, other, begun=TASK)
    assert held(site, at_1) == {TASK, "a2"}
    leave(seat_1, at_1, begun="")
    assert look(site, tasks.counts) == {"free": 2}


def test_moved_by_the_desk_it_comes_along(site, seat_1, grace, at_1):
    site.hub.write(moving.ask_move, seat=1, target=2, by=site.operator)
    leave(seat_1, at_1, why="moved")
    take(site, 2, at_1)
    assert held(site, at_1) == {TASK, "a2"}
    assert begun_at(site, 2) == [TASK]


# the seat was silent


def test_a_seat_that_lost_its_power_holds_no_half_typed_task_back(site, grace, at_1):
    type_into(site, 1, at_1)
    lose(site, 1)
    at_2 = sit(site, 2, grace)
    assert (held(site, at_2), held(site, at_1)) == ({TASK}, {"a2"})
    assert begun_at(site, 2) == [TASK]


def test_what_nobody_typed_into_stays_with_the_silent_seat(site, grace, at_1):
    """It may have been answered there."""
    lose(site, 1)
    assert held(site, sit(site, 2, grace)) == set()
    assert held(site, at_1) == {TASK, "a2"}


def test_a_draft_that_comes_late_brings_the_task_with_the_next_lease(site, grace, at_1):
    lose(site, 1)
    at_2 = sit(site, 2, grace)
    type_into(site, 1, at_1)
    renew(site, 2, at_2)
    assert held(site, at_2) == {TASK}
    renew(site, 2, at_2)
    assert begun_at(site, 2) == [TASK]


def test_what_was_finished_there_before_the_cut_stays_there(site, grace, at_1):
    type_into(site, 1, at_1)
    type_into(site, 1, at_1, sealed=b"")
    lose(site, 1)
    assert held(site, sit(site, 2, grace)) == set()


def test_taken_from_a_lost_station_by_the_desk_it_comes_along(site, grace, at_1):
    type_into(site, 1, at_1)
    lost = {"seat": 1, "target": 2, "told_used_s": 1, "by": site.operator}
    site.hub.write(moving.move_lost_session, **lost)
    take(site, 2, at_1)
    assert held(site, at_1) == {TASK}


@pytest.fixture
def at_2(site, grace, at_1):
    """Seat 1 lost its power in the middle of the task, and Grace goes on at seat 2."""
    type_into(site, 1, at_1)
    lose(site, 1)
    return sit(site, 2, grace)


def test_the_silent_seat_had_finished_it_and_comes_back_first(
    site, seat_1, seat_2, exchange, grace, at_1, at_2
):
    assert seat_1.submit(at_1, grace, TASK, answer="1") == STORED
    leave(seat_1, at_1, begun="", submitted=(TASK,), why="rebooted")
    assert seat_2.submit(at_2, grace, TASK, answer="2") == DONE
    assert answers(site) == [TASK]
    assert look(site, work.by_assignment, TASK).answer == b'{"digit":"1"}'
    for _ in range(2):
        exchange.decide(TASK)
    assert earned(site, grace) == 150


def test_the_new_seat_answers_before_the_silent_one_comes_back(
    site, seat_1, seat_2, exchange, grace, at_1, at_2
):
    assert seat_2.submit(at_2, grace, TASK, answer="2") == STORED
    assert seat_1.submit(at_1, grace, TASK, answer="1") == DONE
    leave(seat_1, at_1, begun="", submitted=(TASK,), why="rebooted")
    assert answers(site) == [TASK]
    assert look(site, work.by_assignment, TASK).answer == b'{"digit":"2"}'
    exchange.decide(TASK)
    assert earned(site, grace) == 150


def test_the_new_seat_hears_that_it_was_answered(site, seat_1, grace, at_1, at_2):
    seat_1.submit(at_1, grace, TASK)
    with site.hub.read() as db:
        record = record_of(db, site.hub.now(), site.hub.site, visitor=grace)
    assert [one.assignment for one in record.outcomes] == [TASK]
    assert held(site, at_2) == set()


def test_the_silent_seat_had_not_finished_and_takes_nothing_away(site, seat_1, grace, at_1, at_2):
    leave(seat_1, at_1, why="rebooted")
    assert held(site, at_2) == {TASK}
    renew(site, 2, at_2)
    assert held(site, at_2) == {TASK, "a2"}  # the one that was not begun is free, and dealt again


def interleaved(*queues):
    """Every order of what several seats say, each in its own order."""
    if not any(queues):
        return [()]
    return [
        (queue[0], *rest)
        for n, queue in enumerate(queues)
        if queue
        for rest in interleaved(*queues[:n], queue[1:], *queues[n + 1 :])
    ]


ORDERS = interleaved(("1 answers", "1 closes"), ("2 answers", "2 closes"), ("decided",))


@pytest.mark.parametrize("order", ORDERS, ids=", ".join)
def test_both_seats_were_without_a_line_and_come_in_any_order(
    site, seat_1, seat_2, exchange, grace, at_1, at_2, order
):
    seats = {"1": (seat_1, at_1), "2": (seat_2, at_2)}
    for event in order:
        if event == "decided":
            exchange.decide(TASK)  # waits where no answer is here yet
            continue
        seat, session = seats[event[0]]
        if event.endswith("answers"):
            assert seat.submit(session, grace, TASK) in (STORED, DONE)
        else:
            assert leave(seat, session, begun="", submitted=(TASK,)) == STORED
    retry_parked(site.hub, site.hub.now())
    assert answers(site) == [TASK]
    assert look(site, tasks.slot, TASK).state == "submitted"
    assert earned(site, grace) == 150


def test_from_seat_to_seat_to_seat(site, seat_2, grace, at_1, at_2):
    leave(seat_2, at_2)
    back = sit(site, 1, grace)
    assert held(site, back) == {TASK}
    assert begun_at(site, 1) == [TASK]
