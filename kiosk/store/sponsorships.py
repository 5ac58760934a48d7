"""Sponsorships: who funds what for whom, and what settled sessions cost them."""

from dataclasses import dataclass

from kiosk.disk.db import Db, Row
from kiosk.rules.instants import Instant
from kiosk.rules.spans import LocalDay
from kiosk.store import exam_marks

SPONSORSHIPS_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Sponsorship:
    """What a funder pays for. `groups` empty: everybody; `offer` holds its terms.

    What it gave before a change keeps the terms of an edition before; `id` is their series.
    """

    id: str
    funder: str
    offer: str
    groups: frozenset[str]
    visitors_limit: int
    seconds_a_week: int | None
    per_hour_minor: int
    made_at: Instant
    ends: Instant
    stopped_at: Instant | None = None
    paused_at: Instant | None = None

    @property
    def account(self) -> str:
        """Its ledger account."""
        return f"sponsor:{self.id}"


@dataclass(frozen=True, slots=True)
class Spend:
    """What one session cost a sponsor, and of that what the house gave and what is tax."""

    session: str
    sponsorship: str
    visitor: str
    group: str
    seconds: int
    minor: int
    house_minor: int = 0
    tax_minor: int = 0


@dataclass(frozen=True, slots=True)
class GroupLine:
    """What came of a sponsorship in one group."""

    group: str
    visitors: int
    sessions: int
    seconds: int
    minor: int
    items_done: int
    modules_passed: int
    tasks_done: int
    earned_minor: int


COLUMNS = """id, funder, offer, price_group, visitors_limit, seconds_a_week, per_hour_minor,
             made_at, ends, stopped_at, paused_at"""
OF_SERIES = "(SELECT id FROM offer WHERE series = :series AND series <> '')"


def add(db: Db, made: Sponsorship) -> None:
    """Keep a sponsorship."""
    db.execute(
        """
        INSERT INTO sponsorship (id, funder, offer, price_group, visitors_limit, seconds_a_week,
                                 per_hour_minor, made_at, ends)
        VALUES (:id, :funder, :offer, :group, :visitors_limit, :seconds_a_week,
                :per_hour_minor, :made_at, :ends)
        """,
        {
            "id": made.id,
            "funder": made.funder,
            "offer": made.offer,
            "group": ",".join(sorted(made.groups)),
            "visitors_limit": made.visitors_limit,
            "seconds_a_week": made.seconds_a_week,
            "per_hour_minor": made.per_hour_minor,
            "made_at": made.made_at,
            "ends": made.ends,
        },
    )


def by_id(db: Db, sponsorship: str) -> Sponsorship | None:
    """One sponsorship."""
    return next(iter(_several(db, "id = :value", value=sponsorship)), None)


def running(db: Db, now: Instant) -> tuple[Sponsorship, ...]:
    """Those that take visitors in now, what ends first first."""
    return _several(
        db,
        "stopped_at IS NULL AND paused_at IS NULL AND ends > :value ORDER BY ends, id",
        value=now,
    )


def of_funder(db: Db, now: Instant, made: Sponsorship) -> tuple[Sponsorship, ...]:
    """Others of the same funder that are not over."""
    found = _several(db, "stopped_at IS NULL AND ends > :value ORDER BY ends, id", value=now)
    return tuple(each for each in found if each.funder == made.funder and each.id != made.id)


def latest(db: Db) -> tuple[Sponsorship, ...]:
    """All, the newest first."""
    return _several(db, ":value = 0 ORDER BY made_at DESC, id", value=0)


def stop(db: Db, now: Instant, made: Sponsorship) -> None:
    """It pays for nobody from now on."""
    db.execute(
        "UPDATE sponsorship SET stopped_at = :now WHERE id = :id AND stopped_at IS NULL",
        {"id": made.id, "now": now},
    )
    db.execute(
        f"UPDATE pass SET lapses = min(lapses, :now) WHERE offer IN {OF_SERIES}",
        {"series": made.id, "now": now},
    )


def change(db: Db, changed: Sponsorship, *, ends_before: Instant) -> None:
    """Its terms from now on. A later end is also that of the passes that it gave."""
    db.execute(
        """
        UPDATE sponsorship
        SET offer = :offer, price_group = :group, visitors_limit = :visitors_limit, ends = :ends
        WHERE id = :id
        """,
        {
            "id": changed.id,
            "offer": changed.offer,
            "group": ",".join(sorted(changed.groups)),
            "visitors_limit": changed.visitors_limit,
            "ends": changed.ends,
        },
    )
    db.execute(
        f"UPDATE pass SET lapses = :ends WHERE lapses = :before AND offer IN {OF_SERIES}",
        {"series": changed.id, "ends": changed.ends, "before": ends_before},
    )


def pause(db: Db, sponsorship: str, *, since: Instant | None) -> None:
    """It pays for nobody who comes from now on; None: it pays again."""
    db.execute(
        "UPDATE sponsorship SET paused_at = :since WHERE id = :id",
        {"id": sponsorship, "since": since},
    )


def visitors_of(db: Db, sponsorship: str) -> int:
    """How many visitors it has taken in; two merged records are one."""
    row = db.execute(
        f"SELECT count(DISTINCT visitor) AS n FROM pass WHERE offer IN {OF_SERIES}",
        {"series": sponsorship},
    ).fetchone()
    return int(row["n"])


def has(db: Db, *, sponsorship: str, visitor: str) -> bool:
    """Whether it has taken this visitor in."""
    row = db.execute(
        f"SELECT 1 FROM pass WHERE offer IN {OF_SERIES} AND visitor = :visitor LIMIT 1",
        {"series": sponsorship, "visitor": visitor},
    ).fetchone()
    return row is not None


