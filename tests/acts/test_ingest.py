"""Facts of stations: every type, every refusal."""

import pytest
from fakes.machines import ExchangeMachine, SeatMachine, exam, import_pets, look
from msgspec.structs import replace

from kiosk.acts.opening import open_fact
from kiosk.protocol.bodies import (
    Edition,
    Practice,
    Reaction,
    Returned,
    SessionClosed,
    SessionUsed,
    Submission,
)
from kiosk.protocol.sealing import seal
from kiosk.rules.refusals import Refusal
from kiosk.store import sessions, set_aside, training

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")
STORED = [("stored", "")]


@pytest.fixture
def running(site):
    return site.start(1, by=site.operator).session


def session(site, name):
    return look(site, sessions.by_id, name)


def practice(visitor, item="p1", **changes):
    body = Practice(visitor, "pets-e2", "practice", item, {"pet": "cat"}, True, 1, 0, 900)
    return replace(body, **changes)


# sessions


def test_used_seconds_are_noted_at_a_pause_and_the_session_waits(site, seat_1, running):
    assert seat_1.tell(SessionUsed(running, 120, "paused")) == STORED
    assert (session(site, running).state, session(site, running).used_s) == ("paused", 120)
    seat_1.tell(SessionUsed(running, 120, "resumed"))
    assert session(site, running).state == "open"


def test_a_new_boot_tells_used_seconds_and_changes_no_state(site, seat_1, running):
    seat_1.tell(SessionUsed(running, 200, "rebooted"))
    assert (session(site, running).state, session(site, running).used_s) == ("open", 200)
    assert len(look(site, sessions.facts, running)) == 1


def test_used_seconds_never_go_back(site, seat_1, running):
    seat_1.tell(SessionUsed(running, 200, "paused"), SessionUsed(running, 100, "resumed"))
    assert session(site, running).used_s == 200


def test_a_station_that_counts_wrong_is_held_to_what_was_granted(site, seat_1, running):
    seat_1.tell(SessionUsed(running, 10**8, "paused"))
    assert session(site, running).used_s == 1_800
    paused = look(site, sessions.facts, running)[-1]
    assert (paused.used_s, paused.at) == (1_800, site.hub.now() + 1_800_000)


def test_used_seconds_after_the_close_change_nothing(site, seat_1, running):
    seat_1.close(running, used_s=100)
    before = session(site, running)
    assert seat_1.tell(SessionUsed(running, 900, "paused")) == STORED
    assert session(site, running) == before


@pytest.mark.parametrize("body", [SessionUsed("x", 1, "paused"), SessionClosed("x", 1, "desk")])
def test_a_session_that_is_not_known_is_refused(seat_1, body):
    assert seat_1.tell(body) == [("rejected", "not_found")]


def test_a_session_of_another_station_is_refused(site, seat_2, running):
    assert seat_2.close(running, used_s=1) == [("rejected", "not_allowed")]
    assert seat_2.tell(SessionUsed(running, 1, "paused")) == [("rejected", "not_allowed")]
    assert session(site, running).state == "open"


@pytest.mark.parametrize("why", ["finished", "time_up", "desk", "suspended", "rebooted"])
def test_a_session_is_closed_for_the_reason_that_the_station_names(site, seat_1, running, why):
    seat_1.close(running, used_s=60, why=why)
    assert (session(site, running).why, session(site, running).used_s) == (why, 60)


# bodies


@pytest.mark.parametrize(
    "body", [Returned(("assignment-1",)), Edition("a", "a-e1", "A", "ef" * 32)]
)
def test_what_no_station_says_is_refused(seat_1, body):
    assert seat_1.tell(body) == [("rejected", "malformed")]


@pytest.mark.parametrize("kind", ["practice", "exam", "submission"])
def test_what_is_sealed_to_another_hub_is_refused(site, seat_1, kind):
    sealed = seal(seat_1.keys.public_sealing, b"{}")
    seat_1.seals = False
    signed = seat_1.say(None, kind=kind, plain=sealed)
    answer = seat_1.give(signed)
    assert [(one.result, one.code) for one in answer.results] == [("rejected", "wrong_signature")]


def test_what_must_be_sealed_is_refused_when_it_is_open(site, seat_1):
    seat_1.seals = False
    assert seat_1.tell(practice(site.visitor())) == [("rejected", "wrong_signature")]


@pytest.mark.parametrize("plain", [b"", b"{}", b'{"type":"session_used","session":""}'])
def test_a_body_out_of_shape_is_refused(seat_1, plain):
    answer = seat_1.give(seat_1.say(None, kind="session_used", plain=plain))
    assert answer.results[0].code == "malformed"


@pytest.mark.parametrize(("kind", "tv"), [("from_the_future", 1), ("session_used", 3)])
def test_a_fact_of_a_newer_station_is_parked_and_shown_to_staff(site, seat_1, running, kind, tv):
    answer = seat_1.give(
        seat_1.say(None, kind=kind, plain=b"{}", tv=tv),
        seat_1.say(SessionUsed(running, 60, "paused")),
    )
    assert [one.result for one in answer.results] == ["parked", "stored"]
    assert answer.kept[0].have == 2
    assert look(site, set_aside.counts)["parked"] == 1
    assert look(site, set_aside.latest, limit=9)[0].type == kind


