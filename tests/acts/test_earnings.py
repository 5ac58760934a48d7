"""Answers go up to the exchange, decisions come down and are paid exactly once."""

import hashlib
import json

import pytest
from fakes.machines import look, told

from kiosk.acts import exchange_link, seating
from kiosk.acts.records import record_of
from kiosk.jobs.parked import retry_parked
from kiosk.link import sqlite_outbox
from kiosk.protocol.bodies import Appeal, HubSubmission, Reaction, Returned, Submission
from kiosk.protocol.sync import Outcome
from kiosk.store import checks, revisions, set_aside, tasks, upstream, visitors, work

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")
STORED = [("stored", "")]
PARKED = ("parked", "not_understood_yet")
DUE = 1_795_559_200_000


@pytest.fixture
def grace(site):
    return site.visitor()


@pytest.fixture
def session(site, grace, exchange):
    """Grace sits at seat 1 with two tasks."""
    exchange.allot("assignment-1", "assignment-2")
    name = site.start(1, by=site.operator, visitor=grace).session
    site.hub.write(seating.take_session, station=site.stations[1], session=name, boot_id="boot-1")
    return name


def sent(site):
    return told(site, "exchange")


def kept(site, assignment="assignment-1"):
    return look(site, work.by_assignment, assignment)


# up


def test_an_answer_goes_on_to_the_exchange_citing_the_stations_fact(site, seat_1, grace, session):
    signed = seat_1.say(Submission(session, grace, "assignment-1", 1, {"digit": "سبعة"}, 2_000))
    seat_1.give(signed)
    (up,) = sent(site)
    assert isinstance(up, HubSubmission)
    assert (up.assignment, up.round, up.cites) == ("assignment-1", 1, signed.fact.id)
    assert up.worker == look(site, visitors.by_id, grace).worker
    assert up.answer == '{"digit":"سبعة"}'
    assert up.answer_sha256 == hashlib.sha256(up.answer.encode()).hexdigest()
    assert (kept(site).state, kept(site).reward_minor) == ("Submitted", 150)
    assert look(site, tasks.slot, "assignment-1").state == "submitted"


def test_an_answer_that_comes_twice_goes_on_once(site, seat_1, grace, session):
    signed = seat_1.say(Submission(session, grace, "assignment-1", 1, {"digit": "7"}, 1))
    for _ in range(3):
        seat_1.give(signed)
    assert len(sent(site)) == 1


def test_a_second_answer_to_the_same_assignment_is_refused(site, seat_1, grace, session):
    seat_1.submit(session, grace, "assignment-1")
    assert seat_1.submit(session, grace, "assignment-1", answer="1") == [
        ("rejected", "assignment_done")
    ]
    assert len(sent(site)) == 1


def test_answers_that_nobody_may_give_are_refused(site, seat_1, grace, session):
    hassan = site.visitor("Hassan Ali", code="471903")
    seat_1.close(session, used_s=1, submitted=["assignment-1"])
    his = site.start(1, by=site.operator, visitor=hassan).session
    cases = [
        (session, grace, "assignment-9", 1, *PARKED),
        (his, hassan, "assignment-1", 1, "rejected", "assignment_not_yours"),
        (session, grace, "assignment-1", 2, *PARKED),
        (session, hassan, "assignment-1", 1, "rejected", "not_allowed"),
    ]
    for name, visitor, assignment, turn, *said in cases:
        assert seat_1.submit(name, visitor, assignment, turn=turn) == [tuple(said)]
    assert sent(site) == []


def test_an_answer_to_a_slot_that_is_not_known_waits_for_it_and_nobody_else_gets_it(
    site, seat_1, exchange, grace, session
):
    """A restored hub hears of its slots again after its stations told what was done with them."""
    assert seat_1.submit(session, grace, "assignment-9") == [PARKED]
    exchange.allot("assignment-9")
    assert (kept(site, "assignment-9").visitor, len(sent(site))) == (grace, 1)
    assert look(site, tasks.slot, "assignment-9").state == "submitted"
    assert look(site, set_aside.counts)["parked"] == 0


