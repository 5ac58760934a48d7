"""Local days that are over are summed up once, so that reports of a year read few rows.

A day is summed up when nobody sits any more who sat in it. Money counts on the day on which it was
posted, so a refund of today changes no day before. What comes late to a day all the same (a session
that a station tells of days after, a clock set back) marks the day, and it is summed up again.
Of a day that runs, its takings are summed up too, to the last quarter of an hour, and given up when
the day is summed up as a whole. So it is with the seconds of shifts that are closed, and of the
times between them.
"""

from dataclasses import replace
from zoneinfo import ZoneInfo

from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.rules.day_hours import hours_of, open_seconds
from kiosk.rules.instants import S_PER_HOUR, Instant, later
from kiosk.rules.opening_hours import read_hours
from kiosk.rules.seat_use import DayUse, Use
from kiosk.rules.silences import Stretch
from kiosk.rules.spans import LocalDay, day_bounds, days_later, local_day
from kiosk.rules.takings import together
from kiosk.store import day_sums, roll_ups, running_days, shifts, spell_roll_ups
from kiosk.store.roll_ups import Rolled
from kiosk.store.running_days import Running
from kiosk.store.spell_roll_ups import Part
from kiosk.store.spell_roll_ups import Rolled as SpellRolled
from kiosk.store.spell_sums import counted

DAYS_A_RUN = 31
"""A hub that ran for a year before it had roll-ups has them within twelve runs."""
SHIFTS_A_RUN = 100
RUNNING_STEP_MS = 15 * 60 * 1000
"""A day that runs is summed up so often, and not at each sale."""


def days_to_roll_up(db: Db, now: Instant, *, timezone: ZoneInfo) -> tuple[LocalDay, ...]:
    """The days that can be summed up now: those to do again, then new ones, as a run does."""
    again = roll_ups.to_do_again(db, timezone=timezone.key, limit=DAYS_A_RUN)
    days = [*again]
    day = _first_new(db, timezone)
    while day is not None and len(days) < DAYS_A_RUN and _is_over(db, now, day, timezone):
        days.append(day)
        day = days_later(day, 1)
    return tuple(day for day in days if _is_over(db, now, day, timezone))


def roll_up(db: Db, now: Instant, *, day: LocalDay, site: Site) -> bool:
    """Sum up a day, in the place of what was summed up before; False: it is not over yet."""
    timezone = ZoneInfo(site.settings.timezone)
    if not _is_over(db, now, day, timezone):
        return False
    hours = hours_of(day, timezone)
    week = read_hours(site.settings.opening_hours, site.settings.opening_exceptions)
    use = day_sums.use(db, hours, open_by_hour=open_seconds(week, day, timezone), now=hours.until)
    if roll_ups.one(db, day) is not None:
        use = _as_open_before(use, roll_ups.use_of(db, day))
    rolled = Rolled(day, hours.since, hours.until, timezone.key, stale=False)
    roll_ups.save(db, now, rolled, takings=day_sums.takings(db, hours), use=use)
    running_days.forget(db, day)
    return True


def days_to_go_on_with(db: Db, now: Instant, *, timezone: ZoneInfo) -> tuple[LocalDay, ...]:
    """The days that are not summed up as a whole, and took something that is not summed up yet."""
    kept = [one.day for one in running_days.all_kept(db)]
    today = local_day(Instant(_summed_upto(now) - 1), timezone)
    return tuple(
        day
        for day in dict.fromkeys([*kept, today])
        if roll_ups.one(db, day) is None
        and running_days.anything(
            db,
            since=_running_since(db, day, timezone),
            until=min(_summed_upto(now), day_bounds(day, timezone)[1]),
        )
    )


def go_on_with_day(db: Db, now: Instant, *, day: LocalDay, site: Site) -> None:
    """Sum up an hour more of the takings of a day that runs; from its beginning where it must be.

    By the hour, so that the writer is not held up when a busy day is begun anew.
    """
    timezone = ZoneInfo(site.settings.timezone)
    hours, since = hours_of(day, timezone), _running_since(db, day, timezone)
    upto = min(_summed_upto(now), hours.until, later(since, seconds=S_PER_HOUR))
    found = day_sums.takings(db, hours, since=since, until=upto)
    if since > hours.since:
        found = together(running_days.takings_of(db, day), found)
    running_days.save(db, Running(day, hours.since, upto, timezone.key, stale=False), found)


def shifts_to_roll_up(db: Db) -> tuple[str, ...]:
    """The shifts that can be summed up now, as many as a run does."""
    return spell_roll_ups.to_do(db, limit=SHIFTS_A_RUN)


def roll_up_shift(db: Db, now: Instant, *, shift: str) -> bool:
    """Sum up a shift and the time before it in which none was open; False: it is not closed."""
    closed = shifts.by_id(db, shift)
    if closed is None or closed.closed_at is None:
        return False
    before = shifts.last_closed_at(db, until=closed.opened_at)
    times: dict[Part, Stretch] = {"shift": Stretch(closed.opened_at, closed.closed_at)}
    if before is not None:
        times["before"] = Stretch(before, closed.opened_at)
    for part, time in times.items():
        if time.end > time.start:
            rolled = SpellRolled(shift, part, time, stale=False, counted=counted(db, time))
            spell_roll_ups.save(db, now, rolled)
    return True


def _summed_upto(now: Instant) -> Instant:
    """The last whole step before now: what is younger is counted when it is asked for."""
    return Instant(now - now % RUNNING_STEP_MS)


def _running_since(db: Db, day: LocalDay, timezone: ZoneInfo) -> Instant:
    """Up to when a day is summed up: its beginning where nothing is kept of it that holds."""
    kept = running_days.holding(db, day, timezone=timezone.key)
    return day_bounds(day, timezone)[0] if kept is None else kept.upto


def _first_new(db: Db, timezone: ZoneInfo) -> LocalDay | None:
    newest = roll_ups.newest(db)
    if newest is not None:
        return days_later(newest, 1)
    first = roll_ups.first_instant(db)
    return None if first is None else local_day(first, timezone)


def _is_over(db: Db, now: Instant, day: LocalDay, timezone: ZoneInfo) -> bool:
    until = day_bounds(day, timezone)[1]
    first_open = roll_ups.first_open(db)
    return until <= now and (first_open is None or first_open >= until)


def _as_open_before(use: DayUse, before: DayUse) -> DayUse:
    """The open time of seats as it was told first: the room may have others by now."""
    kept = {key: one.open_s for key, one in before.items()}
    keys = {*use, *before}
    lines = {key: replace(use.get(key, Use()), open_s=kept.get(key, 0)) for key in keys}
    return {key: one for key, one in lines.items() if one != Use()}
