"""What stands on a signed card, and how long it opens a seat whose hub is away."""

import pytest

from kiosk.rules.card_paper import (
    CARD_SYMBOLS,
    CardPaper,
    code_on_card,
    is_card,
    is_used_again,
    read_card,
    seconds_by_card,
    write_card_head,
)
from kiosk.rules.refusals import Refusal

SITE = "0123456789"
HEAD = "KC2" + SITE + "204060"
WHOLE = HEAD + "Z" * 103
DAY_MS = 86_400_000


def test_a_card_says_its_site_and_six_digits_and_nothing_else():
    assert write_card_head(CardPaper(SITE, "204060")) == HEAD
    assert (len(WHOLE), CARD_SYMBOLS) == (122, 122)
    assert read_card(f" {WHOLE.lower()}\n") == (CardPaper(SITE, "204060"), HEAD, "Z" * 103)


@pytest.mark.parametrize("code", ["20406", "2040600", "20406A", "٢٠٤٠٦٠", ""])
def test_only_six_digits_stand_on_a_card(code):
    with pytest.raises(Refusal, match="field_wrong"):
        write_card_head(CardPaper(SITE, code))


@pytest.mark.parametrize(
    ("text", "is_one", "code"),
    [
        pytest.param(WHOLE, True, "204060", id="whole"),
        pytest.param(WHOLE.lower(), True, "204060", id="a scanner with other habits"),
        pytest.param(WHOLE[:-1], True, None, id="cut off"),
        pytest.param(WHOLE + "0", True, None, id="too long"),
        pytest.param(HEAD.replace("204060", "20406A") + "Z" * 103, True, None, id="no digits"),
        pytest.param(HEAD, False, None, id="without a signature"),
        pytest.param("KV2" + WHOLE[3:], False, None, id="a voucher"),
        pytest.param("KC1:204060", False, None, id="a blank card"),
        pytest.param("204060", False, None, id="typed"),
    ],
)
def test_what_looks_like_a_card(text, is_one, code):
    assert (is_card(text), code_on_card(text)) == (is_one, code)


@pytest.mark.parametrize("text", [WHOLE[:-1], WHOLE[:-1] + "U", "204060", ""])
def test_what_is_no_signed_card_is_forged(text):
    with pytest.raises(Refusal, match="card_forged"):
        read_card(text)


FRESH = {
    "offline_ok_s": 900,
    "is_void": False,
    "used_here_at": None,
    "clock_is_sure": True,
    "now": 10 * DAY_MS,
}


def test_it_opens_for_what_the_site_allows():
    assert seconds_by_card(**FRESH) == 900
    assert seconds_by_card(**FRESH | {"used_here_at": 9 * DAY_MS}) == 900
    assert seconds_by_card(**FRESH | {"used_here_at": 11 * DAY_MS}) == 900  # a clock was set back


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"offline_ok_s": None}, "hub_away"),
        ({"offline_ok_s": 0, "is_void": True}, "hub_away"),
        ({"is_void": True, "clock_is_sure": False}, "card_replaced"),
        ({"clock_is_sure": False, "used_here_at": 10 * DAY_MS}, "clock_unsure"),
        ({"used_here_at": 9 * DAY_MS + 1}, "card_used_here"),
        ({"used_here_at": 11 * DAY_MS - 1}, "card_used_here"),
    ],
)
def test_what_it_does_not_open(other, code):
    with pytest.raises(Refusal) as refused:
        seconds_by_card(**FRESH | other)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("apart_ms", "again"), [(0, True), (DAY_MS - 1000, True), (DAY_MS, False), (-DAY_MS, False)]
)
def test_two_uses_within_a_day_are_one_too_many(apart_ms, again):
    assert is_used_again(20 * DAY_MS, 20 * DAY_MS + apart_ms) is again
