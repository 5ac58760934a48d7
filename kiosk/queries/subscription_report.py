"""Subscriptions over the last twelve months: begun, lapsed, gone for good, alive at each end."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from kiosk.disk.db import Db
from kiosk.queries.asking import Ask
from kiosk.rules.instants import S_PER_DAY, Instant, later
from kiosk.rules.reports import (
    ROWS_LIMIT,
    Cell,
    Column,
    Drawn,
    Figure,
    Kind,
    Picture,
    Report,
    Series,
    Table,
    Word,
    share_of,
    totalled,
)
from kiosk.rules.spans import LocalDay, day_bounds, days_later, local_day
from kiosk.rules.subscriptions import State, payable_by_itself
from kiosk.store import ledger, liability, offers, subscriptions
from kiosk.store.liability import Life

MONTHS = 12
COLUMNS = (
    Column("month", Kind.DATE),
    Column("joined", Kind.COUNT),
    Column("lapsed", Kind.COUNT),
    Column("churned", Kind.COUNT),
    Column("alive", Kind.COUNT),
    Column("churn_share", Kind.SHARE),
)


def by_month(db: Db, ask: Ask) -> Report:
    """A row for each month, the last one up to now; churn is of those alive as it began."""
    lives = liability.lives(db, until=Instant(ask.now + 1), limit=ROWS_LIMIT)
    if not lives:
        return Report(Table(COLUMNS, ()))
    months = months_to(ask.now, ask.timezone)
    rows = tuple(_row(month, lives, ask) for month in months)
    sums = totalled(COLUMNS, rows)
    return Report(
        Table(COLUMNS, rows[::-1], (*sums[:4], None, None)), _figures(db, ask), _pictures(rows)
    )


def months_to(now: Instant, timezone: ZoneInfo) -> tuple[LocalDay, ...]:
    """The first days of the last twelve months, the oldest first."""
    first = LocalDay(f"{local_day(now, timezone)[:8]}01")
    months = [first]
    while len(months) < MONTHS:
        first = LocalDay(f"{days_later(first, -1)[:8]}01")
        months.append(first)
    return tuple(reversed(months))


def _row(month: LocalDay, lives: Sequence[Life], ask: Ask) -> tuple[Cell, ...]:
    start = day_bounds(month, ask.timezone)[0]
    following = LocalDay(f"{days_later(month, 31)[:8]}01")
    end = min(day_bounds(following, ask.timezone)[0], Instant(ask.now + 1))
    left = [life for life in lives if life.left_at is not None and start <= life.left_at < end]
    churned = sum(not life.came_back for life in left)
    return (
        month[:7],
        sum(start <= life.made_at < end for life in lives),
        len(left),
        churned,
        sum(_alive(life, end) for life in lives),
        share_of(churned, sum(_alive(life, start) for life in lives)),
    )


def _alive(life: Life, at: Instant) -> bool:
    return life.made_at < at and (life.left_at is None or life.left_at >= at)


def _figures(db: Db, ask: Ask) -> tuple[Figure, ...]:
    alive = subscriptions.count_alive(db)
    soon = [lapsing(db, later(ask.now, seconds=days * S_PER_DAY)) for days in (7, 30)]
    return (
        Figure("alive_now", alive[State.RUNNING] + alive[State.ARREARS], Kind.COUNT),
        Figure("in_arrears", alive[State.ARREARS], Kind.COUNT),
        Figure("paused_now", alive[State.PAUSED], Kind.COUNT),
        Figure("lapse_week", soon[0], Kind.COUNT, note="lapse_note"),
        Figure("lapse_month", soon[1], Kind.COUNT, note="lapse_note"),
    )


def lapsing(db: Db, until: Instant) -> int:
    """How many end before an instant unless somebody pays: cancelled, owed, short, or unasked."""
    count = 0
    for one in subscriptions.to_look_at(db, until=until):
        offer = offers.by_id(db, one.offer)
        price_minor = 0 if offer is None else offer.price_minor
        payable = payable_by_itself(
            balance_minor=ledger.balance(db, f"visitor:{one.visitor}"),
            agreed_minor=one.agreed_minor,
            price_minor=price_minor,
        )
        short = payable < price_minor
        count += one.standing.state is State.ARREARS or not one.standing.renews or short
    return count


def _pictures(rows: Sequence[Sequence[Cell]]) -> tuple[Picture, ...]:
    labels = tuple(row[0] for row in rows)

    def series(place: int) -> Series:
        values = tuple(cell if isinstance(cell := row[place], int) else None for row in rows)
        return Series(Word(COLUMNS[place].title), values)

    return (
        Picture("alive_each_month", Drawn.LINES, Kind.COUNT, labels, (series(4),), Kind.DATE),
        Picture(
            "come_and_gone",
            Drawn.BARS,
            Kind.COUNT,
            labels,
            (series(1), series(2)),
            Kind.DATE,
        ),
    )
