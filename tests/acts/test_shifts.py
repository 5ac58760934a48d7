"""A shift between its float and its count: cash by hand, and a drawer that somebody else takes."""

import pytest
from fakes.machines import look
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.acts import cashier, receipts
from kiosk.acts.selling import new_id
from kiosk.rules.money import AMOUNT_LIMIT_MINOR
from kiosk.rules.refusals import Refusal
from kiosk.store import audit, cash_moves, shifts

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")
FLOAT = 100_000


def move(site, kind, minor=500, reason="tea", *, name=None):
    site.hub.write(
        cashier.move_cash,
        move=name or new_id(),
        kind=kind,
        amount_minor=minor,
        reason=reason,
        by=site.operator,
    )


def count(site, minor):
    site.hub.write(cashier.count_drawer, counted_minor=minor, by=site.operator)


def hand_over(site, minor, to, *, reason="", by=None):
    return site.hub.write(
        cashier.hand_over, counted_minor=minor, reason=reason, by=by or site.operator, to=to
    )


def till(site):
    return site.balance(f"till:{site.shift}")


@pytest.mark.parametrize(
    ("kind", "reason", "drawer", "other"),
    [
        ("pay_in", "coins from home", FLOAT + 500, ("world", -500)),
        ("from_safe", "", FLOAT + 500, ("safe", -FLOAT - 500)),
        ("expense", "tea", FLOAT - 500, ("world", 500)),
        ("to_safe", "", FLOAT - 500, ("safe", -FLOAT + 500)),
    ],
)
def test_cash_moves_by_hand(site, kind, reason, drawer, other):
    move(site, kind, reason=reason)
    assert (till(site), site.balance(other[0])) == (drawer, other[1])
    (kept,) = look(site, cash_moves.of_shift, shift=site.shift, limit=9)
    assert (kept.kind, kept.minor, kept.reason, kept.by) == (kind, 500, reason, site.operator)


@pytest.mark.parametrize(
    ("kind", "minor", "reason", "refusal"),
    [
        ("expense", 500, " ", "reason_missing"),
        ("pay_in", 500, "", "reason_missing"),
        ("expense", 0, "tea", "amount_wrong"),
        ("expense", AMOUNT_LIMIT_MINOR + 1, "tea", "amount_wrong"),
        ("sale", 500, "tea", "field_wrong"),
        ("gift", 500, "tea", "field_wrong"),
    ],
)
def test_cash_that_may_not_move(site, kind, minor, reason, refusal):
    with pytest.raises(Refusal, match=refusal):
        move(site, kind, minor, reason)
    assert till(site) == FLOAT


def test_no_cash_moves_by_hand_after_the_count_nor_without_a_shift(site):
    count(site, FLOAT)
    with pytest.raises(Refusal, match="drawer_counted"):
        move(site, "pay_in")
    site.hub.write(cashier.close_shift, counted_minor=FLOAT, reason="", by=site.operator)
    with pytest.raises(Refusal, match="shift_not_open"):
        move(site, "pay_in")


def test_no_refusal_tells_what_should_be_in_the_drawer(site):
    """Else one would ask for more and more until it is refused, and know the sum."""
    move(site, "expense", 2 * FLOAT)
    assert till(site) == -FLOAT


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["pay_in", "from_safe", "expense", "to_safe"]),
                          st.integers(1, 10**6)), max_size=6))  # fmt: skip
def test_the_drawer_holds_what_its_moves_add_up_to(site, moves):
    before = till(site)
    for kind, minor in moves:
        move(site, kind, minor)
    sign = {"pay_in": 1, "from_safe": 1, "expense": -1, "to_safe": -1}
    assert till(site) == before + sum(sign[kind] * minor for kind, minor in moves)


# hand-over


def test_a_counted_drawer_goes_on_under_somebody_else(site):
    brian = site.staff("brian")
    count(site, FLOAT - 300)
    assert hand_over(site, FLOAT - 300, brian, reason="a coin rolled away").difference_minor == -300
    following = look(site, shifts.open_one)
    assert (following.operator, following.float_minor) == (brian, FLOAT - 300)
    assert (till(site), site.balance(following.till)) == (0, FLOAT - 300)
    assert (site.balance("safe"), site.balance("loss")) == (-FLOAT, 300)
    (before,) = look(site, shifts.latest, limit=1)
    assert (before.handed_to, before.difference_minor) == (brian, -300)
    acts = [line.act for line in look(site, audit.latest, before=None, limit=2)]
    assert acts == ["open_shift", "hand_over"]
    with pytest.raises(Refusal, match="shift_not_yours"):
        count(site, FLOAT)


def test_an_empty_drawer_is_handed_over_too(site):
    move(site, "to_safe", FLOAT)
    count(site, 0)
    hand_over(site, 0, site.staff("brian"))
    assert look(site, shifts.open_one).float_minor == 0


def test_who_may_not_take_a_drawer(site):
    count(site, FLOAT)
    for to, refusal in (
        (site.operator, "same_operator"),
        ("nobody", "not_found"),
        (site.staff("otieno", role="mentor"), "not_allowed"),
    ):
        with pytest.raises(Refusal, match=refusal):
            hand_over(site, FLOAT, to)
    assert look(site, shifts.open_one).operator == site.operator


def test_a_drawer_is_counted_and_explained_before_it_is_handed_over(site):
    brian = site.staff("brian")
    with pytest.raises(Refusal, match="drawer_not_counted"):
        hand_over(site, FLOAT, brian)
    count(site, FLOAT - 1)
    with pytest.raises(Refusal, match="reason_missing"):
        hand_over(site, FLOAT - 1, brian)
    with pytest.raises(Refusal, match="shift_not_yours"):
        hand_over(site, FLOAT - 1, brian, by=site.staff("chidi"), reason="x")


def test_no_shift_no_hand_over(site):
    count(site, FLOAT)
    site.hub.write(cashier.close_shift, counted_minor=FLOAT, reason="", by=site.operator)
    with pytest.raises(Refusal, match="shift_not_open"):
        hand_over(site, FLOAT, site.staff("brian"))


# receipts


def test_the_second_print_of_a_receipt_is_a_copy(site):
    sale = site.start(1, by=site.operator).sale
    printed = [
        site.hub.write(receipts.print_receipt, payment=sale, by=site.operator) for _ in range(3)
    ]
    assert printed == [1, 2, 3]
    assert look(site, audit.latest, before=None, limit=1)[0].act == "print_copy"
    with pytest.raises(Refusal, match="not_found"):
        site.hub.write(receipts.print_receipt, payment="none", by=site.operator)
