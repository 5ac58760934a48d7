"""Outages at work: credit at the end of a session, passes made good after a power cut."""

import pytest
from acts.outage_cafe import credit, start_after
from fakes.machines import look

from kiosk.acts import after_cut, outages, refunds
from kiosk.acts import dues as dues_acts
from kiosk.protocol.bodies import SessionUsed
from kiosk.queries import people as people_query
from kiosk.rules.instants import Instant
from kiosk.store import dues, offers, passes, sessions
from kiosk.store import outages as store
from kiosk.store.offers import Offer

HOUR = 3600


@pytest.fixture
def site(open_cafe):
    return open_cafe()


def internet(site, *, away_since):
    site.hub.write(outages.note_internet, away_since=away_since)


def without_internet(site, clock, *, minutes):
    internet(site, away_since=site.hub.now())
    clock.forward(minutes=minutes)
    internet(site, away_since=None)


# the internet


def test_minutes_without_internet_cost_nothing(site, clock):
    session = start_after(site)
    clock.forward(minutes=10)
    without_internet(site, clock, minutes=5)
    clock.forward(minutes=5)
    site.seat.close(session, used_s=1_200)
    assert look(site, dues.at_seat, 1).minor == 900
    found = credit(site, session)
    assert (found.internet_s, found.hub_s, found.minor, found.seconds) == (300, 0, 300, 0)


def test_minutes_of_a_package_go_back_to_it(site, clock):
    grace = site.visitor()
    session = site.start(1, by=site.operator, visitor=grace).session
    clock.forward(minutes=1)
    without_internet(site, clock, minutes=5)
    clock.forward(minutes=4)
    site.seat.close(session, used_s=600)
    (held,) = look(site, passes.usable, visitor=grace, at=site.hub.now())
    assert held.left_s == 1_800 - 300
    assert (credit(site, session).minor, credit(site, session).seconds) == (0, 300)


def test_an_outage_that_goes_on_ends_with_the_session(site, clock):
    session = start_after(site)
    clock.forward(minutes=5)
    internet(site, away_since=site.hub.now())
    clock.forward(minutes=5)
    site.seat.close(session, used_s=600)
    assert credit(site, session).minor == 300


def test_who_sat_down_without_internet_pays_for_the_seat(site, clock):
    internet(site, away_since=site.hub.now())
    clock.forward(minutes=5)
    session = start_after(site)
    clock.forward(minutes=5)
    site.seat.close(session, used_s=300)
    assert look(site, dues.at_seat, 1).minor == 300
    assert credit(site, session) is None


