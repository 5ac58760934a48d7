"""What a removed station held: kept as it comes, applied where staff say so."""

import pytest
from fakes.machines import ExchangeMachine, SeatMachine, look, told

from kiosk.acts import front_desk, moving, removed_stations, station_link
from kiosk.acts.ingest import Facts
from kiosk.acts.opening import OpenedFact
from kiosk.jobs.parked import retry_parked
from kiosk.link import sqlite_care, sqlite_inbox, sqlite_outbox
from kiosk.protocol.abandoned import Abandoned
from kiosk.protocol.bodies import HubSubmission, SessionClosed, Submission
from kiosk.rules.refusals import Refusal
from kiosk.store import audit, commands, held, set_aside, stations, tasks, work


@pytest.fixture
def seat_1(site):
    return SeatMachine(site, 1)


@pytest.fixture
def grace(site):
    return site.visitor()


@pytest.fixture
def session(site, grace):
    """Grace works at seat 1 with tasks in her hand, and the desk ends it while the seat is silent."""
    exchange = ExchangeMachine(site)
    for n in (1, 2, 3):
        exchange.allot(f"assignment-{n}")
    opened = site.start(1, by=site.operator, visitor=grace).session
    site.running(1, opened)
    return opened


def remove(site, seat=1):
    site.hub.write(front_desk.settle_lost_session, seat=seat, by=site.operator)
    station = site.stations[seat]
    site.hub.write(station_link.revoke_station, station=station, by="amina", reason="stolen")


def hold(site, seat, *facts):
    opened = Facts({one.fact.id: OpenedFact(one) for one in facts})
    answer = site.hub.write(removed_stations.hold_facts, station=seat.station, facts=opened)
    return [(one.result, one.code) for one in answer.results]


def take(site, came="before"):
    return site.hub.write(
        removed_stations.take_held, station=site.stations[1], came=came, by="amina"
    )


def refuse(site, came="before"):
    return site.hub.write(
        removed_stations.refuse_held,
        station=site.stations[1],
        came=came,
        by="amina",
        reason="a thief had it",
    )


def answer_of(grace, session, n=1):
    return Submission(session, grace, f"assignment-{n}", 1, {"digit": "7"}, 2000)


def held_now(site):
    return {(one.came, one.type): one.facts for one in look(site, held.waiting)}


def states(site):
    return {n: look(site, tasks.slot, f"assignment-{n}").state for n in (1, 2, 3)}


def test_what_a_removed_station_sends_is_kept_and_changes_nothing(site, seat_1, grace, session):
    made = seat_1.say(answer_of(grace, session))
    remove(site)
    assert hold(site, seat_1, made) == [("parked", "held")]
    assert hold(site, seat_1, made) == [("duplicate", "held")]
    assert held_now(site) == {("after", "submission"): 1}  # not before: the same millisecond
    assert look(site, work.by_assignment, "assignment-1") is None
    retry_parked(site.hub, site.hub.now())
    assert look(site, work.by_assignment, "assignment-1") is None


def test_staff_take_over_and_the_visitor_gets_paid(site, clock, seat_1, grace, session):
    made = seat_1.say(answer_of(grace, session))
    closed = seat_1.say(SessionClosed(session, 300, "finished", ("assignment-1",)))
    clock.forward(seconds=60)
    remove(site)
    hold(site, seat_1, made, closed)
    assert take(site) == 2
    retry_parked(site.hub, site.hub.now())
    assert look(site, work.by_assignment, "assignment-1").visitor == grace
    assert [type(one) for one in told(site, "exchange")] == [HubSubmission]
    assert held_now(site) == {}
    (line,) = [
        one for one in look(site, audit.latest, before=None, limit=9) if one.act == "take_held"
    ]
    assert (line.by, line.detail) == ("amina", "before:2")
    with pytest.raises(Refusal, match="not_found"):
        take(site)


def test_staff_refuse_and_it_is_kept_with_their_reason(site, clock, seat_1, grace, session):
    made = seat_1.say(answer_of(grace, session))
    clock.forward(seconds=60)
    remove(site)
    hold(site, seat_1, made)
    assert refuse(site) == 1
    retry_parked(site.hub, site.hub.now())
    assert look(site, work.by_assignment, "assignment-1") is None
    (row,) = look(site, set_aside.latest, limit=9)
    assert (row.where, row.code) == ("rejected", "refused_by_staff")
    (letter,) = look(site, set_aside.letters, limit=9)
    assert letter.raw == made.raw
    assert hold(site, seat_1, made) == [("rejected", "refused_by_staff")]
    (line,) = [
        one for one in look(site, audit.latest, before=None, limit=9) if one.act == "refuse_held"
    ]
    assert (line.reason, line.detail) == ("a thief had it", "before:1")
    with pytest.raises(Refusal, match="not_found"):
        refuse(site)


