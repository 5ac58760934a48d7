"""What the lowest rooms may import, name by name; import-linter can only forbid what it knows."""

import ast
import subprocess
import sys

import pytest
from house.sources import Problem, files, problems, tree

RULES = {"kiosk.rules"}
PROTOCOL = RULES | {"kiosk.protocol", "msgspec", "nacl"}
LEAVES = {
    "kiosk.clock",
    "kiosk.known_browsers",
    "kiosk.logs",
    "kiosk.machine_sentences",
    "kiosk.metrics",
    "kiosk.looks",
    "kiosk.passwords",
    "kiosk.reading_settings",
    "kiosk.request_ids",
    "kiosk.sentences",
    "kiosk.setting_lines",
    "kiosk.settings",
    "kiosk.shown_paths",
    "kiosk.texts",
}
WIRE = {"kiosk.rules", "kiosk.protocol", "kiosk.disk", "kiosk.link"} | LEAVES
DOORS = {
    "kiosk.listening",
    "kiosk.rate_limits",
    "kiosk.refusal_pages",
    "kiosk.signed_door",
    "kiosk.slow_clients",
}
HOUSE = {"kiosk", "admin_panel", "station_agent"}
ROOMS = {
    "kiosk/disk": {"kiosk.rules", "kiosk.disk"},
    "kiosk/link": {"kiosk.rules", "kiosk.protocol", "kiosk.disk", "kiosk.link", "kiosk.clock"},
    "kiosk/looks": {"kiosk.rules"} | LEAVES,
    "kiosk/exchange": {"kiosk.exchange", "kiosk.asking", "kiosk.trying"} | WIRE | DOORS,
    "station_agent": {"station_agent", "kiosk.refusal_pages", "kiosk.slow_clients"} | WIRE,
}
"""What of the house each of these may import; new modules are strangers until they stand here."""


def imports(source):
    for node in ast.walk(tree(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, each.name) for each in node.names)
        if isinstance(node, ast.ImportFrom):
            one_by_one = node.module == "kiosk"
            names = (
                [f"kiosk.{each.name}" for each in node.names] if one_by_one else [node.module or ""]
            )
            yield from ((node.lineno, each) for each in names)


def strangers(allowed):
    def rule(file, source):
        for line, module in imports(source):
            known = any(module == each or module.startswith(f"{each}.") for each in allowed)
            if not known and module.partition(".")[0] not in sys.stdlib_module_names:
                yield Problem(file, line, f"imports {module}")

    return rule


@pytest.mark.parametrize(
    "bad",
    [
        "import msgspec",
        "from flask import g",
        "from kiosk import texts",
        "from kiosk.store import seats",
        "def f():\n    import numpy",
    ],
)
def test_the_rule_sees(bad):
    assert list(strangers(RULES)("sample", bad))


@pytest.mark.parametrize(
    "good",
    [
        "import dataclasses",
        "from collections.abc import Mapping",
        "from kiosk.rules.money import Money",
        "from kiosk.rules import money",
    ],
)
def test_the_rule_lets_pass(good):
    assert not list(strangers(RULES)("sample", good))


def strangers_of_the_house(allowed):
    def rule(file, source):
        for problem in strangers(allowed)(file, source):
            if problem.what.removeprefix("imports ").partition(".")[0] in HOUSE:
                yield problem

    return rule


def test_the_rule_tells_the_house_from_libraries():
    rule = strangers_of_the_house(ROOMS["station_agent"])
    assert not list(
        rule(
            "sample", "import flask\nfrom kiosk.link.sender import Sender\nfrom kiosk import texts"
        )
    )
    assert list(rule("sample", "from kiosk.hub import Hub"))
    assert list(rule("sample", "from kiosk import hub"))


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_what_it_may(room):
    assert problems(strangers_of_the_house(ROOMS[room]), files("*.py", room)) == []


def test_rules_import_the_standard_library_only():
    assert problems(strangers(RULES), files("*.py", "kiosk/rules")) == []


def test_the_protocol_imports_rules_msgspec_and_nacl_only():
    assert problems(strangers(PROTOCOL), files("*.py", "kiosk/protocol")) == []


HEAVY = ("structlog", "asyncio", "rich", "alembic", "sqlalchemy", "reportlab", "kiosk.store")
"""What an agent never needs; a seat's slow PC holds each in memory for nothing."""


def test_an_agent_loads_nothing_heavy():
    loaded = "import sys, station_agent.cli, station_agent.running; print(*sys.modules)"
    told = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, check=True
    )
    names = set(told.stdout.split())
    assert "station_agent.app" in names
    assert [name for name in HEAVY if name in names] == []
