"""One-time codes by which a station is let in."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant


@dataclass(frozen=True, slots=True)
class EnrolCode:
    """What is kept of a code: its seat, how long and how often it may be tried."""

    seat: int
    until: Instant
    tries_left: int
    used: bool


@dataclass(frozen=True, slots=True)
class Secret:
    """What is kept of a code's secret half: its hash, and the symbols that say which it is."""

    token_sha256: bytes
    selector: str


def add(db: Db, secret: Secret, *, seat: int, until: Instant, tries: int) -> None:
    """Keep a new code; older unused ones of the seat are good for nothing any more."""
    db.execute(
        "UPDATE enrol_code SET tries_left = 0 WHERE seat = :seat AND used_at IS NULL",
        {"seat": seat},
    )
    db.execute(
        """
        INSERT INTO enrol_code (token_sha256, selector, seat, until, tries_left)
        VALUES (:token_sha256, :selector, :seat, :until, :tries)
        """,
        {
            "token_sha256": secret.token_sha256,
            "selector": secret.selector,
            "seat": seat,
            "until": until,
            "tries": tries,
        },
    )


def find(db: Db, token_sha256: bytes) -> EnrolCode | None:
    """The code of this token."""
    row = db.execute(
        """
        SELECT seat, until, tries_left, used_at
        FROM enrol_code
        WHERE token_sha256 = :token_sha256
        """,
        {"token_sha256": token_sha256},
    ).fetchone()
    if row is None:
        return None
    return EnrolCode(
        row["seat"], Instant(row["until"]), row["tries_left"], row["used_at"] is not None
    )


def is_meant(db: Db, selector: str) -> bool:
    """Whether a wrong try counts against a code that is open."""
    row = db.execute(
        """
        SELECT 1
        FROM enrol_code
        WHERE selector = :selector
          AND used_at IS NULL
          AND tries_left > 0
        LIMIT 1
        """,
        {"selector": selector},
    ).fetchone()
    return row is not None


def count_wrong_try(db: Db, selector: str) -> None:
    """A token that nobody gave: the code that it means has one try less."""
    db.execute(
        """
        UPDATE enrol_code
        SET tries_left = tries_left - 1
        WHERE selector = :selector
          AND used_at IS NULL
          AND tries_left > 0
        """,
        {"selector": selector},
    )


def use(db: Db, now: Instant, token_sha256: bytes) -> None:
    """The code has done its work."""
    db.execute(
        "UPDATE enrol_code SET used_at = :now WHERE token_sha256 = :token_sha256",
        {"now": now, "token_sha256": token_sha256},
    )


def void_open(db: Db) -> None:
    """All that are open let nobody in any more: the hub's key, which they name, has changed."""
    db.execute("UPDATE enrol_code SET tries_left = 0 WHERE used_at IS NULL AND tries_left > 0")
