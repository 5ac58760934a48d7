"""The fields of an object in `module.json`, read one by one with what is wrong with them noted."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.rules.forms import is_clean
from kiosk.rules.module_items import Findings

MODULE_FILE = "module.json"
TEXT_LIMIT = 4000


@dataclass(frozen=True, slots=True)
class Head:
    """Reads the fields of an object in `module.json`, noting what is wrong with them."""

    raw: Mapping[str, object]
    findings: Findings
    prefix: str = ""

    def add(self, code: str, at: str) -> None:
        """Note a problem of a field."""
        self.findings.add(MODULE_FILE, code, at=self.prefix + at)

    def text(self, name: str, *, default: str | None = None) -> str:
        """A sentence or more; an author may leave out one that has a default."""
        value = self.raw.get(name, default)
        if value is None:
            self.add("missing", name)
        elif not isinstance(value, str) or not is_clean(value):
            self.add("wrong_type", name)
        elif len(value) > TEXT_LIMIT:
            self.add("too_long", name)
        elif default is None and not value.strip():
            self.add("missing", name)
        else:
            return value
        return ""

    def matching(self, name: str, pattern: re.Pattern[str]) -> str:
        """A text of a certain shape, "" where it is none."""
        value = self.text(name)
        if value and not pattern.fullmatch(value):
            self.add("name_wrong", name)
        return value

    def matching_or_none(self, name: str, pattern: re.Pattern[str]) -> str | None:
        """A text of a certain shape that may be left out."""
        return self.matching(name, pattern) if self.raw.get(name) else None

    def number(self, name: str, *, least: int, most: int, default: int | None = None) -> int:
        """A whole number in its range."""
        value = self.raw.get(name, default)
        if not isinstance(value, int) or isinstance(value, bool):
            self.add("missing" if value is None else "wrong_type", name)
            return least
        if not least <= value <= most:
            self.add("out_of_range", name)
        return value

    def number_or_none(self, name: str, *, most: int, least: int = 1) -> int | None:
        """A whole number that may be left out."""
        if self.raw.get(name) is None:
            return None
        return self.number(name, least=least, most=most)
