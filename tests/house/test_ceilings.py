"""Rule 4: functions never over 60 lines, files never over 400."""

import ast

from house.sources import Problem, files, problems, tree

FUNCTION_LINES = 60
FILE_LINES = 400


def long_parts(file, source):
    lines = source.count("\n") + (not source.endswith("\n"))
    if lines > FILE_LINES:
        yield Problem(file, lines, f"a file of {lines} lines")
    for node in ast.walk(tree(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = node.end_lineno - node.lineno + 1
            if length > FUNCTION_LINES:
                yield Problem(file, node.lineno, f"{node.name} has {length} lines")


def function_of(lines):
    return "def long():\n" + "    pass\n" * (lines - 1)


def test_the_rule_sees_one_line_too_many():
    assert not list(long_parts("sample", function_of(FUNCTION_LINES)))
    assert list(long_parts("sample", function_of(FUNCTION_LINES + 1)))
    assert not list(long_parts("sample", "pass\n" * FILE_LINES))
    assert list(long_parts("sample", "pass\n" * (FILE_LINES + 1)))


def test_no_function_and_no_file_is_too_long():
    assert problems(long_parts, [*files("*.py"), *files("*.py", "deploy", "tests")]) == []
