"""Passes: time bought or granted ahead, and the seconds that settled sessions spent of them."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant

PASSES_LIMIT = 100


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


@dataclass(frozen=True, slots=True)
class NewPass:
    """A pass to be kept."""

    id: str
    visitor: str
    offer: str
    kind: str
    seconds: int
    lapses: Instant


def add(db: Db, now: Instant, new: NewPass) -> None:
    """Keep a pass."""
    db.execute(
        """
        INSERT INTO pass (id, visitor, offer, kind, seconds, bought_at, lapses)
        VALUES (:id, :visitor, :offer, :kind, :seconds, :now, :lapses)
        """,
        {
            "id": new.id,
            "visitor": new.visitor,
            "offer": new.offer,
            "kind": new.kind,
            "seconds": new.seconds,
            "now": now,
            "lapses": new.lapses,
        },
    )


def usable(db: Db, *, visitor: str, at: Instant) -> tuple[HeldPass, ...]:
    """The visitor's passes that have not lapsed at an instant and have seconds left.

    A pass whose sale was undone covers nothing, also no second before it was undone.
    """
    rows = db.execute(
        """
        SELECT id, visitor, offer, kind, seconds, bought_at, lapses,
               seconds - (SELECT coalesce(sum(pass_spend.seconds), 0)
                          FROM pass_spend
                          WHERE pass_spend.pass = pass.id) AS left_s
        FROM pass
        WHERE visitor = :visitor
          AND lapses > :at
          AND NOT EXISTS (SELECT 1
                          FROM sale
                          WHERE sale.pass = pass.id
                            AND sale.undone_at IS NOT NULL)
        ORDER BY lapses, id
        LIMIT :limit
        """,
        {"visitor": visitor, "at": at, "limit": PASSES_LIMIT},
    )
    held = (HeldPass(*tuple(row)) for row in rows)
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
    """The seconds of a pass that settled sessions used."""
    row = db.execute(
        "SELECT coalesce(sum(seconds), 0) AS spent FROM pass_spend WHERE pass = :pass",
        {"pass": pass_id},
    ).fetchone()
    return int(row["spent"])


def void(db: Db, now: Instant, pass_id: str) -> None:
    """A sale was undone: its pass lapses now."""
    db.execute(
        "UPDATE pass SET lapses = min(lapses, :now) WHERE id = :id", {"id": pass_id, "now": now}
    )


@dataclass(frozen=True, slots=True)
class PassLine:
    """A pass as its visitor reads it, lapsed or not."""

    id: str
    title: str
    seconds: int
    left_s: int
    bought_at: Instant
    lapses: Instant


def of_visitor(db: Db, *, visitor: str, limit: int) -> tuple[PassLine, ...]:
    """A visitor's passes, the last bought first."""
    rows = db.execute(
        """
        SELECT pass.id, offer.title, pass.seconds,
               pass.seconds - (SELECT coalesce(sum(pass_spend.seconds), 0)
                               FROM pass_spend
                               WHERE pass_spend.pass = pass.id) AS left_s,
               pass.bought_at, pass.lapses
        FROM pass
        JOIN offer ON offer.id = pass.offer
        WHERE pass.visitor = :visitor
        ORDER BY pass.bought_at DESC
        LIMIT :limit
        """,
        {"visitor": visitor, "limit": limit},
    )
    return tuple(PassLine(*tuple(row)) for row in rows)
