"""A station that comes in again with new keys: nothing it holds is lost, wherever it is cut off.

The hub and the agent are real; what lies between them is a line that a test cuts.
"""

from contextlib import suppress

import pytest
from fakes.computer import GRACE, Cut, Seat, cut_at
from fakes.hub_world import newcomer
from fakes.machines import ExchangeMachine, Maker, look
from msgspec.structs import replace
from station_api.asking import push

from kiosk.acts import front_desk, removed_stations, station_link
from kiosk.acts.selling import Counter
from kiosk.jobs.parked import retry_parked
from kiosk.link import sqlite_care, sqlite_inbox
from kiosk.link.client import LinkDownError, SignedClient
from kiosk.protocol.bodies import SessionUsed
from kiosk.protocol.enrolment import make_code, prove_before, read_code
from kiosk.protocol.keys import load_keys, make_keys
from kiosk.rules.refusals import Refusal
from kiosk.store import held, restores, stations, work
from station_agent import folder as folders


@pytest.fixture
def seat(site, line, tmp_path):
    site.grace = site.visitor(code=GRACE)
    counter = Counter("half-hour", 10**6, site.operator)
    site.hub.write(front_desk.sell_pass, visitor=site.grace, counter=counter)
    ExchangeMachine(site).allot("assignment-1", "assignment-2")
    made = Seat(site, line, tmp_path)
    yield made
    made.stop()


def remove(site, station):
    site.hub.write(front_desk.settle_lost_session, seat=3, by=site.operator)
    site.hub.write(station_link.revoke_station, station=station, by="naomi", reason="a mistake")


def settle(site):
    """The desk ends what it believes is open at the seat."""
    site.hub.write(front_desk.settle_lost_session, seat=3, by=site.operator)


def work_of(site, assignment):
    return look(site, work.by_assignment, assignment)


def test_a_station_with_new_keys_carries_out_what_the_desk_orders(site, seat):
    """Its computer counts on from the orders that it had under its old name."""
    for _ in range(3):
        started = site.start(3, by=site.operator).session
        seat.rounds()
        assert seat.agent.sitting.kept.session == started
        seat.agent.finish()
        seat.rounds()
    for _ in range(2):
        seat.new_keys()
        started = site.start(3, by=site.operator).session
        seat.rounds()
        assert seat.agent.sitting.kept.session == started
        seat.agent.finish()
        seat.rounds()
    assert not look(site, restores.was_restored), "nothing was put back"


def test_a_station_with_new_keys_sends_what_it_made_under_the_old_ones(site, seat):
    assignment = seat.answer_away()
    assert seat.agent.waiting() == 2
    settle(site)
    seat.wire.up = True
    seat.new_keys()
    assert seat.origin != seat.first
    assert seat.agent.waiting() == 0
    assert work_of(site, assignment).visitor == site.grace
    assert look(site, stations.seat, 3).station == seat.origin
    assert [one.origin for one in look(site, stations.before, seat.origin)] == [seat.first]
    assert look(site, held.waiting) == ()


def test_what_it_makes_after_that_is_numbered_anew_and_has_no_gap(site, seat):
    seat.answer_away()
    settle(site)
    seat.wire.up = True
    seat.new_keys()
    seat.sit_down(turn=2)
    seat.agent.finish()
    seat.rounds()
    assert seat.agent.waiting() == 0
    assert look(site, sqlite_care.gaps) == ()
    assert {one.origin for one in look(site, sqlite_inbox.all_kept)} >= {seat.first, seat.origin}


def test_new_keys_twice_while_it_is_away_and_all_of_it_comes(site, seat):
    assignment = seat.answer_away()
    settle(site)
    for _ in range(2):
        seat.stop()
        seat.wire.up = True
        seat.enrol_again(site.enrol_code(3))
        seat.wire.up = False
        seat.start()
    assert seat.agent.waiting() == 2
    seat.wire.up = True
    seat.rounds(60)
    assert seat.agent.waiting() == 0
    assert work_of(site, assignment).visitor == site.grace
    assert len(look(site, stations.before, seat.origin)) == 2


def test_the_answer_to_new_keys_is_lost_and_the_same_code_ends_it(site, seat):
    seat.stop()
    code = site.enrol_code(3)
    seat.wire.lose = True
    with pytest.raises(LinkDownError):
        seat.enrol_again(code)
    assert seat.origin == seat.first
    seat.wire.lose = False
    coming = load_keys(seat.folder / folders.NEXT_KEYS_FILE).origin
    seat.enrol_again(code)
    assert seat.origin == coming == look(site, stations.seat, 3).station
    seat.start()
    assert seat.agent.link.hop.refused == ""


