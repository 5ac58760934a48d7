"""Sessions: metered time of one visitor at one station, as facts; and the lease of each."""

from dataclasses import dataclass, replace
from typing import Any, Literal

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.outages import Policy, PowerCut

SessionKind = Literal["prepaid", "account", "postpaid", "free"]
"""How the seconds are paid that no pass covers."""
NO_POLICY = Policy()
"""Of sessions from before there was one: the visitor pays for every outage."""


@dataclass(frozen=True, slots=True)
class Session:
    """A session as kept. `used_s` is the station's newest word; `receipt` comes with settling.

    `limit_minor` and `limit_s`: what it may cost and last beyond its passes; 0 for a prepaid one.
    `policy` says who pays for outages; `hub_away_s` is the stations' word on seconds without us.
    """

    id: str
    visitor: str
    station: str
    seat: int
    state: str
    opened_at: Instant
    tariff: bytes
    granted_s: int
    used_s: int
    closed_at: Instant | None
    why: str
    receipt: bytes | None
    kind: SessionKind = "prepaid"
    limit_minor: int = 0
    limit_s: int = 0
    hub_away_s: int = 0
    policy: Policy = NO_POLICY


@dataclass(frozen=True, slots=True)
class FactRow:
    """One fact of a session: where and at what price is the hub's word, seconds the station's."""

    kind: str
    at: Instant
    zone: str = ""
    used_s: int | None = None


@dataclass(frozen=True, slots=True)
class LeaseRow:
    """The newest lease of a session; one row, overwritten."""

    session: str
    lease_id: str
    boot_id: str
    n: int
    seconds: int
    renewed_at: Instant


COLUMNS = """id, visitor, station, seat, state, opened_at, tariff, granted_s, used_s,
             closed_at, why, receipt, kind, limit_minor, limit_s, hub_away_s,
             power_cut, internet_percent, hub_percent"""


def add(db: Db, session: Session) -> None:
    """Open a session; the indexes refuse a second one of a visitor or at a station."""
    db.execute(
        """
        INSERT INTO session (id, visitor, station, seat, state, opened_at, tariff, granted_s, kind,
                             limit_minor, limit_s, power_cut, internet_percent, hub_percent)
        VALUES (:id, :visitor, :station, :seat, 'open', :opened_at, :tariff, :granted_s, :kind,
                :limit_minor, :limit_s, :power_cut, :internet_percent, :hub_percent)
        """,
        {
            "id": session.id,
            "visitor": session.visitor,
            "station": session.station,
            "seat": session.seat,
            "opened_at": session.opened_at,
            "tariff": session.tariff,
            "granted_s": session.granted_s,
            "kind": session.kind,
            "limit_minor": session.limit_minor,
            "limit_s": session.limit_s,
            "power_cut": session.policy.power.value,
            "internet_percent": session.policy.internet_percent,
            "hub_percent": session.policy.hub_percent,
        },
    )


def by_id(db: Db, session: str) -> Session | None:
    """One session."""
    return _one(db, "id = :value", session)


def open_at(db: Db, station: str) -> Session | None:
    """The session that is not closed at a station."""
    return _one(db, "station = :value AND closed_at IS NULL", station)


def open_of(db: Db, visitor: str) -> Session | None:
    """The session that is not closed of a visitor."""
    return _one(db, "visitor = :value AND closed_at IS NULL", visitor)


def has_sat(db: Db, *, visitor: str, station: str) -> bool:
    """Whether this visitor has, or ever had, a session at this station; moved on or not."""
    row = db.execute(
        """
        SELECT 1
        FROM session
        WHERE visitor = :visitor
          AND (station = :station
               OR EXISTS (SELECT 1
                          FROM session_fact
                          WHERE session_fact.session = session.id
                            AND session_fact.station = :station))
        LIMIT 1
        """,
        {"visitor": visitor, "station": station},
    ).fetchone()
    return row is not None


def all_open(db: Db) -> tuple[Session, ...]:
    """All sessions that are not closed: one a seat at most."""
    rows = db.execute(f"SELECT {COLUMNS} FROM session WHERE closed_at IS NULL")
    return tuple(_session(row) for row in rows)


