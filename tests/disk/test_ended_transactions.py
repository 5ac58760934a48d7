"""SQLite may end a transaction by itself: full disk, interrupt. Nothing of it may be confirmed."""

import sqlite3

import pytest
from disk.batches import (
    be_interrupted_and_go_on,
    be_interrupted_and_refuse,
    fill_the_disk,
    keep,
    keep_and_be_interrupted,
    keep_and_refuse,
    kept,
    make,
    together,
    writing,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.disk.acting import TransactionEndedError
from kiosk.rules.refusals import Refusal

BATCH = 6
ENDING = {
    "interrupted": keep_and_be_interrupted,
    "interrupted, and hides it": be_interrupted_and_go_on,
    "interrupted, and refuses": be_interrupted_and_refuse,
    "disk full": fill_the_disk,
}


@pytest.mark.parametrize("ending", ENDING.values(), ids=ENDING)
@pytest.mark.parametrize("position", range(BATCH))
def test_wherever_it_ends_the_others_are_done_and_what_is_confirmed_is_on_disk(
    tmp_path, clock, ending, position
):
    path = make(tmp_path / "site.db")
    batch = [(keep, {"word": f"{n}"}) for n in range(BATCH)]
    batch[position] = (ending, {"word": f"{position}"})
    with writing(path, clock) as writer:
        answers = together(writer, *batch)
        assert writer.run(keep, word="after") == "after is kept"
        assert writer.disasters == []
    if ending is fill_the_disk:
        assert answers[position].code == "disk_full"
    else:
        assert isinstance(answers[position], sqlite3.OperationalError)
    others = [f"{n}" for n in range(BATCH) if n != position]
    assert [answer for answer in answers if isinstance(answer, str)] == [
        f"{word} is kept" for word in others
    ]
    assert kept(path) == [*others, "after"]


ACTS = st.sampled_from([keep, keep, keep_and_refuse, *ENDING.values()])


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=st.lists(ACTS, min_size=1, max_size=8))
def test_whatever_a_batch_holds_exactly_what_was_confirmed_is_on_disk(
    tmp_path_factory, clock, acts
):
    path = make(tmp_path_factory.mktemp("batch") / "site.db")
    with writing(path, clock) as writer:
        answers = together(writer, *[(act, {"word": f"{n}"}) for n, act in enumerate(acts)])
    confirmed = [f"{n}" for n, answer in enumerate(answers) if answer == f"{n} is kept"]
    assert confirmed == [f"{n}" for n, act in enumerate(acts) if act is keep]
    assert kept(path) == confirmed


def test_a_request_whose_transaction_ended_may_be_asked_again(tmp_path, clock):
    path = make(tmp_path / "site.db")
    with writing(path, clock) as writer:
        for _ in range(2):
            with pytest.raises(sqlite3.OperationalError):
                writer.run(keep_and_be_interrupted, request_id="the-same-id", word="one")
        assert writer.run(keep, request_id="the-same-id", word="one") == "one is kept"


def test_an_act_that_hides_the_end_is_named(tmp_path, clock):
    with (
        writing(make(tmp_path / "site.db"), clock) as writer,
        pytest.raises(TransactionEndedError, match="be_interrupted_and_go_on"),
    ):
        writer.run(be_interrupted_and_go_on, word="one")


def test_an_act_that_refuses_after_the_end_is_not_taken_for_a_refusal(tmp_path, clock):
    with (
        writing(make(tmp_path / "site.db"), clock) as writer,
        pytest.raises(TransactionEndedError) as caught,
    ):
        writer.run(be_interrupted_and_refuse, word="one")
    assert isinstance(caught.value.__cause__, Refusal)
