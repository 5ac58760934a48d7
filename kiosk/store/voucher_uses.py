"""Uses of vouchers: which session each opened, and what of it nobody paid; what is outstanding."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant


@dataclass(frozen=True, slots=True)
class Use:
    """A session that a voucher opened, at the desk's word or with the hub away."""

    session: str
    code: str
    overspent_s: int = 0


@dataclass(frozen=True, slots=True)
class Overspent:
    """Seconds used on a voucher beyond what was paid for it: where, and who answers for it."""

    code: str
    session: str
    seat: int
    opened_at: Instant
    used_s: int
    overspent_s: int
    found_at: Instant
    operator: str


@dataclass(frozen=True, slots=True)
class Outstanding:
    """A voucher that still opens a seat: what is left of it, and what was paid for all of it."""

    code: str
    title: str
    sold_at: Instant
    lapses: Instant
    seconds: int
    left_s: int
    price_minor: int
    operator: str


def add(db: Db, use: Use) -> None:
    """Keep a use."""
    db.execute(
        """
        INSERT INTO voucher_use (session, code)
        VALUES (:session, :code)
        """,
        {"session": use.session, "code": use.code},
    )


def of_session(db: Db, session: str) -> Use | None:
    """The use that opened a session."""
    row = db.execute(
        """
        SELECT session, code, overspent_s
        FROM voucher_use
        WHERE session = :session
        """,
        {"session": session},
    ).fetchone()
    return None if row is None else Use(*tuple(row))


def has_sat(db: Db, *, guest: str, station: str) -> bool:
    """Whether the voucher of this guest ever opened a session at this station."""
    row = db.execute(
        """
        SELECT 1
        FROM voucher
        JOIN voucher_use ON voucher_use.code = voucher.code
        JOIN session ON session.id = voucher_use.session
        WHERE voucher.visitor = :guest
          AND session.station = :station
        LIMIT 1
        """,
        {"guest": guest, "station": station},
    ).fetchone()
    return row is not None


def of_code(db: Db, code: str) -> bool:
    """Whether a voucher has ever opened a session."""
    row = db.execute(
        "SELECT 1 FROM voucher_use WHERE code = :code LIMIT 1", {"code": code}
    ).fetchone()
    return row is not None


def unpaid(db: Db, code: str) -> tuple[Use, ...]:
    """Uses of a voucher with seconds that nobody paid, the first first."""
    rows = db.execute(
        """
        SELECT voucher_use.session, voucher_use.code, voucher_use.overspent_s
        FROM voucher_use
        JOIN session ON session.id = voucher_use.session
        WHERE voucher_use.code = :code
          AND voucher_use.overspent_s > 0
        ORDER BY session.opened_at
        """,
        {"code": code},
    )
    return tuple(Use(*tuple(row)) for row in rows)


def open_sessions(db: Db, code: str) -> int:
    """How many sessions of a voucher are not closed."""
    row = db.execute(
        """
        SELECT count(*) AS n
        FROM voucher_use
        JOIN session ON session.id = voucher_use.session
        WHERE voucher_use.code = :code
          AND session.closed_at IS NULL
        """,
        {"code": code},
    ).fetchone()
    return int(row["n"])


def used_s(db: Db, code: str) -> int:
    """Seconds used on a voucher in all its sessions, as far as stations told."""
    row = db.execute(
        """
        SELECT coalesce(sum(session.used_s), 0) AS seconds
        FROM voucher_use
        JOIN session ON session.id = voucher_use.session
        WHERE voucher_use.code = :code
        """,
        {"code": code},
    ).fetchone()
    return int(row["seconds"])


def set_overspent(db: Db, now: Instant, *, session: str, seconds: int) -> None:
    """So many seconds of a use were never paid."""
    db.execute(
        """
        UPDATE voucher_use
        SET overspent_s = :seconds, found_at = coalesce(found_at, :now)
        WHERE session = :session
        """,
        {"session": session, "seconds": seconds, "now": now},
    )


def overspent(db: Db, *, limit: int) -> tuple[Overspent, ...]:
    """Uses beyond what was paid, the last found first; the operator sold or holds the voucher."""
    rows = db.execute(
        """
        SELECT voucher_use.code, voucher_use.session, session.seat, session.opened_at,
               session.used_s, voucher_use.overspent_s, voucher_use.found_at,
               coalesce(staff.name, '') AS operator
        FROM voucher_use
        JOIN session ON session.id = voucher_use.session
        JOIN voucher ON voucher.code = voucher_use.code
        LEFT JOIN staff ON staff.id = coalesce(voucher.sold_by, voucher.held_by)
        WHERE voucher_use.overspent_s > 0
        ORDER BY voucher_use.found_at DESC
        LIMIT :limit
        """,
        {"limit": limit},
    )
    return tuple(Overspent(*tuple(row)) for row in rows)


LEFT_S = "pass.seconds - pass.spent_s"


def outstanding(db: Db, now: Instant, *, limit: int) -> tuple[Outstanding, ...]:
    """Vouchers sold and not used up that have not lapsed, the last sold first."""
    rows = db.execute(
        f"""
        WITH newest AS (
            SELECT code
            FROM voucher
            WHERE state IN ('sold', 'in_use')
              AND lapses > :now
            ORDER BY sold_at DESC
            LIMIT :limit
        )
        SELECT voucher.code, offer.title, voucher.sold_at, voucher.lapses, pass.seconds,
               {LEFT_S} AS left_s, sale.price_minor, staff.name
        FROM newest
        JOIN voucher ON voucher.code = newest.code
        JOIN pass ON pass.id = voucher.pass
        JOIN offer ON offer.id = pass.offer
        JOIN sale ON sale.pass = pass.id
        JOIN staff ON staff.id = voucher.sold_by
        ORDER BY voucher.sold_at DESC
        """,
        {"now": now, "limit": limit},
    )
    return tuple(Outstanding(*tuple(row)) for row in rows)


@dataclass(frozen=True, slots=True)
class Liability:
    """What all outstanding vouchers still promise: seconds, and the money paid for them."""

    vouchers: int
    left_s: int
    minor: int


def liability(db: Db, now: Instant) -> Liability:
    """The sums over all outstanding vouchers, each one's money rounded half up."""
    row = db.execute(
        f"""
        SELECT count(*), coalesce(sum(left_s), 0),
               coalesce(sum((2 * price_minor * left_s + seconds) / (2 * seconds)), 0)
        FROM (SELECT sale.price_minor, pass.seconds, {LEFT_S} AS left_s
              FROM voucher
              JOIN pass ON pass.id = voucher.pass
              JOIN sale ON sale.pass = pass.id
              WHERE voucher.state IN ('sold', 'in_use')
                AND voucher.lapses > :now)
        """,
        {"now": now},
    ).fetchone()
    return Liability(*tuple(row))