def test_the_second_fact_of_a_name_is_kept_aside(site, seat_1, running):
    first = seat_1.say(SessionUsed(running, 60, "paused"))
    second = seat_1.say(SessionUsed(running, 90, "paused"), seq=1)
    assert [one.result for one in seat_1.give(first).results] == ["stored"]
    assert [one.result for one in seat_1.give(second).results] == ["conflict"]
    assert session(site, running).used_s == 60
    assert look(site, set_aside.counts)["conflict"] == 1


def test_one_refused_fact_takes_no_other_with_it(site, seat_1, running):
    results = seat_1.tell(
        SessionUsed(running, 60, "paused"),
        SessionClosed("nobody's", 1, "desk"),
        SessionUsed(running, 60, "resumed"),
    )
    assert [result for result, _ in results] == ["stored", "rejected", "stored"]
    assert session(site, running).state == "open"


# practice


@pytest.fixture
def grace(site):
    """Grace sat at seat 1 before."""
    visitor = site.visitor()
    site.sat(1, visitor, by=site.operator)
    return visitor


def test_only_the_first_answer_to_an_item_is_kept(site, seat_1, grace):
    seat_1.tell(practice(grace), practice(grace, right=False), practice(grace, "p2"))
    seat_1.tell(practice(grace, "", step="read"))
    assert set(look(site, training.practised, grace)) == {
        ("pets-e2", "practice", "p1"),
        ("pets-e2", "practice", "p2"),
        ("pets-e2", "read", ""),
    }
    with site.hub.read() as db:
        kept = db.execute("SELECT is_right FROM practice_done WHERE item = 'p1'").fetchall()
    assert [row["is_right"] for row in kept] == [1]


def test_what_a_visitor_practised_stands_in_the_record(site, seat_1, grace):
    from kiosk.acts.records import record_of

    before = look(site, record_of, site.hub.now(), site.hub.site, visitor=grace)
    seat_1.tell(practice(grace), practice(grace, "", step="read"))
    after = look(site, record_of, site.hub.now(), site.hub.site, visitor=grace)
    assert after.revision > before.revision
    assert [(one.items, one.steps_done) for one in after.practised] == [(("p1",), ("read",))]


@pytest.mark.parametrize(
    "body",
    [
        practice("nobody"),
        Submission("s", "nobody", "assignment-1", 1, {}, 1),
        Reaction("nobody", "assignment-1", "seen"),
    ],
)
def test_facts_about_nobody_are_refused(seat_1, body):
    assert seat_1.tell(body)[0][0] == "rejected"


@pytest.mark.parametrize(
    "about",
    [
        lambda _site, visitor: practice(visitor),
        lambda site, visitor: exam(site.hub, visitor),
        lambda _site, visitor: Submission("s", visitor, "assignment-1", 1, {"digit": "7"}, 1),
        lambda _site, visitor: Reaction(visitor, "assignment-1", "accept"),
    ],
)
def test_a_station_speaks_only_for_those_who_sat_at_it(site, seat_2, grace, about):
    """A restored hub may have lost the session, so the word of a stranger waits and does nothing."""
    import_pets(site.hub)
    ExchangeMachine(site).allot("assignment-1")
    assert seat_2.tell(about(site, grace)) == [("parked", "not_understood_yet")]
    with site.hub.read() as db:
        for table in ("practice_done", "attempt", "qualification", "work"):
            assert db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == 0


def test_word_of_a_visitor_counts_once_it_is_known_who_sat_there(site, seat_2, grace):
    seat_2.tell(practice(grace))
    site.sat(2, grace, by=site.operator)
    seat_2.tell(practice(grace, "p2"))
    items = {item for _edition, _step, item in look(site, training.practised, grace)}
    assert items == {"p1", "p2"}


def test_an_answer_from_the_session_of_somebody_else_is_refused(site, seat_1, seat_2, grace):
    ExchangeMachine(site).allot("assignment-1")
    hers = site.start(1, by=site.operator, visitor=grace).session
    site.sat(2, hassan := site.visitor("Hassan Ali", code="471903"), by=site.operator)
    assert seat_2.submit(hers, hassan, "assignment-1") == [("rejected", "not_allowed")]


def test_opening_a_fact_never_raises_for_what_is_in_it(site, seat_1):
    import_pets(site.hub)
    for plain in (b"", b"\xff", b"[]", b"{}"):
        for kind in ("practice", "exam", "submission", "session_used", "unknown_type"):
            signed = seat_1.say(None, kind=kind, plain=plain)
            opened = open_fact(signed, keys=site.hub.keys, module_of=site.hub.module_of)
            assert opened.parked or isinstance(opened.refusal, Refusal)


def test_a_record_of_nobody_is_not_found(site):
    from kiosk.acts.records import record_of

    with pytest.raises(Refusal, match="not_found"):
        look(site, record_of, site.hub.now(), site.hub.site, visitor="nobody")
    assert SeatMachine(site, 1).seq == 0
