import pytest

from kiosk.rules.instants import Instant
from kiosk.rules.receipts import Receipt, Segment, extended, given, joined, receipt

DAY, NEXT = "2026-01-05", "2026-01-06"


def segment(start, seconds, **told):
    fields = {"per_hour_minor": 60, "covered_by": None, "zone": "door", "day": DAY}
    return Segment(
        Instant(start * 1000), Instant((start + seconds) * 1000), seconds, **(fields | told)
    )


def charged(*segments, cap_minor=0, already=None):
    return receipt(
        segments, minimum_s=0, increment_s=1, cap_minor=cap_minor, charged_today_minor=already or {}
    )


def test_neighbours_alike_are_one():
    assert joined([segment(0, 10), segment(10, 5), segment(90, 5)]) == (
        Segment(Instant(0), Instant(95_000), 20, 60, None, "door", DAY),
    )


def test_neighbours_that_differ_stay_apart():
    apart = [
        segment(0, 10),
        segment(10, 10, per_hour_minor=61),
        segment(20, 10, per_hour_minor=61, zone="window"),
        segment(30, 10, per_hour_minor=61, zone="window", day=NEXT),
        segment(40, 10, per_hour_minor=61, zone="window", day=NEXT, covered_by="p"),
        segment(50, 10),
    ]
    assert joined(apart) == tuple(apart)


def test_the_first_line_gets_the_coin_when_remainders_are_alike():
    found = charged(segment(0, 30), segment(30, 30, zone="window"))
    assert [each.minor for each in found.segments] == [1, 0]


def test_a_day_that_comes_twice_is_one_part():
    # Where the clocks go back over midnight, a local day ends twice.
    found = charged(segment(0, 90), segment(90, 90, day=NEXT), segment(180, 90), cap_minor=2)
    assert found.minor_by_day == {DAY: 2, NEXT: 2}
    assert found.total_minor == 4


def test_a_capped_day_is_shared_in_proportion():
    found = charged(
        segment(0, 600, per_hour_minor=60), segment(600, 600, per_hour_minor=180), cap_minor=8
    )
    assert [each.minor for each in found.segments] == [2, 6]


def test_a_free_rate_costs_nothing_and_is_charged_seconds_all_the_same():
    found = charged(segment(0, 90, per_hour_minor=0))
    assert (found.charged_s, found.total_minor, found.minor_by_day) == (90, 0, {DAY: 0})


def test_an_empty_receipt():
    assert charged() == Receipt(used_s=0)
    assert charged().spent_by_pass_and_day == {}


@pytest.mark.parametrize(
    ("paid", "whole", "more"),
    [
        pytest.param((60,), (90,), [(60, 30)], id="cut from what runs on"),
        pytest.param((60, 40), (60, 40, 20), [(100, 20)], id="a part of its own"),
        pytest.param((60, 40), (60, 60, 20), [(100, 20), (120, 20)], id="both"),
        pytest.param((60,), (60,), [], id="nothing"),
    ],
)
def test_seconds_given_at_the_end_stand_behind_what_is_paid(paid, whole, more):
    made = extended(
        charged(*_in_a_row(paid, per_hour_minor=3_600)),
        charged(*_in_a_row(whole, per_hour_minor=0)),
    )
    behind = made.segments[len(paid) :]
    assert [(each.start // 1000, each.seconds) for each in behind] == more
    assert {each.minor for each in behind} <= {0}
    assert (made.used_s, made.given_s) == (sum(whole), sum(whole) - sum(paid))
    assert (made.total_minor, made.charged_s) == (sum(paid), sum(paid))


def test_what_was_in_grace_stays_so_with_seconds_given_at_the_end():
    made = extended(Receipt(used_s=60), charged(segment(0, 90, per_hour_minor=0)))
    assert made == Receipt(used_s=90)


def _in_a_row(lengths, **told):
    start = 0
    for seconds in lengths:
        yield segment(start, seconds, **told)
        start += seconds


def test_what_is_paid_ahead_costs_nothing_and_names_what_is_given():
    found = given(charged(segment(0, 30), segment(30, 20, covered_by="p")))
    assert (found.given_s, found.charged_s, found.rounding_s) == (30, 0, 0)
