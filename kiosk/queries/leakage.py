"""Leakage: seconds that stations were unlocked beside seconds billed beside cash counted.

By shift and by operator; what stands behind the figures of one shift is in `leakage_lines.py`. Of
a shift whose drawer has not been counted and closed nothing is said of money: the count is blind.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.queries.asking import Ask
from kiosk.rules.instants import Instant
from kiosk.rules.leakage import Seconds, all_of
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
from kiosk.rules.silences import Stretch, unseen_s
from kiosk.rules.spans import LocalDay, local_day
from kiosk.store import shifts, silences, spell_roll_ups, staff
from kiosk.store.shifts import Shift
from kiosk.store.silences import Silence
from kiosk.store.spell_sums import Counted, counted

SILENCES_LIMIT = 20_000
NO_SHIFT = Word("no_shift")
STILL_OPEN = Word("still_open")
COLUMNS = (
    Column("closed_at", Kind.MOMENT),
    Column("operator"),
    Column("sessions", Kind.COUNT),
    Column("unlocked", Kind.DURATION),
    Column("billed", Kind.DURATION),
    Column("given_free", Kind.DURATION),
    Column("not_paid", Kind.DURATION),
    Column("silent", Kind.DURATION),
    Column("should_be", Kind.MONEY),
    Column("counted", Kind.MONEY),
    Column("difference", Kind.MONEY),
    Column("reason"),
)
BY_OPERATOR = (
    Column("operator"),
    Column("shifts", Kind.COUNT),
    *COLUMNS[2:8],
    Column("not_paid_share", Kind.SHARE),
    Column("difference", Kind.MONEY),
)


@dataclass(frozen=True, slots=True)
class Spell:
    """A shift, or with none all time of the period in which none was open, and what happened."""

    shift: Shift | None
    sessions: int
    seconds: Seconds
    silent_s: int

    @property
    def is_something(self) -> bool:
        """Whether there is anything to say of it."""
        return bool(self.sessions or self.silent_s or self.seconds != Seconds())

    @property
    def lost_s(self) -> int:
        """What nobody paid for and nobody gave away."""
        return self.seconds.not_paid_s + self.seconds.back_s

    @property
    def given_s(self) -> int:
        """What was given away, with a reason or by a rule of the house."""
        return self.seconds.given_s

    @property
    def difference_minor(self) -> int:
        """What the drawer differed by; nothing while it is open."""
        return 0 if self.shift is None else self.shift.difference_minor or 0


@dataclass(frozen=True, slots=True)
class Unheard:
    """A silence of a seat, and when sessions were at its station meanwhile."""

    seat: int
    whole: Stretch
    sat: tuple[Stretch, ...]

    def unseen_s(self, within: Stretch) -> int:
        """Its seconds in a time in which no session is known."""
        return unseen_s(self.whole.within(within), self.sat)


def by_shift(db: Db, ask: Ask) -> Report:
    """A row for each shift closed in the period, for the open one, and for the time without one."""
    spells = spells_of(db, ask)
    names = staff.names(db)
    rows = tuple(_row(each, names) for each in spells)
    keys = tuple("" if each.shift is None else each.shift.id for each in spells)
    if not rows:
        return Report(Table(COLUMNS, ()))
    before = all_spells(spells_of(db, ask.before()))
    return Report(
        Table(COLUMNS, rows, _sums(rows), keys),
        _figures(all_spells(spells), before, spells),
        (_picture(spells, ask),),
    )


def by_operator(db: Db, ask: Ask) -> Report:
    """The same, a row for each operator, who lost most first."""
    names = staff.names(db)
    found: dict[str, list[Spell]] = {}
    for each in spells_of(db, ask):
        if each.shift is not None:
            found.setdefault(each.shift.operator, []).append(each)
    rows = [_operator_row(names.get(who, ""), each) for who, each in found.items()]
    rows.sort(key=lambda row: (-_whole(row[6]), str(row[0])))
    return Report(Table(BY_OPERATOR, tuple(rows), totalled(BY_OPERATOR, rows) if rows else ()))


def spells_of(db: Db, ask: Ask) -> tuple[Spell, ...]:
    """The open shift first where the period reaches up to now, then the closed ones, then none."""
    since, until = ask.bounds
    until = min(until, Instant(ask.now + 1))
    closed = shifts.between(db, since=since, until=until, limit=ROWS_LIMIT)
    running = shifts.open_one(db)
    shown = closed if running is None or ask.now >= ask.bounds[1] else (running, *closed)
    times: list[tuple[Shift | None, tuple[Stretch, ...]]] = [
        (each, (stretch_of(each, ask.now),)) for each in shown
    ]
    times.append((None, _gaps(db, since=since, until=until)))
    start = min(since, *(each.opened_at for each in shown)) if shown else since
    silent = _silent(
        unheard_in(db, since=start, until=until), [s for _, some in times for s in some]
    )
    count = _counting(db, since=since, until=until)
    spells = [_spell(shift, some, silent, count) for shift, some in times]
    return tuple(each for each in spells if each.shift is not None or each.is_something)


def spell_of(db: Db, shift: Shift, *, now: Instant, unheard: Sequence[Unheard]) -> Spell:
    """What happened in a shift."""
    time = stretch_of(shift, now)
    return _spell(shift, (time,), _silent(unheard, [time]), lambda each: counted(db, each))


def stretch_of(shift: Shift, now: Instant) -> Stretch:
    """From its opening to its end; an open one ends after now."""
    return Stretch(shift.opened_at, shift.closed_at or Instant(now + 1))


def unheard_in(db: Db, *, since: Instant, until: Instant) -> tuple[Unheard, ...]:
    """The silences of a time, each with the sessions at its station."""
    found: dict[int, Silence] = {}
    sat: dict[int, list[Stretch]] = {}
    for row in silences.between(db, since=since, until=until, limit=SILENCES_LIMIT):
        found[row.silence.n] = row.silence
        if row.opened_at is not None:
            stretch = Stretch(row.opened_at, row.closed_at or until)
            sat.setdefault(row.silence.n, []).append(stretch)
    return tuple(
        Unheard(each.seat, Stretch(each.began_at, each.ended_at or until), tuple(sat.get(n, ())))
        for n, each in found.items()
    )


def _silent(unheard: Sequence[Unheard], times: Iterable[Stretch]) -> Mapping[Stretch, int]:
    """Seconds of silence in each of these times, of which no two overlap."""
    ordered = sorted(times, key=lambda time: (time.start, time.end))
    ends = [time.end for time in ordered]
    silent_s = dict.fromkeys(ordered, 0)
    for each in unheard:
        for time in ordered[bisect_right(ends, each.whole.start) :]:
            if time.start >= each.whole.end:
                break
            silent_s[time] += each.unseen_s(time)
    return silent_s


def all_spells(spells: Sequence[Spell]) -> Spell:
    """Their sum, as one spell of nobody's."""
    return Spell(
        None,
        sum(each.sessions for each in spells),
        all_of(each.seconds for each in spells),
        sum(each.silent_s for each in spells),
    )


