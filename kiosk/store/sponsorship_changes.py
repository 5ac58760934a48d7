"""Changes of sponsorships that wait for their day."""

from dataclasses import dataclass

from kiosk.disk.db import Db, Row
from kiosk.rules.instants import Instant

DUE_LIMIT = 100
COLUMNS = """id, sponsorship, applies_from, offer, price_group, visitors_limit, days_more, made_at,
             made_by"""


@dataclass(frozen=True, slots=True)
class Change:
    """Whom a sponsorship will take in from an instant on; `offer` holds its terms of then."""

    id: str
    sponsorship: str
    applies_from: Instant
    offer: str
    groups: frozenset[str]
    visitors_limit: int
    days_more: int
    made_at: Instant
    made_by: str


def add(db: Db, made: Change) -> None:
    """Keep one; the table refuses a second that waits."""
    db.execute(
        f"""
        INSERT INTO sponsorship_change ({COLUMNS})
        VALUES (:id, :sponsorship, :applies_from, :offer, :group, :visitors_limit, :days_more,
                :made_at, :made_by)
        """,
        {
            "id": made.id,
            "sponsorship": made.sponsorship,
            "applies_from": made.applies_from,
            "offer": made.offer,
            "group": ",".join(sorted(made.groups)),
            "visitors_limit": made.visitors_limit,
            "days_more": made.days_more,
            "made_at": made.made_at,
            "made_by": made.made_by,
        },
    )


def waiting(db: Db, sponsorship: str) -> Change | None:
    """The one that waits, if one does."""
    row = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM sponsorship_change
        WHERE sponsorship = :sponsorship AND over_at IS NULL
        """,
        {"sponsorship": sponsorship},
    ).fetchone()
    return None if row is None else _read(row)


def due(db: Db, now: Instant) -> tuple[Change, ...]:
    """Those whose moment has come, in its order."""
    rows = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM sponsorship_change
        WHERE applies_from <= :now AND over_at IS NULL
        ORDER BY applies_from, id
        LIMIT :limit
        """,
        {"now": now, "limit": DUE_LIMIT},
    )
    return tuple(_read(row) for row in rows)


def end(db: Db, now: Instant, change: str, *, how: str) -> None:
    """It waits no more: `holds` or `taken_back`."""
    db.execute(
        """
        UPDATE sponsorship_change
        SET over_at = :now, over_how = :how
        WHERE id = :id AND over_at IS NULL
        """,
        {"id": change, "now": now, "how": how},
    )


def _read(row: Row) -> Change:
    return Change(
        id=row["id"],
        sponsorship=row["sponsorship"],
        applies_from=row["applies_from"],
        offer=row["offer"],
        groups=frozenset(filter(None, row["price_group"].split(","))),
        visitors_limit=row["visitors_limit"],
        days_more=row["days_more"],
        made_at=row["made_at"],
        made_by=row["made_by"],
    )
