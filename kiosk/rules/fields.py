"""Fields of a file from outside (TOML, JSON), read strictly: what is wrong is refused by name."""

from collections.abc import Mapping
from typing import Any

from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import (
    EVERY_DAY,
    MINUTES_A_DAY,
    WEEKDAYS,
    Window,
    instant_named,
    minute_named,
)

NAME_LIMIT = 60


class Fields:
    """The fields of one table.

    Args:
        raw: what the file holds there.
        name: what the table itself is called, for when it is no table.
        code: the refusal, with the `field` and, for a line of a list, the `line` from 1.
        line: which line of the list it is.
        prefix: stands before the names of its fields, as `facts[2].`.
    """

    def __init__(
        self, raw: object, name: str, *, code: str, line: int | None = None, prefix: str = ""
    ) -> None:
        self.code, self.line, self.prefix = code, line, prefix
        if not isinstance(raw, Mapping) or not all(isinstance(key, str) for key in raw):
            raise Refusal(code, field=name) if line is None else self.refusal(name)
        self.fields: Mapping[str, Any] = raw

    def refusal(self, field: str) -> Refusal:
        """Say no to a field."""
        named = f"{self.prefix}{field}"[:NAME_LIMIT]
        if self.line is None:
            return Refusal(self.code, field=named)
        return Refusal(self.code, field=named, line=self.line)

    def has(self, field: str) -> bool:
        """Is it there, and not null?"""
        return self.fields.get(field) is not None

    def check(self, needed: frozenset[str], may_have: frozenset[str] = frozenset()) -> None:
        """Refuse the first field (by name) that is missing or unknown."""
        wrong = sorted((self.fields.keys() - needed - may_have) | (needed - self.fields.keys()))
        if wrong:
            raise self.refusal(wrong[0])

    def whole(self, field: str, *, least: int, most: int) -> int:
        """A whole number within bounds; `true` is none."""
        number = self.fields[field]
        if type(number) is not int or not least <= number <= most:
            raise self.refusal(field)
        return number

    def truth(self, field: str) -> bool:
        """True or false."""
        value = self.fields[field]
        if not isinstance(value, bool):
            raise self.refusal(field)
        return value

    def rows(self, field: str, *, most: int) -> list[Any]:
        """A list."""
        rows = self.fields[field]
        if not isinstance(rows, list) or len(rows) > most:
            raise self.refusal(field)
        return rows

    def name(self, field: str) -> str:
        """A short text without spaces around it."""
        text = self.fields[field]
        if not isinstance(text, str) or not 0 < len(text) <= NAME_LIMIT or text != text.strip():
            raise self.refusal(field)
        return text

    def minute(self, field: str) -> int:
        """A time of day, as a minute."""
        try:
            return minute_named(self.name(field))
        except ValueError:
            raise self.refusal(field) from None

    def instant(self, field: str) -> Instant:
        """An instant, as `2026-10-25T00:45:00Z`."""
        try:
            return instant_named(self.name(field))
        except ValueError:
            raise self.refusal(field) from None

    def days(self) -> frozenset[int]:
        """The weekdays in `days`; every day where there is no such field."""
        if not self.has("days"):
            return EVERY_DAY
        names = self.fields["days"]
        if not isinstance(names, list) or not names or not all(name in WEEKDAYS for name in names):
            raise self.refusal("days")
        if len(set(names)) < len(names):
            raise self.refusal("days")
        return frozenset(WEEKDAYS.index(name) for name in names)

    def window(self) -> Window:
        """The window of `days`, `from` and `to`; all day where there are no hours."""
        days = self.days()
        start = self.minute("from") if self.has("from") else 0
        end = self.minute("to") if self.has("to") else MINUTES_A_DAY
        if start % MINUTES_A_DAY == end % MINUTES_A_DAY and (start, end) != (0, MINUTES_A_DAY):
            raise self.refusal("to")
        return Window(days, start, end)
