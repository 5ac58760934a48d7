"""What sponsorships keep of their budgets for sessions that are open: of a pass, or of a class."""

from dataclasses import dataclass

from kiosk.disk.db import Db


@dataclass(frozen=True, slots=True)
class Promise:
    """So many seconds of a session of a class a sponsorship pays for at most, on what terms."""

    sponsorship: str
    seconds: int
    offer: str | None


def promised_s(db: Db, *, sponsorship: str, beside: str) -> tuple[int, ...]:
    """What open sessions but one may still take: of a sponsored pass, or as those of a class."""
    rows = db.execute(
        """
        SELECT sponsor_promise.seconds
        FROM sponsor_promise
        WHERE sponsor_promise.sponsorship = :sponsorship
          AND sponsor_promise.session <> :beside
        UNION ALL
        SELECT sponsored_session.seconds
        FROM session
        JOIN sponsored_session ON sponsored_session.session = session.id
        WHERE session.closed_at IS NULL
          AND session.id <> :beside
          AND sponsored_session.sponsorship = :sponsorship
        """,
        {"sponsorship": sponsorship, "beside": beside},
    )
    return tuple(row["seconds"] for row in rows)


def promise_pass(db: Db, *, session: str, sponsorship: str, seconds: int) -> None:
    """It keeps so many seconds of its budget for an open session; said again, the last counts."""
    db.execute(
        """
        INSERT INTO sponsor_promise (session, sponsorship, seconds)
        VALUES (:session, :sponsorship, :seconds)
        ON CONFLICT (session, sponsorship) DO UPDATE SET seconds = excluded.seconds
        """,
        {"session": session, "sponsorship": sponsorship, "seconds": seconds},
    )


def less_promised(db: Db, *, session: str, sponsorship: str, seconds: int) -> None:
    """So many of the promised seconds were spent beside the session."""
    db.execute(
        """
        UPDATE sponsor_promise
        SET seconds = max(0, seconds - :seconds)
        WHERE session = :session AND sponsorship = :sponsorship
        """,
        {"session": session, "sponsorship": sponsorship, "seconds": seconds},
    )


def forget_promises(db: Db, session: str) -> None:
    """A session closed: what it was promised and did not use is free."""
    db.execute("DELETE FROM sponsor_promise WHERE session = :session", {"session": session})


def promise(db: Db, *, session: str, sponsorship: str, seconds: int, offer: str | None) -> None:
    """It pays for so many seconds of a session of a class at most."""
    db.execute(
        """
        INSERT INTO sponsored_session (session, sponsorship, seconds, offer)
        VALUES (:session, :sponsorship, :seconds, :offer)
        """,
        {"session": session, "sponsorship": sponsorship, "seconds": seconds, "offer": offer},
    )


def promise_of(db: Db, session: str) -> Promise | None:
    """What a sponsorship pays of a session of a class, if one does."""
    row = db.execute(
        "SELECT sponsorship, seconds, offer FROM sponsored_session WHERE session = :session",
        {"session": session},
    ).fetchone()
    return None if row is None else Promise(*tuple(row))
