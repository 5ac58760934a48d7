"""Batches on the panel: made, printed as PDF, sold by scan, taken as a stack, cancelled."""

import re

import pytest
from fakes.machines import look
from fakes.qr_reader import pictures_in, read

from admin_panel.voucher_paper import SIZES, PaperVoucher, pdf_of, qr_picture
from kiosk.acts.vouchers import paper_text
from kiosk.protocol.vouchers import check_voucher
from kiosk.queries.vouchers import slip
from kiosk.rules.offers import Terms
from kiosk.rules.spans import Window
from kiosk.rules.vouchers import VoucherState
from kiosk.store import voucher_batches, vouchers

REQUEST = "0123456789abcdef0123456789abcdef"


def make(desk, *, request_id=None, count="3", days="30", offer="half-hour"):
    fields = {"offer": offer, "count": count, "days": days}
    return desk.post("/vouchers/batches", page="/vouchers/batches", request_id=request_id, **fields)


@pytest.fixture
def batch(operator, cafe):
    answer = make(operator)
    assert answer.status_code == 303
    return answer.location.rpartition("/")[2]


def send(desk, batch, place, **fields):
    home = f"/vouchers/batches/{batch}"
    return desk.post(f"{home}/{place}", page=home, **fields)


def all_of(cafe, batch):
    return look(cafe, voucher_batches.find, batch=batch, state=None, words="", limit=99)


def test_a_batch_is_made_and_shown(operator, cafe, batch):
    page = operator.page(f"/vouchers/batches/{batch}")
    for voucher in all_of(cafe, batch):
        assert f"{voucher.code[:4]}-{voucher.code[4:]}" in page
    assert "3 vouchers" in page
    assert "30 min" in operator.page("/vouchers/batches")


def test_a_double_click_makes_one_batch(operator, cafe):
    places = {make(operator, request_id=REQUEST).location for _click in range(2)}
    assert len(places) == 1
    assert len(look(cafe, voucher_batches.latest, limit=9)) == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"offer": "gold"}, "Choose an offer."),
        ({"count": "0"}, "from 1 to 1000"),
        ({"count": "1001"}, "from 1 to 1000"),
        ({"days": "many"}, "from 1 to 3650"),
    ],
)
def test_what_is_wrong_with_a_batch_is_said(operator, wrong, said):
    answer = make(operator, **wrong)
    assert answer.status_code == 422
    assert said in answer.text


def test_vouchers_are_found_by_state_and_code(operator, cafe, batch):
    first, second, _third = all_of(cafe, batch)
    found = operator.page(f"/vouchers/batches/{batch}?code={first.code[:4]}-{first.code[4:]}")
    assert first.code[:4] in found
    assert second.code[4:] not in found
    assert "No voucher found" in operator.page(f"/vouchers/batches/{batch}?state=sold")
    assert first.code[:4] in operator.page(f"/vouchers/batches/{batch}?state=nonsense")


@pytest.mark.parametrize("paper", SIZES)
def test_printing_makes_a_pdf_and_the_vouchers_printed(operator, cafe, batch, paper):
    answer = send(operator, batch, "print", paper=paper)
    assert answer.status_code == 303
    pdf = operator.get(answer.location)
    assert pdf.mimetype == "application/pdf"
    assert pdf.data.startswith(b"%PDF-")
    pages = len(re.findall(rb"/Type /Page\b", pdf.data))
    assert pages == (1 if paper == "a4" else 3)
    assert {one.state for one in all_of(cafe, batch)} == {VoucherState.PRINTED}


def test_a_paper_that_nobody_offers_is_not_printed_on(operator, cafe, batch):
    assert send(operator, batch, "print", paper="wall").status_code == 422
    assert {one.state for one in all_of(cafe, batch)} == {VoucherState.CREATED}
    assert operator.get(f"/vouchers/batches/{batch}/wall.pdf").data.startswith(b"%PDF-")


def test_a_sheet_in_arabic_runs_from_right_to_left():
    voucher = PaperVoucher(
        "مركز", "30 دقيقة", "KSh 40", "4F7K-2M9T", "صالح", "", "رقم 1", "امسحه", "KV2"
    )
    sheet = pdf_of([voucher] * 22, size=SIZES["a4"], rtl=True)
    assert len(re.findall(rb"/Type /Page\b", sheet)) == 2
    assert sheet != pdf_of([voucher] * 22, size=SIZES["a4"], rtl=False)


NIGHT = Window(frozenset({4, 5}), 22 * 60, 6 * 60)


@pytest.fixture
def nights(operator, cafe):
    """A batch for two nights of the week in a quiet room; returns its one voucher."""
    terms = Terms(frozenset({"Quiet", "قاعة هادئة"}), NIGHT)
    cafe.offer("nights", title="Night", terms=terms)
    batch = make(operator, offer="nights", count="1").location.rpartition("/")[2]
    return all_of(cafe, batch)[0]


@pytest.mark.parametrize("paper", SIZES)
def test_limits_are_in_its_code_which_a_scanner_reads_off_the_paper(operator, cafe, nights, paper):
    pdf = operator.get(f"/vouchers/batches/{nights.batch}/{paper}.pdf").data
    (picture,) = pictures_in(pdf)
    text = read(picture)
    read_from_it = check_voucher(text, public_key=cafe.hub.keys.public_signing)
    assert (read_from_it.code, read_from_it.limits.window) == (nights.code, NIGHT)
    assert len(read_from_it.limits.zones) == 2
    assert SIZES[paper].qr / (picture.width / 8) > 0.6, (
        "millimetres a module; a cheap scanner's 0.33"
    )


