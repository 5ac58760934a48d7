"""Vouchers for some seats or hours: what the hub charges for what a station opened by itself."""

import pytest
from fakes.machines import look

from kiosk.acts import seating
from kiosk.acts.seating import Identity
from kiosk.acts.selling import Counter
from kiosk.acts.vouchers import paper_text, sell_voucher
from kiosk.protocol.bodies import SessionClosed, VoucherOpened
from kiosk.queries import vouchers as query
from kiosk.rules.offers import Terms
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import Window
from kiosk.rules.vouchers import VoucherState
from kiosk.store import passes, sessions, voucher_uses
from kiosk.store import vouchers as kept

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")
PRICE, NINE_HOURS, HOUR = 4_000, 32_400, 3_600
NIGHT = Window(start=22 * 60, end=6 * 60)
EVENING = Window(start=17 * 60, end=22 * 60)
"""It is Sunday, 01:26:40."""


def sold(site, *, seconds=NINE_HOURS, **terms):
    site.offer("limited", seconds=seconds, terms=Terms(**terms))
    sale = site.hub.write(sell_voucher, counter=Counter("limited", PRICE, site.operator))
    return look(site, kept.by_code, sale.code)


def opened(site, voucher, session="own-1", *, seconds):
    slip = look(site, query.slip, voucher.code)
    return VoucherOpened(session, paper_text(site.hub.site, voucher, *slip.terms), seconds)


def left(site, voucher):
    return look(site, passes.left_s, look(site, kept.by_code, voucher.code).pass_id)


def overspent(site):
    rows = look(site, voucher_uses.overspent, limit=99)
    return sorted((row.seat, row.operator, row.overspent_s) for row in rows)


def test_the_pass_is_charged_for_what_was_used_within_its_hours(site, seat_1):
    voucher = sold(site, window=NIGHT)
    seat_1.tell(opened(site, voucher, seconds=4 * HOUR))
    site.clock.forward(seconds=HOUR)
    seat_1.tell(SessionClosed("own-1", HOUR, "finished"))
    assert look(site, sessions.by_id, "own-1").visitor == voucher.visitor
    assert left(site, voucher) == NINE_HOURS - HOUR
    assert look(site, kept.by_code, voucher.code).state is VoucherState.SOLD
    assert overspent(site) == []


def test_the_hub_has_the_last_word_on_what_was_outside_its_hours(site, seat_1):
    """The station's clock was wrong: the seconds go off the voucher all the same."""
    voucher = sold(site, window=EVENING)
    seat_1.tell(opened(site, voucher, seconds=HOUR))
    site.clock.forward(seconds=HOUR)
    seat_1.tell(SessionClosed("own-1", HOUR, "time_up"))
    assert left(site, voucher) == NINE_HOURS - HOUR
    assert overspent(site) == []


def test_one_that_is_used_at_two_seats_is_shown_with_seat_and_operator(site, seat_1, seat_2):
    voucher = sold(site, seconds=6 * HOUR, window=NIGHT, zones=frozenset({"room"}))
    seat_1.tell(opened(site, voucher, seconds=4 * HOUR))
    seat_2.tell(opened(site, voucher, "own-2", seconds=4 * HOUR))
    site.clock.forward(seconds=4 * HOUR)
    seat_1.tell(SessionClosed("own-1", 4 * HOUR, "time_up"))
    seat_2.tell(SessionClosed("own-2", 4 * HOUR, "time_up"))
    assert overspent(site) == [(2, "Amina Wanjiru", 2 * HOUR)]
    assert left(site, voucher) == 0


def at_lock(site, voucher):
    site.hub.write(
        seating.open_by_identity,
        request_id=None,
        station=site.stations[1],
        boot_id="boot-1",
        identity=Identity(voucher.visitor, voucher.code),
    )


def at_desk(site, voucher):
    site.hub.write(seating.start_voucher, seat=1, code=voucher.code, by=site.operator)


@pytest.mark.parametrize("way", [at_lock, at_desk], ids=["at the lock", "at the desk"])
@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ({"window": EVENING}, "voucher_hours"),
        ({"zones": frozenset({"loud"})}, "voucher_zone"),
        ({"zones": frozenset({"loud"}), "window": EVENING}, "voucher_zone"),
    ],
    ids=["hours", "a zone", "both"],
)
def test_the_hub_refuses_in_the_same_words(site, way, terms, code):
    voucher = sold(site, **terms)
    with pytest.raises(Refusal, match=code):
        way(site, voucher)
    assert look(site, kept.by_code, voucher.code).state is VoucherState.SOLD


@pytest.mark.parametrize("way", [at_lock, at_desk], ids=["at the lock", "at the desk"])
def test_the_hub_opens_it_where_and_when_it_is_good(site, way):
    voucher = sold(site, zones=frozenset({"room"}), window=NIGHT)
    way(site, voucher)
    running = look(site, sessions.open_of, voucher.visitor)
    assert running.granted_s == 4 * HOUR + 33 * 60 + 20
