"""What a station is told of its visitor: what waits for the visitor first, and never too much."""

import pytest

from kiosk.acts import seating
from kiosk.acts.records import OUTCOMES_LIMIT, record_of
from kiosk.acts.seating import Identity
from kiosk.protocol.bodies import Submission
from kiosk.protocol.codec import WORDS_LIMIT_BYTES, encode

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")
MANY = OUTCOMES_LIMIT + 5
LONG = "x" * 10_000
LONG_FORM = {
    "prompt": LONG,
    "fields": [{"name": "digit", "kind": "text", "label": "Digit"}],
}


@pytest.fixture
def grace(site):
    return site.visitor()


@pytest.fixture
def session(site, grace):
    name = site.start(1, by=site.operator, visitor=grace).session
    site.hub.write(seating.take_session, station=site.stations[1], session=name, boot_id="boot-1")
    return name


@pytest.fixture
def told(site, grace):
    def read():
        with site.hub.read() as db:
            return record_of(db, site.hub.now(), site.hub.site, visitor=grace)

    return read


def names(count):
    return [f"assignment-{n:03}" for n in range(count)]


@pytest.mark.parametrize(
    ("verdict", "state"), [("revision", "RevisionRequested"), ("reject_proposed", "RejectProposed")]
)
def test_what_waits_for_the_visitor_is_told_however_much_was_decided_since(
    site, seat_1, exchange, grace, session, told, verdict, state
):
    first, *others = names(MANY)
    exchange.allot(first, *others)
    for assignment in (first, *others):
        seat_1.submit(session, grace, assignment)
    exchange.decide(first, verdict, reason="Look again", due=1)
    for assignment in others:
        site.clock.forward(seconds=1)
        exchange.decide(assignment)
    outcomes = told().outcomes
    assert len(outcomes) == OUTCOMES_LIMIT
    assert [one.assignment for one in outcomes if one.state == state] == [first]
    assert outcomes[1].assignment == others[-1]


def test_many_second_goes_with_long_forms_do_not_keep_a_visitor_out(
    site, seat_1, exchange, grace, session, told
):
    assignments = names(30)
    for assignment in assignments:
        exchange.allot(assignment, form=LONG_FORM, row={"n": LONG})
        seat_1.tell(Submission(session, grace, assignment, 1, {"digit": LONG}, 2_000))
        exchange.decide(assignment, "revision", reason="Look again", due=1)
    seat_1.close(session, used_s=5)
    opened = site.hub.write(
        seating.open_by_identity,
        station=site.stations[2],
        boot_id="boot-1",
        identity=Identity(grace),
    )
    assert len(encode(opened)) <= WORDS_LIMIT_BYTES
    with_task = [one for one in told().outcomes if one.task is not None]
    assert with_task
    assert all(one.answer is not None for one in with_task)


def test_once_some_are_done_again_the_next_ones_come_with_their_tasks(
    site, seat_1, exchange, grace, session, told
):
    assignments = names(30)
    for assignment in assignments:
        exchange.allot(assignment, form=LONG_FORM, row={"n": LONG})
        seat_1.tell(Submission(session, grace, assignment, 1, {"digit": LONG}, 2_000))
        exchange.decide(assignment, "revision", reason="Look again", due=1)
    done = set()
    while todo := [one.assignment for one in told().outcomes if one.task is not None]:
        for assignment in todo:
            seat_1.submit(session, grace, assignment, turn=2)
            done.add(assignment)
    assert done == set(assignments)


def test_a_station_is_told_how_many_answers_of_its_session_are_here(
    site, seat_1, exchange, grace, session, told
):
    assignments = names(OUTCOMES_LIMIT + 3)
    exchange.allot(*assignments)
    assert told().done_here == 0
    for assignment in assignments:
        site.hub.write(
            seating.renew_lease,
            station=site.stations[1],
            session=session,
            boot_id="boot-1",
            used_s=1,
        )
        seat_1.submit(session, grace, assignment)
    assert told().done_here == len(assignments)
    seat_1.close(session, used_s=5)
    assert told().done_here == 0
