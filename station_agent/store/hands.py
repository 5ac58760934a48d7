"""The hand: slots that the hub has dealt to a session, and what was done with each."""

from collections.abc import Collection
from dataclasses import dataclass

import msgspec

from kiosk.disk.db import Db
from kiosk.protocol.bodies import Hand, HitTerms, Slot
from kiosk.protocol.codec import decode, encode
from kiosk.rules.instants import Instant


@dataclass(frozen=True, slots=True)
class Dealt:
    """One slot of the hand. `state` is dealt, accepted, submitted or returned."""

    slot: Slot
    state: str
    until: Instant


def keep(db: Db, hand: Hand) -> None:
    """Add a hand; slots that are here already stay as they are."""
    for terms in hand.terms:
        db.execute(
            """
            INSERT OR REPLACE INTO terms (session, hit_type, body)
            VALUES (:session, :hit_type, :body)
            """,
            {
                "session": hand.session,
                "hit_type": terms.hit_type,
                "body": encode(terms).decode("utf-8"),
            },
        )
    for slot in hand.slots:
        _keep_slot(db, hand, slot)
    if hand.begun is not msgspec.UNSET:
        _begin(db, session=hand.session, assignment=hand.begun)


def _keep_slot(db: Db, hand: Hand, slot: Slot) -> None:
    db.execute(
        """
        INSERT INTO slot (session, assignment, hit_type, cells, until, state)
        VALUES (:session, :assignment, :hit_type, :cells, :until, 'dealt')
        ON CONFLICT (session, assignment) DO UPDATE SET until = max(until, excluded.until)
        """,
        {
            "session": hand.session,
            "assignment": slot.assignment,
            "hit_type": slot.hit_type,
            "cells": encode(slot.row).decode("utf-8"),
            "until": hand.until,
        },
    )


def _begin(db: Db, *, session: str, assignment: str) -> None:
    """What was begun at another seat is in work here, unless something else is."""
    db.execute(
        """
        UPDATE slot
        SET state = 'accepted'
        WHERE session = :session
          AND assignment = :assignment
          AND state = 'dealt'
          AND NOT EXISTS (SELECT 1 FROM slot WHERE session = :session AND state = 'accepted')
        """,
        {"session": session, "assignment": assignment},
    )


def accepted(db: Db, session: str) -> str:
    """The task that is in work in a session, or ""."""
    row = db.execute(
        "SELECT assignment FROM slot WHERE session = :session AND state = 'accepted'",
        {"session": session},
    ).fetchone()
    return "" if row is None else str(row["assignment"])


def drop_answered(db: Db, *, session: str, answered: Collection[str]) -> tuple[str, ...]:
    """These were answered at another seat: they leave this hand. Returns which were in it."""
    names = msgspec.json.encode(tuple(answered)).decode()
    rows = db.execute(
        """
        UPDATE slot
        SET state = 'returned'
        WHERE session = :session
          AND state IN ('dealt', 'accepted')
          AND assignment IN (SELECT value FROM json_each(:names))
        RETURNING assignment
        """,
        {"session": session, "names": names},
    ).fetchall()
    return tuple(row["assignment"] for row in rows)


def slots(db: Db, session: str) -> tuple[Dealt, ...]:
    """All slots of a session's hand in the order they were dealt."""
    rows = db.execute(
        """
        SELECT assignment, hit_type, cells, until, state
        FROM slot
        WHERE session = :session
        ORDER BY n
        """,
        {"session": session},
    )
    return tuple(
        Dealt(
            Slot(row["assignment"], row["hit_type"], decode(row["cells"].encode(), dict[str, str])),
            row["state"],
            Instant(row["until"]),
        )
        for row in rows
    )


def terms(db: Db, session: str) -> dict[str, HitTerms]:
    """What the tasks of a session's hand ask and pay, by HIT type."""
    rows = db.execute(
        "SELECT hit_type, body FROM terms WHERE session = :session", {"session": session}
    )
    return {row["hit_type"]: decode(row["body"].encode(), HitTerms) for row in rows}


def set_state(db: Db, *, session: str, assignment: str, state: str) -> None:
    """Note what became of a slot."""
    db.execute(
        """
        UPDATE slot
        SET state = :state
        WHERE session = :session
          AND assignment = :assignment
        """,
        {"session": session, "assignment": assignment, "state": state},
    )


def submitted(db: Db, session: str) -> tuple[str, ...]:
    """Assignments finished in a session, in order."""
    rows = db.execute(
        """
        SELECT assignment
        FROM slot
        WHERE session = :session
          AND state = 'submitted'
        ORDER BY n
        """,
        {"session": session},
    )
    return tuple(row["assignment"] for row in rows)


def drop(db: Db, now: Instant, *, session: str) -> None:
    """The session is over: its hand goes, and so do hands whose time is past."""
    given = {"session": session, "now": now}
    db.execute("DELETE FROM slot WHERE session = :session OR until < :now", given)
    db.execute("DELETE FROM terms WHERE session NOT IN (SELECT session FROM slot)")
