"""Certificates for passed exams, what was taken back, and the keys of other hubs."""

from dataclasses import dataclass

from kiosk.disk.db import Db, Row
from kiosk.rules.instants import Instant
from kiosk.store import exam_marks

AWARDS_LIMIT = 200
REVOKED_LIMIT = 5_000
HUBS_LIMIT = 5_000


@dataclass(frozen=True, slots=True)
class AwardRow:
    """A certificate as it was given. `until` is "" for ever; `name` and `paper` "" once erased."""

    number: str
    visitor: str
    attempt: str
    title: str
    edition: str
    right: int
    asked: int
    day: str
    until: str
    name: str
    paper: str
    signing: bytes
    given_at: Instant
    given_by: str
    revoked_at: Instant | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PassedExam:
    """An exam that was passed, and the certificate that holds for it, "" for none.

    `valid_until` is None where the exam grants nothing that lapses.
    """

    attempt: str
    visitor: str
    edition: str
    title: str
    right: int
    asked: int
    at: Instant
    valid_until: Instant | None
    number: str


def add(db: Db, row: AwardRow) -> None:
    """Keep a certificate; its number is a new one."""
    db.execute(
        """
        INSERT INTO award (number, visitor, attempt, title, edition, answers_right, answers_asked,
                           day, until, name, paper, signing, given_at, given_by)
        VALUES (:number, :visitor, :attempt, :title, :edition, :right, :asked,
                :day, :until, :name, :paper, :signing, :given_at, :given_by)
        """,
        {
            "number": row.number,
            "visitor": row.visitor,
            "attempt": row.attempt,
            "title": row.title,
            "edition": row.edition,
            "right": row.right,
            "asked": row.asked,
            "day": row.day,
            "until": row.until,
            "name": row.name,
            "paper": row.paper,
            "signing": row.signing,
            "given_at": row.given_at,
            "given_by": row.given_by,
        },
    )


def by_number(db: Db, number: str) -> AwardRow | None:
    """One certificate."""
    rows = _awards(db, "award.number = :asked", number, limit=1)
    return rows[0] if rows else None


def of_visitor(db: Db, visitor: str, *, limit: int = AWARDS_LIMIT) -> tuple[AwardRow, ...]:
    """A visitor's certificates, the newest first, those that were taken back among them."""
    return _awards(db, "award.visitor = :asked", visitor, limit=limit)


def _awards(db: Db, condition: str, asked: str, *, limit: int) -> tuple[AwardRow, ...]:
    rows = db.execute(
        f"""
        SELECT award.number, visitor, attempt, title, edition, answers_right, answers_asked, day,
               until, name, paper, award.signing, given_at, given_by, revoked_at,
               coalesce(reason, '') AS reason
        FROM award
        LEFT JOIN award_revoked ON award_revoked.signing = award.signing
                               AND award_revoked.number = award.number
        WHERE {condition}
        ORDER BY given_at DESC, award.number
        LIMIT :limit
        """,
        {"asked": asked, "limit": limit},
    )
    return tuple(AwardRow(*tuple(row)) for row in rows)


def passed_exam(db: Db, attempt: str) -> PassedExam | None:
    """A try at an exam that was passed."""
    rows = _passed(db, "attempt.id = :asked", attempt)
    return rows[0] if rows else None


def passed_exams(db: Db, visitor: str) -> tuple[PassedExam, ...]:
    """All exams that a visitor passed, the last first."""
    return _passed(db, "attempt.visitor = :asked", visitor)


def _passed(db: Db, condition: str, asked: str) -> tuple[PassedExam, ...]:
    rows = db.execute(
        f"""
        SELECT attempt.id, attempt.visitor, attempt.edition,
               coalesce(module_edition.title, attempt.edition) AS title,
               {exam_marks.RIGHT}, {exam_marks.ASKED}, attempt.at,
               (SELECT qualification.valid_until
                FROM qualification
                WHERE qualification.visitor = attempt.visitor
                  AND qualification.by = 'attempt:' || attempt.id
                LIMIT 1) AS valid_until,
               coalesce((SELECT award.number
                         FROM award
                         WHERE award.attempt = attempt.id
                           AND NOT EXISTS (SELECT 1
                                           FROM award_revoked
                                           WHERE award_revoked.signing = award.signing
                                             AND award_revoked.number = award.number)
                         ORDER BY award.given_at DESC
                         LIMIT 1), '') AS number
        FROM attempt
        LEFT JOIN module_edition ON module_edition.edition = attempt.edition
        {exam_marks.JOINED}
        WHERE {condition}
          AND {exam_marks.PASSED}
        ORDER BY attempt.at DESC
        LIMIT :limit
        """,
        {"asked": asked, "limit": AWARDS_LIMIT},
    )
    return tuple(_exam(row) for row in rows)


def _exam(row: Row) -> PassedExam:
    return PassedExam(*tuple(row))


def revoke(db: Db, now: Instant, *, signing: bytes, number: str, reason: str = "") -> bool:
    """A certificate holds no more; whether that is news."""
    changed = db.execute(
        """
        INSERT INTO award_revoked (signing, number, revoked_at, reason)
        VALUES (:signing, :number, :now, :reason)
        ON CONFLICT (signing, number) DO NOTHING
        """,
        {"signing": signing, "number": number, "now": now, "reason": reason},
    ).rowcount
    return changed == 1


def revoked_at(db: Db, *, signing: bytes, number: str) -> Instant | None:
    """When a certificate was taken back, as far as it is known here; None: it was not."""
    row = db.execute(
        """
        SELECT revoked_at
        FROM award_revoked
        WHERE signing = :signing AND number = :number
        """,
        {"signing": signing, "number": number},
    ).fetchone()
    return None if row is None else Instant(row["revoked_at"])


def know_hub(db: Db, now: Instant, *, signing: bytes, name: str) -> None:
    """This key is another hub's, as the exchange says."""
    db.execute(
        """
        INSERT INTO known_hub (signing, name, heard_at)
        VALUES (:signing, :name, :now)
        ON CONFLICT (signing) DO UPDATE SET name = :name
        """,
        {"signing": signing, "name": name, "now": now},
    )


def hub_known(db: Db, signing: bytes) -> str | None:
    """What the exchange calls the hub of this key; None: it told of none."""
    row = db.execute(
        "SELECT name FROM known_hub WHERE signing = :signing", {"signing": signing}
    ).fetchone()
    return None if row is None else str(row["name"])
