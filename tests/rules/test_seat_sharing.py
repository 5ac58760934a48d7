"""Two learners at one seat: who may, whose each thing is, and of which time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.instants import Instant, later
from kiosk.rules.refusals import Refusal
from kiosk.rules.seat_sharing import (
    CLOCKS_APART_S,
    Beside,
    Meets,
    Newcomer,
    check_may_share,
    counts_for,
    whose,
)

NOW = Instant(1_795_300_000_000)
BOTH = Meets(shares_seats=True, has_sitter=True, has_newcomer=True)
NOT_SHARING = Meets(shares_seats=False, has_sitter=True, has_newcomer=True)
SITTER_ONLY = Meets(shares_seats=True, has_sitter=True, has_newcomer=False)
NEWCOMER_ONLY = Meets(shares_seats=True, has_sitter=False, has_newcomer=True)
RUTH = Newcomer("ruth")


def refused(newcomer, *, classes=(BOTH,), beside=()):
    try:
        check_may_share(newcomer, sitter="grace", beside=beside, classes=classes)
    except Refusal as refusal:
        return refusal.code
    return ""


@pytest.mark.parametrize(
    ("newcomer", "more", "code"),
    [
        (RUTH, {}, ""),
        (RUTH, {"classes": (NOT_SHARING, BOTH)}, ""),
        (RUTH, {"classes": ()}, "seat_no_class"),
        (RUTH, {"classes": (NOT_SHARING,)}, "seat_no_class"),
        (RUTH, {"classes": (NEWCOMER_ONLY,)}, "seat_no_class"),
        (Newcomer("guest", is_guest=True), {}, "seat_guest"),
        (Newcomer("grace", seat=3), {}, "seat_same"),
        (RUTH, {"classes": (SITTER_ONLY,)}, "seat_stranger"),
        (RUTH, {"classes": (SITTER_ONLY, NEWCOMER_ONLY)}, "seat_stranger"),
        (Newcomer("ruth", seat=4), {}, "seat_elsewhere"),
        (RUTH, {"beside": ("otieno",)}, "seat_full"),
        (RUTH, {"beside": ("ruth",)}, ""),
    ],
)
def test_who_may_learn_beside_another(newcomer, more, code):
    assert refused(newcomer, **more) == code


@pytest.mark.parametrize(
    ("what", "named", "gets"),
    [
        ("practice", "", ("grace", "ruth")),
        ("exam", "ruth", ("ruth",)),
        ("exam", "grace", ("grace",)),
        ("exam", "", ("grace",)),
        ("exam", "otieno", ("grace",)),
        ("other", "ruth", ("grace",)),
    ],
)
def test_whose_each_thing_is(what, named, gets):
    assert whose(what, sitter="grace", beside="ruth", named=named) == gets


WHATS = st.sampled_from(("practice", "exam", "other"))


@given(what=WHATS, named=st.sampled_from(("", "grace", "ruth", "otieno")))
def test_whoever_sits_alone_gets_all_and_nobody_else_anything(what, named):
    assert whose(what, sitter="grace", beside="", named=named) == ("grace",)


@given(what=WHATS, beside=st.sampled_from(("", "ruth")), named=st.sampled_from(("", "ruth", "x")))
def test_only_who_is_here_gets_anything_and_nobody_twice(what, beside, named):
    gets = whose(what, sitter="grace", beside=beside, named=named)
    assert gets
    assert len(set(gets)) == len(gets)
    assert set(gets) <= {"grace", beside}


HALF_HOUR = Beside("ruth", NOW, later(NOW, seconds=1800))


@pytest.mark.parametrize(
    ("shared", "at_s", "counts"),
    [
        ((), 60, False),
        ((HALF_HOUR,), 60, True),
        ((HALF_HOUR,), -CLOCKS_APART_S, True),
        ((HALF_HOUR,), -CLOCKS_APART_S - 1, False),
        ((HALF_HOUR,), 1800 + CLOCKS_APART_S, True),
        ((HALF_HOUR,), 1801 + CLOCKS_APART_S, False),
        ((Beside("ruth", NOW),), 10**6, True),
        ((Beside("ruth", NOW),), -(10**6), False),
        ((Beside("otieno", NOW),), 60, False),
        ((Beside("otieno", NOW), HALF_HOUR), 60, True),
    ],
)
def test_of_which_time_a_seat_may_speak(shared, at_s, counts):
    made_at = later(NOW, seconds=at_s)
    assert counts_for("practice", shared, visitor="ruth", made_at=made_at) is counts
    assert counts_for("exam", shared, visitor="ruth", made_at=made_at) is counts
    assert not counts_for("other", shared, visitor="ruth", made_at=made_at)


@given(
    spans=st.lists(st.tuples(st.integers(0, 9999), st.none() | st.integers(0, 9999)), max_size=5),
    at_s=st.integers(-1000, 20_000),
)
def test_more_time_beside_never_makes_less_count(spans, at_s):
    def counted(told):
        shared = [
            Beside("ruth", later(NOW, seconds=a), None if b is None else later(NOW, seconds=a + b))
            for a, b in told
        ]
        return counts_for("practice", shared, visitor="ruth", made_at=later(NOW, seconds=at_s))

    assert counted(spans) == any(counted([one]) for one in spans)
