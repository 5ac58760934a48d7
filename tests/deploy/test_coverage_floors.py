import importlib.util
import json
from pathlib import Path

import pytest

FILE = Path(__file__).parents[2] / "deploy" / "coverage_floors.py"


@pytest.fixture(scope="module")
def floors():
    spec = importlib.util.spec_from_file_location("coverage_floors", FILE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def report(**percents):
    """A report in which each file has 50 lines and 50 branches."""
    return {
        "files": {
            name.replace("__", "/") + ".py": {
                "summary": {
                    "covered_lines": min(percent, 50),
                    "num_statements": 50,
                    "covered_branches": max(0, percent - 50),
                    "num_branches": 50,
                }
            }
            for name, percent in percents.items()
        }
    }


@pytest.mark.parametrize(
    ("percents", "code"),
    [
        pytest.param(
            {"kiosk__rules__money": 100, "kiosk__acts__sell": 90}, 0, id="each on its floor"
        ),
        pytest.param({"kiosk__rules__money": 99}, 1, id="a rule not walked through"),
        pytest.param({"kiosk__protocol__facts": 99}, 1, id="a word on the wire not walked through"),
        pytest.param({"kiosk__acts__sell": 89}, 1, id="a room below nine tenths"),
        pytest.param(
            {"kiosk__acts__sell": 80, "kiosk__acts__pay": 100},
            0,
            id="files of a room count together",
        ),
        pytest.param({"kiosk__clock": 89}, 1, id="files beside the rooms are held too"),
        pytest.param({}, 1, id="a report of nothing"),
    ],
)
def test_floors(floors, tmp_path, capsys, percents, code):
    file = tmp_path / "coverage.json"
    file.write_text(json.dumps(report(**percents)), encoding="utf-8")
    assert floors.main([str(file)]) == code
    assert capsys.readouterr().out.count("floor") == len(
        {floors.room_of(name.replace("__", "/") + ".py") for name in percents}
    )


def test_an_empty_room_holds(floors):
    assert floors.Room("kiosk/looks", 0, 0).holds
