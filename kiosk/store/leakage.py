"""What happened in a spell of time at a site: sessions settled, time given away, money given back.

A spell is a shift, or the time in which none was open. A session counts in the spell in which it
was settled, what was given back in the one in which it was.
"""

from dataclasses import dataclass, replace

from kiosk.disk.db import Db, Row
from kiosk.rules.instants import Instant
from kiosk.rules.leakage import GivenBack, Settled
from kiosk.store import sessions


@dataclass(frozen=True, slots=True)
class SettledSession:
    """A settled session on its own; `reason` is why it was free or written off.

    `lost_minor` is the money that was written off for it.
    """

    id: str
    seat: int
    opened_at: Instant
    closed_at: Instant
    visitor: str
    name: str
    is_guest: bool
    why: str
    settled: Settled
    reason: str
    lost_minor: int


@dataclass(frozen=True, slots=True)
class Back:
    """Money given back, with what it takes back of a sale of time; other sales hold nothing."""

    payment: str
    at: Instant
    kind: str
    title: str
    by: str
    approved_by: str
    reason: str
    minor: int
    of: GivenBack


@dataclass(frozen=True, slots=True)
class Discount:
    """A price that was lowered, with the reason and who agreed."""

    payment: str
    at: Instant
    title: str
    by: str
    approved_by: str
    reason: str
    minor: int


DUE = """CASE WHEN session.kind = 'postpaid'
            THEN (SELECT CASE due.how WHEN '' THEN 'owed' ELSE due.how END
                  FROM due
                  WHERE due.session = session.id)
       END"""
GRACE = "coalesce(session.charged_s, 0) = 0 AND coalesce(session.given_s, 0) = 0"
RAN_ON = "CASE WHEN session.given_s > 0 AND session.kind = 'prepaid' THEN session.id END"
"""A session that was paid ahead and ran on: what a voucher paid of it later is asked one by one."""
EXTENDED_S = "CASE WHEN session.kind IN ('account', 'postpaid') THEN session.given_s END"
"""The free seconds at the end of a session that is paid by the clock."""


def settled(db: Db, *, since: Instant, until: Instant) -> tuple[tuple[int, Settled], ...]:
    """The sessions settled in a spell, added up by kind with their number; `until` is outside."""
    rows = db.execute(
        f"""
        SELECT count(*) AS sessions, session.kind, sum(session.used_s) AS used_s,
               sum(coalesce(session.covered_s, 0)) AS covered_s,
               coalesce(sum({EXTENDED_S}), 0) AS extended_s,
               {GRACE} AS in_grace,
               {DUE} AS due,
               {RAN_ON} AS ran_on
        FROM session INDEXED BY session_settled
        WHERE session.closed_at >= :since
          AND session.closed_at < :until
        GROUP BY session.kind, in_grace, due, ran_on
        """,
        {"since": since, "until": until},
    )
    return tuple((row["sessions"], _settled(db, row)) for row in rows.fetchall())


def sessions_of(
    db: Db, *, since: Instant, until: Instant, limit: int
) -> tuple[SettledSession, ...]:
    """Each session settled in a spell, the last first; `until` is outside."""
    rows = db.execute(
        f"""
        SELECT session.id, session.seat, session.opened_at, session.closed_at, session.visitor,
               visitor.name, visitor.code IS NULL AS is_guest, session.why, session.kind,
               session.used_s, coalesce(session.covered_s, 0) AS covered_s,
               coalesce({EXTENDED_S}, 0) AS extended_s,
               {GRACE} AS in_grace,
               {DUE} AS due,
               {RAN_ON} AS ran_on,
               coalesce((SELECT walked_out.reason
                         FROM walked_out
                         WHERE walked_out.session = session.id),
                        (SELECT due.reason
                         FROM due
                         WHERE due.session = session.id
                           AND due.how = 'written_off'),
                        (SELECT audit.reason
                         FROM audit
                         WHERE session.kind = 'free'
                           AND audit.about = 'session:' || session.id
                           AND audit.act = 'start_session'
                           AND audit.reason <> ''),
                        '') AS reason,
               coalesce((SELECT due.minor
                         FROM due
                         WHERE due.session = session.id
                           AND due.how = 'written_off'), 0) AS lost_minor,
               coalesce((SELECT outage_credit.seconds
                         FROM outage_credit
                         WHERE outage_credit.session = session.id), 0) AS credited_s
        FROM session INDEXED BY session_settled
        JOIN visitor ON visitor.id = session.visitor
        WHERE session.closed_at >= :since
          AND session.closed_at < :until
        ORDER BY session.closed_at DESC
        LIMIT :limit
        """,
        {"since": since, "until": until, "limit": limit},
    )
    return tuple(
        SettledSession(
            id=row["id"],
            seat=row["seat"],
            opened_at=Instant(row["opened_at"]),
            closed_at=Instant(row["closed_at"]),
            visitor=row["visitor"],
            name=row["name"],
            is_guest=row["is_guest"] == 1,
            why=row["why"],
            settled=replace(_settled(db, row), credited_s=row["credited_s"]),
            reason=row["reason"],
            lost_minor=row["lost_minor"],
        )
        for row in rows.fetchall()
    )