def test_what_was_made_before_and_after_is_decided_apart(site, clock, seat_1, grace, session):
    before = seat_1.say(answer_of(grace, session))
    clock.forward(seconds=60)
    remove(site)
    clock.forward(seconds=60)
    after = seat_1.say(answer_of(grace, session, 2))
    hold(site, seat_1, before, after)
    assert held_now(site) == {("before", "submission"): 1, ("after", "submission"): 1}
    refuse(site, "after")
    take(site, "before")
    retry_parked(site.hub, site.hub.now())
    assert look(site, work.by_assignment, "assignment-1") is not None
    assert look(site, work.by_assignment, "assignment-2") is None


def test_nothing_held_can_be_let_through_one_by_one(site, seat_1, grace, session):
    """Only the choice for all of them counts, which needs the right to remove stations."""
    made = seat_1.say(answer_of(grace, session))
    remove(site)
    hold(site, seat_1, made)
    assert look(site, set_aside.latest, limit=9) == ()
    assert look(site, set_aside.counts)["parked"] == 0

    def again(db, now):
        return sqlite_care.park_again(db, fact_id=made.fact.id)

    assert site.hub.write(again) is False
    for came in {came for came, _ in held_now(site)}:
        refuse(site, came)
    assert site.hub.write(again) is False


def test_a_removed_station_gives_up_no_numbers(site, seat_1, session):
    """Nothing of what it says is done, so its own word on its numbers waits too."""
    gone = seat_1.say(Abandoned(seat_1.epoch, 2, 900, "let_go"))
    remove(site)
    assert hold(site, seat_1, gone) == [("parked", "held")]
    assert look(site, sqlite_inbox.kept_of, seat_1.keys.origin)[0].have == 1


def test_a_thief_fills_no_disk(site, seat_1, session, monkeypatch):
    monkeypatch.setattr(removed_stations, "HELD_MOST", 3)
    made = [seat_1.say(SessionClosed(session, n, "finished")) for n in (1, 2)]
    remove(site)
    assert hold(site, seat_1, *made) == [("parked", "held")] * 2
    other = seat_1.say(SessionClosed(session, 9, "finished"), seq=2)
    assert hold(site, seat_1, other) == [("conflict", "conflict")]
    with pytest.raises(Refusal, match="busy") as refused:
        hold(site, seat_1, seat_1.say(SessionClosed(session, 3, "finished")))
    assert refused.value.details == {"after_s": 300}


def test_its_tasks_go_back_to_the_pool_exactly_once(site, clock, seat_1, grace, session):
    """The answer to one of them came too late: another visitor has it by then."""
    made = seat_1.say(answer_of(grace, session))
    assert states(site) == {1: "dealt", 2: "dealt", 3: "dealt"}
    clock.forward(seconds=60)
    remove(site)
    assert states(site) == {1: "free", 2: "free", 3: "free"}
    other = site.visitor("Otieno Okoth", code="112233")
    theirs = site.start(2, by=site.operator, visitor=other).session
    site.running(2, theirs)
    assert states(site) == {1: "dealt", 2: "dealt", 3: "dealt"}
    SeatMachine(site, 2).submit(theirs, other, "assignment-1")
    site.hub.write(
        station_link.revoke_station, station=site.stations[1], by="amina", reason="again"
    )
    assert states(site) == {1: "submitted", 2: "dealt", 3: "dealt"}
    hold(site, seat_1, made)
    take(site)
    retry_parked(site.hub, site.hub.now())
    assert look(site, work.by_assignment, "assignment-1").visitor == other
    (row,) = look(site, set_aside.latest, limit=9)
    assert (row.where, row.code) == ("rejected", "assignment_not_yours")


def test_a_hand_left_behind_by_a_move_goes_back_too(site, grace, session):
    site.hub.write(moving.move_lost_session, seat=1, target=2, told_used_s=0, by=site.operator)
    assert states(site) == {1: "dealt", 2: "dealt", 3: "dealt"}
    site.hub.write(
        station_link.revoke_station, station=site.stations[1], by="amina", reason="stolen"
    )
    assert set(states(site).values()) == {"free"}


def test_what_waits_for_it_is_withdrawn(site, session):
    station = site.stations[1]
    assert look(site, sqlite_outbox.waiting, f"station:{station}")
    remove(site)
    assert look(site, sqlite_outbox.waiting, f"station:{station}") == 0
    assert look(site, commands.waiting, station) == ()
    assert look(site, stations.removed_at, station) == site.hub.now()
    assert look(site, stations.removed_at, "nobody") is None
