"""Every act that the audit log may hold has words: no reader meets `write_off_due`."""

import ast

from house.sources import files

from admin_panel.audit_words import ACTS
from kiosk.rules.equipment import Move
from kiosk.rules.subscriptions import Step


def named(source: str) -> set[str]:
    """The words that are handed on as `act=` or kept under that name."""
    return {
        one.value
        for node in ast.walk(ast.parse(source))
        for one in _values(node)
        if isinstance(one, ast.Constant) and isinstance(one.value, str)
    }


def _values(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Call):
        given = [keyword.value for keyword in node.keywords if keyword.arg == "act"]
    elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "act":
        given = [node.value]
    else:
        given = []
    return [one for value in given for one in _may_be(value)]


def _may_be(value: ast.expr) -> list[ast.expr]:
    """`"a" if … else "b"`: what may come of it, without the question."""
    return [value.body, value.orelse] if isinstance(value, ast.IfExp) else [value]


def test_the_rule_reads_words_and_choices():
    source = 'record(act="a")\nact = "b" if kind == "x" else "c"\nnote(other="d")\n'
    assert named(source) == {"a", "b", "c"}


def test_every_act_of_the_audit_log_has_words():
    found = {word for file in files("*.py", "kiosk/acts") for word in named(file.read_text())}
    assert len(found) > 80
    assert found - set(ACTS) == set()


def test_what_time_brings_to_a_subscription_has_words():
    assert {f"subscription_{step}" for step in Step} <= set(ACTS)


def test_what_staff_note_about_a_thing_has_words():
    noted = (Move.BREAK, Move.MEND, Move.LOSE, Move.FIND, Move.SELL)
    assert {f"equipment_{move}" for move in noted} <= set(ACTS)