def _settled(db: Db, row: Row) -> Settled:
    ran_on = row["ran_on"] is not None
    covered_s = sessions.spent_s(db, row["ran_on"]) if ran_on else row["covered_s"]
    return Settled(
        kind=row["kind"],
        used_s=row["used_s"],
        covered_s=min(covered_s, row["used_s"]),
        in_grace=row["in_grace"] == 1,
        ran_on=ran_on,
        due=row["due"] or "",
        extended_s=row["extended_s"],
    )


def backs(db: Db, *, since: Instant, until: Instant, limit: int) -> tuple[Back, ...]:
    """What was given back in a spell, the last first; `until` is outside."""
    rows = db.execute(
        """
        SELECT taken_back.paid, taken_back.at, taken_back.kind,
               coalesce(payment.title, offer.title, 'Time used') AS title, taken_back.by,
               coalesce(taken_back.approved_by, '') AS approved_by, taken_back.reason,
               taken_back.minor, taken_back.used_s,
               coalesce(payment.list_minor - payment.discount_minor, period.price_minor,
                        (SELECT sum(amount_minor)
                         FROM transfer
                         WHERE id IN ('session:' || taken_back.session,
                                      'session_tax:' || taken_back.session))) AS due_minor,
               CASE WHEN payment.kind = 'session' OR taken_back.session IS NOT NULL
                    THEN taken_back.used_s
                    ELSE coalesce(pass.seconds, 0) END AS held_s,
               (SELECT coalesce(sum(earlier.minor), 0)
                FROM taken_back AS earlier
                WHERE earlier.paid = taken_back.paid
                  AND (earlier.at, earlier.id) < (taken_back.at, taken_back.id)) AS before_minor
        FROM taken_back
        LEFT JOIN payment ON payment.id = taken_back.payment
        LEFT JOIN sale ON sale.id = payment.id
        LEFT JOIN subscription_period AS period ON period.pass = taken_back.period
        LEFT JOIN pass ON pass.id = coalesce(sale.pass, taken_back.period)
        LEFT JOIN offer ON offer.id = pass.offer
        WHERE taken_back.at >= :since
          AND taken_back.at < :until
        ORDER BY taken_back.at DESC
        LIMIT :limit
        """,
        {"since": since, "until": until, "limit": limit},
    )
    return tuple(
        Back(
            payment=row["paid"],
            at=Instant(row["at"]),
            kind=row["kind"],
            title=row["title"],
            by=row["by"],
            approved_by=row["approved_by"],
            reason=row["reason"],
            minor=row["minor"],
            of=GivenBack(
                minor=row["minor"],
                before_minor=row["before_minor"],
                due_minor=row["due_minor"],
                held_s=row["held_s"],
                used_s=row["used_s"],
            ),
        )
        for row in rows
    )


def discounts(db: Db, *, since: Instant, until: Instant, limit: int) -> tuple[Discount, ...]:
    """The prices that were lowered in a spell, the last first; `until` is outside."""
    rows = db.execute(
        """
        SELECT id, at, title, by, coalesce(approved_by, ''), reason, discount_minor
        FROM payment
        WHERE discount_minor > 0
          AND at >= :since
          AND at < :until
        ORDER BY at DESC
        LIMIT :limit
        """,
        {"since": since, "until": until, "limit": limit},
    )
    return tuple(Discount(*tuple(row)) for row in rows)
