"""What staff and time ask of the facts that came: gaps, why one waits, old bytes. SQLite only."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from kiosk.disk.db import Db
from kiosk.link.shelf import HELD, REFUSED_BY_STAFF
from kiosk.protocol.bodies import ParkedError
from kiosk.protocol.sync import Kept
from kiosk.rules.instants import Instant

GAPS_LIMIT = 100


def set_parked_code(db: Db, *, fact_id: str, code: str) -> bool:
    """Say why a fact is parked; whether there is such a one."""
    origin, epoch, seq = fact_id.split("/")
    return bool(
        db.execute(
            """
            UPDATE inbox
            SET code = :code
            WHERE origin = :origin
              AND epoch = :epoch
              AND seq = :seq
              AND state = 'parked'
            """,
            {"origin": origin, "epoch": epoch, "seq": int(seq), "code": code},
        ).rowcount
    )


def waits(db: Db, *, origin: str, type: str) -> bool:  # noqa: A002  the table's own word
    """Whether a fact of this type is parked that came from there."""
    row = db.execute(
        """
        SELECT 1
        FROM inbox
        WHERE origin = :origin
          AND state = 'parked'
          AND type = :type
        LIMIT 1
        """,
        {"origin": origin, "type": type},
    ).fetchone()
    return row is not None


def park_again(db: Db, *, fact_id: str) -> bool:
    """Staff want a parked or refused fact tried once more; whether there is such a one.

    Not one of a station that was removed: that is decided for all of them at once.
    """
    origin, epoch, seq = fact_id.split("/")
    return bool(
        db.execute(
            """
            UPDATE inbox
            SET state = 'parked', code = :code
            WHERE origin = :origin
              AND epoch = :epoch
              AND seq = :seq
              AND state IN ('parked', 'rejected')
              AND code NOT IN (:held, :refused)
            """,
            {
                "origin": origin,
                "epoch": epoch,
                "seq": int(seq),
                "code": ParkedError.code,
                "held": HELD,
                "refused": REFUSED_BY_STAFF,
            },
        ).rowcount
    )


def park_refused(db: Db, *, since: Instant, codes: Sequence[str]) -> int:
    """What was refused since then for one of these reasons waits again; returns how many facts."""
    return sum(
        db.execute(
            """
            UPDATE inbox
            SET state = 'parked', code = :parked
            WHERE state = 'rejected'
              AND received_at >= :since
              AND code = :code
            """,
            {"parked": ParkedError.code, "since": since, "code": code},
        ).rowcount
        for code in codes
    )


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers of a maker that did not come though later ones did; `since` those came."""

    origin: str
    epoch: str
    missing: int
    since: Instant


def gaps(db: Db) -> tuple[Gap, ...]:
    """What is missing of each maker, the oldest gap first."""
    rows = db.execute(
        """
        SELECT origin, epoch,
               highest - have - (
                   SELECT count(*)
                   FROM inbox
                   WHERE inbox.origin = heard.origin
                     AND inbox.epoch = heard.epoch
                     AND inbox.seq > heard.have
               ) AS missing,
               (SELECT received_at
                FROM inbox
                WHERE inbox.origin = heard.origin
                  AND inbox.epoch = heard.epoch
                  AND inbox.seq > heard.have
                ORDER BY seq
                LIMIT 1) AS since
        FROM heard
        WHERE highest > have
        ORDER BY since
        LIMIT :limit
        """,
        {"limit": GAPS_LIMIT},
    )
    return tuple(
        Gap(row["origin"], row["epoch"], row["missing"], Instant(row["since"] or 0))
        for row in rows
        if row["missing"] > 0
    )


def let_raw_go(db: Db, kept: Kept, *, upto: int, before: Instant, limit: int) -> int:
    """Let the bytes of applied facts go that came before an instant; returns how many it looked at.

    What they said is in our tables and, up to `upto`, in a verified copy as well. The row stays
    for ever with its hash, so that the same fact is known when it comes again. Bytes of parked and
    refused facts stay: staff may want them.
    """
    place: dict[str, str | int] = {"origin": kept.origin, "epoch": kept.epoch}
    old = _raw_to_let_go(db, kept, upto=upto, before=before, limit=limit)
    if not old:
        return 0
    place["begun"], place["last"] = old[0] - 1, old[-1]
    db.execute(
        """
        UPDATE inbox
        SET raw = x'', signature = x''
        WHERE origin = :origin
          AND epoch = :epoch
          AND seq > :begun
          AND seq <= :last
          AND state = 'applied'
        """,
        place,
    )
    db.execute("UPDATE heard SET raw_upto = :last WHERE origin = :origin AND epoch = :epoch", place)
    return len(old)


def has_raw_to_let_go(db: Db, kept: Kept, *, upto: int, before: Instant) -> bool:
    """Whether `let_raw_go` would find any."""
    return bool(_raw_to_let_go(db, kept, upto=upto, before=before, limit=1))


def _raw_to_let_go(
    db: Db, kept: Kept, *, upto: int, before: Instant, limit: int
) -> tuple[int, ...]:
    """The numbers whose bytes may go; the first younger one ends them."""
    rows = db.execute(
        """
        SELECT inbox.seq AS seq, inbox.received_at AS received_at
        FROM heard
        JOIN inbox ON inbox.origin = heard.origin AND inbox.epoch = heard.epoch
        WHERE heard.origin = :origin
          AND heard.epoch = :epoch
          AND inbox.seq > heard.raw_upto
          AND inbox.seq <= :upto
        ORDER BY inbox.seq
        LIMIT :limit
        """,
        {
            "origin": kept.origin,
            "epoch": kept.epoch,
            "upto": min(upto, kept.have),
            "limit": limit,
        },
    )
    return tuple(row["seq"] for row in takewhile(lambda row: row["received_at"] < before, rows))