def test_a_second_go_and_a_word_to_a_decision_wait_for_the_first_answer(
    site, seat_1, seat_2, exchange, grace, session
):
    """After a restore another station may tell again sooner than the one of the first answer."""
    seat_1.close(session, used_s=1)
    again = site.start(2, by=site.operator, visitor=grace).session
    second = Submission(again, grace, "assignment-1", 2, {"digit": "1"}, 2000)
    seen = Reaction(grace, "assignment-1", "seen")
    assert seat_2.tell(seen, second) == [PARKED, PARKED]
    seat_1.submit(session, grace, "assignment-1")
    retry_parked(site.hub, site.hub.now())
    retry_parked(site.hub, site.hub.now())
    assert [getattr(up, "round", None) for up in sent(site)] == [1, None, 2]
    assert kept(site).round == 2


@pytest.mark.parametrize("answer", [{}, {"digit": ""}, {"digit": ["7"]}, {"digit": "7", "x": "y"}])
def test_an_answer_that_is_none_to_the_form_is_refused_here(
    site, seat_1, exchange, grace, session, answer
):
    """The exchange would refuse it, and the visitor would read "in review" for ever."""
    body = Submission(session, grace, "assignment-1", 1, answer, 1)
    assert seat_1.tell(body) == [("rejected", "answer_wrong_shape")]
    assert sent(site) == []
    assert seat_1.submit(session, grace, "assignment-1") == STORED
    exchange.decide("assignment-1", "revision", reason="again")
    body = Submission(session, grace, "assignment-1", 2, answer, 1)
    assert seat_1.tell(body) == [("rejected", "answer_wrong_shape")]
    assert kept(site).state == "RevisionRequested"


def test_a_late_answer_to_a_slot_that_was_freed_is_taken(site, seat_1, grace, session, clock):
    """Its station was away; late work is never silently dropped."""
    seat_1.close(session, used_s=60)
    clock.forward(days=9)
    site.hub.write(exchange_link.lapse_slots)
    assert seat_1.submit(session, grace, "assignment-1") == STORED
    assert len(sent(site)) == 1


def test_what_is_undecided_stands_as_pending(site, seat_1, grace, session):
    seat_1.submit(session, grace, "assignment-1")
    record = look(site, record_of, site.hub.now(), site.hub.site, visitor=grace)
    assert (record.pending_minor, record.balance_minor) == (150, 0)
    (outcome,) = record.outcomes
    assert (outcome.state, outcome.title, outcome.answer) == ("Submitted", "Read a digit", None)


# down


def test_an_approval_is_credited_exactly_once(site, seat_1, exchange, grace, session):
    seat_1.submit(session, grace, "assignment-1")
    before = look(site, revisions.current, revisions.record_of(grace))
    for _ in range(3):
        assert exchange.decide("assignment-1") == STORED
    assert site.balance(f"visitor:{grace}") == 150
    assert site.balance("exchange") == 150
    assert kept(site).state == "Approved"
    assert look(site, work.earned_minor, grace) == 150
    assert look(site, revisions.current, revisions.record_of(grace)) > before


def test_what_was_earned_is_final(site, seat_1, exchange, grace, session):
    seat_1.submit(session, grace, "assignment-1")
    exchange.decide("assignment-1")
    assert exchange.decide("assignment-1", "rejected", reason="changed my mind") == STORED
    assert (kept(site).state, site.balance(f"visitor:{grace}")) == ("Approved", 150)


def test_a_rejected_answer_may_still_be_approved(site, seat_1, exchange, grace, session):
    seat_1.submit(session, grace, "assignment-1")
    exchange.decide("assignment-1", "reject_proposed", reason="It is a 1", expectation="digit")
    assert (kept(site).state, kept(site).reason) == ("RejectProposed", "It is a 1")
    exchange.decide("assignment-1", "rejected", reason="It is a 1")
    assert site.balance(f"visitor:{grace}") == 0
    exchange.decide("assignment-1")
    assert site.balance(f"visitor:{grace}") == 150


def test_an_approval_of_nothing_moves_no_money(site, seat_1, exchange, grace, session):
    exchange.allot("assignment-3", hit_type="free", reward_minor=0)
    seat_1.submit(session, grace, "assignment-3")
    exchange.decide("assignment-3", amount_minor=0)
    assert kept(site, "assignment-3").state == "Approved"
    assert site.balance("exchange") == 0


