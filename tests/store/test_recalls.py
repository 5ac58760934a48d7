"""A recall is kept of what was practised: one module's answers are read, not all of them."""

import sqlite3
from contextlib import closing

import pytest
from fakes.plans import Spy
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.instants import Instant
from kiosk.rules.recall import Recalled
from kiosk.store import recalls, schema

ADD = """
INSERT OR IGNORE INTO practice_done
       (visitor, edition, step, item, fact_id, answer, is_right, tries, hints, took_ms, at)
VALUES (:visitor, :edition, :step, :item, 'fact', x'00', 1, 1, 0, 1, 1)
"""
SLUGS = st.sampled_from(["a", "a-e1", "a-f", "a-d", "aa", "b"])
EDITIONS = st.builds("{}-e{}".format, SLUGS, st.sampled_from([1, 2, 10]))
WHO, STEPS, ITEMS = st.sampled_from("vw"), st.sampled_from("st"), st.sampled_from(["", "i", "j"])
ANSWERS = st.lists(st.tuples(WHO, EDITIONS, STEPS, ITEMS), max_size=6)
QUESTIONS = st.tuples(SLUGS, STEPS, ITEMS)
TOLD = Recalled(Instant(2), True)


@pytest.fixture(scope="module")
def db(tmp_path_factory):
    path = tmp_path_factory.mktemp("hub") / "hub.db"
    schema.bring_up_to_date(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as opened:
        opened.row_factory = sqlite3.Row
        yield opened


@given(answers=ANSWERS, question=QUESTIONS)
def test_it_is_kept_where_all_answers_together_have_the_question(db, answers, question):
    db.execute("BEGIN")
    try:
        for one in answers:
            db.execute(ADD, dict(zip(("visitor", "edition", "step", "item"), one, strict=True)))
        had = question in recalls._practised(db, "v")
        assert recalls.keep(db, visitor="v", question=question, recalled=TOLD, fact_id="f") is had
        assert not recalls.keep(db, visitor="v", question=question, recalled=TOLD, fact_id="f")
    finally:
        db.execute("ROLLBACK")


def test_only_one_modules_editions_are_looked_through(db):
    plans = {}
    spied = Spy(db, plans)
    assert not recalls.keep(
        spied, visitor="v", question=("a", "s", "i"), recalled=TOLD, fact_id="f"
    )
    said = str(plans)
    assert "COVERING INDEX" in said
    assert "visitor=? AND edition>? AND edition<?" in said
