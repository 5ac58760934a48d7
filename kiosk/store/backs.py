"""Money given back and prices made cheaper, in the order of time."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant


@dataclass(frozen=True, slots=True)
class BackRow:
    """One line: `how` is undo, void, refund, discount or upgrade; `payment_kind`, `title`: of what.

    `account` is where a deposit, or a part of a price that is held, lay; an upgrade has no `by`.
    """

    at: Instant
    how: str
    payment_kind: str
    title: str
    account: str
    minor: int
    by: str
    approved_by: str | None
    reason: str


def between(db: Db, *, since: Instant, until: Instant, limit: int) -> tuple[BackRow, ...]:
    """What was given back or let off from `since` up to `until`, the first first."""
    rows = db.execute(
        """
        SELECT at, how, kind, title, account, minor, by, approved_by, reason
        FROM (SELECT taken_back.at AS at, taken_back.kind AS how,
                     coalesce(payment.kind, CASE WHEN taken_back.period IS NULL THEN 'session'
                                                 ELSE 'pass' END) AS kind,
                     coalesce(payment.title, offer.title, 'Time used') AS title,
                     coalesce(payment.account, '') AS account,
                     taken_back.minor AS minor, taken_back.by AS by,
                     taken_back.approved_by AS approved_by, taken_back.reason AS reason
              FROM taken_back
              LEFT JOIN payment ON payment.id = taken_back.payment
              LEFT JOIN pass ON pass.id = taken_back.period
              LEFT JOIN offer ON offer.id = pass.offer
              WHERE taken_back.at >= :since
                AND taken_back.at < :until
              UNION ALL
              SELECT payment.at, 'discount', payment.kind, payment.title, payment.account,
                     payment.discount_minor, payment.by, payment.approved_by, payment.reason
              FROM payment
              WHERE payment.discount_minor > 0
                AND payment.at >= :since
                AND payment.at < :until
              UNION ALL
              SELECT transfer.at, 'upgrade', 'pass', offer.title, '', transfer.amount_minor, '',
                     NULL, ''
              FROM transfer
              JOIN pass ON pass.id = substr(transfer.id, instr(transfer.id, ':') + 1)
              JOIN offer ON offer.id = pass.offer
              WHERE (transfer.id BETWEEN 'unused:' AND 'unused;'
                     OR transfer.id BETWEEN 'unused_tax:' AND 'unused_tax;')
                AND +transfer.at >= :since
                AND +transfer.at < :until)
        ORDER BY at
        LIMIT :limit
        """,
        {"since": since, "until": until, "limit": limit},
    )
    return tuple(BackRow(*tuple(row)) for row in rows)
