"""The hub's keys change: its stations follow by what the old keys signed, and bring all they hold."""

import pytest
from fakes.computer import GRACE, Seat
from fakes.machines import ExchangeMachine, look

from kiosk.acts import front_desk
from kiosk.acts.key_change import take_up_keys
from kiosk.acts.selling import Counter
from kiosk.app import create_app
from kiosk.hub_folder import KEYS
from kiosk.link import sqlite_care
from kiosk.opening_hub import open_hub
from kiosk.protocol.enrolment import make_code
from kiosk.protocol.keys import change_keys, load_keys, make_keys, save_keys
from kiosk.rules.refusals import Refusal
from kiosk.store import audit, work
from station_agent import folder as folders


@pytest.fixture
def seat(site, line, tmp_path):
    site.grace = site.visitor(code=GRACE)
    counter = Counter("half-hour", 10**6, site.operator)
    site.hub.write(front_desk.sell_pass, visitor=site.grace, counter=counter)
    ExchangeMachine(site).allot("assignment-1", "assignment-2")
    line.app = create_app(site.hub)
    made = Seat(site, line, tmp_path)
    yield made
    made.stop()


def restarted(site, seat, *, changes=0, keys=None):
    """The hub stops, its keys change, it starts again at the same address."""
    path = site.hub.folder / KEYS
    site.hub.close()
    for _ in range(changes):
        change_keys(load_keys(path).followed_by(keys or make_keys()), path)
    site.hub = open_hub(path.parent, site.given, site.clock)
    seat.wire.line.app = create_app(site.hub)
    site.clock.forward(seconds=1)


def pinned(seat):
    return folders.load_machine(seat.folder).hub


@pytest.mark.parametrize("changes", [1, 2])
def test_a_station_that_was_away_follows_and_brings_what_it_holds(site, seat, changes):
    assignment = seat.answer_away()
    front = pinned(seat).public_signing
    restarted(site, seat, changes=changes)
    site.hub.write(front_desk.settle_lost_session, seat=3, by=site.operator)
    seat.wire.up = True
    seat.rounds(60)
    keys = site.hub.keys
    assert (pinned(seat).public_signing, pinned(seat).public_sealing) == (
        keys.public_signing,
        keys.public_sealing,
    )
    assert pinned(seat).older == keys.older_public_signing
    assert keys.older_public_signing[-1] == front
    assert not seat.agent.hub_away
    assert seat.agent.waiting() == 0
    assert look(site, work.by_assignment, assignment).visitor == site.grace
    assert look(site, sqlite_care.gaps) == ()


def test_a_session_goes_on_over_the_change_and_its_answer_is_sealed_to_the_new_key(site, seat):
    seat.sit_down()
    restarted(site, seat, changes=1)
    seat.rounds(60)
    assert seat.agent.pen.hub_sealing == site.hub.keys.public_sealing
    assignment = seat.answer()
    seat.rounds(60)
    assert look(site, work.by_assignment, assignment).visitor == site.grace
    assert seat.agent.waiting() == 0


def test_a_station_that_stood_still_meanwhile_follows_when_it_starts(site, seat):
    seat.stop()
    restarted(site, seat, changes=2)
    seat.start()
    seat.rounds(30)
    assert pinned(seat).public_signing == site.hub.keys.public_signing
    assert not seat.agent.hub_away
    seat.sit_down()
    assert seat.agent.session()


def test_nobody_else_is_followed(site, seat, tmp_path):
    """Another hub at the address, also with a chain of its own."""
    before = pinned(seat)
    path = site.hub.folder / KEYS
    own = path.read_bytes()
    site.hub.close()
    path.unlink()
    save_keys(make_keys().followed_by(make_keys()), path)
    site.hub = open_hub(path.parent, site.given, site.clock)
    seat.wire.line.app = create_app(site.hub)
    seat.rounds(30)
    assert pinned(seat) == before
    assert seat.agent.hub_away
    path.write_bytes(own)
    restarted(site, seat)
    seat.rounds(30)
    assert not seat.agent.hub_away


def test_codes_of_before_let_nobody_in_and_it_is_told_once(site, seat):
    code = site.enrol_code(9)
    restarted(site, seat, changes=1)
    with pytest.raises(Refusal):
        folders.enrol_station(seat.folder / "x", seat.wire, url="http://hub", code=code)
    assert site.hub.write(take_up_keys) is False
    restarted(site, seat)
    lines = look(site, audit.latest, before=None, limit=99)
    assert [line.act for line in lines].count("change_keys") == 1


def test_a_computer_that_stood_still_gets_new_keys_at_the_hub_of_changed_ones(site, seat):
    """The code names the hub's key of now, which the computer has not heard of."""
    before = pinned(seat)
    assignment = seat.answer_away()
    seat.stop()
    restarted(site, seat, changes=2)
    site.hub.write(front_desk.settle_lost_session, seat=3, by=site.operator)
    seat.wire.up = True
    seat.enrol_again(site.enrol_code(3))
    seat.start()
    seat.rounds(60)
    assert pinned(seat).public_signing == site.hub.keys.public_signing
    assert pinned(seat).older == site.hub.keys.older_public_signing
    assert pinned(seat).older[-1] == before.public_signing
    assert seat.agent.waiting() == 0
    assert look(site, work.by_assignment, assignment) is not None


def test_a_code_of_another_hub_is_none_of_ours(site, seat):
    restarted(site, seat, changes=1)
    other = str(make_code(make_keys().public_signing, b"7 bytes"))
    seat.stop()
    with pytest.raises(Refusal, match="hub_key_differs"):
        seat.enrol_again(other)
    seat.start()
