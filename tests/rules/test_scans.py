import pytest

from kiosk.rules.scans import (
    BOOKING_PREFIX,
    CARD_PREFIX,
    RECEIPT_PREFIX,
    VOUCHER_PREFIX,
    is_unsigned_card,
    read_receipt,
    read_scan,
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param(VOUCHER_PREFIX + "4F7K2M9T", "4F7K2M9T", id="a scanned voucher"),
        pytest.param(CARD_PREFIX + "204060", "204060", id="a scanned card"),
        pytest.param(BOOKING_PREFIX + "4F7K2M9T", "4F7K2M9T", id="a scanned booking"),
        pytest.param(" kv1:4F7K2M9T \n", "4F7K2M9T", id="a scanner with other habits"),
        pytest.param("kv2" + "0" * 10 + "4f7k2m9t" + "0" * 114, "4F7K2M9T", id="signed paper"),
        pytest.param("kc2" + "0" * 10 + "204060" + "0" * 103, "204060", id="a signed card"),
        pytest.param("KV24F7K2", "KV24F7K2", id="a code that begins like paper"),
        pytest.param("204060", "204060", id="typed"),
        pytest.param("", "", id="nothing"),
        pytest.param("KV1", "KV1", id="no mark, only its letters"),
    ],
)
def test_a_scan_and_a_typed_code_say_the_same(text, code):
    assert read_scan(text) == code


def test_a_scanned_receipt_names_its_payment():
    assert read_receipt(f" {RECEIPT_PREFIX.lower()}5F3A9C1B ") == "5f3a9c1b"
    assert read_receipt("5f3a9c1b") is None
    assert read_receipt(CARD_PREFIX + "204060") is None


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        (" kc1:204060 ", True),
        (CARD_PREFIX + "204060", True),
        ("KC2" + "0" * 119, False),
        ("204060", False),
        ("", False),
    ],
)
def test_a_card_without_a_signature_is_told_from_others(text, is_one):
    assert is_unsigned_card(text) is is_one
