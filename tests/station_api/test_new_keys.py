"""A station that comes in again with new keys: nothing it holds is lost, wherever it is cut off.

The hub and the agent are real; what lies between them is a line that a test cuts.
"""

import os
from contextlib import suppress

import pytest
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
from kiosk.settings import StationSettings
from kiosk.store import held, stations, work
from station_agent import folder as folders
from station_agent.agent import Agent
from station_agent.player import work as player

GRACE = "471902"


class Wire:
    """The line to the hub; `lose` takes the answers away, as a switch that is pulled does."""

    def __init__(self, line) -> None:
        self.line, self.up, self.lose = line, True, False

    def send(self, method, path, headers, body):
        if not self.up:
            raise LinkDownError("cut")
        answer = self.line.send(method, path, headers, body)
        if self.lose:
            raise LinkDownError("answer lost")
        return answer


class Seat:
    """One computer: its folder, its agent, started and stopped at will."""

    def __init__(self, site, line, tmp_path) -> None:
        self.site, self.wire = site, Wire(line)
        self.folder, self.memory = tmp_path / "station", tmp_path / "memory"
        self.memory.mkdir()
        code = site.enrol_code(3)
        folders.enrol_station(self.folder, self.wire, url="http://hub", code=code, name="pc-3")
        self.first = self.origin
        self.start()

    @property
    def origin(self):
        return load_keys(self.folder / folders.KEYS_FILE).origin

    def start(self):
        settings = StationSettings(draft_folder=str(self.memory))
        machine = folders.load_machine(self.folder)
        clock = self.site.clock
        self.agent = Agent(machine, self.wire, clock, settings, chance_per_mille=lambda: 500)
        self.rounds()

    def stop(self):
        self.agent.store.close()

    def rounds(self, seconds=12):
        for _ in range(seconds):
            self.site.clock.forward(seconds=1)
            self.agent.tick()

    def enrol_again(self, code):
        machine = folders.load_machine(self.folder)
        return folders.enrol_again(machine, self.wire, url="http://hub", code=code, name="pc-3")

    def new_keys(self):
        """As staff do it: stop, enrol again with a code, start."""
        self.stop()
        self.enrol_again(self.site.enrol_code(3))
        self.start()

    def answer_away(self):
        """Grace signs in, does a task with the hub away, and goes."""
        self.agent.enter(code=GRACE, pin="4711", request_id="0" * 32)
        self.rounds()
        self.wire.up = False
        assignment = player.accept(self.agent, "hit-1")
        player.submit(self.agent, assignment, answer={"digit": "7"}, request_id="1" * 32)
        self.agent.finish()
        self.rounds(6)
        return assignment


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
    seat.agent.enter(code=GRACE, pin="4711", request_id="2" * 32)
    seat.rounds()
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


class Cut(Exception):  # noqa: N818  what happens, in the words of the other tests
    """The power goes."""


def cut_at(monkeypatch, step):
    """The power goes before this many of the steps that bring something to the disk."""
    left = [step]

    def counted(real):
        def work(*given, **named):
            left[0] -= 1
            if left[0] == 0:
                raise Cut
            return real(*given, **named)

        return work

    monkeypatch.setattr(folders.os, "fsync", counted(os.fsync))
    monkeypatch.setattr(folders.Path, "rename", counted(folders.Path.rename))
    monkeypatch.setattr(folders.Path, "replace", counted(folders.Path.replace))
    return left


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
