"""What a day's takings and use are summed up from: the ledger with what each posting is about.

Where money was taken for somebody who sat just then, it belongs to that seat; else to the desk.
"""

from collections.abc import Iterator

from kiosk.disk.db import Db, Row
from kiosk.rules.instants import Instant
from kiosk.rules.takings import About, Paid, Posting

SITTING = """(SELECT session.id
               FROM session
               WHERE session.visitor = payment.visitor
                 AND session.opened_at <= payment.at
                 AND (session.closed_at IS NULL OR session.closed_at >= payment.at)
               ORDER BY session.opened_at DESC
               LIMIT 1)"""
"""The session of the visitor who paid, at that moment."""

ZONE = """(SELECT session_fact.zone
           FROM session_fact
           WHERE session_fact.session = sat.id
             AND session_fact.zone <> ''
           ORDER BY session_fact.at DESC
           LIMIT 1)"""
"""Where a session was last."""

POSTED = f"""
WITH
posted AS (
    SELECT transfer.id, debit, credit, amount_minor, transfer.at,
           substr(transfer.id, 1, instr(transfer.id, ':') - 1) AS act,
           substr(transfer.id, instr(transfer.id, ':') + 1) AS rest,
           substr(reference, instr(reference, ':') + 1) AS referred
    FROM transfer
    WHERE at >= :since
      AND at < :until
      AND substr(transfer.id, 1, instr(transfer.id, ':') - 1)
          NOT IN ('reserve', 'release', 'earned', 'float', 'cash')
),
named AS (
    SELECT *,
           CASE WHEN act IN ('sale', 'tax', 'rounding', 'goods', 'goods_tax') THEN rest
                WHEN act IN ('refund', 'undo') THEN referred END AS payment,
           CASE WHEN act IN ('refund', 'undo')
                THEN substr(rest, instr(rest, ':') + 1) END AS back,
           CASE WHEN act IN ('session', 'session_tax', 'sponsored', 'sponsored_tax', 'due',
                             'due_goods') THEN referred END AS session,
           CASE WHEN act = 'subscription' THEN id
                WHEN act = 'subscription_tax' THEN 'subscription:' || rest
                WHEN act IN ('unused', 'unused_tax') THEN rest END AS pass
    FROM posted
),
placed AS MATERIALIZED (
    SELECT named.id, debit, credit, amount_minor, named.at, act,
           coalesce(named.pass, taken_back.period) AS pass,
           payment.kind AS kind, payment.title AS title, payment.account AS account,
           payment.goods_minor = payment.list_minor AS only_goods,
           coalesce(taken_back.by, payment.by, due.by, '') AS operator,
           payment.visitor AS payer,
           coalesce(named.session, taken_back.session,
                    CASE WHEN payment.kind = 'session' THEN payment.id ELSE {SITTING} END)
               AS sat
    FROM named
    LEFT JOIN payment ON payment.id = named.payment
    LEFT JOIN taken_back ON taken_back.id = named.back
    LEFT JOIN due ON due.session = named.session AND act IN ('due', 'due_goods')
)
SELECT placed.id, debit, credit, amount_minor, placed.at, act, placed.kind, account, only_goods,
       coalesce(placed.title, offer.title, '') AS title, operator, sat.seat AS seat,
       {ZONE} AS zone, visitor.price_group AS price_group
FROM placed
LEFT JOIN session AS sat ON sat.id = placed.sat
LEFT JOIN pass ON pass.id = placed.pass
LEFT JOIN offer ON offer.id = pass.offer
LEFT JOIN visitor ON visitor.id = coalesce(placed.payer, sat.visitor, pass.visitor)
WHERE placed.kind = 'top_up'
   OR debit GLOB 'sales:*'
   OR credit GLOB 'sales:*'
   OR debit IN ('tax', 'rounding')
   OR credit IN ('tax', 'rounding')
"""
"""Transfers of a span of time that touch takings, each with what it is about."""

OURS = ("session", "top_up", "products")
BOUGHT = frozenset({"bought", "rent"})
"""What is earned of a deposit: the thing was bought with it, or its use."""
"""Kinds of payments that are one thing to sell each; of passes, each title is one."""


def postings(db: Db, *, since: Instant, until: Instant) -> Iterator[Posting]:
    """All transfers that touch takings or top up an account, in no order."""
    rows = db.execute(POSTED, {"since": since, "until": until})
    for row in rows:
        yield Posting(
            id=row["id"],
            debit=row["debit"],
            credit=row["credit"],
            minor=row["amount_minor"],
            at=row["at"],
            topped=row["kind"] == "top_up",
            about=_about(
                row,
                act=row["act"],
                is_goods=_is_goods(row["id"], only_goods=bool(row["only_goods"])),
                is_deposit=bool(row["account"])
                or "deposit" in (row["debit"][:7], row["credit"][:7]),
            ),
        )


def payments(db: Db, *, since: Instant, until: Instant) -> Iterator[Paid]:
    """All payments at the counter, in no order."""
    rows = db.execute(
        f"""
        SELECT placed.at, placed.kind, placed.title, account, tender, provider, discount_minor,
               operator, sat.seat AS seat, {ZONE} AS zone, visitor.price_group AS price_group
        FROM (SELECT payment.at AS at, kind, title, account, tender, provider, discount_minor,
                     payment.by AS operator, payment.visitor AS payer,
                     CASE WHEN kind = 'session' THEN payment.id ELSE {SITTING} END AS sat
              FROM payment
              WHERE payment.at >= :since
                AND payment.at < :until) AS placed
        LEFT JOIN session AS sat ON sat.id = placed.sat
        LEFT JOIN visitor ON visitor.id = placed.payer
        """,
        {"since": since, "until": until},
    )
    for row in rows:
        yield Paid(
            at=row["at"],
            tender=f"mobile:{row['provider']}" if row["provider"] else row["tender"],
            discount_minor=row["discount_minor"],
            topped=row["kind"] == "top_up",
            about=_about(row, act="sale", is_goods=False, is_deposit=bool(row["account"])),
        )


def _is_goods(transfer: str, *, only_goods: bool) -> bool:
    """Whether it is for products on the bill of a session, or takes that back.

    What a coin rounds goes with the time of the bill, if it has any.
    """
    name = transfer.removeprefix("refund:")
    return name.startswith(("goods", "due_goods:")) or (only_goods and name.startswith("rounding:"))


def _about(row: Row, *, act: str, is_goods: bool, is_deposit: bool) -> About:
    offer = _offer(act=act, kind=row["kind"], title=row["title"], is_deposit=is_deposit)
    return About(
        operator=row["operator"],
        seat="" if row["seat"] is None else str(row["seat"]),
        zone=row["zone"] or "",
        offer="products" if is_goods else offer,
        group=row["price_group"] or "",
    )


def _offer(*, act: str, kind: str | None, title: str, is_deposit: bool) -> str:
    """`pass:<title>`, `products`, `top_up`, `deposit`, `buy_out`, `sponsored` or `session`.

    The last is for time that was used.
    """
    if act in BOUGHT:
        return "buy_out"
    if is_deposit:
        return "deposit"
    if act in ("sponsored", "sponsored_tax"):
        return "sponsored"
    if kind in OURS:
        return kind
    return f"pass:{title}" if title else "session"
