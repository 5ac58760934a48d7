"""The files that house tests read."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("kiosk", "admin_panel", "station_agent")
VENDORED = ("kiosk/looks/static/htmx.min.js", "kiosk/looks/static/fonts")


@dataclass(frozen=True, order=True)
class Problem:
    """A line that breaks a rule."""

    file: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}"


def files(pattern: str, *folders: str) -> list[Path]:
    """The files of some folders (the packages, if none is named), without caches."""
    found = [
        file
        for folder in folders or PACKAGES
        for file in sorted((ROOT / folder).rglob(pattern))
        if file.is_file() and "__pycache__" not in file.parts
    ]
    assert found, f"no {pattern} in {folders or PACKAGES}: the rule would test nothing"
    return found


def name(file: Path) -> str:
    """How a problem names its file."""
    return file.relative_to(ROOT).as_posix()


@cache
def text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def problems(rule: Callable[[str, str], Iterator[Problem]], found: list[Path]) -> list[str]:
    """What a rule, which takes a name and a text, finds in these files."""
    return [str(problem) for file in found for problem in sorted(rule(name(file), text(file)))]


@cache
def tree(source: str) -> ast.Module:
    return ast.parse(source)


def docstrings(module: ast.Module) -> set[int]:
    """The ids of the nodes that are docstrings or bare strings under an assignment."""
    return {
        id(node.value)
        for node in ast.walk(module)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
