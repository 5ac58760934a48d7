"""Roll-ups made again, for `kiosk verify`: days and shifts from their sources, months from days."""

from itertools import islice

from kiosk.disk.db import Db
from kiosk.rules.day_hours import hours_of
from kiosk.rules.spans import timezone_named
from kiosk.store import day_sums, roll_ups, running_days, spell_roll_ups
from kiosk.store.checks import LINES_LIMIT, lines
from kiosk.store.spell_sums import counted

SPELLS = {"shift": "it", "before": "the time before it"}


def roll_up_problems(db: Db) -> list[str]:
    """Days whose sums are not what ledger and sessions say, but for those to be summed up again."""
    problems = []
    for day in roll_ups.rolled(db):
        if day.stale:
            continue
        hours = hours_of(day.day, timezone_named(day.timezone))
        if not day_sums.same_takings(roll_ups.takings_of(db, day.day), day_sums.takings(db, hours)):
            problems.append(f"day {day.day}: its takings are not what the ledger says")
        use = day_sums.use(db, hours, open_by_hour={}, now=hours.until)
        if not day_sums.same_use(roll_ups.use_of(db, day.day), use):
            problems.append(f"day {day.day}: its use of seats is not what the sessions say")
    return [*problems[:LINES_LIMIT], *_running_problems(db), *_month_problems(db)]


def _running_problems(db: Db) -> list[str]:
    """Days that run whose takings so far are not what the ledger says."""
    problems = []
    for one in running_days.all_kept(db):
        if one.stale:
            continue
        hours = hours_of(one.day, timezone_named(one.timezone))
        counted = day_sums.takings(db, hours, until=one.upto)
        if not day_sums.same_takings(running_days.takings_of(db, one.day), counted):
            problems.append(f"day {one.day}: its takings so far are not what the ledger says")
    return problems[:LINES_LIMIT]


def _month_problems(db: Db) -> list[str]:
    """Months of seats that are not the sum of their days."""
    problems = []
    for table, columns in roll_ups.TABLES.items():
        problems += lines(
            db,
            f"month {{id}}: its {table} by seat is not the sum of its days",
            f"""
            SELECT month AS id
            FROM (SELECT month, name, {", ".join(columns)} FROM month_{table}
                  UNION ALL
                  SELECT substr(day, 1, 7), name,
                         {", ".join(f"-sum({each})" for each in columns)}
                  FROM day_{table}
                  WHERE by = 'seat'
                  GROUP BY substr(day, 1, 7), name)
            GROUP BY month, name
            HAVING {" OR ".join(f"sum({each}) <> 0" for each in columns)}
            """,
        )
    return list(dict.fromkeys(problems))


def spell_problems(db: Db) -> list[str]:
    """Shifts of which other seconds are kept than sessions say, but for those to be done again."""
    wrong = (
        f"shift {one.shift}: the seconds kept of {SPELLS[one.part]} are not what its sessions say"
        for one in spell_roll_ups.rolled(db)
        if not one.stale and one.counted != counted(db, one.time)
    )
    return list(islice(wrong, LINES_LIMIT))
