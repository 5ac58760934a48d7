"""A little more at the end: the owner says how much, it is free, once a session, and on record."""

from dataclasses import replace

import pytest
from fakes.machines import SeatMachine, look

from kiosk.acts import extending, front_desk, seating
from kiosk.acts.granting import Terms
from kiosk.protocol.bodies import SessionUsed
from kiosk.protocol.codec import decode
from kiosk.protocol.leases import Lease
from kiosk.rules.refusals import Refusal
from kiosk.store import commands, dues, given_time, sessions

HALF_HOUR, MORE = 1_800, 180

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")


def allow(site, **settings):
    here = replace(site.hub.settings, last_extension_s=MORE, **settings)
    site.hub.site = replace(site.hub.site, settings=here)


def ask(site, session):
    return site.hub.write(extending.extend_here, station=site.stations[1], session=session)


def refused(act, *arguments, **words):
    with pytest.raises(Refusal) as refusal:
        act(*arguments, **words)
    return refusal.value.code


def granted(site, name):
    return look(site, sessions.by_id, name).granted_s


def given(site, name):
    return [(one.why, one.seconds, one.reason) for one in look(site, given_time.of_session, name)]


@pytest.fixture
def session(site):
    return site.start(1, by=site.operator).session


def test_it_is_given_once_free_and_with_its_reason(site, seat_1, session):
    allow(site)
    assert ask(site, session) == MORE
    assert granted(site, session) == HALF_HOUR + MORE
    assert look(site, commands.waiting, site.stations[1])[-1].kind == "renew"
    assert refused(ask, site, session) == "extension_given"
    seat_1.close(session, used_s=HALF_HOUR + MORE)
    assert given(site, session) == [("extension", MORE, "asked for at the ending")]
    assert look(site, sessions.spent_s, session) == HALF_HOUR
    assert site.balance("sales:time") == 0


def test_the_desk_gives_it_too(site, session):
    allow(site)
    site.hub.write(extending.extend_at, seat=1, by=site.operator)
    assert given(site, session) == [("extension", MORE, "given by the desk")]
    assert refused(site.hub.write, extending.extend_at, seat=2, by="x") == "no_session_here"


def test_it_is_off_until_the_owner_allows_it(site, session):
    assert refused(ask, site, session) == "extension_off"


def test_a_station_asks_for_its_own_session_only(site, session):
    allow(site)
    other = site.start(2, by=site.operator).session
    assert refused(ask, site, other) == "no_session_here"


def test_it_stays_and_does_not_grow_when_the_session_pauses_in_it(site, seat_1, clock, session):
    allow(site)
    ask(site, session)
    clock.forward(seconds=HALF_HOUR + 60)
    seat_1.tell(SessionUsed(session, HALF_HOUR + 60, "paused"))
    clock.forward(seconds=60)
    seat_1.tell(SessionUsed(session, HALF_HOUR + 60, "resumed"))
    for used_s in (HALF_HOUR + 70, HALF_HOUR + 100):
        renewed = site.hub.write(
            seating.renew_lease,
            station=site.stations[1],
            session=session,
            boot_id="boot-1",
            used_s=used_s,
        )
        assert decode(renewed.lease.raw, Lease).seconds == HALF_HOUR + MORE


def test_who_pays_after_does_not_pay_for_it(site):
    allow(site, postpaid_cap_minor=3_500)
    name = site.hub.write(
        front_desk.start_metered, seat=1, visitor=None, terms=Terms("postpaid"), by=site.operator
    )
    ask(site, name)
    assert granted(site, name) == HALF_HOUR + MORE
    SeatMachine(site, 1).close(name, used_s=HALF_HOUR + MORE)
    assert look(site, sessions.by_id, name).limit_minor == 3_500
    assert look(site, dues.at_seat, 1).minor == 3_500
