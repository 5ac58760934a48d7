"""`kiosk quote` on files as an owner writes them, and against the second-by-second oracle."""

import datetime as dt
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from rules.price_cases import cases
from rules.price_oracle import quote as oracle

from kiosk.cli.main import kiosk as program
from kiosk.cli.quote import USE_LIMIT_BYTES

TARIFF = """
timezone = "Africa/Nairobi"
currency = "KES"
grace_s = 0
minimum_s = 900
increment_s = 60
daily_cap_minor = 0

[[rate]]
zone = "*"
group = "*"
per_hour_minor = 6000
"""
USE = {
    "zone": "door",
    "group": "visitor",
    "facts": [
        {"kind": "opened", "at": "2026-01-05T10:00:00Z"},
        {"kind": "closed", "at": "2026-01-05T10:20:10Z"},
    ],
}


@pytest.fixture
def desk(tmp_path):
    (tmp_path / "t.toml").write_text(TARIFF)
    (tmp_path / "u.json").write_text(json.dumps(USE))
    return tmp_path


def quote(folder, tariff="t.toml", use="u.json"):
    return CliRunner().invoke(
        program, ["quote", "--tariff", str(folder / tariff), "--use", str(folder / use)]
    )


def test_one_use_is_priced(desk):
    done = quote(desk)
    assert done.exit_code == 0
    assert json.loads(done.stdout) == {
        "used_s": 1210,
        "covered_s": 0,
        "charged_s": 1260,
        "rounding_s": 50,
        "total_minor": 2100,
        "segments": [
            {
                "from": "2026-01-05T10:00:00Z",
                "to": "2026-01-05T10:20:10Z",
                "seconds": 1210,
                "per_hour_minor": 6000,
                "covered_by": None,
                "zone": "door",
                "minor": 2017,
            }
        ],
    }


def test_a_list_gives_a_line_for_each_line(desk):
    (desk / "u.jsonl").write_text(f"{json.dumps(USE)}\n\n{json.dumps(USE)}\n")
    done = quote(desk, use="u.jsonl")
    assert [json.loads(line)["total_minor"] for line in done.stdout.splitlines()] == [2100, 2100]


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        ("t.toml", "timezone = [", "t.toml: The price list has a mistake. Please check TOML"),
        ("t.toml", TARIFF.replace("6000", "-1"), "Please check rate[1].per_hour_minor."),
        ("t.toml", TARIFF.replace("minimum_s", "minimum"), "Please check minimum."),
        ("t.toml", TARIFF.replace('zone = "*"', 'zone = "window"'), "u.json: There is no price"),
        ("t.toml", TARIFF + 'from = "08:00"\nto = "20:00"', "no price for mon 00:00-08:00"),
        ("t.toml", "#" * 300_000, "t.toml: This is too large."),
        ("u.json", "{", "u.json: The use has a mistake. Please check JSON"),
        ("u.json", '{"zone": NaN}', "Please check JSON"),
        ("u.json", "[" * 100_000, "Please check JSON"),
        ("u.json", json.dumps(USE | {"group": 3}), "Please check group."),
        ("u.json", " " * (USE_LIMIT_BYTES + 1), "u.json: This is too large."),
    ],
)
def test_a_wrong_file_is_refused_by_its_name_and_its_field(desk, file, text, says):
    (desk / file).write_text(text)
    done = quote(desk)
    assert (done.exit_code, done.stdout) == (2, "")
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (json.dumps(USE | {"facts": []}), "u.jsonl, line 2: The use has a mistake. Please check"),
        (" " * (USE_LIMIT_BYTES + 1), "u.jsonl, line 2: This is too large."),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_priced(desk, line, says):
    (desk / "u.jsonl").write_text(f"{json.dumps(USE)}\n{line}\n")
    done = quote(desk, use="u.jsonl")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith(says)


def test_more_lines_than_anybody_needs_are_refused(desk, monkeypatch):
    monkeypatch.setattr("kiosk.cli.quote.USES_LIMIT", 1)
    (desk / "u.jsonl").write_text(f"{json.dumps(USE)}\n" * 2)
    done = quote(desk, use="u.jsonl")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("u.jsonl, line 2: These are too many")


def as_toml(tariff):
    """The tariff as a file; JSON's strings, numbers and lists are TOML's too."""
    plain = [f"{name} = {json.dumps(value)}" for name, value in tariff.items() if name != "rate"]
    rates = [
        "[[rate]]\n" + "\n".join(f"{name} = {json.dumps(value)}" for name, value in line.items())
        for line in tariff["rate"]
    ]
    return "\n".join([*plain, *rates])


def as_printed(expected):
    """What the oracle says, as the command prints it: no day, instants in UTC."""
    for each in expected["segments"]:
        del each["day"]
        for end in ("from", "to"):
            moment = dt.datetime.fromtimestamp(each[end], dt.UTC)
            each[end] = moment.isoformat().replace("+00:00", "Z")
    del expected["rounding_minor"]
    return expected


def in_full(tariff):
    """Hours are written from both ends or not at all."""
    for line in tariff["rate"]:
        if "from" in line:
            line.setdefault("to", "24:00")
    return tariff


@settings(max_examples=60)
@given(st.lists(cases(), min_size=1, max_size=3))
def test_files_cost_what_the_oracle_counts(tmp_path_factory, told):
    folder = tmp_path_factory.mktemp("quote")
    for number, (tariff, use) in enumerate(told):
        (folder / f"{number}.toml").write_text(as_toml(in_full(tariff)))
        (folder / f"{number}.jsonl").write_text(json.dumps(use))
        done = quote(folder, f"{number}.toml", f"{number}.jsonl")
        assert done.exit_code == 0, done.stderr
        assert json.loads(done.stdout) == as_printed(oracle(tariff, use))


def test_the_readme_has_an_example_that_is_true(tmp_path):
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    blocks = dict(re.findall(r"```(toml|json)\n(.*?)```", readme, re.DOTALL))
    (tmp_path / "tariff.toml").write_text(blocks["toml"], encoding="utf-8")
    (tmp_path / "use.json").write_text(blocks["json"], encoding="utf-8")
    files = ["--tariff", str(tmp_path / "tariff.toml"), "--use", str(tmp_path / "use.json")]
    said = CliRunner().invoke(program, ["quote", *files])
    assert said.exit_code == 0
    assert f"`total_minor` is {json.loads(said.stdout)['total_minor']}." in readme
