"""A test that leans on its neighbours is named; a fault of ours stays one."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
FILE = Path(__file__).parents[2] / "deploy" / "unsteady.py"
WRONG = "def test_wrong():\n    assert False\n"
BY_SEED = "import random\ndef test_by_seed():\n    assert random.random() > 1\n"
LEANS = """
from pathlib import Path
def test_leans():
    left = Path(f"{__file__}.left")
    before = left.exists()
    left.touch()
    assert before
"""


@pytest.fixture(scope="module")
def unsteady():
    spec = importlib.util.spec_from_file_location("unsteady", FILE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def run(tmp_path, unsteady):
    """Run a suite of these tests, then what failed in it once more; its exit code."""

    def ran(*tests):
        for number, test in enumerate(tests):
            (tmp_path / f"test_{number}.py").write_text(test, "utf-8")
        (tmp_path / "pytest.ini").write_text("[pytest]\n", "utf-8")
        subprocess.run(
            (sys.executable, "-m", "pytest", "-q"), cwd=tmp_path, check=False, capture_output=True
        )
        return unsteady.once_more(tmp_path, ())

    return ran


def test_what_passes_alone_is_named(run, tmp_path, capfd):
    assert run(LEANS) == 0
    assert (tmp_path / "artefacts/unsteady.txt").read_text("utf-8") == "test_0.py::test_leans\n"
    assert "UNSTEADY" in capfd.readouterr().out


@pytest.mark.parametrize(
    "tests",
    [
        pytest.param((WRONG,), id="a fault fails again"),
        pytest.param((BY_SEED,), id="the same seed makes the same case"),
        pytest.param((LEANS, WRONG), id="one of two"),
        pytest.param((LEANS,) * 4, id="many at once are no chance"),
        pytest.param(("import nowhere\n",), id="a file that is not read"),
        pytest.param(("def test_right(): pass\n",), id="nothing failed"),
    ],
)
def test_else_it_stays_a_failure(run, tmp_path, tests):
    assert run(*tests) == 1
    assert not (tmp_path / "artefacts").exists()
