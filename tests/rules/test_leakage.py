"""Each unlocked second is of one kind, and what was given back takes nothing from who has paid."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.leakage import GivenBack, Seconds, Settled, all_of, seconds_of, unpaid_after


@pytest.mark.parametrize(
    ("settled", "seconds"),
    [
        pytest.param(
            Settled("prepaid", 900, 900), Seconds(passes_s=900), id="a pass paid all of it"
        ),
        pytest.param(
            Settled("free", 900, in_grace=True), Seconds(free_s=900), id="given away with a reason"
        ),
        pytest.param(
            Settled("prepaid", 40, 0, in_grace=True), Seconds(grace_s=40), id="ended in grace"
        ),
        pytest.param(
            Settled("account", 900, 300),
            Seconds(passes_s=300, charged_s=600),
            id="a pass first, then the account",
        ),
        pytest.param(
            Settled("postpaid", 900, 0, due="owed"), Seconds(owed_s=900), id="still to be paid"
        ),
        pytest.param(
            Settled("postpaid", 900, 100, due="taken"),
            Seconds(passes_s=100, charged_s=800),
            id="paid after",
        ),
        pytest.param(
            Settled("postpaid", 900, 100, due="taken", extended_s=200),
            Seconds(passes_s=100, charged_s=600, free_s=200),
            id="paid after, with free minutes at its end",
        ),
        pytest.param(
            Settled("postpaid", 900, 0, due="written_off"),
            Seconds(written_off_s=900),
            id="written off",
        ),
        pytest.param(
            Settled("postpaid", 900, 0), Seconds(charged_s=900), id="an hour that costs nothing"
        ),
        pytest.param(
            Settled("prepaid", 900, 600, ran_on=True),
            Seconds(passes_s=600, unpaid_s=300),
            id="ran on where no pass covered it",
        ),
        pytest.param(
            Settled("prepaid", 900, 900, credited_s=300),
            Seconds(passes_s=600, outage_s=300),
            id="five minutes without internet went back to the pass",
        ),
        pytest.param(
            Settled("prepaid", 900, 600), Seconds(passes_s=600, charged_s=300), id="at no price"
        ),
    ],
)
def test_what_became_of_the_seconds(settled, seconds):
    assert seconds_of(settled) == seconds
    assert seconds.unlocked_s == settled.used_s


@pytest.mark.parametrize(
    ("seconds", "billed_s", "leaked_s"),
    [
        (Seconds(passes_s=10, charged_s=20, owed_s=30), 60, 0),
        (Seconds(passes_s=10, free_s=5, grace_s=1), 10, 6),
        (Seconds(passes_s=6, outage_s=4), 6, 4),
        (Seconds(written_off_s=1, unpaid_s=2, late_s=4), 0, 7),
        (Seconds(passes_s=10, back_s=4), 6, 4),
    ],
)
def test_what_is_billed_and_what_is_not(seconds, billed_s, leaked_s):
    assert (seconds.billed_s, seconds.leaked_s) == (billed_s, leaked_s)


SESSIONS = st.builds(
    lambda kind, covered, rest, grace, ran_on, due: Settled(
        kind, covered + rest, covered, in_grace=grace, ran_on=ran_on, due=due
    ),
    st.sampled_from(["prepaid", "account", "postpaid", "free"]),
    st.integers(0, 9999),
    st.integers(0, 9999),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["", "owed", "taken", "written_off"]),
)


@given(st.lists(SESSIONS, max_size=8))
def test_the_kinds_add_up_to_what_stations_counted(sessions):
    whole = all_of(seconds_of(each) for each in sessions)
    assert whole.unlocked_s == sum(each.used_s for each in sessions)
    assert whole.billed_s + whole.leaked_s == whole.unlocked_s
    assert min(getattr(whole, name) for name in Seconds.__slots__) >= 0


@pytest.mark.parametrize(
    ("back", "unpaid_s"),
    [
        pytest.param(GivenBack(100, 0, 100, 3600, 1800), 1800, id="all of it: what was used"),
        pytest.param(GivenBack(50, 0, 100, 3600, 1800), 0, id="half used, half given back"),
        pytest.param(GivenBack(75, 0, 100, 3600, 1800), 900, id="more than was left"),
        pytest.param(GivenBack(50, 50, 100, 3600, 1800), 1800, id="the second half"),
        pytest.param(GivenBack(100, 0, 100, 3600, 0), 0, id="never used"),
        pytest.param(GivenBack(0, 0, 0, 3600, 600), 0, id="it was free"),
        pytest.param(GivenBack(100, 0, 100, 0, 0), 0, id="no time was sold"),
    ],
)
def test_used_seconds_that_nobody_pays_for_any_more(back, unpaid_s):
    assert unpaid_after(back) == unpaid_s


@given(st.integers(1, 9999), st.integers(0, 7200), st.lists(st.integers(0, 4000), max_size=5))
def test_giving_back_in_parts_is_giving_back_at_once(price, used_s, parts):
    before, total = 0, 0
    for part in parts:
        minor = min(part, price - before)
        total += unpaid_after(GivenBack(minor, before, price, 7200, used_s))
        before += minor
    assert total == unpaid_after(GivenBack(before, 0, price, 7200, used_s))
    assert 0 <= total <= used_s
