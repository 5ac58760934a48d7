"""Whatever bytes come, a reader reads them or refuses in words: nothing else ever comes out of it.

Each reader of `parsers.py` gets bent examples (`bending.py`).
"""

import os
import resource
import signal
import subprocess
import sys
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import pytest
from fakes import quick_disk
from faults.bending import bent
from faults.parsers import outcome, targets
from faults.rounds import KEPT
from hypothesis import HealthCheck, Phase, given, seed, settings

LONGEST_S = 60
"""A reading that takes so long, on however busy a machine, hangs."""
GROWTH_LIMIT_KB = 400 * 1024
EACH = 500
PROGRAM = Path(__file__).parent / "fuzz_parsers.py"
CORPUS = KEPT / "corpus"
with quick_disk.folder() as made:
    NAMES = tuple(targets(made))


@pytest.fixture
def readers(tmp_path):
    with quick_disk.folder() as folder:
        yield targets(folder)


@pytest.mark.parametrize("name", NAMES)
def test_each_reader_takes_its_good_examples_as_they_are(readers, name):
    """Else what is bent would be refused at the first look."""
    for example in readers[name].examples:
        assert outcome(readers[name], example) == "read", example[:300]


@pytest.mark.parametrize("name", NAMES)
def test_a_reader_reads_or_refuses_in_words(rounds, readers, name):
    reader, before = readers[name], _peak_kb()
    for number in rounds("parsers", each=EACH):
        came = Counter()

        @seed(f"{number} {name}")
        @settings(
            max_examples=EACH,
            phases=[Phase.generate],
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(bent(reader.examples))
        def read(data):
            signal.alarm(LONGEST_S)
            came[outcome(reader, data)] += 1  # noqa: B023
            signal.alarm(0)

        read()
        assert came.total() >= EACH
    assert _peak_kb() - before < GROWTH_LIMIT_KB


def test_what_atheris_runs_reads_its_corpus_again_and_looks_for_more(rounds, tmp_path, request):
    """A minute for one reader with each seed under `--long`; else each reads its examples anew."""
    searching = request.config.getoption("--long")
    assert not searching or find_spec("atheris"), "--long needs atheris: pip install -e '.[fuzz]'"
    for minute in rounds("fuzzed_parsers"):
        if searching:
            name = NAMES[minute % len(NAMES)]
            said = _fuzzed(name, CORPUS, tmp_path, "--seconds", "60", "--seed", str(minute))
            assert "number_of_executed_units" in said
        else:
            said = _fuzzed("every", tmp_path, tmp_path)
            assert all(f"{name}: " in said for name in NAMES)


def _fuzzed(name, corpus, temporary, *more):
    asked = [sys.executable, str(PROGRAM), name, str(corpus), *more]
    env = {**os.environ, "TMPDIR": str(temporary)}
    done = subprocess.run(asked, capture_output=True, text=True, check=False, env=env)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr[-6000:]}"
    return done.stdout + done.stderr


def _peak_kb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
