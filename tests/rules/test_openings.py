from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.interests import Field
from kiosk.rules.openings import (
    LETTERS_MOST,
    LIMITS,
    Opening,
    as_typed,
    fit,
    read_opening,
    read_openings,
)
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import LocalDay

R, I, A, S, E, C = Field  # noqa: E741  the letters of the code
CLERK = Opening(
    kind="job",
    title="Clerk",
    who="Water office",
    place="Olympic",
    pay="600 a day",
    contact="0700 000 111",
    wanted=("data-entry", "digits", "transcription"),
    interests=(C,),
    closes=LocalDay("2026-12-18"),
)
TYPED = {"title": "Clerk", "who": "Water office", "contact": "0700 000 111"}


@pytest.mark.parametrize(
    ("held", "likes", "has", "missing", "fits"),
    [
        (("data-entry", "digits", "transcription"), (), 3, 0, True),
        (("data-entry", "digits"), (), 2, 1, True),
        (("data-entry", "digits"), (S,), 2, 1, True),
        (("data-entry",), (C,), 1, 2, False),
        ((), (C,), 0, 3, False),
    ],
)
def test_who_fits_a_job_that_wants_three(held, likes, has, missing, fits):
    found = fit(CLERK, held=held, likes=likes)
    assert (len(found.has), len(found.missing), found.fits) == (has, missing, fits)
    assert found.qualified == (missing == 0)


@pytest.mark.parametrize(
    ("wanted", "interests", "held", "likes", "fits"),
    [
        ((), (), (), (), True),
        ((), (), (), (C,), True),
        ((), (C,), (), (C,), True),
        ((), (C,), (), (S,), False),
        ((), (C,), (), (), True),  # who was not asked what they like is not left out
        (("digits",), (C,), (), (C,), True),
        (("digits",), (C,), (), (S,), False),
        (("digits",), (), (), (), False),
    ],
)
def test_who_fits_one_that_wants_little(wanted, interests, held, likes, fits):
    one = replace(CLERK, wanted=wanted, interests=interests)
    assert fit(one, held=held, likes=likes).fits is fits


@given(
    st.sets(st.sampled_from(["data-entry", "digits", "transcription", "surveys"])),
    st.sets(st.sampled_from(list(Field))),
    st.sampled_from(["data-entry", "digits", "transcription"]),
)
def test_to_learn_more_never_makes_an_opening_fit_worse(held, likes, learned):
    before = fit(CLERK, held=held, likes=likes)
    after = fit(CLERK, held=held | {learned}, likes=likes)
    assert after.rank <= before.rank
    assert after.fits or not before.fits
    assert set(after.has) | set(after.missing) == set(CLERK.wanted)
    assert not set(after.has) & set(after.missing)


@pytest.mark.parametrize(
    ("today", "over"), [("2026-12-17", False), ("2026-12-18", False), ("2026-12-19", True)]
)
def test_it_closes_by_itself_after_its_last_day(today, over):
    assert CLERK.is_over(LocalDay(today)) is over
    assert not replace(CLERK, closes=None).is_over(LocalDay(today))


@pytest.mark.parametrize(
    "words",
    [
        "Pay a registration fee of 500",
        "Send KSh 300 before you start",
        "A refundable deposit holds your place",
        "Training fees apply",
        "Buy your uniform from us",
        "Frais de dossier : 5 000 F",
        "Hay una cuota de inscripción",
        "Lipa ada ya usajili",
        "تُدفع رسوم التسجيل أولاً",
        "Deposit 200 in advance",
    ],
)
def test_what_asks_for_money_is_warned_about(words):
    assert replace(CLERK, note=words).asks_for_money
    assert replace(CLERK, contact=words).asks_for_money


@pytest.mark.parametrize(
    "words",
    [
        "KSh 600 a day, paid each Friday",
        "Bring your certificate and a pen",
        "We pay for your transport",
        "Training is free",
        "You count the deposits of customers",
    ],
)
def test_honest_work_is_not(words):
    assert not replace(CLERK, note=words).asks_for_money


def test_an_opening_is_read_as_it_was_typed():
    typed = {
        **TYPED,
        "kind": " Course ",
        "wanted": "Digits; data-entry digits",
        "interests": "c, s".replace(",", " "),
        "closes": "2026-12-18",
        "note": "  two\n lines ",
    }
    one = read_opening(typed)
    assert one == Opening(
        kind="course",
        title="Clerk",
        who="Water office",
        place="",
        pay="",
        contact="0700 000 111",
        wanted=("digits", "data-entry"),
        interests=(C, S),
        closes=LocalDay("2026-12-18"),
        note="two lines",
    )
    assert read_opening(as_typed(one)) == one
    assert read_opening(TYPED).kind == "job"
    assert read_opening(as_typed(read_opening(TYPED))) == read_opening(TYPED)


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"title": " "}, "field_missing", "title"),
        ({"who": ""}, "field_missing", "who"),
        ({"contact": ""}, "field_missing", "contact"),
        ({"title": "x" * (LIMITS["title"] + 1)}, "too_large", "title"),
        ({"note": "x\x07"}, "field_wrong", "note"),
        ({"kind": "gift"}, "field_wrong", "kind"),
        ({"closes": "18.12."}, "field_wrong", "closes"),
        ({"wanted": "Two words, too!"}, "field_wrong", "wanted"),
        ({"wanted": "a b c d e f g"}, "field_wrong", "wanted"),
        ({"interests": "XY"}, "field_wrong", "interests"),
    ],
)
def test_an_opening_out_of_shape_names_its_field(change, code, field):
    with pytest.raises(Refusal, match=code) as refused:
        read_opening({**TYPED, **change})
    assert refused.value.details["field"] == field


def test_a_table_is_read_row_by_row():
    table = "Title;Who;Contact;Closes\nClerk;Office;0700;\n;Shop;0701;\nCook;Inn;0702;soon\n"
    lines = read_openings(table)
    assert [(line.row, line.title, line.field) for line in lines] == [
        (2, "Clerk", ""),
        (3, "", "title"),
        (4, "Cook", "closes"),
    ]
    assert [line.opening is not None for line in lines] == [True, False, False]


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ("title,who\nClerk,Office\n", "csv_wrong"),
        ("title,who,contact\n", "csv_wrong"),
        ("title,who,contact\n" + "Clerk,Office,0700\n" * 101, "too_many"),
        ("x" * (LETTERS_MOST + 1), "too_large"),
    ],
)
def test_another_table_is_refused(table, code):
    with pytest.raises(Refusal, match=code):
        read_openings(table)
