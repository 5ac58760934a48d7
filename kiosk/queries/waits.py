"""The report of the waiting list: by the hour, how many came and how long they waited."""

from datetime import datetime

from kiosk.disk.db import Db
from kiosk.queries.asking import Ask
from kiosk.rules.instants import MS_PER_S, Instant
from kiosk.rules.reports import Column, Drawn, Figure, Kind, Picture, Report, Series, Table, Word
from kiosk.rules.waiting import Ticket
from kiosk.rules.waits import Waits, longest_lines, waits_of
from kiosk.store import waiting

TICKETS_LIMIT = 200_000
"""Three years of two hundred a day; no more is read at once."""
COLUMNS = (
    Column("hour"),
    Column("joined_line", Kind.COUNT),
    Column("got_seat", Kind.COUNT),
    Column("left_line", Kind.COUNT),
    Column("did_not_come", Kind.COUNT),
    Column("median_wait", Kind.DURATION),
    Column("longest_wait", Kind.DURATION),
    Column("longest_line", Kind.COUNT),
)


def by_hour(db: Db, ask: Ask) -> Report:
    """Waits by the hour of the day at which people joined."""
    since, until = ask.bounds
    tickets = waiting.between(db, since=since, until=until, limit=TICKETS_LIMIT)
    if not tickets:
        return Report(Table(COLUMNS, ()))

    def hour_of(at: Instant) -> int:
        return datetime.fromtimestamp(at // MS_PER_S, ask.timezone).hour

    found: dict[int, list[Ticket]] = {}
    for ticket in tickets:
        found.setdefault(hour_of(ticket.joined_at), []).append(ticket)
    lines = longest_lines(tickets, ask.now, hour_of=hour_of)
    hours = {
        hour: waits_of(found.get(hour, ()), ask.now, line=lines.get(hour, 0))
        for hour in range(min(found), max(found) + 1)
    }
    total = waits_of(tickets, ask.now, line=max(lines.values()))
    labels = tuple(f"{hour:02}:00" for hour in hours)
    rows = tuple((label, *_cells(one)) for label, one in zip(labels, hours.values(), strict=True))
    series = (
        Series(Word("median_wait"), tuple(one.median_s for one in hours.values())),
        Series(Word("longest_wait"), tuple(one.longest_s for one in hours.values())),
    )
    return Report(
        Table(COLUMNS, rows, (None, *_cells(total))),
        _figures(total),
        (Picture("how_long", Drawn.LINES, Kind.DURATION, labels, series),),
    )


def _cells(one: Waits) -> tuple[int | None, ...]:
    return (
        one.joined,
        one.seated,
        one.left,
        one.no_show,
        one.median_s,
        one.longest_s,
        one.longest_line,
    )


def _figures(total: Waits) -> tuple[Figure, ...]:
    return (
        Figure("joined_line", total.joined, Kind.COUNT),
        Figure("median_wait", total.median_s, Kind.DURATION),
        Figure("longest_wait", total.longest_s, Kind.DURATION),
        Figure("longest_line", total.longest_line, Kind.COUNT),
        Figure("did_not_come", total.no_show, Kind.COUNT),
    )
