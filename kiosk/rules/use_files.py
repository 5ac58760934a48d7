"""Reads one use of a station as `kiosk quote` is given it: what happened, and what was paid ahead.

What is wrong is refused by the name of its field, as `facts[2].at`.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from kiosk.rules.fields import Fields
from kiosk.rules.instants import Instant
from kiosk.rules.metering import (
    Closed,
    Moved,
    Opened,
    Paused,
    Resumed,
    SessionFact,
    as_they_happened,
    check_facts,
    told_apart,
)
from kiosk.rules.money import AMOUNT_LIMIT_MINOR
from kiosk.rules.passes import Pass, PassKind
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import LocalDay, day_named
from kiosk.rules.tariffs import NOTHING_CHARGED, Use

NEEDED = frozenset({"zone", "group", "facts"})
MAY_HAVE = frozenset({"recent_session", "charged_today_minor", "passes"})
PASS_NEEDED = frozenset({"id", "kind"})
PASS_MAY_HAVE = frozenset(
    {"lapses", "seconds_left", "zones", "days", "from", "to", "seconds_a_day_left"}
)

FACTS_LIMIT = 10_000
PASSES_LIMIT = 1000
ZONES_LIMIT = 1000
DAYS_LIMIT = 10_000
SECONDS_LIMIT = 10**12

STATION = "station"
"""A file names zones, not stations; what a use costs does not depend on them."""

MADE: Mapping[str, Callable[[Instant, str], SessionFact]] = MappingProxyType(
    {
        "opened": lambda at, zone: Opened(at, STATION, zone),
        "paused": lambda at, _zone: Paused(at),
        "resumed": lambda at, _zone: Resumed(at),
        "moved": lambda at, zone: Moved(at, STATION, zone),
        "closed": lambda at, _zone: Closed(at),
    }
)


def parse_use(raw: object) -> Use:
    """The use that a table of fields describes.

    Raises:
        Refusal: `use_wrong` with the `field`: missing, unknown, out of bounds, two passes of one
            id, or facts that no session can have.
    """
    table = Fields(raw, "use", code="use_wrong")
    table.check(NEEDED, MAY_HAVE)
    return Use(
        facts=_facts(table, table.name("zone")),
        group=table.name("group"),
        recent_session=table.has("recent_session") and table.truth("recent_session"),
        passes=_passes(table),
        charged_today_minor=_by_day(table, "charged_today_minor", most=AMOUNT_LIMIT_MINOR)
        or NOTHING_CHARGED,
    )


def _facts(table: Fields, zone: str) -> tuple[SessionFact, ...]:
    facts = tuple(
        _fact(_row(raw, f"facts[{line}]"), zone)
        for line, raw in enumerate(table.rows("facts", most=FACTS_LIMIT), start=1)
    )
    try:
        check_facts(facts)
    except Refusal as refusal:
        arrived = as_they_happened(facts)
        if not _fit(arrived):
            raise table.refusal(
                f"facts[{refusal.details['line']}].{refusal.details['field']}"
            ) from refusal
        return told_apart(arrived)
    return told_apart(facts)


def _fit(facts: tuple[SessionFact, ...]) -> bool:
    try:
        check_facts(facts)
    except Refusal:
        return False
    return True


def _row(raw: object, place: str) -> Fields:
    return Fields(raw, place, code="use_wrong", prefix=f"{place}.")


def _fact(fields: Fields, zone: str) -> SessionFact:
    kind = fields.name("kind") if fields.has("kind") else ""
    if kind not in MADE:
        raise fields.refusal("kind")
    fields.check(frozenset({"kind", "at", "zone"} if kind == "moved" else {"kind", "at"}))
    where = fields.name("zone") if kind == "moved" else zone
    return MADE[kind](fields.instant("at"), where)


def _passes(table: Fields) -> tuple[Pass, ...]:
    if not table.has("passes"):
        return ()
    passes: dict[str, Pass] = {}
    for line, raw in enumerate(table.rows("passes", most=PASSES_LIMIT), start=1):
        fields = _row(raw, f"passes[{line}]")
        each = _pass(fields)
        if each.id in passes:
            raise fields.refusal("id")
        passes[each.id] = each
    return tuple(passes.values())


def _pass(fields: Fields) -> Pass:
    fields.check(PASS_NEEDED, PASS_MAY_HAVE)
    return Pass(
        id=fields.name("id"),
        kind=_kind(fields),
        lapses=fields.instant("lapses") if fields.has("lapses") else None,
        seconds_left=_seconds(fields),
        zones=_zones(fields),
        window=fields.window(),
        seconds_a_day_left=_by_day(fields, "seconds_a_day_left", most=SECONDS_LIMIT),
    )


def _kind(fields: Fields) -> PassKind:
    try:
        return PassKind(fields.name("kind"))
    except ValueError:
        raise fields.refusal("kind") from None


def _seconds(fields: Fields) -> int | None:
    if not fields.has("seconds_left"):
        return None
    return fields.whole("seconds_left", least=0, most=SECONDS_LIMIT)


def _zones(fields: Fields) -> frozenset[str] | None:
    if not fields.has("zones"):
        return None
    zones = fields.rows("zones", most=ZONES_LIMIT)
    if not all(isinstance(zone, str) for zone in zones):
        raise fields.refusal("zones")
    return frozenset(zones)


def _by_day(fields: Fields, field: str, *, most: int) -> Mapping[LocalDay, int] | None:
    """Whole numbers by local day; None where there is no such field."""
    if not fields.has(field):
        return None
    days = Fields(fields.fields[field], f"{fields.prefix}{field}", code=fields.code)
    if len(days.fields) > DAYS_LIMIT:
        raise fields.refusal(field)
    try:
        return {day_named(day): days.whole(day, least=0, most=most) for day in days.fields}
    except (ValueError, Refusal):
        raise fields.refusal(field) from None
