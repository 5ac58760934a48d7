"""The QR of a visitor's card: signed by the hub for this purpose alone, and no secret on it."""

import pytest

from kiosk.protocol.cards import check_card, write_card
from kiosk.protocol.enrolment import fingerprint
from kiosk.protocol.keys import make_keys
from kiosk.protocol.signing import Purpose, sign
from kiosk.rules.card_paper import CARD_SYMBOLS, CardPaper
from kiosk.rules.refusals import Refusal
from kiosk.rules.voucher_paper import SIGNATURE_SYMBOLS, spell

KEYS = make_keys()
TEXT = write_card(KEYS.signing, code="204060")


def refused(text, keys=KEYS):
    with pytest.raises(Refusal) as refusal:
        check_card(text, public_key=keys.public_signing)
    return refusal.value.code


def test_a_card_is_believed_and_is_the_same_each_time_it_is_printed():
    assert len(TEXT) == CARD_SYMBOLS
    site = fingerprint(KEYS.public_signing)
    assert check_card(TEXT.lower(), public_key=KEYS.public_signing) == CardPaper(site, "204060")
    assert write_card(KEYS.signing, code="204060") == TEXT


def test_a_card_of_another_site_opens_nothing():
    assert refused(TEXT, make_keys()) == "card_other_site"


@pytest.mark.parametrize("place", [13, 18, 19, CARD_SYMBOLS - 1])
def test_a_changed_symbol_is_forged(place):
    other = "1" if TEXT[place] != "1" else "2"
    assert refused(TEXT[:place] + other + TEXT[place + 1 :]) == "card_forged"


def test_a_signature_that_is_no_number_of_64_bytes_is_forged():
    assert refused(TEXT[:-SIGNATURE_SYMBOLS] + "Z" * SIGNATURE_SYMBOLS) == "card_forged"


def test_a_card_of_a_key_of_before_stays_good_and_a_strangers_does_not():
    new = make_keys()
    told = {"public_key": new.public_signing, "older": (KEYS.public_signing,)}
    assert check_card(TEXT, **told).code == "204060"
    assert check_card(write_card(new.signing, code="204060"), **told).code == "204060"
    with pytest.raises(Refusal, match="card_other_site"):
        check_card(write_card(make_keys().signing, code="204060"), **told)
    forged = TEXT[:-1] + ("0" if TEXT[-1] != "0" else "1")
    with pytest.raises(Refusal, match="card_forged"):
        check_card(forged, **told)


def test_a_signature_for_something_else_is_no_card():
    head = TEXT[:-SIGNATURE_SYMBOLS]
    as_voucher = sign(KEYS.signing, Purpose.VOUCHER, head.encode())
    text = head + spell(int.from_bytes(as_voucher, "big"), SIGNATURE_SYMBOLS)
    assert refused(text) == "card_forged"
