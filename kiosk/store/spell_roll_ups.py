"""Shifts that were summed up, each with the time before it in which none was open."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from kiosk.disk.db import Db, Row
from kiosk.rules.instants import Instant
from kiosk.rules.leakage import PARTS, Seconds
from kiosk.rules.silences import Stretch
from kiosk.store.spell_sums import Counted

Part = Literal["shift", "before"]
"""The time of a shift, or the time before it in which none was open."""


@dataclass(frozen=True, slots=True)
class Rolled:
    """A stretch that was summed up; `stale`: something came late to it."""

    shift: str
    part: Part
    time: Stretch
    stale: bool
    counted: Counted


COLUMNS = f"shift, part, since, until, stale, sessions, {', '.join(PARTS)}"


def rolled(db: Db) -> Iterator[Rolled]:
    """Every stretch that was summed up, the first first."""
    rows = db.execute(f"SELECT {COLUMNS} FROM spell_rolled ORDER BY until")
    return (_rolled(row) for row in rows)


def fresh(db: Db, *, since: Instant, until: Instant) -> Mapping[Stretch, Counted]:
    """What holds of the stretches that ended in a time."""
    rows = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM spell_rolled
        WHERE until >= :since
          AND until <= :until
          AND stale = 0
        """,
        {"since": since, "until": until},
    )
    return {one.time: one.counted for one in map(_rolled, rows)}


def to_do(db: Db, *, limit: int) -> tuple[str, ...]:
    """Shifts to sum up: those to which something came late, then those closed since the last."""
    again = db.execute(
        "SELECT DISTINCT shift FROM spell_rolled WHERE stale = 1 LIMIT :limit", {"limit": limit}
    ).fetchall()
    new = db.execute(
        """
        SELECT id AS shift
        FROM shift
        WHERE closed_at > (SELECT coalesce(max(until), 0) FROM spell_rolled)
          AND closed_at > opened_at
        ORDER BY closed_at
        LIMIT :limit
        """,
        {"limit": limit - len(again)},
    ).fetchall()
    return tuple(row["shift"] for row in (*again, *new))


def save(db: Db, now: Instant, one: Rolled) -> None:
    """Keep the sums of a stretch in the place of what was there."""
    db.execute(
        f"""
        INSERT OR REPLACE INTO spell_rolled (shift, part, since, until, rolled_at, sessions,
                                             {", ".join(PARTS)})
        VALUES (:shift, :part, :since, :until, :now, :sessions,
                {", ".join(f":{part}" for part in PARTS)})
        """,
        {
            "shift": one.shift,
            "part": one.part,
            "since": one.time.start,
            "until": one.time.end,
            "now": now,
            "sessions": one.counted.sessions,
            **{part: getattr(one.counted.seconds, part) for part in PARTS},
        },
    )


def _rolled(row: Row) -> Rolled:
    values = tuple(row)
    return Rolled(
        shift=values[0],
        part=values[1],
        time=Stretch(values[2], values[3]),
        stale=bool(values[4]),
        counted=Counted(values[5], Seconds(*values[6:])),
    )
