"""What the open session asked of the hub that has no answer yet, by the name it was asked under.

No PIN stands here: `asked` is the question without who said yes to it.
"""

from kiosk.disk.db import Db


def name_of(db: Db, *, session: str, asked: str, request_id: str) -> str:
    """The request id of this question: the first one that it was asked under."""
    given = {"session": session, "asked": asked, "request_id": request_id}
    db.execute(
        """
        INSERT INTO unanswered (session, asked, request_id)
        VALUES (:session, :asked, :request_id)
        ON CONFLICT (session, asked) DO NOTHING
        """,
        given,
    )
    row = db.execute(
        "SELECT request_id FROM unanswered WHERE session = :session AND asked = :asked", given
    ).fetchone()
    return str(row["request_id"])


def answered(db: Db, *, session: str, asked: str) -> None:
    """The hub has answered: asked once more, it is another question."""
    db.execute(
        "DELETE FROM unanswered WHERE session = :session AND asked = :asked",
        {"session": session, "asked": asked},
    )


def forget(db: Db) -> None:
    """The session is over, and with it what it asked."""
    db.execute("DELETE FROM unanswered")
