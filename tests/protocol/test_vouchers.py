"""The QR of a voucher: believed by its hub's stations, refused by all others, the same for ever."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from protocol.samples import keys

from kiosk.protocol.enrolment import fingerprint
from kiosk.protocol.signing import Purpose, sign
from kiosk.protocol.vouchers import check_voucher, guest_of, write_voucher
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import Window
from kiosk.rules.voucher_paper import (
    PAPER_SYMBOLS,
    PAPER_SYMBOLS_LIMIT,
    SIGNATURE_SYMBOLS,
    ZONES_LIMIT,
    Limits,
    Paper,
    spell,
    write_head,
    zone_mark,
)
from kiosk.rules.vouchers import ALPHABET

GOLDEN = Path(__file__).parent / "golden"
HUB, OTHER = keys(1), keys(2)
LAPSES = Instant(1_795_300_020_000)
PAPER = Paper(fingerprint(HUB.public_signing), "4F7K2M9T", 1800, LAPSES)
WEEKEND_NIGHTS = Window(frozenset({5, 6}), 22 * 60, 6 * 60)
LIMITS = Limits(frozenset({zone_mark("Quiet"), zone_mark("قاعة")}), WEEKEND_NIGHTS)
LIMITED = Paper(fingerprint(HUB.public_signing), "4F7K2M9T", 1800, LAPSES, LIMITS)


def written(maker=HUB, **changes):
    said = {"code": "4F7K2M9T", "seconds": 1800, "lapses": LAPSES, **changes}
    return write_voucher(maker.signing, **said)


def refusal(text, *, public_key=HUB.public_signing):
    with pytest.raises(Refusal) as refused:
        check_voucher(text, public_key=public_key)
    return refused.value.code


@pytest.mark.parametrize(
    ("golden", "paper", "limits"),
    [("voucher.2.txt", PAPER, {}), ("voucher.3.txt", LIMITED, {"limits": LIMITS})],
    ids=["plain", "limited"],
)
def test_paper_printed_by_any_version_is_read_for_ever(golden, paper, limits):
    text = (GOLDEN / golden).read_text("utf-8").strip()
    assert check_voucher(text, public_key=HUB.public_signing) == paper
    assert written(**limits) == text


def test_a_voucher_is_letters_and_digits_that_a_scanner_can_type():
    assert len(written()) == PAPER_SYMBOLS == 135
    assert set(written()) <= set(ALPHABET)


def test_limits_make_it_little_longer():
    """178 symbols are what fits into a QR code of 45 modules a side."""
    zones = frozenset(zone_mark(f"Room {n}") for n in range(ZONES_LIMIT))
    assert len(written(limits=Limits(zones, WEEKEND_NIGHTS))) == PAPER_SYMBOLS_LIMIT == 178
    assert len(written(limits=LIMITS)) == 150
    assert set(written(limits=LIMITS)) <= set(ALPHABET)


def test_a_scanner_with_other_habits_is_understood():
    text = f" {written().lower()}\n"
    assert check_voucher(text, public_key=HUB.public_signing) == PAPER
    assert guest_of(text) == guest_of(written())


@given(st.integers(3, 149), st.sampled_from(ALPHABET))
def test_every_altered_symbol_of_its_limits_is_refused(place, symbol):
    text = written(limits=LIMITS)
    altered = text[:place] + symbol + text[place + 1 :]
    if altered != text:
        assert refusal(altered) in ("voucher_forged", "voucher_other_site")


def test_limits_cannot_be_cut_out():
    """Its signature stands over the prefix too."""
    text = written(limits=LIMITS)
    assert refusal("KV2" + text[3:32] + text[-SIGNATURE_SYMBOLS:]) == "voucher_forged"


@given(st.integers(3, PAPER_SYMBOLS - 1), st.sampled_from(ALPHABET))
def test_every_altered_symbol_is_refused(place, symbol):
    text = written()
    altered = text[:place] + symbol + text[place + 1 :]
    if altered != text:
        assert refusal(altered) in ("voucher_forged", "voucher_other_site")


def test_a_voucher_of_another_site_says_so():
    assert refusal(written(OTHER)) == "voucher_other_site"


def test_a_voucher_signed_by_a_stranger_in_our_name_is_forged():
    head = write_head(PAPER)
    signature = sign(OTHER.signing, Purpose.VOUCHER, head.encode())
    number = int.from_bytes(signature, "big")
    assert refusal(head + spell(number, SIGNATURE_SYMBOLS)) == "voucher_forged"


def test_a_signature_for_another_purpose_makes_no_voucher():
    head = write_head(PAPER)
    signature = sign(HUB.signing, Purpose.LEASE, head.encode())
    number = int.from_bytes(signature, "big")
    assert refusal(head + spell(number, SIGNATURE_SYMBOLS)) == "voucher_forged"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "KV2",
        "4F7K2M9T",
        written()[:-1],
        written() + "0",
        "KV1" + written()[3:],
        "é" * 135,
        "KV3" + written()[3:],
        "KV2" + written(limits=LIMITS)[3:],
        written(limits=LIMITS)[:-1],
        written(limits=LIMITS) + "0",
    ],
    ids=[
        "nothing",
        "prefix",
        "code",
        "cut short",
        "too long",
        "other prefix",
        "other letters",
        "limits promised and none there",
        "limits there and none promised",
        "limits cut short",
        "limits too long",
    ],
)
def test_what_is_no_signed_voucher_is_refused(text):
    assert refusal(text) == "voucher_forged"


def test_a_signature_of_more_than_64_bytes_is_none():
    text = written()
    assert refusal(text[:-SIGNATURE_SYMBOLS] + "Z" * SIGNATURE_SYMBOLS) == "voucher_forged"


@pytest.mark.parametrize(
    "changes",
    [
        {"seconds": 1 << 25},
        {"seconds": -1},
        {"lapses": Instant((1 << 30) * 60_000)},
        {"limits": Limits(frozenset(zone_mark(f"Room {n}") for n in range(ZONES_LIMIT + 1)))},
    ],
)
def test_what_the_symbols_cannot_hold_is_not_written(changes):
    with pytest.raises(Refusal, match="amount_wrong"):
        written(**changes)


def test_two_vouchers_have_two_guests():
    assert guest_of(written()) != guest_of(written(code="00000000"))


def test_paper_of_a_key_of_before_stays_good_and_a_strangers_does_not():
    told = {"public_key": keys(3).public_signing, "older": (HUB.public_signing,)}
    assert check_voucher(written(), **told) == PAPER
    assert check_voucher(written(keys(3)), **told).site == fingerprint(keys(3).public_signing)
    with pytest.raises(Refusal, match="voucher_other_site"):
        check_voucher(written(OTHER), **told)
    forged = written()[:-1] + ("0" if written()[-1] != "0" else "1")
    with pytest.raises(Refusal, match="voucher_forged"):
        check_voucher(forged, **told)
