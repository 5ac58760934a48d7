"""Reads a tariff as its owner writes it: a TOML file, or the same fields from the editor.

What is wrong is refused by the name of its field, in a rate also by its line, from 1.
"""

from zoneinfo import ZoneInfo

from kiosk.rules.fields import Fields
from kiosk.rules.instants import S_PER_DAY
from kiosk.rules.money import AMOUNT_LIMIT_MINOR, CURRENCY
from kiosk.rules.rates import Rate, gaps
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import Window, timezone_named
from kiosk.rules.tariffs import Tariff

FIELDS = frozenset(
    {"timezone", "currency", "grace_s", "minimum_s", "increment_s", "daily_cap_minor", "rate"}
)
RATE_FIELDS = frozenset({"zone", "group", "per_hour_minor"})
RATE_MAY_HAVE = frozenset({"days", "from", "to"})

RATES_LIMIT = 200
PER_HOUR_LIMIT_MINOR = 10**12
"""Dearer than this an hour is a slip of the finger."""


def parse_tariff(raw: object) -> Tariff:
    """The tariff that a table of fields describes.

    Raises:
        Refusal: `tariff_wrong` with the `field`, and the `line` of a rate: missing, unknown, out
            of bounds, `to` equal to `from`, or a rate that repeats another; `tariff_gap` with
            `zone`, `group` and `hours` when a zone and group have a price at some hours only.
    """
    table = Fields(raw, "tariff", code="tariff_wrong")
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


def _timezone(table: Fields) -> ZoneInfo:
    try:
        return timezone_named(table.name("timezone"))
    except Refusal:
        raise table.refusal("timezone") from None


def _currency(table: Fields) -> str:
    text = table.name("currency")
    if not CURRENCY.fullmatch(text):
        raise table.refusal("currency")
    return text


def _rates(table: Fields) -> tuple[Rate, ...]:
    lines = table.fields["rate"]
    if not isinstance(lines, list) or not 0 < len(lines) <= RATES_LIMIT:
        raise table.refusal("rate")
    rates: list[Rate] = []
    for line, raw in enumerate(lines, start=1):
        fields = Fields(raw, "rate", code="tariff_wrong", line=line)
        rate = _rate(fields)
        if rate in rates:
            raise fields.refusal("rate")
        rates.append(rate)
    return tuple(rates)


def _rate(fields: Fields) -> Rate:
    fields.check(RATE_FIELDS, RATE_MAY_HAVE)
    return Rate(
        zone=fields.name("zone"),
        group=fields.name("group"),
        per_hour_minor=fields.whole("per_hour_minor", least=0, most=PER_HOUR_LIMIT_MINOR),
        window=_window(fields),
    )


def _window(fields: Fields) -> Window:
    if fields.has("from") or fields.has("to"):
        fields.check(RATE_FIELDS | {"from", "to"}, RATE_MAY_HAVE)
    return fields.window()
