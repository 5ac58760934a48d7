"""No float in the rules: money and time are whole numbers and exact fractions."""

import ast

import pytest
from house.sources import Problem, files, problems, tree


def floats(file, source):
    for node in ast.walk(tree(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield Problem(file, node.lineno, f"the float {node.value}")
        if isinstance(node, ast.Name) and node.id == "float":
            yield Problem(file, node.lineno, "the word float")
        divides = isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div)
        if divides and not (
            isinstance(node, ast.BinOp) and (exact(node.left) or exact(node.right))
        ):
            yield Problem(file, node.lineno, "a division: say // or Fraction and name the rounding")


def exact(node):
    """`Fraction(…)` or `sum(…, Fraction(0))`: what is divided there stays exact, and shows it."""
    calls = [node, *node.args] if isinstance(node, ast.Call) else []
    return any(
        isinstance(call, ast.Call) and ast.unparse(call.func) == "Fraction" for call in calls
    )


@pytest.mark.parametrize(
    "bad", ["x = 0.5", "x = float(y)", "def f(x: float): pass", "x = a / b", "x /= 2", "x = 1e3"]
)
def test_the_rule_sees(bad):
    assert list(floats("sample", bad))


@pytest.mark.parametrize(
    "good",
    [
        "x = 7 // 2",
        "x = Fraction(1, 2)",
        "x = Fraction(a) / b",
        "x = sum(parts, Fraction(0)) / 3",
        "x = 'a/b'",
    ],
)
def test_the_rule_lets_pass(good):
    assert not list(floats("sample", good))


def test_no_rule_holds_a_float():
    assert problems(floats, files("*.py", "kiosk/rules")) == []