def any_open(db: Db) -> bool:
    """Whether anybody sits anywhere."""
    return (
        db.execute("SELECT visitor FROM session WHERE closed_at IS NULL LIMIT 1").fetchone()
        is not None
    )


def of_visitor(db: Db, *, visitor: str, limit: int, offset: int = 0) -> tuple[Session, ...]:
    """A visitor's sessions, the last first."""
    rows = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM session
        WHERE visitor = :visitor
        ORDER BY opened_at DESC
        LIMIT :limit OFFSET :offset
        """,
        {"visitor": visitor, "limit": limit, "offset": offset},
    )
    return tuple(_session(row) for row in rows)


def at_seat(db: Db, seat: int) -> tuple[Session, ...]:
    """All sessions that a seat ever had, the first first."""
    rows = db.execute(
        f"SELECT {COLUMNS} FROM session WHERE seat = :seat ORDER BY opened_at", {"seat": seat}
    )
    return tuple(_session(row) for row in rows)


def spent_s(db: Db, session: str) -> int:
    """The seconds that a session took from passes."""
    row = db.execute(
        """
        SELECT coalesce(sum(seconds), 0) AS seconds
        FROM pass_spend
        WHERE session = :session
        """,
        {"session": session},
    ).fetchone()
    return int(row["seconds"])


def settled_s(db: Db, *, session: str, station: str) -> int:
    """The seconds with which a session was settled, or left this station for another seat."""
    row = db.execute(
        """
        SELECT CASE WHEN session.station = :station THEN session.used_s
                    ELSE (SELECT session_fact.used_s
                          FROM session_fact
                          WHERE session_fact.session = session.id
                            AND session_fact.station = :station
                          ORDER BY session_fact.at DESC
                          LIMIT 1)
               END AS seconds
        FROM session
        WHERE session.id = :session
        """,
        {"session": session, "station": station},
    ).fetchone()
    return int(row["seconds"] or 0)


def closed_between(
    db: Db, *, visitor: str | None, station: str | None, since: Instant, until: Instant
) -> bool:
    """Whether this visitor (or, for a guest, this station) closed a session in that time."""
    row = db.execute(
        """
        SELECT 1
        FROM session
        WHERE (visitor = :visitor OR station = :station)
          AND closed_at >= :since
          AND closed_at < :until
        LIMIT 1
        """,
        {"visitor": visitor, "station": station, "since": since, "until": until},
    ).fetchone()
    return row is not None


def _one(db: Db, condition: str, value: str) -> Session | None:
    row = db.execute(
        f"SELECT {COLUMNS} FROM session WHERE {condition}", {"value": value}
    ).fetchone()
    return None if row is None else _session(row)


def _session(row: Any) -> Session:
    told = tuple(row)
    power_cut, internet_percent, hub_percent = told[-3:]
    policy = Policy(PowerCut(power_cut), internet_percent, hub_percent)
    return replace(Session(*told[:-3]), policy=policy)


def grant(db: Db, *, session: str, seconds: int) -> None:
    """Let a session use so many seconds in all, from its opening."""
    db.execute(
        "UPDATE session SET granted_s = :seconds WHERE id = :id",
        {"id": session, "seconds": seconds},
    )


def set_limit(db: Db, *, session: str, limit_minor: int) -> None:
    """What the time of a session may cost from now on."""
    db.execute(
        "UPDATE session SET limit_minor = :limit_minor WHERE id = :id",
        {"id": session, "limit_minor": limit_minor},
    )


def set_limit_s(db: Db, *, session: str, limit_s: int) -> None:
    """How long the time of a session that is paid for by nobody lasts from now on."""
    db.execute(
        "UPDATE session SET limit_s = :limit_s WHERE id = :id",
        {"id": session, "limit_s": limit_s},
    )


def note_used(db: Db, *, session: str, used_s: int, hub_away_s: int = 0) -> None:
    """The station's word on used seconds, and on those without us; neither ever goes back.

    No second is without us that was not used.
    """
    db.execute(
        """
        UPDATE session
        SET used_s = max(used_s, :used_s),
            hub_away_s = max(hub_away_s, min(:hub_away_s, :used_s))
        WHERE id = :id
          AND closed_at IS NULL
        """,
        {"id": session, "used_s": used_s, "hub_away_s": hub_away_s},
    )


def set_state(db: Db, *, session: str, state: str) -> None:
    """Open or paused."""
    db.execute(
        "UPDATE session SET state = :state WHERE id = :id AND closed_at IS NULL",
        {"id": session, "state": state},
    )


def close(db: Db, now: Instant, *, session: str, used_s: int, why: str, receipt: bytes) -> None:
    """Close a session with what it was charged; closed once, never again."""
    db.execute(
        """
        UPDATE session
        SET state = 'closed', closed_at = :now, used_s = :used_s, why = :why, receipt = :receipt,
            covered_s = json_extract(CAST(:receipt AS TEXT), '$.covered_s'),
            charged_s = json_extract(CAST(:receipt AS TEXT), '$.charged_s'),
            given_s = json_extract(CAST(:receipt AS TEXT), '$.given_s')
        WHERE id = :id
          AND closed_at IS NULL
        """,
        {"id": session, "now": now, "used_s": used_s, "why": why, "receipt": receipt},
    )


def add_closed(db: Db, now: Instant, session: Session, *, why: str) -> None:
    """A session that is over when the hub hears of it; its receipt follows (`keep_receipt`)."""
    db.execute(
        """
        INSERT INTO session (id, visitor, station, seat, state, opened_at, tariff, granted_s, kind,
                             limit_minor, limit_s, used_s, closed_at, why)
        VALUES (:id, :visitor, :station, :seat, 'closed', :opened_at, :tariff, :granted_s, :kind,
                :limit_minor, :limit_s, :used_s, :now, :why)
        """,
        {
            "id": session.id,
            "visitor": session.visitor,
            "station": session.station,
            "seat": session.seat,
            "opened_at": session.opened_at,
            "tariff": session.tariff,
            "granted_s": session.granted_s,
            "kind": session.kind,
            "limit_minor": session.limit_minor,
            "limit_s": session.limit_s,
            "used_s": session.used_s,
            "now": now,
            "why": why,
        },
    )


def keep_receipt(db: Db, *, session: str, receipt: bytes) -> None:
    """What a closed session was charged, once."""
    db.execute(
        """
        UPDATE session
        SET receipt = :receipt,
            covered_s = json_extract(CAST(:receipt AS TEXT), '$.covered_s'),
            charged_s = json_extract(CAST(:receipt AS TEXT), '$.charged_s'),
            given_s = json_extract(CAST(:receipt AS TEXT), '$.given_s')
        WHERE id = :id
          AND receipt IS NULL
        """,
        {"id": session, "receipt": receipt},
    )


def append(db: Db, session: str, fact: FactRow) -> None:
    """Add one fact; the same one again changes nothing."""
    db.execute(
        """
        INSERT INTO session_fact (session, kind, at, zone, used_s)
        VALUES (:session, :kind, :at, :zone, :used_s)
        ON CONFLICT (session, at, kind) DO NOTHING
        """,
        {
            "session": session,
            "kind": fact.kind,
            "at": fact.at,
            "zone": fact.zone,
            "used_s": fact.used_s,
        },
    )


def has_stood(db: Db, session: str) -> bool:
    """Whether a session was paused or moved since its opening."""
    row = db.execute(
        """
        SELECT 1
        FROM session_fact
        WHERE session = :session
          AND kind <> 'opened'
        LIMIT 1
        """,
        {"session": session},
    ).fetchone()
    return row is not None


def facts(db: Db, session: str) -> tuple[FactRow, ...]:
    """A session's facts in order."""
    rows = db.execute(
        "SELECT kind, at, zone, used_s FROM session_fact WHERE session = :session ORDER BY at",
        {"session": session},
    )
    return tuple(FactRow(*tuple(row)) for row in rows)