def _gaps(db: Db, *, since: Instant, until: Instant) -> tuple[Stretch, ...]:
    """The times in which no shift was open."""
    gaps, start = [], since
    for shift in shifts.touching(db, since=since, until=until):
        gaps.append(Stretch(start, shift.opened_at))
        start = max(start, shift.closed_at or until)
    gaps.append(Stretch(start, until))
    return tuple(gap for gap in gaps if gap.end > gap.start)


def _spell(
    shift: Shift | None,
    times: Sequence[Stretch],
    silent: Mapping[Stretch, int],
    count: Callable[[Stretch], Counted],
) -> Spell:
    found = [count(time) for time in times]
    return Spell(
        shift,
        sum(each.sessions for each in found),
        all_of(each.seconds for each in found),
        sum(silent[time] for time in times),
    )


def _counting(db: Db, *, since: Instant, until: Instant) -> Callable[[Stretch], Counted]:
    """Counts a stretch, but for those that end in a time and were summed up before."""
    kept = spell_roll_ups.fresh(db, since=since, until=until)
    return lambda time: kept[time] if time in kept else counted(db, time)


def _row(spell: Spell, names: dict[str, str]) -> tuple[Cell, ...]:
    shift, seconds = spell.shift, spell.seconds
    return (
        _closed(shift),
        None if shift is None else names.get(shift.operator, ""),
        spell.sessions,
        *(seconds.unlocked_s, seconds.billed_s),
        *(spell.given_s or None, spell.lost_s or None, spell.silent_s or None),
        *_cash(shift),
    )


