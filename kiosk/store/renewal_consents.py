"""What visitors said of their account and a subscription, the newest last.

How much the newest allows stands with its subscription: `subscriptions.COLUMNS`.
"""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant


@dataclass(frozen=True, slots=True)
class Consent:
    """A yes, up to `minor` a period, or its end (`minor` 0); said at the desk or at a seat."""

    subscription: str
    visitor: str
    minor: int
    way: str
    by: str
    at: Instant


def add(db: Db, consent: Consent) -> None:
    """Keep what was said."""
    db.execute(
        """
        INSERT INTO renewal_consent (subscription, visitor, minor, way, by, at)
        VALUES (:subscription, :visitor, :minor, :way, :by, :at)
        """,
        {
            "subscription": consent.subscription,
            "visitor": consent.visitor,
            "minor": consent.minor,
            "way": consent.way,
            "by": consent.by,
            "at": consent.at,
        },
    )


def latest(db: Db, *, subscription: str, visitor: str) -> Consent | None:
    """What its visitor said last; somebody else's yes, as before a merge, is none."""
    row = db.execute(
        """
        SELECT subscription, visitor, minor, way, by, at
        FROM renewal_consent
        WHERE subscription = :subscription
          AND visitor = :visitor
        ORDER BY n DESC
        LIMIT 1
        """,
        {"subscription": subscription, "visitor": visitor},
    ).fetchone()
    return None if row is None else Consent(*tuple(row))