def spent_by_day(db: Db, *, sponsorship: str, visitor: str) -> dict[LocalDay, int]:
    """What settled sessions spent of all a visitor's passes of it on each local day."""
    rows = db.execute(
        f"""
        SELECT pass_day.day AS day, sum(pass_day.seconds) AS seconds
        FROM pass
        JOIN pass_day ON pass_day.pass = pass.id
        WHERE pass.offer IN {OF_SERIES}
          AND pass.visitor = :visitor
        GROUP BY pass_day.day
        """,
        {"series": sponsorship, "visitor": visitor},
    )
    return {LocalDay(row["day"]): row["seconds"] for row in rows}


def spent_beside_s(db: Db, *, sponsorship: str, visitor: str, pass_id: str) -> int:
    """What was spent of a visitor's other passes of it: merged records may have brought two."""
    row = db.execute(
        f"""
        SELECT coalesce(sum(pass_spend.seconds), 0) AS seconds
        FROM pass
        JOIN pass_spend ON pass_spend.pass = pass.id
        WHERE pass.offer IN {OF_SERIES}
          AND pass.visitor = :visitor
          AND pass.id <> :pass
        """,
        {"series": sponsorship, "visitor": visitor, "pass": pass_id},
    ).fetchone()
    return int(row["seconds"])


def add_spend(db: Db, now: Instant, spend: Spend) -> None:
    """What a settled session cost; the table refuses the same again."""
    db.execute(
        """
        INSERT INTO sponsor_spend (session, sponsorship, visitor, price_group, seconds, minor, at,
                                   within_limits, house_minor, tax_minor)
        VALUES (:session, :sponsorship, :visitor, :group, :seconds, :minor, :now,
                1, :house_minor, :tax_minor)
        """,
        {
            "session": spend.session,
            "sponsorship": spend.sponsorship,
            "visitor": spend.visitor,
            "group": spend.group,
            "seconds": spend.seconds,
            "minor": spend.minor,
            "house_minor": spend.house_minor,
            "tax_minor": spend.tax_minor,
            "now": now,
        },
    )


def house_spent_minor(db: Db, sponsorship: str) -> int:
    """What the house itself gave for what was used of it."""
    row = db.execute(
        """
        SELECT coalesce(sum(house_minor), 0) AS minor
        FROM sponsor_spend
        WHERE sponsorship = :id AND house_minor > 0
        """,
        {"id": sponsorship},
    ).fetchone()
    return int(row["minor"])


def tax_minor(db: Db, sponsorship: str) -> int:
    """The tax in what it paid."""
    row = db.execute(
        "SELECT coalesce(sum(tax_minor), 0) AS minor FROM sponsor_spend WHERE sponsorship = :id",
        {"id": sponsorship},
    ).fetchone()
    return int(row["minor"])


def by_group(db: Db, made: Sponsorship) -> tuple[GroupLine, ...]:
    """What came of it, by group: what those it paid for have learned and done since it began."""
    rows = db.execute(
        f"""
        WITH paid AS (
            SELECT price_group, visitor, count(*) AS sessions, sum(seconds) AS seconds,
                   sum(minor) AS minor
            FROM sponsor_spend
            WHERE sponsorship = :id
            GROUP BY price_group, visitor
        )
        SELECT price_group, count(*) AS visitors, sum(sessions) AS sessions,
               sum(seconds) AS seconds, sum(minor) AS minor,
               sum((SELECT count(*)
                    FROM practice_done
                    WHERE practice_done.visitor = paid.visitor
                      AND practice_done.item <> ''
                      AND practice_done.at >= :since)) AS items_done,
               sum((SELECT count(DISTINCT attempt.edition)
                    FROM attempt
                    {exam_marks.JOINED}
                    WHERE attempt.visitor = paid.visitor
                      AND {exam_marks.PASSED}
                      AND attempt.at >= :since)) AS modules_passed,
               sum((SELECT count(*)
                    FROM work
                    WHERE work.visitor = paid.visitor
                      AND work.state = 'Approved'
                      AND work.changed_at >= :since)) AS tasks_done,
               sum((SELECT coalesce(sum(work.reward_minor), 0)
                    FROM work
                    WHERE work.visitor = paid.visitor
                      AND work.state = 'Approved'
                      AND work.changed_at >= :since)) AS earned_minor
        FROM paid
        GROUP BY price_group
        ORDER BY price_group
        """,
        {"id": made.id, "since": made.made_at},
    )
    return tuple(GroupLine(*tuple(row)) for row in rows)


def _several(db: Db, condition: str, *, value: object) -> tuple[Sponsorship, ...]:
    rows = db.execute(
        f"SELECT {COLUMNS} FROM sponsorship WHERE {condition} LIMIT :limit",
        {"value": value, "limit": SPONSORSHIPS_LIMIT},
    )
    return tuple(_read(row) for row in rows)


def _read(row: Row) -> Sponsorship:
    return Sponsorship(
        id=row["id"],
        funder=row["funder"],
        offer=row["offer"],
        groups=frozenset(filter(None, row["price_group"].split(","))),
        visitors_limit=row["visitors_limit"],
        seconds_a_week=row["seconds_a_week"],
        per_hour_minor=row["per_hour_minor"],
        made_at=row["made_at"],
        ends=row["ends"],
        stopped_at=row["stopped_at"],
        paused_at=row["paused_at"],
    )