@pytest.mark.parametrize("amount_minor", [0, 149, 151, 10**12])
def test_an_approval_of_another_sum_than_was_promised_is_refused(
    site, seat_1, exchange, grace, session, amount_minor
):
    """The hub would pay out of its own till what the exchange says; staff see it set aside."""
    seat_1.submit(session, grace, "assignment-1")
    answer = exchange.decide("assignment-1", amount_minor=amount_minor)
    assert answer == [("rejected", "amount_wrong")]
    assert (kept(site).state, site.balance(f"visitor:{grace}")) == ("Submitted", 0)


def test_a_decision_in_another_currency_is_refused(site, seat_1, exchange, grace, session):
    seat_1.submit(session, grace, "assignment-1")
    assert exchange.decide("assignment-1", currency="EUR") == [("rejected", "currency_differs")]
    assert kept(site).state == "Submitted"


def test_a_decision_on_an_unknown_answer_waits_for_it(site, seat_1, exchange, grace, session):
    """A hub that was restored hears of its answers again from its stations."""
    assert exchange.decide("assignment-1") == [("parked", "not_understood_yet")]
    seat_1.submit(session, grace, "assignment-1")
    assert look(site, set_aside.counts)["parked"] == 1
    retry_parked(site.hub, site.hub.now())
    assert site.balance(f"visitor:{grace}") == 150
    assert look(site, set_aside.counts)["parked"] == 0


def test_a_parked_decision_is_never_read_as_if_a_station_had_sent_it(
    site, seat_1, exchange, grace, session
):
    exchange.decide("assignment-1")
    seat_1.close(session, used_s=10)
    assert look(site, set_aside.counts) == {
        "parked": 1,
        "rejected": 0,
        "conflict": 0,
        "outgoing": 0,
    }


def test_parked_decisions_are_taken_in_the_order_they_were_made(
    site, seat_1, exchange, grace, session
):
    exchange.decide("assignment-1", "revision", reason="again", due=DUE)
    exchange.decide("assignment-1", "reject_proposed", reason="no")
    exchange.decide("assignment-1", "rejected", reason="no")
    seat_1.submit(session, grace, "assignment-1")
    retry_parked(site.hub, site.hub.now())
    assert kept(site).state == "Rejected"


def test_without_an_exchange_parked_facts_of_nobody_wait(site, seat_1, grace):
    seat_1.give(seat_1.say(None, kind="from_the_future", plain=b"{}"))
    retry_parked(site.hub, site.hub.now())
    assert look(site, upstream.load) is None
    assert look(site, set_aside.counts)["parked"] == 1


# a second go


def test_a_revision_is_shown_with_the_answer_and_its_task(site, seat_1, exchange, grace, session):
    seat_1.submit(session, grace, "assignment-1")
    exchange.decide("assignment-1", "revision", reason="Look again", expectation="digit", due=DUE)
    (outcome,) = look(site, record_of, site.hub.now(), site.hub.site, visitor=grace).outcomes
    assert (outcome.state, outcome.due, outcome.reason) == ("RevisionRequested", DUE, "Look again")
    assert outcome.answer == {"digit": "7"}
    assert outcome.task["row"] == {"n": "assignment-1"}


def test_a_revision_is_answered_once_and_goes_on_as_round_two(
    site, seat_1, exchange, grace, session
):
    seat_1.submit(session, grace, "assignment-1")
    exchange.decide("assignment-1", "revision", reason="Look again", due=DUE)
    assert seat_1.submit(session, grace, "assignment-1", answer="1", turn=2) == STORED
    assert seat_1.submit(session, grace, "assignment-1", answer="2", turn=2) == [
        ("rejected", "assignment_done")
    ]
    assert [(up.round, json.loads(up.answer)["digit"]) for up in sent(site)] == [(1, "7"), (2, "1")]
    assert (kept(site).state, kept(site).round) == ("Submitted", 2)


# reactions


@pytest.mark.parametrize(
    ("kind", "state"),
    [("seen", "RejectProposed"), ("accept", "RejectProposed"), ("appeal", "Disputed")],
)
def test_what_a_visitor_says_to_a_decision_goes_on(
    site, seat_1, exchange, grace, session, kind, state
):
    seat_1.submit(session, grace, "assignment-1")
    exchange.decide("assignment-1", "reject_proposed", reason="no")
    assert kept(site).seen_at is None
    assert seat_1.tell(Reaction(grace, "assignment-1", kind, "It is a 7.")) == STORED
    up = sent(site)[-1]
    worker = look(site, visitors.by_id, grace).worker
    assert up == Reaction(worker, "assignment-1", kind, "It is a 7.")
    assert (kept(site).state, kept(site).seen_at) == (state, site.hub.now())


