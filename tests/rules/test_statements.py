import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.refusals import Refusal
from kiosk.rules.statements import Claimed, StatementLine, compare, read_statement
from kiosk.rules.tables import read_table

HEADER = "Receipt No.,Completion Time,Paid In\n"


def read(text, *, decimals=2):
    return read_statement(read_table(text), decimals=decimals)


def test_a_statement_is_read_by_its_columns():
    lines = read(HEADER + "qgh4k2lm,2026-11-22,40.00\nQGH4K2LN,2026-11-22,\nX0000001,x,-20\n")
    assert lines == (StatementLine(2, "QGH4K2LM", 4000),)
    assert read("Reference;Amount\nabcd;1,5\n")[0].minor == 150


@pytest.mark.parametrize(
    ("text", "row", "problem"),
    [
        ("When,Paid In\nx,40\n", 1, "no_reference_column"),
        ("Receipt,When\nQGH4,x\n", 1, "no_amount_column"),
        (HEADER + "QGH4K2LM,x,40\nQGH4K2LN,x,much\n", 3, "amount_wrong"),
        (HEADER + "QGH4K2LM,x,40\n??,x,40\n", 3, "reference_wrong"),
        (HEADER + ",x,40\n", 2, "reference_wrong"),
        (HEADER + "QGH4K2LM,x,40\nqgh4 k2lm,x,40\n", 3, "reference_twice"),
    ],
)
def test_a_bad_row_is_named_by_its_number(text, row, problem):
    with pytest.raises(Refusal, match="statement_wrong") as refused:
        read(text)
    assert (refused.value.details["row"], refused.value.details["problem"]) == (row, problem)


def test_each_side_is_laid_beside_the_other():
    ours = [Claimed("p1", "A001", 100), Claimed("p2", "A002", 200), Claimed("p3", "A003", 300)]
    theirs = [StatementLine(2, "A001", 100), StatementLine(3, "A002", 150),
              StatementLine(4, "B001", 70)]  # fmt: skip
    found = compare(theirs, ours)
    assert [one.payment for one in found.matched] == ["p1"]
    assert [(one.claimed.payment, one.line.row) for one in found.differing] == [("p2", 3)]
    assert [one.payment for one in found.missing] == ["p3"]
    assert [one.row for one in found.unknown] == [4]


def test_money_of_a_cancelled_sale_is_not_unknown():
    theirs = [StatementLine(2, "A001", 100), StatementLine(3, "B001", 70)]
    cancelled = [Claimed("p1", "A001", 100), Claimed("p2", "A001", 90), Claimed("p3", "C001", 50)]
    found = compare(theirs, [], cancelled)
    assert [(one.claimed.payment, one.line.row) for one in found.cancelled] == [("p1", 2)]
    assert [one.row for one in found.unknown] == [3]
    sold_again = compare(theirs, [Claimed("p4", "A001", 100)], cancelled)
    assert [one.payment for one in sold_again.matched] == ["p4"]
    assert sold_again.cancelled == ()


names = st.dictionaries(st.sampled_from([f"R{n:03}" for n in range(12)]), st.integers(1, 3))


@given(names, names, names)
def test_nothing_is_lost_and_nothing_stands_twice(theirs, ours, cancelled):
    found = compare(
        [StatementLine(row, name, minor) for row, (name, minor) in enumerate(theirs.items(), 2)],
        [Claimed(name, name, minor) for name, minor in ours.items()],
        [Claimed(name, name, minor) for name, minor in cancelled.items()],
    )
    both = len(found.matched) + len(found.differing)
    assert both + len(found.missing) == len(ours)
    assert both + len(found.cancelled) + len(found.unknown) == len(theirs)
    assert {one.claimed.payment for one in found.cancelled} == (set(theirs) & set(cancelled)) - set(
        ours
    )
