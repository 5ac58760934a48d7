"""Vouchers: sold once, shown with a QR that holds the code, printed on two papers, printed again."""

import re

from fakes.machines import look

from admin_panel.slips import qr_svg
from kiosk.acts.vouchers import paper_text
from kiosk.rules.scans import read_scan
from kiosk.store import vouchers

REQUEST = "0123456789abcdef0123456789abcdef"


def sell(desk, *, request_id=None, **other):
    fields = {"offer": "half-hour", "given": "10000", **other}
    return desk.post("/vouchers", page="/floor?seat=0", request_id=request_id, **fields)


def test_a_voucher_is_sold_and_shown(operator, cafe, shift):
    answer = sell(operator)
    assert answer.status_code == 303
    code = answer.location.rpartition("/")[2]
    page = operator.page(answer.location)
    assert f"{code[:4]}-{code[4:]}" in page
    assert "KSh\N{NO-BREAK SPACE}60" in page
    assert _path(_qr(cafe, code)) in page
    assert cafe.balance(f"till:{shift}") == 104_000


def test_a_double_click_sells_one(operator, cafe, shift):
    places = {sell(operator, request_id=REQUEST).location for _click in range(2)}
    assert len(places) == 1
    assert cafe.balance(f"till:{shift}") == 104_000


def test_a_sold_voucher_is_found_and_printed_again(operator, cafe, shift):
    code = cafe.sell_voucher(by=cafe.amina).code
    assert code[:4] in operator.page("/vouchers")
    for paper, size in (("a6", "paper_a6.css"), ("roll", "paper_roll.css")):
        page = operator.page(f"/vouchers/{code}/print?paper={paper}")
        assert size in page
        assert _path(_qr(cafe, code)) in page


def test_a_cancelled_voucher_is_not_printed_from_the_list(operator, cafe, shift):
    code = cafe.sell_voucher(by=cafe.amina).code
    place = f"/vouchers/{code}/print"
    assert place in operator.page("/vouchers")
    operator.post(f"/vouchers/{code}/void", page=f"/vouchers/{code}", reason="lost")
    page = operator.page("/vouchers")
    assert f'href="/vouchers/{code}"' in page
    assert place not in page


def test_a_cancelled_voucher_still_leads_to_its_money(operator, cafe, shift):
    sold = cafe.sell_voucher(by=cafe.amina)
    place = f"/vouchers/{sold.code}"
    operator.post(f"{place}/void", page=place, reason="came back")
    page = operator.page(place)
    assert f'href="/receipts/{sold.sale}"' in page
    assert "<dt>Time left</dt><dd>—</dd>" in page
    back = {"amount": "40", "back_by": "cash", "reason": "came back"}
    receipt = f"/receipts/{sold.sale}"
    assert operator.post(f"{receipt}/give-back", page=receipt, **back).status_code == 303
    assert "Given back" in operator.page(receipt)


def test_a_sold_voucher_can_be_undone_at_once(operator, cafe, shift):
    place = sell(operator).location
    sale = re.search(r'name="sale" value="(\w+)"', operator.page(place))[1]
    operator.post("/floor/undo", sale=sale)
    assert "Cancelled" in operator.page(place)
    assert cafe.balance(f"till:{shift}") == 100_000


def test_a_mistyped_or_unknown_code_is_a_sentence(operator):
    assert "wrong letter" in operator.get("/vouchers/ABC").text
    unknown = operator.get("/vouchers/00000000")
    assert unknown.status_code == 404
    assert "We do not know this voucher" in unknown.text


def test_what_is_wrong_with_a_sale_is_said_at_the_desk(operator, shift):
    answer = sell(operator, offer="gold")
    assert answer.status_code == 422
    assert "Choose an offer." in answer.text
    assert "Sell a voucher" in answer.text


def test_a_qr_says_what_it_was_given():
    assert qr_svg("KV1:ABCD") != qr_svg("KV1:ABCE")
    assert read_scan(" kv1:4F7K2M9T ") == "4F7K2M9T"
    assert read_scan("Grace") == "Grace"


def _qr(cafe, code):
    voucher = look(cafe, vouchers.by_code, code)
    return qr_svg(paper_text(cafe.hub.site, voucher))


def _path(svg):
    return re.search(r' d="([^"]+)"', svg)[1]