def test_its_limits_stand_on_its_page_and_its_slip(operator, nights):
    for page in (f"/vouchers/{nights.code}", f"/vouchers/{nights.code}/print"):
        assert "Fri, Sat, 22:00 to 06:00" in operator.page(page)
        assert "قاعة هادئة" in operator.page(page)


def test_one_with_limits_is_sold_by_its_scan_and_opens_no_free_seat_whatever(
    operator, cafe, shift, nights
):
    text = read(qr_picture(paper_text(cafe.hub.site, nights, *look(cafe, slip, nights.code).terms)))
    place = operator.get(f"/find?q={text}").location
    assert place == f"/vouchers/{nights.code}"
    fields = {"offer": "nights", "given": "10000"}
    operator.post(f"{place}/sell", page=place, **fields)
    page = operator.page(place)
    assert "It is good for: Fri, Sat, 22:00 to 06:00 · Quiet, قاعة هادئة" in re.sub(
        r"</?bdi>", "", page
    )
    assert "It opens any free seat." not in page


def test_a_scanned_voucher_is_sold_at_the_desk(operator, cafe, shift, batch):
    voucher = all_of(cafe, batch)[0]
    scanned = paper_text(cafe.hub.site, voucher)
    place = operator.get(f"/find?q={scanned}").location
    assert place == f"/vouchers/{voucher.code}"
    assert "Sell this voucher" in operator.page(place)
    fields = {"offer": "half-hour", "given": "10000"}
    answer = operator.post(f"{place}/sell", page=place, **fields)
    assert answer.status_code == 303
    assert "Ready to use" in operator.page(place)
    assert "KSh\N{NO-BREAK SPACE}60" in operator.page(place)
    assert cafe.balance(f"till:{shift}") == 104_000


def test_what_is_wrong_with_its_sale_is_said_at_the_voucher(operator, cafe, shift, batch):
    place = f"/vouchers/{all_of(cafe, batch)[0].code}"
    answer = operator.post(f"{place}/sell", page=place, offer="hour", given="exact")
    assert answer.status_code == 409
    assert "changed since printing" in answer.text
    assert operator.post(f"{place}/sell", page=place, offer="x", given="exact").status_code == 422


def test_nothing_is_sold_before_the_shift_is_open(operator, cafe, batch):
    page = operator.page(f"/vouchers/{all_of(cafe, batch)[0].code}")
    assert "Open your shift before you sell." in page


def test_an_offer_that_is_gone_is_said(operator, cafe, shift, batch):
    cafe.hub.write(_close_offer)
    page = operator.page(f"/vouchers/{all_of(cafe, batch)[0].code}")
    assert "Cancel this voucher and print anew" in page


def _close_offer(db, now):
    db.execute("UPDATE offer SET active = 0 WHERE id = 'half-hour'")


def test_a_stack_is_taken_and_a_second_hand_is_refused(operator, owner, cafe, batch):
    send(operator, batch, "print", paper="a4")
    assert send(operator, batch, "take", first="1", last="2").status_code == 303
    assert "Amina Wanjiru" in operator.page(f"/vouchers/batches/{batch}")
    answer = send(owner, batch, "take", first="2", last="3")
    assert answer.status_code == 403
    assert "in the stack of Amina Wanjiru" in answer.text
    assert send(owner, batch, "take", first="3", last="2").status_code == 422


def test_what_is_in_ones_stack_is_sold_with_one_button(operator, owner, cafe, shift, batch):
    send(operator, batch, "print", paper="a4")
    send(operator, batch, "take", first="1", last="2")
    assert "All of them are sold" not in owner.page(f"/vouchers/batches/{batch}")
    assert "All of them are sold" in operator.page(f"/vouchers/batches/{batch}")
    sold = {"offer": "half-hour", "given": "exact"}
    assert send(operator, batch, "sold", **sold).status_code == 303
    assert cafe.balance(f"till:{shift}") == 108_000
    assert send(operator, batch, "sold", **sold).status_code == 404
    assert send(operator, batch, "sold", offer="gold").status_code == 422


def test_the_rest_of_a_batch_is_cancelled_with_a_reason(operator, cafe, batch):
    assert send(operator, batch, "void", reason="").status_code == 400
    assert send(operator, batch, "void", reason="Misprinted").status_code == 303
    assert "Nothing of this batch is left to sell." in operator.page(f"/vouchers/batches/{batch}")


def test_one_voucher_is_cancelled_with_a_reason(operator, cafe, batch):
    code = all_of(cafe, batch)[0].code
    place = f"/vouchers/{code}"
    refused = operator.post(f"{place}/void", page=place, reason=" ")
    assert refused.status_code == 400
    assert "Please give a reason." in refused.text
    assert f"{place}/print" in operator.page(place)
    assert operator.post(f"{place}/void", page=place, reason="Lost").status_code == 303
    assert "Reason: " in operator.page(place)
    assert f"{place}/print" not in operator.page(place), "a cancelled one is not printed again"
    assert "<dt>Paid</dt>" not in operator.page(place), "nobody paid for it"
    assert "<dt>Price</dt>" in operator.page(place)
    assert look(cafe, vouchers.by_code, code).state is VoucherState.VOID


def test_what_is_outstanding_is_listed_and_summed(operator, cafe, shift):
    assert "Nothing is outstanding" in operator.page("/vouchers/owed")
    code = cafe.sell_voucher(by=cafe.amina).code
    page = operator.page("/vouchers/owed")
    assert f"{code[:4]}-{code[4:]}" in page
    assert "KSh\N{NO-BREAK SPACE}40" in page


def test_a_batch_that_is_not_there_is_a_sentence(operator):
    assert operator.get("/vouchers/batches/none").status_code == 404
