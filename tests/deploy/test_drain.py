"""The benchmark of answers that waited for the exchange measures what it says."""

from pathlib import Path

import pytest

from kiosk.rules.refusals import Refusal

DEPLOY = Path(__file__).parents[2] / "deploy"


@pytest.fixture
def drain(monkeypatch):
    monkeypatch.syspath_prepend(DEPLOY)
    from benchmarks import drain

    return drain


def test_every_answer_is_kept_once_and_both_halves_are_timed(drain, tmp_path):
    found = drain.drain(tmp_path, 300)
    assert found["kept"] == 300
    assert min(found["first_per_s"], found["second_per_s"], found["most_mb"]) > 0


def test_a_line_that_takes_nothing_ends_it(drain, tmp_path, monkeypatch):
    def refuse(*_):
        raise Refusal("busy")

    monkeypatch.setattr(drain.Exchange, "_take", refuse)
    with pytest.raises(RuntimeError, match="nothing goes"):
        drain.drain(tmp_path, 100)
