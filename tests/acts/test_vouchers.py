"""Vouchers over the counter: batches, stacks, sales, what is cancelled and what is refused."""

import pytest
from fakes.machines import look, told

from kiosk.acts import refunds, vouchers
from kiosk.acts.selling import Counter
from kiosk.acts.vouchers import draw
from kiosk.protocol.bodies import VouchersVoid
from kiosk.protocol.vouchers import check_voucher, guest_of
from kiosk.queries import vouchers as query
from kiosk.rules.instants import later
from kiosk.rules.refusals import Refusal
from kiosk.rules.vouchers import VoucherState
from kiosk.store import audit, passes, sales, voucher_batches
from kiosk.store import vouchers as kept

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")
HALF_HOUR, PRICE, FLOAT = 1_800, 4_000, 100_000
MONTH_S = 30 * 86_400


def drawn(site, count, *, good_for_s=MONTH_S, seconds=HALF_HOUR):
    lapses = later(site.hub.now(), seconds=good_for_s)
    return draw(site.hub.site, seconds=seconds, lapses=lapses, count=count)


def make(site, count=3, *, request_id=None, offer="half-hour", **given):
    draws = drawn(site, count, **given)
    return site.hub.write(
        vouchers.make_batch, request_id=request_id, offer=offer, drawn=draws, by=site.operator
    )


def printed(site, count=3, **given):
    batch = make(site, count, **given)
    site.hub.write(vouchers.mark_printed, batch=batch, by=site.operator)
    return batch


def all_of(site, batch):
    return look(site, voucher_batches.find, batch=batch, state=None, words="", limit=99)


def code_of(site, batch, n=1):
    return all_of(site, batch)[n - 1].code


def state(site, code):
    return look(site, kept.by_code, code).state


def sell(site, code, *, by=None, offer="half-hour", tendered_minor=PRICE, request_id=None):
    counter = Counter(offer, tendered_minor, by or site.operator)
    return site.hub.write(vouchers.sell_printed, request_id=request_id, code=code, counter=counter)


def void(site, code, reason="lost"):
    site.hub.write(vouchers.void_voucher, code=code, reason=reason, by=site.operator)


def take(site, batch, first=1, last=3, *, by=None):
    return site.hub.write(
        vouchers.take_stack, batch=batch, first=first, last=last, by=by or site.operator
    )


def refused(code, act, *arguments, **named):
    with pytest.raises(Refusal, match=code):
        act(*arguments, **named)


# made and printed


def test_a_batch_is_made_numbered_and_not_yet_on_paper(site):
    batch = make(site, 3)
    assert [(one.n, one.state) for one in all_of(site, batch)] == [
        (1, VoucherState.CREATED),
        (2, VoucherState.CREATED),
        (3, VoucherState.CREATED),
    ]
    assert site.balance("sales:pass") == 0


def test_the_same_form_twice_makes_one_batch(site):
    assert make(site, request_id="request-1") == make(site, request_id="request-1")
    assert len(look(site, query.batches)) == 1


def test_each_voucher_says_the_same_as_its_paper(site):
    for voucher in all_of(site, make(site, 3)):
        text = vouchers.paper_text(site.hub.site, voucher)
        paper = check_voucher(text, public_key=site.hub.keys.public_signing)
        assert (paper.code, paper.seconds, paper.lapses) == (
            voucher.code,
            HALF_HOUR,
            voucher.lapses,
        )
        assert guest_of(text) == voucher.visitor


def test_a_voucher_of_before_there_were_signatures_has_none(site):
    site.sell_voucher(by=site.operator)
    voucher = look(site, kept.latest, limit=1)[0]
    assert vouchers.paper_text(site.hub.site, voucher)
    site.hub.write(rename_guest, code=voucher.code, guest=site.visitor())
    assert vouchers.paper_text(site.hub.site, look(site, kept.by_code, voucher.code)) is None


def rename_guest(db, now, *, code, guest):
    db.execute("UPDATE voucher SET visitor = :guest WHERE code = :code", locals())


@pytest.mark.parametrize("count", [0, 1001])
def test_none_and_more_than_a_thousand_are_refused(site, count):
    refused("too_many", drawn, site, count)


def test_a_thousand_are_made_at_once(site):
    assert look(site, voucher_batches.by_id, make(site, 1000)).count == 1000


def test_what_cannot_be_a_batch_is_refused(site):
    refused("offer_unknown", make, site, offer="gold")
    refused("voucher_expired", make, site, good_for_s=-60)
    draws = drawn(site, 2)
    ask = {"offer": "half-hour", "drawn": draws, "by": site.operator}
    site.hub.write(vouchers.make_batch, **ask)
    refused("busy", site.hub.write, vouchers.make_batch, **ask)


