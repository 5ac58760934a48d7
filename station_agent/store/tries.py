"""Wrong tries at this station's lock, and until when of which boot it takes none."""

from dataclasses import asdict, dataclass

from kiosk.disk.db import Db


@dataclass(frozen=True, slots=True)
class Wrong:
    """So many in a row; locked out until so many milliseconds after that boot's start."""

    wrong: int
    boot_id: str
    until_ms: int


NONE = Wrong(0, "", 0)


def read(db: Db) -> Wrong:
    """As they stand."""
    row = db.execute("SELECT wrong, boot_id, until_ms FROM wrong_tries").fetchone()
    return NONE if row is None else Wrong(**dict(row))


def keep(db: Db, wrong: Wrong) -> None:
    """The newest replaces the one before."""
    db.execute(
        """
        INSERT OR REPLACE INTO wrong_tries (one, wrong, boot_id, until_ms)
        VALUES (1, :wrong, :boot_id, :until_ms)
        """,
        asdict(wrong),
    )
