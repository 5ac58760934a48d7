"""Passes: time bought or granted ahead, and the seconds that settled sessions spent of them."""

from dataclasses import dataclass, replace

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant, usable_s
from kiosk.rules.offers import Terms
from kiosk.rules.spans import LocalDay
from kiosk.store.offers import read_terms

PASSES_LIMIT = 400
"""A month of days, the next one paid ahead, and more of other kinds than anybody holds."""


@dataclass(frozen=True, slots=True)
class HeldPass:
    """A pass as kept. `left_s` is what settled sessions have left of it."""

    id: str
    visitor: str
    offer: str
    kind: str
    seconds: int
    bought_at: Instant
    lapses: Instant
    left_s: int
    terms: Terms
    begins: Instant | None = None
    part_of: str | None = None

    @property
    def sold_as(self) -> str:
        """The pass that was sold: of the allowances of a paid period, the first."""
        return self.part_of or self.id

    def has_begun(self, at: Instant) -> bool:
        """Whether it covers anything yet."""
        return self.begins is None or self.begins <= at


@dataclass(frozen=True, slots=True)
class NewPass:
    """A pass to be kept."""

    id: str
    visitor: str
    offer: str
    kind: str
    seconds: int
    lapses: Instant
    begins: Instant | None = None
    part_of: str | None = None


def add(db: Db, now: Instant, new: NewPass) -> None:
    """Keep a pass."""
    db.execute(
        """
        INSERT INTO pass (id, visitor, offer, kind, seconds, bought_at, lapses, begins, part_of)
        VALUES (:id, :visitor, :offer, :kind, :seconds, :now, :lapses, :begins, :part_of)
        """,
        {
            "id": new.id,
            "visitor": new.visitor,
            "offer": new.offer,
            "kind": new.kind,
            "seconds": new.seconds,
            "now": now,
            "lapses": new.lapses,
            "begins": new.begins,
            "part_of": new.part_of,
        },
    )


def usable(db: Db, *, visitor: str, at: Instant) -> tuple[HeldPass, ...]:
    """The visitor's passes that have not lapsed at an instant and have seconds left.

    A pass whose sale was undone covers nothing, also no second before it was undone.
    """
    rows = db.execute(
        """
        SELECT pass.id, pass.visitor, pass.offer, pass.kind, pass.seconds, pass.bought_at,
               pass.lapses, pass.begins, pass.part_of, offer.zones, offer.days, offer.start_minute,
               offer.end_minute, offer.seconds_a_day, offer.lasts,
               pass.seconds - (SELECT coalesce(sum(pass_spend.seconds), 0)
                               FROM pass_spend
                               WHERE pass_spend.pass = pass.id) AS left_s
        FROM pass
        JOIN offer ON offer.id = pass.offer
        WHERE pass.visitor = :visitor
          AND pass.lapses > :at
          AND NOT EXISTS (SELECT 1
                          FROM sale
                          WHERE sale.pass = coalesce(pass.part_of, pass.id)
                            AND sale.undone_at IS NOT NULL)
        ORDER BY pass.lapses, pass.id
        LIMIT :limit
        """,
        {"visitor": visitor, "at": at, "limit": PASSES_LIMIT},
    )
    held = (
        HeldPass(
            id=row["id"],
            visitor=row["visitor"],
            offer=row["offer"],
            kind=row["kind"],
            seconds=row["seconds"],
            bought_at=Instant(row["bought_at"]),
            lapses=Instant(row["lapses"]),
            left_s=row["left_s"],
            terms=read_terms(row),
            begins=None if row["begins"] is None else Instant(row["begins"]),
            part_of=row["part_of"],
        )
        for row in rows
    )
    return tuple(one for one in held if one.left_s > 0)


def spend(db: Db, *, session: str, pass_id: str, seconds: int) -> None:
    """A settled session used seconds of a pass; the table refuses to spend twice."""
    db.execute(
        """
        INSERT INTO pass_spend (session, pass, seconds)
        VALUES (:session, :pass, :seconds)
        """,
        {"session": session, "pass": pass_id, "seconds": seconds},
    )


def spent_s(db: Db, pass_id: str) -> int:
    """The seconds of a pass, and of what is part of it, that settled sessions used."""
    row = db.execute(
        """
        SELECT coalesce(sum(pass_spend.seconds), 0) AS spent
        FROM pass
        JOIN pass_spend ON pass_spend.pass = pass.id
        WHERE pass.id = :pass
           OR pass.part_of = :pass
        """,
        {"pass": pass_id},
    ).fetchone()
    return int(row["spent"])


def spend_on_day(db: Db, *, session: str, pass_id: str, day: LocalDay, seconds: int) -> None:
    """The part of a settled session's seconds that fell on one local day."""
    db.execute(
        """
        INSERT INTO pass_day (pass, day, session, seconds)
        VALUES (:pass, :day, :session, :seconds)
        """,
        {"pass": pass_id, "day": day, "session": session, "seconds": seconds},
    )


def by_day(db: Db, pass_id: str) -> dict[LocalDay, int]:
    """What settled sessions spent of a pass on each local day."""
    rows = db.execute(
        """
        SELECT day, sum(seconds) AS seconds
        FROM pass_day
        WHERE pass = :pass
        GROUP BY day
        """,
        {"pass": pass_id},
    )
    return {LocalDay(row["day"]): row["seconds"] for row in rows}


def set_lapses(db: Db, *, pass_id: str, lapses: Instant) -> None:
    """A subscription's period was paid, paused, resumed or carried over."""
    db.execute("UPDATE pass SET lapses = :lapses WHERE id = :id", {"id": pass_id, "lapses": lapses})


