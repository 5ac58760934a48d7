"""News of certificates for all hubs, numbered, and how far each hub was told."""

from dataclasses import dataclass

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Select,
    Table,
    Text,
    UniqueConstraint,
    func,
    insert,
    or_,
    select,
    update,
)

from kiosk.exchange.store.columns import BIG, metadata, number, octets, to, words
from kiosk.rules.instants import Instant

award_news = Table(
    "award_news",
    metadata,
    Column("n", BIG, primary_key=True, autoincrement=False),
    to("hub", "hub.origin"),
    octets("signing"),
    words("number"),
    words("name"),
    number("at"),
    UniqueConstraint("signing", "number"),
    Index(None, "hub"),
    sqlite_strict=True,
)
"""`number` is "" where the news is a hub's key; then `name` is what that hub is called."""

award_told = Table(
    "award_told",
    metadata,
    Column("hub", Text, primary_key=True),
    number("n"),
    sqlite_strict=True,
)


@dataclass(frozen=True, slots=True)
class News:
    """A key of a hub, or a certificate that holds no more."""

    n: int
    signing: bytes
    number: str
    name: str


def add(
    db: Connection, now: Instant, *, hub: str, signing: bytes, number: str = "", name: str = ""
) -> bool:
    """Keep a piece of news under the next number; whether it is one.

    Two at once take one number, and the database lets one of them begin again: no number is ever
    seen before a smaller one.
    """
    known = select(award_news.c.n).where(
        award_news.c.signing == signing, award_news.c.number == number
    )
    if db.execute(known).first() is not None:
        return False
    values = {
        "n": _newest(db) + 1,
        "hub": hub,
        "signing": signing,
        "number": number,
        "name": name,
        "at": now,
    }
    db.execute(insert(award_news).values(values))
    return True


def _newest(db: Connection) -> int:
    found = db.execute(select(func.max(award_news.c.n))).scalar()
    return 0 if found is None else int(found)


def count_revoked(db: Connection, hub: str) -> int:
    """How many certificates a hub has taken back."""
    asked = select(func.count()).where(award_news.c.hub == hub, award_news.c.number != "")
    return int(db.execute(asked).scalar_one())


def any_waiting(db: Connection, hub: str) -> bool:
    """Whether there is news that a hub was not told."""
    return db.execute(_waiting(db, hub).limit(1)).first() is not None


def waiting(db: Connection, hub: str, *, limit: int) -> tuple[News, ...]:
    """News that a hub was not told, the eldest first; its own keys are none to it."""
    rows = db.execute(_waiting(db, hub).limit(limit))
    return tuple(News(row.n, bytes(row.signing), row.number, row.name) for row in rows)


def _waiting(db: Connection, hub: str) -> Select[tuple[int, bytes, str, str]]:
    told = db.execute(select(award_told.c.n).where(award_told.c.hub == hub)).scalar()
    return (
        select(award_news.c.n, award_news.c.signing, award_news.c.number, award_news.c.name)
        .where(award_news.c.n > (told or 0))
        .where(or_(award_news.c.hub != hub, award_news.c.number != ""))
        .order_by(award_news.c.n)
    )


def set_told(db: Connection, hub: str, n: int) -> None:
    """A hub is told up to here, by a fact in its stream."""
    changed = db.execute(update(award_told).where(award_told.c.hub == hub).values(n=n))
    if not changed.rowcount:
        db.execute(insert(award_told).values(hub=hub, n=n))
