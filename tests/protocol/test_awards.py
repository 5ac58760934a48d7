"""The QR of a certificate: signed for this purpose alone, and checked with a key and nothing else."""

import dataclasses

import msgspec
import pytest
from nacl.public import PrivateKey
from nacl.signing import SigningKey

from kiosk.protocol import awards
from kiosk.protocol.awards import (
    AWARD_SYMBOLS_LIMIT,
    FILE_LIMIT_BYTES,
    PREFIX,
    SIGNATURE_BYTES,
    is_award,
    is_of,
    key_print,
    read_award,
    text_in,
    write_award,
)
from kiosk.protocol.keys import Keys, make_keys
from kiosk.protocol.signing import Purpose, sign
from kiosk.rules.awards import Award
from kiosk.rules.refusals import Refusal

KEYS = Keys(SigningKey(b"k" * 32), PrivateKey(b"s" * 32))
"""The same each time: workers name tests by their texts."""
AWARD = Award(
    "7K2M9QX04T", "Kibera Centre", "Amina أمينة", "Accurate data entry", "data-e1", 9, 10,
    "2026-11-26", "2027-11-26",
)  # fmt: skip
TEXT = write_award(KEYS.signing, AWARD)


def refused(text):
    with pytest.raises(Refusal) as refusal:
        read_award(text)
    return refusal.value.code


def test_a_certificate_says_what_was_signed_and_by_whom():
    shown = read_award(TEXT)
    assert (shown.award, shown.signing) == (AWARD, KEYS.public_signing)
    assert write_award(KEYS.signing, AWARD) == TEXT


def test_one_that_never_lapses():
    lasting = dataclasses.replace(AWARD, until=None)
    assert read_award(write_award(KEYS.signing, lasting)).award == lasting


def test_lines_blanks_and_small_letters_do_no_harm():
    wrapped = "\n".join(TEXT[at : at + 60] for at in range(0, len(TEXT), 60))
    assert read_award(f"  {wrapped.lower()} \r\n").award == AWARD


@pytest.mark.parametrize("place", [3, 60, 150, -3])
def test_a_changed_symbol_is_no_certificate_any_more(place):
    other = "1" if TEXT[place] != "1" else "2"
    changed = list(TEXT)
    changed[place] = other
    assert refused("".join(changed)) in {"certificate_forged", "certificate_unreadable"}


def test_a_changed_word_is_forged():
    raw = awards._bytes_of(TEXT)
    changed = raw.replace(b"Amina", b"Omina")
    assert changed != raw
    assert refused(PREFIX + awards._spelled(changed)) == "certificate_forged"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "KA1",
        "KV2" + TEXT[3:],
        TEXT[:-7],
        TEXT[:100],
        TEXT[:100] + "U" + TEXT[101:],
        TEXT[:5],
        TEXT + "0" * AWARD_SYMBOLS_LIMIT,
        "not a certificate",
        "\ud800",
        "KA1" + "ÄÖÜ" * 90,
    ],
)
def test_what_is_no_certificate_is_told_so(text):
    assert refused(text) == "certificate_unreadable"


@pytest.mark.parametrize("day", ["2026-13-40", "yesterday", "20261126", ""])
def test_a_day_that_is_none_is_unreadable(day):
    text = write_award(KEYS.signing, dataclasses.replace(AWARD, day=day))
    assert refused(text) == "certificate_unreadable"


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": "7K2M9 X04T"},
        {"number": "\u202e" * 10},
        {"number": "<b>2M9QX04"},
        {"right": 11},
    ],
)
def test_words_that_no_hub_writes_are_unreadable_whoever_signed_them(wrong):
    text = write_award(KEYS.signing, dataclasses.replace(AWARD, **wrong))
    assert refused(text) == "certificate_unreadable"


def test_a_signature_for_something_else_is_no_certificate():
    words = awards._bytes_of(TEXT)[SIGNATURE_BYTES:]
    text = PREFIX + awards._spelled(sign(KEYS.signing, Purpose.CARD, words) + words)
    assert refused(text) == "certificate_forged"


def test_more_words_than_this_version_knows_are_unreadable():
    words = msgspec.msgpack.decode(awards._bytes_of(TEXT)[SIGNATURE_BYTES:])
    longer = msgspec.msgpack.encode([*words, "more"])
    text = PREFIX + awards._spelled(sign(KEYS.signing, Purpose.AWARD, longer) + longer)
    assert refused(text) == "certificate_unreadable"


def test_more_than_a_qr_holds_is_refused_before_it_is_printed():
    long = dataclasses.replace(AWARD, name="\U0001f393" * 60, title="\U0001f393" * 80)
    with pytest.raises(Refusal, match="certificate_too_long"):
        write_award(KEYS.signing, long)


def test_whose_it_is_is_told_by_keys_old_and_new_or_by_a_typed_fingerprint():
    mine, mark = KEYS.public_signing, key_print(KEYS.public_signing)
    assert is_of(mine, known=(make_keys().public_signing, mine))
    assert not is_of(mine, known=(make_keys().public_signing,))
    assert len(mark) == 23
    assert is_of(mine, known=(), prints=(mark.lower().replace("-", " "),))
    assert not is_of(mine, known=(), prints=(mark[:-1],))


def test_a_file_holds_it_as_text_or_among_other_bytes():
    assert text_in(TEXT.encode()) == TEXT
    assert text_in(b"%PDF-1.3\n\xff\xfe(" + TEXT.encode() + b")\n%%EOF") == TEXT
    wrapped = "\r\n".join(TEXT[at : at + 64].lower() for at in range(0, len(TEXT), 64))
    assert text_in(wrapped.encode()) == TEXT
    for raw in (b"", b"%PDF nothing", b"KA1ABC"):
        with pytest.raises(Refusal, match="certificate_unreadable"):
            text_in(raw)
    with pytest.raises(Refusal, match="too_large"):
        text_in(bytes(FILE_LIMIT_BYTES + 1))


def test_a_scan_is_known_by_its_mark():
    assert is_award(f" {TEXT.lower()}")
    assert not is_award("KA1ABC")
    assert not is_award("KV2" + TEXT[3:])
