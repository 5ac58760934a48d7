"""A station began a boot with its hub away and its clock wrong: what it tells gets the right instant.

Its boot's clock is right, and a beat says how old the boot is.
"""

import pytest
from fakes.machines import exam, import_pets, look

from kiosk.protocol.bodies import RulesAccepted, SessionUsed
from kiosk.rules.clock_doubt import difference_words
from kiosk.rules.instants import S_PER_DAY, Instant, later
from kiosk.rules.moments import Anchor
from kiosk.store import audit, sessions

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")
WRONG_S = (-50 * 365 * S_PER_DAY, -S_PER_DAY, S_PER_DAY)


def wrong_clock(seat, off_s):
    seat.clock_is_ahead_ms, seat.offset_ms = off_s * 1000, 0


def heard(site, seat):
    """The hub hears a beat of this boot."""
    boot_ms = site.clock.boot_ns() // 1_000_000
    seat.anchor = Anchor("boot-1", boot_ms, site.hub.now())


def lines(site):
    found = look(site, audit.latest, before=None, limit=20)
    return [(one.about, one.detail) for one in found if one.act == "place_in_time"]


def row(site, table):
    return look(site, lambda db: dict(db.execute(f"SELECT * FROM {table}").fetchone()))


@pytest.mark.parametrize("off_s", WRONG_S)
def test_an_exam_stands_on_the_day_on_which_it_was_sat(site, seat_1, clock, off_s):
    grace = site.visitor()
    site.sat(1, grace, by=site.operator)
    import_pets(site.hub)
    sat = site.hub.now()
    wrong_clock(seat_1, off_s)
    fact = seat_1.say(exam(site.hub, grace))
    clock.forward(days=5)
    heard(site, seat_1)
    seat_1.give(fact)
    assert row(site, "attempt")["at"] == sat
    granted = row(site, "qualification")
    assert (granted["granted_at"], granted["valid_until"]) == (
        sat,
        later(sat, seconds=30 * S_PER_DAY),
    )
    assert lines(site) == [
        (f"station:{seat_1.station}", f"exam: {difference_words(-off_s * 1000)}")
    ]


@pytest.mark.parametrize("off_s", WRONG_S)
def test_a_pause_is_placed_where_it_was(site, seat_1, clock, off_s):
    """By which the seconds after it find their hour, and so their price."""
    started = site.start(1, by=site.operator)
    site.running(1, started.session)
    clock.forward(seconds=600)
    paused = site.hub.now()
    wrong_clock(seat_1, off_s)
    fact = seat_1.say(SessionUsed(started.session, 600, "paused"))
    clock.forward(hours=2)
    heard(site, seat_1)
    seat_1.give(fact)
    (kept,) = (
        one.at for one in look(site, sessions.facts, started.session) if one.kind == "paused"
    )
    assert kept == paused


def test_a_station_that_does_not_say_how_old_its_boot_is_is_believed(site, seat_1, clock):
    started = site.start(1, by=site.operator)
    site.running(1, started.session)
    clock.forward(seconds=600)
    wrong_clock(seat_1, -60)
    seat_1.tell(SessionUsed(started.session, 500, "paused"))
    (kept,) = (
        one.at for one in look(site, sessions.facts, started.session) if one.kind == "paused"
    )
    assert kept == Instant(site.hub.now() - 60_000)
    assert lines(site) == []


@pytest.mark.parametrize("off_s", [WRONG_S[0], -(10**12)])
def test_nothing_that_a_visitor_said_stands_before_they_were_known_here(site, seat_1, clock, off_s):
    """A clock may say anything, and a thief with the key too: no page could show that day."""
    grace = site.visitor()
    known = site.hub.now()
    clock.forward(days=1)
    site.sat(1, grace, by=site.operator)
    import_pets(site.hub)
    wrong_clock(seat_1, off_s)
    seat_1.sit_exam(grace)
    assert row(site, "attempt")["at"] == known
    assert row(site, "qualification")["granted_at"] == known


def test_no_yes_to_the_house_rules_stands_before_its_session(site, seat_1, clock):
    clock.forward(days=1)
    started = site.start(1, by=site.operator)
    opened = site.hub.now()
    clock.forward(seconds=60)
    wrong_clock(seat_1, WRONG_S[0])
    seat_1.tell(RulesAccepted(started.session, 1, "en"))
    assert row(site, "house_rules_accepted")["at"] == opened