def test_old_keys_in_between_lose_nothing_either(site, seat):
    """The hub has the new keys and the station is cut off before it has: it locks, and sends."""
    assignment = seat.answer_away()
    settle(site)
    seat.stop()
    seat.wire.up, seat.wire.lose = True, True
    code = site.enrol_code(3)
    with pytest.raises(LinkDownError):
        seat.enrol_again(code)
    seat.wire.lose = False
    seat.start()
    assert seat.agent.removal.is_so
    assert seat.agent.waiting() == 0
    assert work_of(site, assignment).visitor == site.grace  # the old key was never a thief's
    seat.stop()
    seat.enrol_again(code)
    seat.start()
    assert not seat.agent.removal.is_so


@pytest.mark.parametrize("step", range(1, 8))
def test_cut_off_at_any_step_it_has_old_keys_or_new_ones(site, seat, step, monkeypatch):
    seat.stop()
    code = site.enrol_code(3)
    with monkeypatch.context() as power:
        cut_at(power, step)
        with suppress(Cut):
            seat.enrol_again(code)
    found = seat.origin
    with suppress(Refusal):  # it had come to its end: the code is of a station that is there
        seat.enrol_again(code)
    assert found in (seat.first, look(site, stations.seat, 3).station)
    assert look(site, stations.seat, 3).station == seat.origin
    seat.start()
    assert seat.agent.link.hop.refused == ""


def test_a_removed_station_comes_in_again_and_what_it_held_is_for_staff(site, seat):
    assignment = seat.answer_away()
    remove(site, seat.first)
    seat.wire.up = True
    seat.rounds(60)
    assert seat.agent.removal.is_so
    assert look(site, held.waiting)
    seat.new_keys()
    assert not seat.agent.removal.is_so
    assert work_of(site, assignment) is None
    site.hub.write(removed_stations.take_held, station=seat.first, came="before", by="naomi")
    retry_parked(site.hub, site.hub.now())
    assert work_of(site, assignment).visitor == site.grace


def test_a_removed_station_that_never_heard_of_it_sends_after_it_came_in_again(site, seat):
    """What bears a key that may be a thief's is for staff, whoever brings it."""
    assignment = seat.answer_away()
    remove(site, seat.first)
    seat.wire.up = True
    seat.new_keys()
    assert seat.agent.waiting() == 0
    assert work_of(site, assignment) is None
    assert {one.station for one in look(site, held.waiting)} == {seat.first}


def test_a_code_of_another_hub_is_refused_and_changes_nothing(site, seat):
    seat.stop()
    other = str(make_code(make_keys().public_signing, b"1234567"))
    with pytest.raises(Refusal, match="hub_key_differs"):
        seat.enrol_again(other)
    assert not (seat.folder / folders.NEXT_KEYS_FILE).exists()
    seat.start()


def test_nobody_takes_the_place_of_a_station_without_its_old_key(site, seat):
    keys, code = make_keys(), site.enrol_code(4)
    mine, typed = newcomer(keys, code), read_code(code)
    told = {"token": typed.token, "host": typed.fingerprint, "following": keys}
    theirs = look(site, stations.peer, seat.first)
    forged = replace(prove_before(make_keys(), **told), public_signing=theirs.public_signing)
    with pytest.raises(Refusal, match="wrong_signature"):
        site.hub.write(station_link.enrol_station, newcomer=replace(mine, before=forged))
    itself = prove_before(keys, **told)
    with pytest.raises(Refusal, match="malformed"):
        site.hub.write(station_link.enrol_station, newcomer=replace(mine, before=itself))
    assert look(site, stations.seat, 3).station == seat.first


def test_no_new_keys_while_somebody_sits_there(site, seat):
    site.start(3, by=site.operator)
    with pytest.raises(Refusal, match="station_not_free"):
        seat.enrol_again(site.enrol_code(3))
    assert seat.origin == seat.first


def test_a_hub_that_never_knew_the_old_keys_takes_what_they_signed(site, line):
    """A copy of before this station came; the old key itself has signed for the new one."""
    old, keys, code = make_keys(), make_keys(), site.enrol_code(4)
    typed = read_code(code)
    before = prove_before(old, token=typed.token, host=typed.fingerprint, following=keys)
    mine = replace(newcomer(keys, code), before=before)
    site.hub.write(station_link.enrol_station, newcomer=mine)
    made = Maker(site, old)
    made.seals = True
    ask = SignedClient(line, keys, site.hub.keys.public_signing).call
    (one,) = push(ask, made.say(SessionUsed("x", 1, "paused"), kind="of_tomorrow")).results
    assert one.result == "parked"
    assert look(site, stations.before, keys.origin)[0].origin == old.origin
