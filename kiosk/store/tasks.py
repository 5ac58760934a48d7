"""Slots that the exchange has set aside for this hub, and the hands dealt of them."""

from dataclasses import dataclass

import msgspec

from kiosk.disk.db import Db, Row
from kiosk.protocol.bodies import HitTerms, Slot
from kiosk.protocol.facts import BlobRef
from kiosk.rules.instants import Instant


@dataclass(frozen=True, slots=True)
class SlotRow:
    """A slot on this hub."""

    slot: Slot
    blobs: tuple[BlobRef, ...]
    until: Instant
    state: str
    session: str | None
    visitor: str | None


HELD_LIMIT = 200
GIVEN_BACK = """CASE WHEN assignment IN (SELECT assignment FROM gold_task) THEN 'lapsed'
                     ELSE 'free' END"""
"""A task that was not done is free for others; a gold item is its visitor's alone."""
COLUMNS = "assignment, hit_type, task, blobs, until, state, session, visitor"


def keep_terms(db: Db, now: Instant, terms: HitTerms) -> None:
    """Keep what is to be shown of a HIT type; the newest word holds."""
    db.execute(
        """
        INSERT INTO hit_type (id, terms, qualification, heard_at)
        VALUES (:id, :terms, :qualification, :now)
        ON CONFLICT (id) DO UPDATE SET
            terms = excluded.terms,
            qualification = excluded.qualification,
            heard_at = excluded.heard_at
        """,
        {
            "id": terms.hit_type,
            "terms": msgspec.json.encode(terms),
            "qualification": terms.qualification,
            "now": now,
        },
    )


def terms(db: Db, hit_type: str) -> HitTerms | None:
    """What is shown of a HIT type."""
    row = db.execute("SELECT terms FROM hit_type WHERE id = :id", {"id": hit_type}).fetchone()
    return None if row is None else msgspec.json.decode(row["terms"], type=HitTerms)


def open_terms(db: Db, *, limit: int) -> tuple[HitTerms, ...]:
    """HIT types with slots to work on here, free or in a hand; what was first heard last is first.

    A hand that takes the last free slot, or one more slot of a type, changes nothing: every change
    is told to every station.
    """
    rows = db.execute(
        """
        SELECT terms
        FROM hit_type
        WHERE EXISTS (SELECT 1
                      FROM slot
                      WHERE slot.hit_type = hit_type.id
                        AND slot.state IN ('free', 'dealt'))
        ORDER BY rowid DESC
        LIMIT :limit
        """,
        {"limit": limit},
    )
    return tuple(msgspec.json.decode(row["terms"], type=HitTerms) for row in rows)


def keep_slot(db: Db, *, slot: Slot, blobs: tuple[BlobRef, ...], until: Instant) -> None:
    """Keep a slot; one that is known already only has its time extended.

    One that lapsed here and is set aside for us again may be dealt again.
    """
    db.execute(
        """
        INSERT INTO slot (assignment, hit_type, task, blobs, until, state)
        VALUES (:assignment, :hit_type, :task, :blobs, :until, 'free')
        ON CONFLICT (assignment) DO UPDATE SET
            until = max(until, excluded.until),
            state = CASE WHEN state = 'lapsed' AND excluded.until > until THEN 'free' ELSE state END
        """,
        {
            "assignment": slot.assignment,
            "hit_type": slot.hit_type,
            "task": msgspec.json.encode(slot.row),
            "blobs": msgspec.json.encode(blobs),
            "until": until,
        },
    )


def slot(db: Db, assignment: str) -> SlotRow | None:
    """One slot."""
    row = db.execute(
        f"SELECT {COLUMNS} FROM slot WHERE assignment = :assignment", {"assignment": assignment}
    ).fetchone()
    return None if row is None else _slot(row)


def dealt_to(db: Db, session: str) -> tuple[SlotRow, ...]:
    """The slots that a session holds and has not finished."""
    rows = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM slot
        WHERE session = :session
          AND state = 'dealt'
        ORDER BY assignment
        """,
        {"session": session},
    )
    return tuple(_slot(row) for row in rows)


def free_slots(
    db: Db, *, qualifications: tuple[str, ...], at: Instant, limit: int
) -> tuple[SlotRow, ...]:
    """Free slots that a visitor with these qualifications may do, the soonest to lapse first."""
    rows = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM slot
        WHERE state = 'free'
          AND until > :at
          AND hit_type IN (SELECT id
                           FROM hit_type
                           WHERE qualification = ''
                              OR qualification IN (SELECT value FROM json_each(:qualifications)))
        ORDER BY until, assignment
        LIMIT :limit
        """,
        {
            "qualifications": msgspec.json.encode(qualifications).decode(),
            "at": at,
            "limit": limit,
        },
    )
    return tuple(_slot(row) for row in rows)


def deal(db: Db, *, assignment: str, session: str, visitor: str) -> None:
    """Set a free slot aside for a session."""
    db.execute(
        """
        UPDATE slot
        SET state = 'dealt', session = :session, visitor = :visitor
        WHERE assignment = :assignment
          AND state = 'free'
        """,
        {"assignment": assignment, "session": session, "visitor": visitor},
    )


