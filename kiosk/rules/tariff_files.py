"""Reads a tariff as its owner writes it: a TOML file, or the same fields from the editor.

What is wrong is refused by the name of its field, in a rate also by its line, from 1.
"""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from kiosk.rules.instants import S_PER_DAY
from kiosk.rules.money import AMOUNT_LIMIT_MINOR, CURRENCY
from kiosk.rules.rates import Rate, gaps
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import (
    EVERY_DAY,
    MINUTES_A_DAY,
    WEEKDAYS,
    Window,
    minute_named,
    timezone_named,
)
from kiosk.rules.tariffs import Tariff

FIELDS = frozenset(
    {"timezone", "currency", "grace_s", "minimum_s", "increment_s", "daily_cap_minor", "rate"}
)
RATE_FIELDS = frozenset({"zone", "group", "per_hour_minor"})
RATE_MAY_HAVE = frozenset({"days", "from", "to"})

RATES_LIMIT = 200
NAME_LIMIT = 60
PER_HOUR_LIMIT_MINOR = 10**12
"""Dearer than this an hour is a slip of the finger."""


def parse_tariff(raw: object) -> Tariff:
    """The tariff that a table of fields describes.

    Raises:
        Refusal: `tariff_wrong` with the `field`, and the `line` of a rate: missing, unknown, out
            of bounds, `to` equal to `from`, or a rate that repeats another; `tariff_gap` with
            `zone`, `group` and `hours` when a zone and group have a price at some hours only.
    """
    table = _Table(raw, "tariff")
    table.check(FIELDS)
    tariff = Tariff(
        timezone=_timezone(table),
        currency=_currency(table),
        grace_s=table.whole("grace_s", least=0, most=S_PER_DAY),
        minimum_s=table.whole("minimum_s", least=0, most=S_PER_DAY),
        increment_s=table.whole("increment_s", least=1, most=S_PER_DAY),
        daily_cap_minor=table.whole("daily_cap_minor", least=0, most=AMOUNT_LIMIT_MINOR),
        rates=_rates(table),
    )
    for gap in gaps(tariff.rates):
        raise Refusal("tariff_gap", zone=gap.zone, group=gap.group, hours=gap.hours)
    return tariff


class _Table:
    """Fields from outside, refused by name."""

    def __init__(self, raw: object, name: str, *, line: int | None = None) -> None:
        self.line = line
        if not isinstance(raw, Mapping) or not all(isinstance(key, str) for key in raw):
            raise self.refusal(name)
        self.fields: Mapping[str, Any] = raw

    def refusal(self, field: str) -> Refusal:
        if self.line is None:
            return Refusal("tariff_wrong", field=field[:NAME_LIMIT])
        return Refusal("tariff_wrong", field=field[:NAME_LIMIT], line=self.line)

    def check(self, needed: frozenset[str], may_have: frozenset[str] = frozenset()) -> None:
        wrong = sorted((self.fields.keys() - needed - may_have) | (needed - self.fields.keys()))
        if wrong:
            raise self.refusal(wrong[0])

    def whole(self, field: str, *, least: int, most: int) -> int:
        number = self.fields[field]
        if type(number) is not int or not least <= number <= most:
            raise self.refusal(field)
        return number

    def name(self, field: str) -> str:
        text = self.fields[field]
        if not isinstance(text, str) or not 0 < len(text) <= NAME_LIMIT or text != text.strip():
            raise self.refusal(field)
        return text

    def minute(self, field: str) -> int:
        try:
            return minute_named(self.name(field))
        except ValueError:
            raise self.refusal(field) from None


def _timezone(table: _Table) -> ZoneInfo:
    try:
        return timezone_named(table.name("timezone"))
    except Refusal:
        raise table.refusal("timezone") from None


def _currency(table: _Table) -> str:
    text = table.name("currency")
    if not CURRENCY.fullmatch(text):
        raise table.refusal("currency")
    return text


def _rates(table: _Table) -> tuple[Rate, ...]:
    lines = table.fields["rate"]
    if not isinstance(lines, list) or not 0 < len(lines) <= RATES_LIMIT:
        raise table.refusal("rate")
    rates: list[Rate] = []
    for line, raw in enumerate(lines, start=1):
        fields = _Table(raw, "rate", line=line)
        rate = _rate(fields)
        if rate in rates:
            raise fields.refusal("rate")
        rates.append(rate)
    return tuple(rates)


def _rate(fields: _Table) -> Rate:
    fields.check(RATE_FIELDS, RATE_MAY_HAVE)
    return Rate(
        zone=fields.name("zone"),
        group=fields.name("group"),
        per_hour_minor=fields.whole("per_hour_minor", least=0, most=PER_HOUR_LIMIT_MINOR),
        window=_window(fields),
    )


def _window(fields: _Table) -> Window:
    days = _days(fields) if "days" in fields.fields else EVERY_DAY
    if not fields.fields.keys() & {"from", "to"}:
        return Window(days)
    fields.check(RATE_FIELDS | {"from", "to"}, RATE_MAY_HAVE)
    start, end = fields.minute("from"), fields.minute("to")
    if start % MINUTES_A_DAY == end % MINUTES_A_DAY and (start, end) != (0, MINUTES_A_DAY):
        raise fields.refusal("to")
    return Window(days, start, end)


def _days(fields: _Table) -> frozenset[int]:
    names = fields.fields["days"]
    if not isinstance(names, list) or not names or not all(name in WEEKDAYS for name in names):
        raise fields.refusal("days")
    if len(set(names)) < len(names):
        raise fields.refusal("days")
    return frozenset(WEEKDAYS.index(name) for name in names)