def lapses_of(db: Db, pass_id: str) -> Instant | None:
    """When a pass lapses; None for one that is not there."""
    row = db.execute("SELECT lapses FROM pass WHERE id = :id", {"id": pass_id}).fetchone()
    return None if row is None else Instant(row["lapses"])


def held_and_left_s(db: Db, pass_id: str, *, at: Instant) -> tuple[int, int]:
    """The seconds that a pass and what is part of it held, and what is left of them.

    Of an allowance that is over by `at` nothing is left.
    """
    row = db.execute(
        """
        SELECT coalesce(sum(pass.seconds), 0) AS seconds,
               coalesce(sum(CASE WHEN coalesce(allowance.lasts, :at + 1) > :at
                                 THEN pass.seconds - pass.spent_s
                                 ELSE 0
                            END), 0) AS left_s
        FROM pass
        LEFT JOIN allowance ON allowance.pass = pass.id
        WHERE pass.id = :id
           OR pass.part_of = :id
        """,
        {"id": pass_id, "at": at},
    ).fetchone()
    return int(row["seconds"]), int(row["left_s"])


def void(db: Db, now: Instant, pass_id: str) -> None:
    """A sale was undone: its pass lapses now, all that is part of it, and what a cut gave for it.

    Minutes of a power cut stay where its session ran on another pass too, which was not undone.
    """
    db.execute(
        """
        UPDATE pass
        SET lapses = min(lapses, :now)
        WHERE id = :id
           OR part_of = :id
           OR id IN (SELECT power_cut.pass
                     FROM pass_spend
                     JOIN power_cut ON power_cut.session = pass_spend.session
                     WHERE pass_spend.pass = :id
                       AND NOT EXISTS (SELECT 1
                                       FROM pass_spend AS other
                                       WHERE other.session = pass_spend.session
                                         AND other.pass NOT IN (:id, power_cut.pass)))
        """,
        {"id": pass_id, "now": now},
    )


def good_until(db: Db, *, pass_id: str, lapses: Instant) -> None:
    """A pass lapses when the paper that it was sold as says."""
    db.execute("UPDATE pass SET lapses = :lapses WHERE id = :id", {"id": pass_id, "lapses": lapses})


def left_s(db: Db, pass_id: str) -> int:
    """What settled sessions have left of a pass."""
    row = db.execute(
        """
        SELECT pass.seconds - (SELECT coalesce(sum(pass_spend.seconds), 0)
                               FROM pass_spend
                               WHERE pass_spend.pass = pass.id) AS left_s
        FROM pass
        WHERE id = :id
        """,
        {"id": pass_id},
    ).fetchone()
    return int(row["left_s"])


@dataclass(frozen=True, slots=True)
class PassLine:
    """A pass as its visitor reads it, lapsed or not.

    One whose time comes anew each day or week is one line: `left_s` is what is left of it now, and
    `next_at` when the next begins that is paid for.
    """

    id: str
    title: str
    seconds: int
    left_s: int
    bought_at: Instant
    lapses: Instant
    begins: Instant | None
    next_at: Instant | None = None


def line_of(db: Db, pass_id: str) -> PassLine | None:
    """One pass as its holder reads it."""
    return next(iter(_lines(db, "pass.id = :about", about=pass_id, limit=1)), None)


def terms_of(db: Db, pass_id: str) -> Terms:
    """What a pass may be used for."""
    row = db.execute(
        """
        SELECT offer.zones, offer.days, offer.start_minute, offer.end_minute, offer.seconds_a_day,
               offer.lasts
        FROM pass
        JOIN offer ON offer.id = pass.offer
        WHERE pass.id = :id
        """,
        {"id": pass_id},
    ).fetchone()
    return read_terms(row)


def of_visitor(
    db: Db, *, visitor: str, at: Instant, limit: int, offset: int = 0
) -> tuple[PassLine, ...]:
    """A visitor's passes as they stand at an instant, the last bought first."""
    condition = "pass.visitor = :about AND pass.part_of IS NULL"
    found = _lines(db, condition, about=visitor, limit=limit, offset=offset)
    return tuple(_with_parts(db, one, at=at) for one in found)


def _lines(
    db: Db, condition: str, *, about: str, limit: int, offset: int = 0
) -> tuple[PassLine, ...]:
    rows = db.execute(
        f"""
        SELECT pass.id, offer.title, pass.seconds, pass.seconds - pass.spent_s AS left_s,
               pass.bought_at, pass.lapses, pass.begins
        FROM pass
        JOIN offer ON offer.id = pass.offer
        WHERE {condition}
        ORDER BY pass.bought_at DESC
        LIMIT :limit OFFSET :offset
        """,
        {"about": about, "limit": limit, "offset": offset},
    )
    return tuple(PassLine(*tuple(row)) for row in rows)


def _with_parts(db: Db, one: PassLine, *, at: Instant) -> PassLine:
    """The line of a pass as far as it lasts, or that is the first of several."""
    row = db.execute(
        """
        SELECT count(*) AS parts, max(lapses) AS lapses,
               coalesce(sum(CASE WHEN begins <= :at AND lapses > :at
                                 THEN seconds - spent_s
                            END), 0) AS left_s,
               min(CASE WHEN begins > :at AND lapses > begins
                        THEN begins
                   END) AS next_at
        FROM pass
        WHERE id = :id
           OR part_of = :id
        """,
        {"id": one.id, "at": at},
    ).fetchone()
    if row["parts"] <= 1:
        begun = max(at, one.begins or at)
        return replace(one, left_s=usable_s(one.left_s, now=begun, lapses=one.lapses))
    return replace(one, left_s=row["left_s"], lapses=row["lapses"], next_at=row["next_at"])
