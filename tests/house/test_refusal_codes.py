"""A refusal is raised with a code of the catalogue; an unknown one would fail only when it is met."""

import ast

from house.sources import Problem, files, problems, tree

from kiosk.rules.refusals import CATALOGUE


def unknown_codes(file, source):
    for node in ast.walk(tree(source)):
        raised = (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "Refusal"
        )
        if (
            raised
            and node.args
            and isinstance(node.args[0], ast.Constant)
            and node.args[0].value not in CATALOGUE
        ):
            yield Problem(file, node.lineno, f"no such code: {node.args[0].value}")


def test_the_rule_sees_a_code_that_is_not_in_the_catalogue():
    assert list(unknown_codes("sample", "raise Refusal('no_such_code', seat=7)"))
    assert not list(unknown_codes("sample", "raise Refusal('not_found')"))


def test_every_refusal_has_a_code_of_the_catalogue():
    assert problems(unknown_codes, files("*.py")) == []
