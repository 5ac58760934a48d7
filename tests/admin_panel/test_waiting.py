"""The waiting list at the panel: numbers, calls, seats that are held."""

import pytest

from kiosk.acts import front_desk
from kiosk.acts import waiting as acts
from kiosk.calling import call_next
from kiosk.jobs.table import JOBS
from kiosk.rules.waiting import TicketState, state_of
from kiosk.store import waiting as store


@pytest.fixture
def full(cafe, shift):
    """Somebody sits at each of the three seats, for half an hour."""
    for seat in (1, 2, 3):
        cafe.running(seat, cafe.start(seat, by=cafe.amina).session, used_s=60 * seat)
    return cafe


def join(desk, **fields):
    return desk.post("/waiting", page="/waiting", **{"who": "", "zone": "", **fields})


def tickets(cafe):
    with cafe.hub.read() as db:
        return store.open_ones(db, cafe.hub.now())


def empty(cafe, seat):
    """Whoever sat there has left, and the station says so."""
    cafe.hub.write(front_desk.settle_lost_session, seat=seat, by=cafe.amina)
    cafe.beat(seat)


def test_somebody_joins_and_is_told_a_number_and_a_wait(operator, full):
    grace = full.visitor()
    assert join(operator, who="471902").status_code == 303
    page = operator.page("/waiting")
    assert "Tell them their number: 1." in page
    assert "Grace M." in page
    assert "About <bdi>27 min</bdi>" in page or "About 27 min" in page
    assert tickets(full)[0].visitor == grace
    join(operator, who="Yusuf Duale", zone="room")
    assert "Yusuf D." in operator.page("/waiting")
    refused = join(operator, who="471902")
    assert "This visitor waits already, with number 1." in refused.text


def test_what_is_typed_wrong_is_said(operator, full):
    full.visitor()
    full.visitor("Grace Mwangi", code="555555")
    assert "Several people are called this" in join(operator, who="grace").text
    assert "Nobody has this card" in join(operator, who="999999").text
    assert join(operator, zone="moon").status_code == 400
    assert tickets(full) == ()


def test_the_floor_calls_the_first_and_holds_the_seat(operator, full):
    join(operator, who="Yusuf Duale")
    join(operator)
    empty(full, 2)
    page = operator.page("/floor?seat=2")
    assert "Number 1 is called here" in page
    assert "Seat 2 is held" in page
    assert "#1" in page
    refused = operator.post("/floor/start", seat="2", offer="half-hour", given="exact")
    assert "Somebody waits for this seat. Number 1 is first." in refused.text
    (first, _second) = tickets(full)
    started = operator.post(
        "/floor/start", seat="2", offer="half-hour", given="exact", claim=first.id
    )
    assert started.status_code == 303
    assert [one.number for one in tickets(full)] == [2]


def test_who_is_not_here_is_passed_over_and_the_next_is_called(operator, full):
    join(operator)
    join(operator)
    empty(full, 3)
    (first, second) = (operator.page("/waiting"), tickets(full))[1]
    back = operator.post(f"/waiting/{first.id}/pass", page="/waiting", back="floor")
    assert back.location == "/floor"
    assert "Number 2 is called here" in operator.page("/floor")
    again = operator.post(f"/waiting/{first.id}/pass", page="/waiting")
    assert "was called and did not come in time" in again.text
    assert operator.post(f"/waiting/{second.id}/leave", page="/waiting").status_code == 303
    assert tickets(full) == ()
    assert "Nobody waits" in operator.page("/waiting")


def test_nobody_is_called_to_a_seat_that_does_not_answer(operator, full, clock):
    join(operator)
    full.hub.write(front_desk.settle_lost_session, seat=1, by=full.amina)
    clock.forward(seconds=60)
    for seat in (2, 3):
        full.beat(seat, state="open", session=full.session_at(seat).id, used_s=200)
    call_next(full.hub)
    assert tickets(full)[0].called_at is None
    full.beat(1)
    call_next(full.hub)
    assert tickets(full)[0].seat == 1


def test_the_job_calls_where_nobody_looks_and_writes_nothing_where_nobody_waits(full, clock):
    (job,) = [job for job in JOBS if job.name == "call_waiting"]
    changes = full.hub.changes.n
    job.run(full.hub, full.hub.now())
    assert full.hub.changes.n == changes
    told = {"zone": "", "visitor": None, "name": "", "by": full.amina}
    first = full.hub.write(acts.join, **told)
    second = full.hub.write(acts.join, **told)
    empty(full, 1)
    job.run(full.hub, full.hub.now())
    assert tickets(full)[0].seat == 1
    changes = full.hub.changes.n
    job.run(full.hub, full.hub.now())
    assert full.hub.changes.n == changes
    clock.forward(seconds=300)
    full.beat(1)
    job.run(full.hub, full.hub.now())
    with full.hub.read() as db:
        assert state_of(acts.known(db, first), full.hub.now()) is TicketState.NO_SHOW
        assert acts.known(db, second).seat == 1


def test_who_pays_as_they_go_has_no_end_to_promise(operator, cafe, shift):
    for seat in (1, 2, 3):
        told = {"visitor": None, "by": cafe.amina}
        terms = front_desk.Terms("free", limit_s=600, reason="visit")
        session = cafe.hub.write(front_desk.start_metered, seat=seat, terms=terms, **told)
        cafe.running(seat, session)
    for _ in range(4):
        join(operator)
    assert "Not known" in operator.page("/waiting")


def test_a_stranger_calls_nobody(stranger):
    assert stranger.get("/waiting").status_code == 303


def test_the_screen_for_the_room_speaks_as_the_panel_does(operator):
    assert 'href="/lobby/screen?lang=en"' in operator.page("/waiting")
    operator.get("/language/ar?next=/waiting")
    assert 'href="/lobby/screen?lang=ar"' in operator.page("/waiting")