def _sums(rows: Sequence[Sequence[Cell]]) -> tuple[Cell, ...]:
    """The sums of what adds up: one drawer's content is counted again in the next shift."""
    added = totalled(COLUMNS, rows)
    return tuple(
        None if column.title in ("should_be", "counted") else cell
        for column, cell in zip(COLUMNS, added, strict=True)
    )


def _closed(shift: Shift | None) -> int | Word:
    if shift is None:
        return NO_SHIFT
    return STILL_OPEN if shift.closed_at is None else shift.closed_at


def _cash(shift: Shift | None) -> tuple[int | str | None, ...]:
    """What should be there, what was counted, the difference and why; nothing before it closed."""
    if shift is None or shift.closed_at is None:
        return (None, None, None, None)
    counted, difference = shift.counted_minor or 0, shift.difference_minor or 0
    return (counted - difference, counted, difference, shift.reason)


def _operator_row(name: str, spells: Sequence[Spell]) -> tuple[Cell, ...]:
    whole = all_spells(spells)
    seconds = whole.seconds
    return (
        *(name, len(spells), whole.sessions, seconds.unlocked_s, seconds.billed_s),
        *(whole.given_s or None, whole.lost_s or None, whole.silent_s or None),
        share_of(whole.lost_s, seconds.unlocked_s),
        sum(each.difference_minor for each in spells),
    )


def _whole(cell: object) -> int:
    return cell if isinstance(cell, int) else 0


def _figures(whole: Spell, before: Spell, spells: Sequence[Spell]) -> tuple[Figure, ...]:
    seconds = whole.seconds
    return (
        Figure("unlocked", seconds.unlocked_s, Kind.DURATION, before.seconds.unlocked_s or None),
        Figure("billed", seconds.billed_s, Kind.DURATION, before.seconds.billed_s or None),
        Figure(
            "not_paid",
            whole.lost_s,
            Kind.DURATION,
            note="not_paid_note",
        ),
        Figure(
            "silent",
            whole.silent_s,
            Kind.DURATION,
            note="silent_note",
        ),
        Figure("cash_difference", sum(each.difference_minor for each in spells), Kind.MONEY),
    )


def _picture(spells: Sequence[Spell], ask: Ask) -> Picture:
    days: dict[LocalDay, list[Spell]] = {day: [] for day in ask.period}
    for each in spells:
        if each.shift is not None:
            at = min(each.shift.closed_at or ask.now, ask.now)
            days.setdefault(local_day(at, ask.timezone), []).append(each)
    sums = [all_spells(of_day) for of_day in days.values()]
    return Picture(
        "unlocked_each_day",
        Drawn.BARS,
        Kind.DURATION,
        tuple(days),
        (
            Series(Word("billed"), tuple(max(0, each.seconds.billed_s) for each in sums)),
            Series(Word("given_free"), tuple(each.given_s for each in sums)),
            Series(Word("not_paid"), tuple(each.lost_s for each in sums)),
        ),
        label_kind=Kind.DATE,
        note="closing_day_note",
    )