def test_an_outage_is_one_row_however_often_it_is_noted(site, clock):
    for _ in range(3):
        internet(site, away_since=site.hub.now())
        clock.forward(minutes=1)
    internet(site, away_since=None)
    internet(site, away_since=None)
    found = look(site, store.between, since=Instant(0), until=Instant(10**14))
    assert [(one.ended - one.began) // 60_000 for one in found] == [3]


def test_the_daily_cap_counts_what_was_paid(site, clock):
    grace = site.visitor()
    session = start_after(site, grace)
    without_internet(site, clock, minutes=0)
    clock.forward(seconds=1)
    without_internet(site, clock, minutes=5)
    clock.forward(minutes=5)
    site.seat.close(session, used_s=601)
    with site.hub.read() as db:
        row = db.execute("SELECT sum(minor) AS n FROM charged_day").fetchone()
    assert row["n"] == 301


def test_a_running_session_keeps_the_policy_it_opened_under(open_cafe, clock):
    site = open_cafe(internet_away_percent=50)
    session = start_after(site)
    found = look(site, sessions.by_id, session)
    assert found.policy.internet_percent == 50
    with site.hub.read() as db:
        row = db.execute("SELECT power_cut, internet_percent, hub_percent FROM session").fetchone()
    assert tuple(row) == ("site", 50, 100)
    clock.forward(minutes=1)
    without_internet(site, clock, minutes=5)
    site.seat.close(session, used_s=360)
    assert look(site, dues.at_seat, 1).minor == 360 - 150


# power


def day_pass(site, *, hours):
    """A pass bound to the clock: it lapses some hours from now however little is used."""
    site.hub.write(_add, offer=Offer("day", "Day pass", 12 * HOUR, 5_000, hours * HOUR, 2))
    return "day"


def _add(db, now, *, offer):
    offers.add(db, offer, now)


def cut_power(site, clock, session, *, used_s, minutes, why="rebooted"):
    """The power goes now; it is back after some minutes, and the visitor goes on at once."""
    seat = site.seat
    clock.forward(minutes=minutes)
    seat.tell(SessionUsed(session, used_s, "paused"))
    seat.tell(SessionUsed(session, used_s, why))


def sit_on_day_pass(site, clock, visitor=None):
    """Three hours are left of the pass; one is used when the power goes."""
    offer = day_pass(site, hours=3)
    session = site.start(1, by=site.operator, offer=offer, visitor=visitor).session
    clock.forward(hours=1)
    return session


def test_the_site_gives_back_what_the_clock_took(site, clock):
    grace = site.visitor()
    session = sit_on_day_pass(site, clock, grace)
    cut_power(site, clock, session, used_s=HOUR, minutes=30)
    (cut,) = look(site, store.cuts_of, session)
    assert cut.lost_s == 1_800
    held = {one.id: one for one in look(site, passes.usable, visitor=grace, at=site.hub.now())}
    given = held[cut.pass_id]
    assert (given.left_s, given.begins) == (1_800, site.hub.now())
    assert given.lapses - site.hub.now() == 30 * 86_400 * 1000
    assert site.session_at(1).granted_s == 3 * HOUR


def test_the_same_word_twice_makes_good_once(site, clock):
    session = sit_on_day_pass(site, clock)
    cut_power(site, clock, session, used_s=HOUR, minutes=30)
    site.seat.tell(SessionUsed(session, HOUR, "rebooted"))
    assert len(look(site, store.cuts_of, session)) == 1


def test_what_was_made_good_is_used_and_never_paid_from_the_account(site, clock):
    grace = site.visitor()
    site.earn(grace, 10_000)
    session = sit_on_day_pass(site, clock, grace)
    cut_power(site, clock, session, used_s=HOUR, minutes=30)
    clock.forward(hours=2)
    site.seat.close(session, used_s=3 * HOUR, why="time_up")
    assert site.balance(f"visitor:{grace}") == 10_000
    assert look(site, passes.usable, visitor=grace, at=site.hub.now()) == ()


def test_extend_lasts_a_day(open_cafe, clock):
    site = open_cafe(power_cut="extend")
    session = sit_on_day_pass(site, clock)
    cut_power(site, clock, session, used_s=HOUR, minutes=30)
    visitor = site.session_at(1).visitor
    lapses = max(one.lapses for one in look(site, passes.usable, visitor=visitor, at=Instant(0)))
    assert lapses - site.hub.now() == 86_400 * 1000


def test_where_the_visitor_pays_the_pass_ends_when_it_ends(open_cafe, clock):
    site = open_cafe(power_cut="visitor")
    session = sit_on_day_pass(site, clock)
    cut_power(site, clock, session, used_s=HOUR, minutes=30)
    (cut,) = look(site, store.cuts_of, session)
    assert (cut.lost_s, cut.pass_id) == (1_800, None)
    assert site.session_at(1).granted_s == 3 * HOUR - 1_800
    with site.hub.read() as db:
        told = store.made_good_between(db, since=Instant(0), until=Instant(10**14))
    assert told.seconds == 0


def test_a_package_loses_nothing_and_gets_nothing(site, clock):
    session = site.start(1, by=site.operator).session
    clock.forward(minutes=10)
    cut_power(site, clock, session, used_s=600, minutes=30)
    assert look(site, store.cuts_of, session) == ()
    assert site.session_at(1).granted_s == 1_800


def test_a_pause_of_the_desk_is_no_power_cut(site, clock):
    session = sit_on_day_pass(site, clock)
    cut_power(site, clock, session, used_s=HOUR, minutes=30, why="resumed")
    assert look(site, store.cuts_of, session) == ()


def test_a_cut_before_the_first_second(site, clock):
    offer = day_pass(site, hours=3)
    session = site.start(1, by=site.operator, offer=offer).session
    cut_power(site, clock, session, used_s=0, minutes=30)
    (cut,) = look(site, store.cuts_of, session)
    assert (cut.lost_s, cut.cut_at) == (1_800, site.session_at(1).opened_at)


def test_a_session_paid_after_loses_nothing(site, clock):
    session = start_after(site)
    clock.forward(minutes=10)
    granted_s = site.session_at(1).granted_s
    cut_power(site, clock, session, used_s=600, minutes=30)
    assert look(site, store.cuts_of, session) == ()
    assert site.session_at(1).granted_s == granted_s


def test_who_does_not_come_back_finds_the_minutes_next_time(site, clock):
    grace = site.visitor()
    session = sit_on_day_pass(site, clock, grace)
    clock.forward(minutes=30)
    site.seat.tell(SessionUsed(session, HOUR, "paused"))
    clock.forward(minutes=15)
    site.seat.close(session, used_s=HOUR, why="rebooted")
    (cut,) = look(site, store.cuts_of, session)
    assert cut.lost_s == 45 * 60
    held = look(site, passes.usable, visitor=grace, at=site.hub.now())
    assert cut.pass_id in {one.id for one in held}


def test_who_leaves_in_the_cut_gets_them_with_the_rest(site, clock):
    grace = site.visitor()
    session = sit_on_day_pass(site, clock, grace)
    clock.forward(minutes=30)
    site.hub.write(after_cut.give_rest, seat=1, told_used_s=HOUR, by=site.operator, reason="cut")
    (cut,) = look(site, store.cuts_of, session)
    assert (cut.session, cut.lost_s) == (session, 1_800)


def test_a_refund_ends_the_minutes_that_a_cut_gave_for_its_pass(site, clock):
    grace = site.visitor()
    session = sit_on_day_pass(site, clock, grace)
    clock.forward(minutes=45)
    site.seat.close(session, used_s=HOUR, why="rebooted")
    now = site.hub.now()
    assert "power-cut" in {one.offer for one in look(site, passes.usable, visitor=grace, at=now)}
    sold = look(site, lambda db: db.execute("SELECT id, price_minor FROM sale").fetchone())
    back = refunds.Refund(sold["id"], sold["price_minor"], "cash", "unhappy", site.operator)
    site.hub.write(refunds.give_back, refund=back)
    now = site.hub.now()
    assert look(site, passes.usable, visitor=grace, at=now) == ()


def test_a_cut_at_once_without_a_used_second(site, clock):
    offer = day_pass(site, hours=3)
    session = site.start(1, by=site.operator, offer=offer).session
    clock.forward(minutes=30)
    site.seat.close(session, used_s=0, why="rebooted")
    (cut,) = look(site, store.cuts_of, session)
    assert cut.lost_s == 1_800


# what is read of it


def test_the_leakage_report_can_count_it(site, clock):
    session = start_after(site)
    clock.forward(minutes=1)
    without_internet(site, clock, minutes=5)
    site.seat.close(session, used_s=360)
    until = Instant(site.hub.now() + 1)
    given = look(site, store.given_between, since=Instant(0), until=until)
    assert (given.sessions, given.minor, given.seconds) == (1, 300, 0)
    assert look(site, store.given_between, since=until, until=until).sessions == 0
    site.hub.write(dues_acts.take_due, seat=1, tendered_minor=10_000, by=site.operator)
    session = sit_on_day_pass(site, clock)
    cut_power(site, clock, session, used_s=HOUR, minutes=30)
    until = Instant(site.hub.now() + 1)
    made = look(site, store.made_good_between, since=Instant(0), until=until)
    assert (made.sessions, made.seconds) == (1, 1_800)


def test_a_visit_shows_what_was_given_back(site, clock):
    grace = site.visitor()
    session = start_after(site, grace)
    clock.forward(minutes=1)
    without_internet(site, clock, minutes=5)
    site.seat.close(session, used_s=360)
    person = look(site, people_query.person, site.hub.now(), visitor=grace)
    (visit,) = person.visits
    assert (visit.paid_minor, visit.given_minor, visit.away_s) == (60, -300, 300)
    assert visit.made_good_s == 0