def test_printing_again_changes_nothing(site):
    batch = make(site, 3)
    ask = {"batch": batch, "by": site.operator}
    assert site.hub.write(vouchers.mark_printed, **ask) == 3
    assert site.hub.write(vouchers.mark_printed, **ask) == 0
    assert look(site, voucher_batches.counts, batch)[VoucherState.PRINTED] == 3
    refused("not_found", site.hub.write, vouchers.mark_printed, batch="no", by=site.operator)


# sold


def test_a_voucher_is_sold_over_the_counter_by_its_owner(site):
    code = code_of(site, printed(site))
    sold = sell(site, code)
    voucher = look(site, kept.by_code, code)
    assert (voucher.state, voucher.sold_by, voucher.pass_id) == (
        VoucherState.SOLD,
        site.operator,
        look(site, sales.by_id, sold.sale).pass_id,
    )
    (held,) = look(site, passes.usable, visitor=voucher.visitor, at=site.hub.now())
    assert (held.left_s, held.lapses) == (HALF_HOUR, voucher.lapses)
    assert site.balance(f"till:{site.shift}") == FLOAT + PRICE


def test_a_double_click_sells_it_once(site):
    code = code_of(site, printed(site))
    assert sell(site, code, request_id="request-1") == sell(site, code, request_id="request-1")
    assert site.balance("sales:pass") == PRICE


def test_what_is_not_on_paper_yet_may_be_sold_too(site):
    code = code_of(site, make(site))
    sell(site, code)
    assert state(site, code) is VoucherState.SOLD


def test_a_voucher_is_sold_once_and_never_when_void(site):
    batch = printed(site)
    first, second = code_of(site, batch, 1), code_of(site, batch, 2)
    sell(site, first)
    refused("voucher_sold", sell, site, first)
    void(site, second)
    refused("voucher_void", sell, site, second)
    refused("voucher_unknown", sell, site, "00000000")


def test_a_voucher_of_yesterday_is_not_sold(site):
    code = code_of(site, printed(site, good_for_s=3600))
    site.clock.forward(seconds=3600)
    refused("voucher_expired", sell, site, code)


def test_an_offer_that_changed_since_printing_is_not_sold_as_printed(site):
    site.offer("hour", title="1 hour", seconds=3600, price_minor=7000, place=2)
    code = code_of(site, printed(site))
    refused("voucher_offer_changed", sell, site, code, offer="hour", tendered_minor=7000)
    site.hub.write(_dearer)
    refused("voucher_offer_changed", sell, site, code, tendered_minor=9000)
    assert state(site, code) is VoucherState.PRINTED


def _dearer(db, now):
    db.execute("UPDATE offer SET price_minor = 9000 WHERE id = 'half-hour'")


def test_cash_and_shift_are_asked_for_as_in_every_sale(site):
    code = code_of(site, printed(site))
    refused("cash_given_too_little", sell, site, code, tendered_minor=PRICE - 1)
    assert state(site, code) is VoucherState.PRINTED


# taken as a stack


def test_a_stack_is_sold_by_whoever_took_it(site):
    batch, other = printed(site), site.staff("juma")
    assert take(site, batch, 1, 2, by=other) == 2
    refused("voucher_held", sell, site, code_of(site, batch, 1))
    refused("voucher_held", take, site, batch, 2, 3)
    assert take(site, batch, 3, 9) == 1
    sell(site, code_of(site, batch, 3))
    sell(site, code_of(site, batch, 1), by=other)
    assert look(site, kept.by_code, code_of(site, batch, 1)).sold_by == other


def test_a_whole_stack_is_sold_at_once_each_voucher_as_a_sale(site):
    batch = printed(site)
    take(site, batch, 1, 2)
    counter = Counter("half-hour", PRICE, site.operator)
    ask = {"batch": batch, "counter": counter}
    assert site.hub.write(vouchers.sell_stack, request_id="request-1", **ask) == 2
    assert site.hub.write(vouchers.sell_stack, request_id="request-1", **ask) == 2
    assert [one.state for one in all_of(site, batch)] == [
        VoucherState.SOLD,
        VoucherState.SOLD,
        VoucherState.PRINTED,
    ]
    assert site.balance(f"till:{site.shift}") == FLOAT + 2 * PRICE
    refused("not_found", site.hub.write, vouchers.sell_stack, **ask)
    refused("not_found", site.hub.write, vouchers.sell_stack, **{**ask, "batch": "no"})


