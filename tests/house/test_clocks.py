"""Clocks are read in kiosk/clock.py only, and nobody sleeps: waits are `threading.Event.wait`."""

import ast
import re

import pytest
from house.sources import Problem, files, name, problems, tree

THE_READER = "kiosk/clock.py"
READS_DATES = {"now", "utcnow", "today"}
DATES = {"datetime", "date"}
IN_SQL = re.compile(
    r"\bCURRENT_(TIMESTAMP|DATE|TIME)\b|\bunixepoch\s*\(\s*\)|'now'|\bnow\(\)", re.IGNORECASE
)


def clock_reads(file, source):
    module = tree(source)
    for node in ast.walk(module):
        if isinstance(node, ast.Import) and any(each.name == "time" for each in node.names):
            yield Problem(file, node.lineno, "imports time")
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            yield Problem(file, node.lineno, "imports from time")
        if isinstance(node, ast.Attribute) and node.attr in READS_DATES and _is_date(node.value):
            yield Problem(file, node.lineno, f"reads {ast.unparse(node)}")
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from sql_clock_reads(file, node.value, node.lineno)


def sql_clock_reads(file, source, line=1):
    if re.match(r"\s*[A-Z]{4,}\s", source) and IN_SQL.search(source):
        yield Problem(file, line, "SQL that reads the clock: hand it :now")


def _is_date(node):
    return (isinstance(node, ast.Name) and node.id in DATES) or (
        isinstance(node, ast.Attribute) and node.attr in DATES
    )


@pytest.mark.parametrize(
    "bad",
    [
        "import time",
        "from time import sleep",
        "def f():\n    import time",
        "x = datetime.now(UTC)",
        "x = datetime.datetime.utcnow()",
        "x = date.today()",
        "x = 'SELECT CURRENT_TIMESTAMP'",
        "x = '''\n    INSERT INTO fact (at) VALUES (unixepoch())'''",
        "x = \"UPDATE fact SET at = strftime('%s', 'now')\"",
    ],
)
def test_the_rule_sees(bad):
    assert list(clock_reads("sample", bad))


@pytest.mark.parametrize(
    "good",
    [
        "at = clock.now()",
        "from datetime import datetime",
        "day = datetime.fromtimestamp(at / 1000, zone)",
        "x = 'from now() on'",
    ],
)
def test_the_rule_lets_pass(good):
    assert not list(clock_reads("sample", good))


def test_only_the_clock_reads_clocks():
    assert problems(clock_reads, [file for file in files("*.py") if name(file) != THE_READER]) == []


def test_no_migration_reads_the_clock():
    assert (
        problems(lambda file, source: sql_clock_reads(file, "SELECT " + source), files("*.sql"))
        == []
    )
