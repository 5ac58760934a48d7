"""What stands behind the figures of one shift: each session, each thing given up, each silence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.queries.leakage import Spell, Unheard, spell_of, stretch_of, unheard_in
from kiosk.rules.instants import Instant
from kiosk.rules.leakage import Seconds, seconds_of, unpaid_after
from kiosk.rules.refusals import Refusal
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
    totalled,
)
from kiosk.rules.silences import Stretch
from kiosk.store import bills, given_time, leakage, rests, shifts, staff
from kiosk.store.bills import OffLine
from kiosk.store.leakage import Discount, SettledSession
from kiosk.store.shifts import Shift
from kiosk.store.spell_sums import BACKS_LIMIT

COLUMNS = (
    Column("when", Kind.MOMENT),
    Column("what"),
    Column("seat"),
    Column("visitor"),
    Column("unlocked", Kind.DURATION),
    Column("billed", Kind.DURATION),
    Column("given_free", Kind.DURATION),
    Column("not_paid", Kind.DURATION),
    Column("silent", Kind.DURATION),
    Column("on_voucher", Kind.DURATION),
    Column("given_up", Kind.MONEY),
    Column("operator"),
    Column("confirmed_by"),
    Column("reason"),
)
WHERE_IT_WENT = (
    *("passes_s", "charged_s", "owed_s", "free_s", "grace_s", "outage_s"),
    *("written_off_s", "unpaid_s", "late_s", "back_s"),
)


@dataclass(frozen=True, slots=True)
class ShiftLines:
    """The report of one shift, with whose it was and when."""

    operator: str
    opened_at: Instant
    closed_at: Instant | None
    report: Report


@dataclass(frozen=True, slots=True)
class _Line:
    """One line; durations of no length and no money stay empty."""

    at: Instant
    what: str
    seat: int = 0
    visitor: str = ""
    unlocked_s: int = 0
    billed_s: int = 0
    given_s: int = 0
    lost_s: int = 0
    silent_s: int = 0
    on_voucher_s: int = 0
    minor: int = 0
    by: str = ""
    approved_by: str = ""
    reason: str = ""


def of_shift(db: Db, now: Instant, shift: str) -> ShiftLines:
    """All lines of a shift, the last first.

    Raises:
        Refusal: `not_found`.
    """
    kept = shifts.by_id(db, shift)
    if kept is None:
        raise Refusal("not_found", what="shift")
    time = stretch_of(kept, now)
    unheard = unheard_in(db, since=time.start, until=time.end)
    spell = spell_of(db, kept, now=now, unheard=unheard)
    lines = [*_sessions(db, time), *_late(db, time), *_backs(db, time)]
    lines += [*_discounts(db, time), *_taken_off(db, time), *_silences(unheard, time)]
    lines += _on_vouchers(db, time)
    lines.sort(key=lambda line: (-line.at, line.what, line.seat))
    names = staff.names(db)
    rows = tuple(_row(line, names) for line in lines)
    report = Report(
        Table(COLUMNS, rows, totalled(COLUMNS, rows) if rows else ()),
        _figures(kept, spell),
        (_picture(spell.seconds),),
    )
    return ShiftLines(names.get(kept.operator, ""), kept.opened_at, kept.closed_at, report)


def _sessions(db: Db, time: Stretch) -> Sequence[_Line]:
    found = leakage.sessions_of(db, since=time.start, until=time.end, limit=ROWS_LIMIT)
    return [_session(each, seconds_of(each.settled)) for each in found]


def _session(each: SettledSession, seconds: Seconds) -> _Line:
    return _Line(
        at=each.closed_at,
        what="walked_out" if each.why == "walked_out" else f"session_{each.settled.kind}",
        seat=each.seat,
        visitor="" if each.is_guest else each.name,
        unlocked_s=seconds.unlocked_s,
        billed_s=seconds.billed_s,
        given_s=seconds.given_s,
        lost_s=seconds.not_paid_s,
        minor=each.lost_minor,
        reason=each.reason,
    )


def _late(db: Db, time: Stretch) -> Sequence[_Line]:
    found = given_time.between(
        db, why="late_lock", since=time.start, until=time.end, limit=ROWS_LIMIT
    )
    return [
        _Line(each.at, "late_lock", seat, unlocked_s=each.seconds, lost_s=each.seconds)
        for seat, each in found
    ]


def _backs(db: Db, time: Stretch) -> Sequence[_Line]:
    found = leakage.backs(db, since=time.start, until=time.end, limit=BACKS_LIMIT)
    return [
        _Line(
            at=each.at,
            what=each.kind,
            billed_s=-unpaid_after(each.of),
            lost_s=unpaid_after(each.of),
            minor=each.minor,
            by=each.by,
            approved_by=each.approved_by,
            reason=each.reason,
        )
        for each in found
    ]


def _on_vouchers(db: Db, time: Stretch) -> Sequence[_Line]:
    """The rest of who left, put on paper: it could be sold once more, so each is seen."""
    found = rests.given_between(db, since=time.start, until=time.end, limit=ROWS_LIMIT)
    return [
        _Line(
            each.at,
            "rest_given",
            each.seat,
            on_voucher_s=each.seconds,
            by=each.by,
            reason=each.reason,
        )
        for each in found
    ]


def _discounts(db: Db, time: Stretch) -> Sequence[_Line]:
    found = leakage.discounts(db, since=time.start, until=time.end, limit=ROWS_LIMIT)
    return [_given_up("discount", each, reason=each.reason) for each in found]


def _taken_off(db: Db, time: Stretch) -> Sequence[_Line]:
    found = bills.taken_off(db, since=time.start, until=time.end, limit=ROWS_LIMIT)
    return [
        _given_up(
            "taken_off",
            each,
            seat=each.seat,
            reason=f"{each.pieces} × {each.title}: {each.reason}",
        )
        for each in found
    ]


def _given_up(what: str, each: Discount | OffLine, *, seat: int = 0, reason: str) -> _Line:
    return _Line(
        at=each.at,
        what=what,
        seat=seat,
        minor=each.minor,
        by=each.by,
        approved_by=each.approved_by,
        reason=reason,
    )


def _silences(unheard: Sequence[Unheard], time: Stretch) -> Sequence[_Line]:
    lines = []
    for each in unheard:
        silent_s = each.unseen_s(time)
        if silent_s:
            began = max(each.whole.start, time.start)
            lines.append(_Line(began, "silence", each.seat, silent_s=silent_s))
    return lines


def _row(line: _Line, names: Mapping[str, str]) -> tuple[Cell, ...]:
    return (
        line.at,
        Word(line.what),
        str(line.seat) if line.seat else None,
        line.visitor or None,
        *(line.unlocked_s or None, line.billed_s or None, line.given_s or None),
        *(line.lost_s or None, line.silent_s or None),
        *(line.on_voucher_s or None, line.minor or None),
        names.get(line.by) if line.by else None,
        names.get(line.approved_by) if line.approved_by else None,
        line.reason or None,
    )


def _figures(shift: Shift, spell: Spell) -> tuple[Figure, ...]:
    """Of an open shift no money: its drawer is to be counted blind."""
    told = (
        Figure("unlocked", spell.seconds.unlocked_s, Kind.DURATION),
        Figure("billed", spell.seconds.billed_s, Kind.DURATION),
        Figure("given_free", spell.given_s, Kind.DURATION),
        Figure("not_paid", spell.lost_s, Kind.DURATION, note="not_paid_note"),
        Figure("silent", spell.silent_s, Kind.DURATION, note="silent_note"),
    )
    if shift.closed_at is None:
        return told
    counted = Figure("counted", shift.counted_minor or 0, Kind.MONEY)
    return (*told, counted, Figure("difference", spell.difference_minor, Kind.MONEY))


def _picture(seconds: Seconds) -> Picture:
    told = [name for name in WHERE_IT_WENT if getattr(seconds, name)]
    values = tuple(int(getattr(seconds, name)) for name in told)
    return Picture(
        "where_it_went",
        Drawn.BARS,
        Kind.DURATION,
        tuple(Word(name) for name in told),
        (Series(Word("unlocked"), values),),
    )