def test_an_appeal_comes_sealed_and_goes_on_as_a_reaction(site, seat_1, exchange, grace, session):
    seat_1.submit(session, grace, "assignment-1")
    exchange.decide("assignment-1", "reject_proposed", reason="no")
    told = seat_1.say(Appeal(grace, "assignment-1", "It is a 7."))
    assert b"It is a 7." not in told.fact.body_bytes
    assert [one.result for one in seat_1.give(told).results] == ["stored"]
    worker = look(site, visitors.by_id, grace).worker
    assert sent(site)[-1] == Reaction(worker, "assignment-1", "appeal", "It is a 7.")


def test_only_whose_work_it_is_may_react(site, seat_1, exchange, grace, session):
    hassan = site.visitor("Hassan Ali", code="471903")
    seat_1.submit(session, grace, "assignment-1")
    seat_1.close(session, used_s=1)
    site.sat(1, hassan, by=site.operator)
    assert seat_1.tell(Reaction(hassan, "assignment-1", "appeal")) == [
        ("rejected", "assignment_not_yours")
    ]


def test_an_appeal_too_late_changes_nothing_here(site, seat_1, exchange, grace, session):
    seat_1.submit(session, grace, "assignment-1")
    exchange.decide("assignment-1")
    seat_1.tell(Reaction(grace, "assignment-1", "appeal"))
    assert kept(site).state == "Approved"


# the exchange's other facts


def test_what_no_exchange_says_is_refused(exchange):
    assert exchange.tell(Returned(("assignment-1",))) == [("rejected", "malformed")]


def test_a_fact_of_a_newer_exchange_is_parked(site, exchange):
    answer = exchange.give(exchange.say(None, kind="from_the_future", plain=b"{}"))
    assert answer.results[0].result == "parked"
    retry_parked(site.hub, site.hub.now())
    assert look(site, set_aside.counts)["parked"] == 1


def test_what_the_exchange_said_of_our_facts_is_kept(site, seat_1, grace, session):
    seat_1.submit(session, grace, "assignment-1")
    seat_1.submit(session, grace, "assignment-2")
    first, second = look(
        site, sqlite_outbox.next_parcels, audience="exchange", limit=9, limit_bytes=10**6
    )
    name = f"{site.hub.keys.origin}/{first.id}"
    site.hub.write(
        exchange_link.settle_outbox,
        outcomes=(Outcome(name, "stored", answer="accepted"),),
        kept=(),
    )
    assert look(site, sqlite_outbox.waiting, "exchange") == 1
    site.hub.write(exchange_link.quarantine_parcel, parcel_id=second.id, code="malformed")
    limits = {"audience": "exchange", "limit": 9, "limit_bytes": 10**6}
    [word] = look(site, sqlite_outbox.next_parcels, **limits)
    assert b'"type":"abandoned"' in word.raw
    aside = look(site, set_aside.latest, limit=9)
    assert [(one.where, one.fact, one.code) for one in aside] == [
        ("outgoing", second.id, "malformed")
    ]
    assert [line for line in look(site, checks.fact_problems) if "set aside" in line]


def test_joining_another_exchange_replaces_the_first(site, exchange):
    from fakes.machines import ExchangeMachine

    other = ExchangeMachine(site)
    url, host = look(site, upstream.load)
    assert (url, host.public_signing) == ("http://exchange", other.keys.public_signing)


def test_work_is_listed_by_state_and_visitor(site, seat_1, exchange, grace, session):
    for assignment in ("assignment-1", "assignment-2"):
        seat_1.submit(session, grace, assignment)
    exchange.decide("assignment-2")
    assert look(site, work.counts) == {"Submitted": 1, "Approved": 1}
    found = look(site, work.latest_in, state="Approved", limit=9)
    assert [one.assignment for one in found] == ["assignment-2"]
    assert len(look(site, work.of_visitor, visitor=grace, limit=1)) == 1
