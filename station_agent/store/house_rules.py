"""What the house asks of everybody, and whether the open session's visitor said yes."""

from kiosk.disk.db import Db
from kiosk.protocol.bodies import HouseRules
from kiosk.protocol.codec import decode, encode


def keep(db: Db, rules: HouseRules) -> None:
    """The newest edition; an older one that comes late changes nothing."""
    known = read(db)
    if known is not None and known.edition >= rules.edition:
        return
    db.execute(
        "INSERT OR REPLACE INTO house_rules (one, body) VALUES (1, :body)",
        {"body": encode(rules).decode("utf-8")},
    )


def read(db: Db) -> HouseRules | None:
    """The edition that holds; None before the hub has told one."""
    row = db.execute("SELECT body FROM house_rules").fetchone()
    return None if row is None else decode(row["body"].encode(), HouseRules)


def accept(db: Db, *, session: str, edition: int) -> None:
    """The visitor of this session said yes."""
    db.execute("DELETE FROM house_rules_accepted")
    db.execute(
        "INSERT INTO house_rules_accepted (session, edition) VALUES (:session, :edition)",
        {"session": session, "edition": edition},
    )


def accepted(db: Db, session: str) -> int:
    """The edition that was accepted here in this session; 0 for none."""
    row = db.execute(
        "SELECT edition FROM house_rules_accepted WHERE session = :session", {"session": session}
    ).fetchone()
    return 0 if row is None else int(row["edition"])