def mark_submitted(db: Db, *, assignment: str, visitor: str) -> None:
    """An answer came for a slot."""
    db.execute(
        """
        UPDATE slot
        SET state = 'submitted', visitor = :visitor, kept_until = NULL
        WHERE assignment = :assignment
        """,
        {"assignment": assignment, "visitor": visitor},
    )


def free_hand(db: Db, *, session: str, submitted: tuple[str, ...]) -> int:
    """A session is over: what it did not finish is free again; returns how many.

    What is kept for its visitor stays.
    """
    return db.execute(
        f"""
        UPDATE slot
        SET state = {GIVEN_BACK}, session = NULL, visitor = NULL
        WHERE session = :session
          AND state = 'dealt'
          AND kept_until IS NULL
          AND assignment NOT IN (SELECT value FROM json_each(:submitted))
        """,
        {"session": session, "submitted": msgspec.json.encode(submitted).decode()},
    ).rowcount


def free_hands_at(db: Db, station: str, *, moved_away: str) -> int:
    """No word of this station counts any more: what its hands hold is free; returns how many.

    A hand is named after its session, or by what matches `moved_away` where its visitor has gone
    to another seat and left the hand behind.
    """
    return db.execute(
        f"""
        UPDATE slot
        SET state = {GIVEN_BACK}, session = NULL, visitor = NULL
        WHERE state = 'dealt'
          AND kept_until IS NULL
          AND (session IN (SELECT id FROM session WHERE station = :station)
               OR session GLOB :moved_away)
        """,
        {"station": station, "moved_away": moved_away},
    ).rowcount


def keep_for_visitor(db: Db, *, session: str, assignment: str, until: Instant) -> None:
    """A task that was begun in a session stays its visitor's, to go on with at any seat."""
    db.execute(
        """
        UPDATE slot
        SET kept_until = :until
        WHERE assignment = :assignment
          AND session = :session
          AND state = 'dealt'
        """,
        {"session": session, "assignment": assignment, "until": until},
    )


def held_elsewhere(db: Db, *, visitor: str, session: str) -> tuple[tuple[SlotRow, bool], ...]:
    """What a visitor was dealt in other sessions, or is kept; each with whether it is kept."""
    rows = db.execute(
        f"""
        SELECT {COLUMNS}, kept_until
        FROM slot
        WHERE visitor = :visitor
          AND state = 'dealt'
          AND (session <> :session OR kept_until IS NOT NULL)
        ORDER BY assignment
        LIMIT :limit
        """,
        {"visitor": visitor, "session": session, "limit": HELD_LIMIT},
    )
    return tuple((_slot(row), row["kept_until"] is not None) for row in rows)


def hand_on(db: Db, *, assignment: str, session: str) -> None:
    """A slot that its visitor has goes on in the session that is open now."""
    db.execute(
        """
        UPDATE slot
        SET session = :session, kept_until = NULL
        WHERE assignment = :assignment
          AND state = 'dealt'
        """,
        {"assignment": assignment, "session": session},
    )


def free_kept(db: Db, now: Instant) -> int:
    """Nobody came back for these: they are free again; returns how many."""
    return db.execute(
        f"""
        UPDATE slot
        SET state = {GIVEN_BACK}, session = NULL, visitor = NULL, kept_until = NULL
        WHERE kept_until <= :now
          AND state = 'dealt'
        """,
        {"now": now},
    ).rowcount


def set_hand_aside(db: Db, *, session: str, hand: str) -> None:
    """What a session was dealt stays with the station it leaves, under a name of its own."""
    db.execute(
        "UPDATE slot SET session = :hand WHERE session = :session AND state = 'dealt'",
        {"session": session, "hand": hand},
    )


def lapse(db: Db, now: Instant) -> int:
    """Free slots whose allotment is over are no longer ours; dealt ones are still worked."""
    return db.execute(
        "UPDATE slot SET state = 'lapsed' WHERE state = 'free' AND until <= :now", {"now": now}
    ).rowcount


def submitted_in(db: Db, session: str) -> int:
    """How many slots of a session's hand were answered."""
    row = db.execute(
        "SELECT count(*) AS n FROM slot WHERE session = :session AND state = 'submitted'",
        {"session": session},
    ).fetchone()
    return int(row["n"])


def counts(db: Db) -> dict[str, int]:
    """How many slots are in each state."""
    rows = db.execute("SELECT state, count(*) AS n FROM slot GROUP BY state")
    return {row["state"]: row["n"] for row in rows}


def _slot(row: Row) -> SlotRow:
    return SlotRow(
        Slot(row["assignment"], row["hit_type"], msgspec.json.decode(row["task"])),
        msgspec.json.decode(row["blobs"], type=tuple[BlobRef, ...]),
        Instant(row["until"]),
        row["state"],
        row["session"],
        row["visitor"],
    )


@dataclass(frozen=True, slots=True)
class TypeCount:
    """How many slots of a HIT type are in one state; `until` is when the last of them lapses."""

    hit_type: str
    state: str
    slots: int
    until: Instant


def counts_by_type(db: Db) -> tuple[TypeCount, ...]:
    """Slots counted by HIT type and state."""
    rows = db.execute(
        """
        SELECT hit_type, state, count(*) AS slots, max(until) AS until
        FROM slot
        GROUP BY hit_type, state
        """
    )
    return tuple(TypeCount(*tuple(row)) for row in rows)
