"""A walk-in whose seat ended before the time that was paid gets the rest on paper."""

import pytest
from acts.test_metered import cafe
from fakes import quick_disk
from fakes.machines import look

from kiosk.acts import after_cut, front_desk, granting, refunds, seating, settling
from kiosk.acts.selling import Counter
from kiosk.rules.instants import later
from kiosk.rules.refusals import Refusal
from kiosk.store import rests, sessions, vouchers

TO_CLOSING_S = 13 * 60 + 20
REST_S = 1_800 - TO_CLOSING_S


@pytest.fixture
def site(clock):
    """A café that closes at 01:40 and opens on Monday; it is Sunday, 01:26:40."""
    with quick_disk.folder() as folder:
        world = cafe(folder, clock, opening_hours=("sat 20:00-01:40", "mon 08:00-20:00"))
        yield world
        world.hub.close()


def close(site, session, *, used_s, why="time"):
    site.hub.write(_close, site=site.hub.site, session=session, used_s=used_s, why=why)


def _close(db, now, *, site, session, used_s, why):
    found = sessions.by_id(db, session)
    settling.close(db, now, site, session=found, used_s=used_s, why=why)


def waiting(site):
    now = site.hub.now()
    return look(site, rests.open_ones, now, since=later(now, seconds=-3_600), limit=5)


def give(site, session, **told):
    return site.hub.write(after_cut.give_rest_after, session=session, by=site.operator, **told)


def test_what_closing_took_goes_on_a_voucher_and_opens_a_seat_the_next_day(site, clock):
    session = site.start(1, by=site.operator).session
    clock.forward(seconds=TO_CLOSING_S)
    close(site, session, used_s=TO_CLOSING_S)
    (rest,) = waiting(site)
    assert (rest.seat, rest.left_s) == (1, REST_S)
    code = give(site, session)
    assert look(site, vouchers.by_code, code).seconds == REST_S
    assert waiting(site) == ()
    clock.forward(seconds=32 * 3_600)
    now = site.hub.now()
    who = look(site, seating.recognise_voucher, now, code, station=site.stations[2])
    site.hub.write(
        seating.open_by_identity, station=site.stations[2], boot_id="boot-1", identity=who
    )
    assert site.session_at(2).granted_s == REST_S


def test_the_rest_is_given_once(site):
    session = site.start(1, by=site.operator).session
    close(site, session, used_s=TO_CLOSING_S)
    code = give(site, session, request_id="rest-request-1")
    assert give(site, session, request_id="rest-request-1") == code
    with pytest.raises(Refusal, match="no_time_left"):
        give(site, session)


def test_a_pause_that_lasted_too_long_leaves_the_rest_too(site):
    session = site.start(1, by=site.operator).session
    close(site, session, used_s=100, why="suspended")
    assert waiting(site)[0].left_s == 1_700


@pytest.mark.parametrize(
    ("used_s", "why"),
    [
        pytest.param(100, "desk", id="ended before its time"),
        pytest.param(0, "", id="it still runs"),
    ],
)
def test_nothing_waits_for_who_was_not_cut_off(site, used_s, why):
    session = site.start(1, by=site.operator).session
    if why:
        close(site, session, used_s=used_s, why=why)
    assert waiting(site) == ()
    with pytest.raises(Refusal, match="no_time_left"):
        give(site, session)


def test_a_registered_visitor_and_who_was_refunded_get_no_paper(site):
    grace = site.visitor()
    kept = site.start(1, by=site.operator, visitor=grace).session
    close(site, kept, used_s=TO_CLOSING_S)
    guest = site.start(2, by=site.operator)
    close(site, guest.session, used_s=TO_CLOSING_S)
    assert [one.session for one in waiting(site)] == [guest.session]
    back = refunds.Refund(guest.sale, 4_000, "cash", "closing", site.operator)
    site.hub.write(refunds.give_back, refund=back)
    assert waiting(site) == ()


def test_the_desk_is_told_at_the_sale_how_much_stays(site):
    guest = site.start(1, by=site.operator).session
    grace = site.start(2, by=site.operator, visitor=site.visitor()).session
    now = site.hub.now()
    assert look(site, after_cut.kept_back_s, now, session=guest) == (TO_CLOSING_S, REST_S)
    assert look(site, after_cut.kept_back_s, now, session=grace) == (0, 0)
    counter = Counter("half-hour", 10_000, site.operator)
    site.hub.write(front_desk.extend_session, seat=1, counter=counter)
    assert look(site, after_cut.kept_back_s, now, session=guest) == (TO_CLOSING_S, REST_S + 1_800)


def test_nothing_is_kept_back_of_what_is_free_or_unknown(site):
    free = granting.Terms("free", limit_s=600, reason="visit")
    other = site.hub.write(
        front_desk.start_metered, seat=1, visitor=None, terms=free, by=site.operator
    )
    now = site.hub.now()
    assert look(site, after_cut.kept_back_s, now, session=other) == (0, 0)
    assert look(site, after_cut.kept_back_s, now, session="nobody") == (0, 0)
