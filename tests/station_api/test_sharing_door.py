"""The door through which a second learner signs in beside the one who sits."""

import pytest
from fakes.hub_world import PIN
from fakes.machines import look
from station_api.asking import beat

from kiosk.acts import classes, meetings
from kiosk.protocol.codec import decode, encode
from kiosk.protocol.seat_calls import BESIDE_PATH, Besides, SitBeside
from kiosk.protocol.station_calls import Record
from kiosk.rules.instants import later
from kiosk.rules.pins import picture_pin
from kiosk.rules.refusals import Refusal
from kiosk.store import sharers


@pytest.fixture
def session(site):
    """Grace sits at seat 1 while her class meets; Ruth is in it, too."""
    mentor = site.staff("joy", role="mentor")
    site.grace, site.ruth = site.visitor(), site.visitor("Ruth Achieng", code="471903")
    draft = classes.ClassDraft("Morning group", mentor, shares_seats=True)
    made = site.hub.write(classes.make_class, draft=draft, by=mentor)
    for visitor in (site.grace, site.ruth):
        site.hub.write(classes.add_member, class_id=made, visitor=visitor, by=mentor)
    now = site.hub.now()
    spans = ((now, later(now, seconds=3600)),)
    told = {"class_id": made, "spans": spans, "seats": (), "by": mentor}
    site.hub.write(meetings.add_meetings, **told)
    return site.start(1, by=site.operator, visitor=site.grace).session


def sign_in(ask, session, code="471903", pin=PIN):
    asked = SitBeside(session, code, pin)
    return decode(ask("POST", BESIDE_PATH, encode(asked)), Record)


def test_by_card_or_code_and_pin(site, ask, session):
    assert sign_in(ask, session).name == "Ruth Achieng"
    assert sign_in(ask, session, "KC1:471903").visitor == site.ruth
    told = decode(ask("GET", f"{BESIDE_PATH}?session={session}", b""), Besides)
    assert [one.visitor for one in told.records] == [site.ruth]


def test_by_three_pictures(site, ask, session):
    pin = picture_pin(("key", "sun", "cat"))
    other = site.visitor("Otieno Oduor", code="471904", pin=pin)
    with pytest.raises(Refusal, match="seat_stranger"):
        sign_in(ask, session, "471904", pin)
    assert look(site, sharers.of_visitor, other) is None


@pytest.mark.parametrize(
    ("code", "pin", "refusal"),
    [
        ("471903", "0000", "wrong_pin"),
        ("471903", "", "wrong_pin"),
        ("000000", PIN, "wrong_pin"),
        ("471902", PIN, "seat_same"),
        ("4F7K2M9T", "", "seat_guest"),
        ("", "", "seat_guest"),
        ("٤٧١٩٠٣", PIN, "seat_guest"),
    ],
)
def test_who_does_not_come_in_is_told_why(site, ask, session, code, pin, refusal):
    with pytest.raises(Refusal, match=refusal):
        sign_in(ask, session, code, pin)
    assert look(site, sharers.all_now) == ()


def test_guessing_a_pin_locks_it_out_here(site, ask, session):
    for _ in range(4):
        with pytest.raises(Refusal, match="wrong_pin"):
            sign_in(ask, session, pin="0000")
    with pytest.raises(Refusal, match="locked_out"):
        sign_in(ask, session, pin="0000")
    with pytest.raises(Refusal, match="locked_out"):
        sign_in(ask, session)


def test_another_stations_key_opens_nothing_here(site, ask_from_2, session):
    with pytest.raises(Refusal, match="no_session_here"):
        sign_in(ask_from_2, session)
    with pytest.raises(Refusal, match="no_session_here"):
        ask_from_2("GET", f"{BESIDE_PATH}?session={session}", b"")
    assert look(site, sharers.all_now) == ()


def test_a_beat_says_who_is_beside_to_those_who_understand_it(site, ask, session):
    assert beat(ask, session=session, speaks=18).beside == ""
    record = sign_in(ask, session)
    told = beat(ask, session=session, speaks=18)
    assert (told.beside, told.beside_record) == (site.ruth, record.revision)
    assert beat(ask, session=session, speaks=17).beside == ""
