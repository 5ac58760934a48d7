"""When the internet was away, what sessions were given back for it, what power cuts took."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.outages import Credit, Outage

OUTAGES_LIMIT = 1000
POWER_CUT_OFFER = "power-cut"


@dataclass(frozen=True, slots=True)
class CutRow:
    """What a power cut took from a session's passes; `pass_id` made it good, None: nobody did."""

    session: str
    cut_at: Instant
    back_at: Instant
    lost_s: int
    pass_id: str | None


@dataclass(frozen=True, slots=True)
class GivenLine:
    """What was given for outages in some time: sessions, money, seconds to passes."""

    sessions: int
    minor: int
    seconds: int


def open_one(db: Db) -> Instant | None:
    """Since when the internet is away; None while it is there, or nobody looks."""
    row = db.execute("SELECT began FROM internet_outage WHERE ended IS NULL").fetchone()
    return None if row is None else Instant(row["began"])


def begin(db: Db, began: Instant) -> None:
    """The internet is away; said again, nothing changes."""
    db.execute(
        "INSERT INTO internet_outage (began) VALUES (:began) ON CONFLICT DO NOTHING",
        {"began": began},
    )


def end(db: Db, now: Instant) -> None:
    """The internet is back."""
    db.execute(
        "UPDATE internet_outage SET ended = max(began, :now) WHERE ended IS NULL", {"now": now}
    )


def between(db: Db, *, since: Instant, until: Instant) -> tuple[Outage, ...]:
    """The outages that began after `since` and before `until`; one that goes on ends there."""
    rows = db.execute(
        """
        SELECT began, coalesce(ended, :until) AS ended
        FROM internet_outage
        WHERE began > :since
          AND began < :until
        ORDER BY began
        LIMIT :limit
        """,
        {"since": since, "until": until, "limit": OUTAGES_LIMIT},
    )
    return tuple(Outage(Instant(row["began"]), Instant(row["ended"])) for row in rows)


def keep_credit(db: Db, now: Instant, *, session: str, given: Credit) -> None:
    """What a settled session was given back; the table refuses a second one."""
    db.execute(
        """
        INSERT INTO outage_credit (session, internet_s, hub_s, minor, seconds, at)
        VALUES (:session, :internet_s, :hub_s, :minor, :seconds, :now)
        """,
        {
            "session": session,
            "internet_s": given.internet_s,
            "hub_s": given.hub_s,
            "minor": given.minor,
            "seconds": given.seconds,
            "now": now,
        },
    )


@dataclass(frozen=True, slots=True)
class CreditRow:
    """What one session was given back."""

    session: str
    internet_s: int
    hub_s: int
    minor: int
    seconds: int


def credit_of(db: Db, session: str) -> CreditRow | None:
    """What a session was given back, if anything."""
    row = db.execute(
        """
        SELECT session, internet_s, hub_s, minor, seconds
        FROM outage_credit
        WHERE session = :session
        """,
        {"session": session},
    ).fetchone()
    return None if row is None else CreditRow(*tuple(row))


def keep_cut(db: Db, cut: CutRow) -> None:
    """What a power cut took; the same again changes nothing."""
    db.execute(
        """
        INSERT INTO power_cut (session, cut_at, back_at, lost_s, pass)
        VALUES (:session, :cut_at, :back_at, :lost_s, :pass)
        ON CONFLICT (session, cut_at) DO NOTHING
        """,
        {
            "session": cut.session,
            "cut_at": cut.cut_at,
            "back_at": cut.back_at,
            "lost_s": cut.lost_s,
            "pass": cut.pass_id,
        },
    )


def cuts_of(db: Db, session: str) -> tuple[CutRow, ...]:
    """The power cuts that cost a session's passes something."""
    rows = db.execute(
        """
        SELECT session, cut_at, back_at, lost_s, pass
        FROM power_cut
        WHERE session = :session
        ORDER BY cut_at
        LIMIT :limit
        """,
        {"session": session, "limit": OUTAGES_LIMIT},
    )
    return tuple(CutRow(*tuple(row)) for row in rows)


def given_between(db: Db, *, since: Instant, until: Instant) -> GivenLine:
    """What links that were away cost the site: for the leakage report."""
    row = db.execute(
        """
        SELECT count(*) AS sessions, coalesce(sum(minor), 0) AS minor,
               coalesce(sum(seconds), 0) AS seconds
        FROM outage_credit
        WHERE at >= :since
          AND at < :until
        """,
        {"since": since, "until": until},
    ).fetchone()
    return GivenLine(*tuple(row))


def made_good_between(db: Db, *, since: Instant, until: Instant) -> GivenLine:
    """What power cuts cost the site: for the leakage report."""
    row = db.execute(
        """
        SELECT count(DISTINCT session) AS sessions, 0 AS minor, coalesce(sum(lost_s), 0) AS seconds
        FROM power_cut
        WHERE back_at >= :since
          AND back_at < :until
          AND pass IS NOT NULL
        """,
        {"since": since, "until": until},
    ).fetchone()
    return GivenLine(*tuple(row))
