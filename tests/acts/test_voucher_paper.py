"""What the desk prints on vouchers of offers for some seats, days or hours."""

import pytest
from acts.test_vouchers import HALF_HOUR, MONTH_S, PRICE, all_of, look, rename_guest, sell

from kiosk.acts import vouchers
from kiosk.acts.selling import Counter
from kiosk.acts.vouchers import draw
from kiosk.acts.window import window_now
from kiosk.acts.zones import rename_zone
from kiosk.protocol.vouchers import check_voucher, guest_of
from kiosk.queries import vouchers as query
from kiosk.rules.instants import later
from kiosk.rules.offers import Lasts, Terms
from kiosk.rules.spans import Window
from kiosk.rules.voucher_paper import Limits, zone_mark
from kiosk.store import offers, passes
from kiosk.store import vouchers as kept

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")
NIGHT = Window(start=22 * 60, end=6 * 60)


def batch_of(site, offer, terms):
    """One voucher of a batch of an offer with these terms."""
    site.offer(offer, terms=terms)
    kept_offer = look(site, offers.by_id, offer)
    draws = draw(
        site.hub.site,
        seconds=HALF_HOUR,
        lapses=later(site.hub.now(), seconds=MONTH_S),
        count=1,
        limits=vouchers.printed_limits(kept_offer),
    )
    batch = site.hub.write(vouchers.make_batch, offer=offer, drawn=draws, by=site.operator)
    return all_of(site, batch)[0]


def text_of(site, code):
    """What its QR says, asked as the page of the voucher does."""
    slip = look(site, query.slip, code)
    return vouchers.paper_text(site.hub.site, slip.voucher, *slip.terms)


@pytest.mark.parametrize(
    ("terms", "limits"),
    [
        (Terms(window=NIGHT), Limits(window=NIGHT)),
        (Terms(zones=frozenset({"room"})), Limits(frozenset({zone_mark("room")}))),
    ],
    ids=["hours", "a zone"],
)
def test_limits_of_the_offer_stand_on_the_paper(site, terms, limits):
    voucher = batch_of(site, "limited", terms)
    sell(site, voucher.code, offer="limited")
    counter = Counter("limited", PRICE, site.operator)
    alone = site.hub.write(vouchers.sell_voucher, counter=counter).code
    for code in (voucher.code, alone):
        text = text_of(site, code)
        paper = check_voucher(text, public_key=site.hub.keys.public_signing)
        assert (paper.code, paper.limits) == (code, limits)
        assert guest_of(text) == look(site, kept.by_code, code).visitor


def test_paper_of_a_batch_says_the_same_before_and_after_its_sale(site):
    voucher = batch_of(site, "night", Terms(window=NIGHT))
    before = text_of(site, voucher.code)
    sell(site, voucher.code, offer="night")
    assert text_of(site, voucher.code) == before


def test_a_day_begins_with_the_sale_so_its_paper_needs_the_hub_unless_sold_with_it(site):
    voucher = batch_of(site, "day", Terms(lasts=Lasts.DAY))
    assert text_of(site, voucher.code) is None
    sell(site, voucher.code, offer="day")
    (held,) = look(site, passes.usable, visitor=voucher.visitor, at=site.hub.now())
    assert held.lapses < voucher.lapses
    assert text_of(site, voucher.code) is None
    alone = site.hub.write(vouchers.sell_voucher, counter=Counter("day", PRICE, site.operator)).code
    paper = check_voucher(text_of(site, alone), public_key=site.hub.keys.public_signing)
    assert paper.lapses == held.lapses


def test_a_daily_quota_needs_the_hub(site):
    voucher = batch_of(site, "quota", Terms(seconds_a_day=600))
    assert text_of(site, voucher.code) is None
    counter = Counter("quota", PRICE, site.operator)
    alone = site.hub.write(vouchers.sell_voucher, counter=counter).code
    assert text_of(site, alone) is None


def test_paper_with_limits_of_before_they_were_signed_has_its_code_only(site):
    voucher = batch_of(site, "night", Terms(window=NIGHT))
    site.hub.write(rename_guest, code=voucher.code, guest=site.visitor())
    assert text_of(site, voucher.code) is None


def rename(site, zone, name):
    site.hub.write(rename_zone, zone=zone, name=name, by=site.operator)


def test_a_zone_that_is_renamed_keeps_the_paper_of_its_old_name(site):
    voucher = batch_of(site, "limited", Terms(zones=frozenset({"room"})))
    printed = text_of(site, voucher.code)
    rename(site, "room", "hall")
    rename(site, "hall", "library")
    assert text_of(site, voucher.code) == printed
    told = look(site, window_now, site.hub.now(), site.hub.site, station=site.stations[1])
    assert (told.zone, told.zone_was) == ("library", ("hall", "room"))
    fresh = batch_of(site, "fresh", Terms(zones=frozenset({"library"})))
    paper = check_voucher(text_of(site, fresh.code), public_key=site.hub.keys.public_signing)
    assert paper.limits == Limits(frozenset({zone_mark("library")}))


def test_a_name_that_another_zone_has_by_now_is_not_a_former_one(site):
    rename(site, "room", "hall")
    site.enrol_code(3, zone="room")
    told = look(site, window_now, site.hub.now(), site.hub.site, station=site.stations[1])
    assert (told.zone, told.zone_was) == ("hall", ())


def test_a_name_that_came_back_is_no_loop(site):
    rename(site, "room", "hall")
    rename(site, "hall", "room")
    told = look(site, window_now, site.hub.now(), site.hub.site, station=site.stations[1])
    assert (told.zone, told.zone_was) == ("room", ("hall",))
