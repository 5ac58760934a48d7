"""Who sits where: open sessions with their visitors, as the floor reads them in one go."""

from dataclasses import dataclass

from kiosk.disk.db import Db, Row
from kiosk.rules.instants import Instant


@dataclass(frozen=True, slots=True)
class Sitting:
    """An open session with what the floor says of its visitor; `offer` is what was bought last.

    `pays` is how the seconds are paid that no pass covers, `limit_minor` the most that may cost.
    `moving_to` is the station where it is going, or None.
    """

    session: str
    station: str
    state: str
    opened_at: Instant
    granted_s: int
    used_s: int
    visitor: str
    name: str
    is_guest: bool
    offer: str
    pays: str
    moving_to: str | None
    limit_minor: int = 0
    extended: bool = False


def sittings(db: Db) -> tuple[Sitting, ...]:
    """All open sessions: one a seat at most."""
    rows = db.execute(
        """
        SELECT session.id, session.station, session.state, session.opened_at, session.granted_s,
               session.used_s, session.visitor, session.moving_to, visitor.name,
               visitor.code IS NULL AS is_guest,
               coalesce((SELECT offer.title
                         FROM pass
                         JOIN offer ON offer.id = pass.offer
                         WHERE pass.visitor = session.visitor
                         ORDER BY pass.bought_at DESC
                         LIMIT 1), '') AS offer,
               session.kind AS pays, session.limit_minor,
               EXISTS (SELECT 1
                       FROM given_time
                       WHERE given_time.session = session.id
                         AND given_time.why = 'extension') AS extended
        FROM session
        JOIN visitor ON visitor.id = session.visitor
        WHERE session.closed_at IS NULL
        """
    )
    return tuple(_sitting(row) for row in rows)


def _sitting(row: Row) -> Sitting:
    return Sitting(
        session=row["id"],
        station=row["station"],
        state=row["state"],
        opened_at=Instant(row["opened_at"]),
        granted_s=row["granted_s"],
        used_s=row["used_s"],
        visitor=row["visitor"],
        name=row["name"],
        is_guest=row["is_guest"] == 1,
        offer=row["offer"],
        pays=row["pays"],
        moving_to=row["moving_to"],
        limit_minor=row["limit_minor"],
        extended=row["extended"] == 1,
    )