def test_a_stack_is_sold_as_a_whole_or_not_at_all(site):
    batch = printed(site)
    take(site, batch, 1, 3)
    site.hub.write(_dearer)
    counter = Counter("half-hour", 9000, site.operator)
    refused("offer", site.hub.write, vouchers.sell_stack, batch=batch, counter=counter)
    assert site.balance("sales:pass") == 0


def test_a_stack_of_nothing_is_refused(site):
    refused("not_found", take, site, "no")
    refused("not_found", take, site, make(site))


# cancelled


def test_a_void_voucher_opens_nothing_and_all_stations_are_told(site):
    code = code_of(site, printed(site))
    sell(site, code)
    void(site, code, " stolen ")
    voucher = look(site, kept.by_code, code)
    assert (voucher.state, voucher.void_reason) == (VoucherState.VOID, "stolen")
    site.clock.forward(seconds=1)
    assert look(site, passes.usable, visitor=voucher.visitor, at=site.hub.now()) == ()
    assert site.balance("sales:pass") == PRICE
    for seat in (1, 2):
        assert VouchersVoid((code,)) in told(site, f"station:{site.stations[seat]}")
    line = look(site, audit.latest, before=None, limit=1)[0]
    assert (line.act, line.about, line.reason) == ("void_voucher", f"voucher:{code}", "stolen")


def test_a_voucher_is_void_once_and_with_a_reason(site):
    code = code_of(site, printed(site))
    refused("reason_missing", void, site, code, "  ")
    void(site, code)
    refused("voucher_void", void, site, code)
    refused("voucher_unknown", void, site, "00000000")


def test_the_rest_of_a_batch_is_cancelled_and_what_was_sold_stays(site):
    batch = printed(site, 3)
    sell(site, code_of(site, batch, 2))
    ask = {"batch": batch, "by": site.operator}
    refused("reason_missing", site.hub.write, vouchers.void_batch, reason=" ", **ask)
    refused("not_found", site.hub.write, vouchers.void_batch, **{**ask, "batch": "x"}, reason="x")
    assert site.hub.write(vouchers.void_batch, reason="misprint", **ask) == 2
    assert site.hub.write(vouchers.void_batch, reason="misprint", **ask) == 0
    counts = look(site, voucher_batches.counts, batch)
    assert (counts[VoucherState.SOLD], counts[VoucherState.VOID]) == (1, 2)
    rest = (code_of(site, batch, 1), code_of(site, batch, 3))
    assert VouchersVoid(rest) in told(site, f"station:{site.stations[1]}")


def test_an_undone_sale_makes_its_voucher_void_at_the_stations_too(site):
    sold = site.sell_voucher(by=site.operator)
    site.hub.write(refunds.undo_sale, sale=sold.sale, by=site.operator, reason="slip")
    assert look(site, kept.by_code, sold.code).void_reason == "undone"
    assert VouchersVoid((sold.code,)) in told(site, f"station:{site.stations[1]}")


def test_a_station_that_was_removed_is_told_nothing(site):
    from kiosk.acts import station_link

    ask = {"station": site.stations[2], "by": site.operator, "reason": "sold"}
    site.hub.write(station_link.revoke_station, **ask)
    void(site, code_of(site, printed(site)))
    assert not any(isinstance(one, VouchersVoid) for one in told(site, f"station:{ask['station']}"))


# what is owed


def test_outstanding_vouchers_are_owed_as_seconds_and_as_money(site):
    batch = printed(site, 3)
    for n in (1, 2):
        sell(site, code_of(site, batch, n))
    site.sell_voucher(by=site.operator)
    owed = look(site, query.owed, site.hub.now())
    sums = owed.liability
    assert (sums.vouchers, sums.left_s, sums.minor) == (3, 3 * HALF_HOUR, 3 * PRICE)
    assert len(owed.rows) == 3
    site.clock.forward(seconds=MONTH_S)
    assert look(site, query.owed, site.hub.now()).liability.vouchers == 0


def test_a_batch_is_searched_by_state_code_and_number(site):
    batch = printed(site, 3)
    sell(site, code_of(site, batch, 2))

    def numbers(status, words):
        found = look(site, query.batch_page, batch, state=status, words=words).found
        return [one.n for one in found]

    assert numbers(None, "") == [1, 2, 3]
    assert numbers(VoucherState.SOLD, "") == [2]
    assert 3 in numbers(None, "3")
    assert numbers(None, code_of(site, batch, 1)) == [1]
    refused("not_found", look, site, query.batch_page, "no", state=None, words="")
    assert len(look(site, query.batch_to_print, batch)[1]) == 2
