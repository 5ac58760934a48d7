"""The rounds of a fault test: how many, from where a long one goes on, what a failure says."""

import json

import pytest
from faults import rounds as module
from faults.promise import Promise
from faults.promises import PROMISES
from faults.rounds import Rounds


@pytest.fixture(autouse=True)
def promise(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "KEPT", tmp_path)
    row = Promise("x", "A fault.", "It holds.", ("tests/x.py",), counted="cuts", ci=20, long=100)
    monkeypatch.setattr(module, "BY_KEY", {"x": row})


def kept(tmp_path, part=0):
    return json.loads((tmp_path / f"x-{part}.json").read_text())


def test_few_seeds_each_time_and_all_from_the_first(tmp_path):
    for _ in range(2):
        assert list(Rounds("t", long=False, only=None)("x", each=5)) == [0, 1, 2, 3]
    assert kept(tmp_path)["reached"] == 20
    assert kept(tmp_path)["done"]


def test_two_parts_share_the_seeds():
    rounds = Rounds("t", long=False, only=None)
    assert list(rounds("x", each=5, part=0, of=2)) == [0, 2]
    assert list(rounds("x", each=5, part=1, of=2)) == [1, 3]


def test_a_long_run_goes_on_where_it_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "TELL_EVERY_S", 0)
    going = Rounds("t", long=True, only=None)("x", each=5)
    for _ in range(8):
        next(going)
    going.close()
    assert not kept(tmp_path)["done"]
    assert list(Rounds("t", long=True, only=None)("x", each=5)) == list(range(7, 20))
    assert kept(tmp_path)["reached"] == 100
    assert list(Rounds("t", long=True, only=None)("x", each=50)) == [0, 1]  # done: from the first


def test_one_seed_alone_says_nothing_of_the_count(tmp_path):
    assert list(Rounds("t", long=False, only=17)("x", each=5)) == [17]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("seed", [0, 1, 2, 17])
def test_one_seed_alone_is_run_by_the_part_that_holds_it(seed):
    whole = [list(Rounds("t", long=False, only=None)("x", part=n, of=3)) for n in range(3)]
    alone = [list(Rounds("t", long=False, only=seed)("x", part=n, of=3)) for n in range(3)]
    assert alone == [[seed] if seed in part else [] for part in whole]


def test_a_test_that_fails_names_its_seed():
    rounds = Rounds("tests/x.py::t", long=False, only=None)
    for seed in rounds("x"):
        if seed == 3:  # here it fails
            break
    assert rounds.unfinished() == ["x: the seed was 3: ./deploy/test --seed 3 tests/x.py::t"]


def test_a_test_that_ran_whole_names_none():
    rounds = Rounds("t", long=False, only=None)
    assert len(list(rounds("x"))) == 20
    assert rounds.unfinished() == []


def test_a_promise_that_counts_nothing_gives_no_rounds(monkeypatch):
    monkeypatch.setattr(module, "BY_KEY", {"x": Promise("x", "", "", ())})
    with pytest.raises(AssertionError, match="counts nothing"):
        list(Rounds("t", long=False, only=None)("x"))


def test_every_promise_has_a_key_of_its_own_and_a_test_that_is_there():
    assert len({row.key for row in PROMISES}) == len(PROMISES)
    for row in PROMISES:
        assert row.tests
        assert bool(row.counted) == (row.ci > 0)
        assert row.long >= row.ci
        for test in row.tests:
            path, _, name = test.partition("::")
            assert (module.ROOT / path).exists(), test
            assert not name or f"def {name}(" in (module.ROOT / path).read_text("utf-8"), test
