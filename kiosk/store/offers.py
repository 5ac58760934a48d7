"""Offers: the priced buttons at the desk."""

from dataclasses import dataclass

from kiosk.disk.db import Db

OFFERS_LIMIT = 50


@dataclass(frozen=True, slots=True)
class Offer:
    """So many seconds for so much money, to be used within `valid_s` of the sale."""

    id: str
    title: str
    seconds: int
    price_minor: int
    valid_s: int
    place: int


def add(db: Db, offer: Offer) -> None:
    """Put an offer on the desk."""
    db.execute(
        """
        INSERT INTO offer (id, title, seconds, price_minor, valid_s, place)
        VALUES (:id, :title, :seconds, :price_minor, :valid_s, :place)
        """,
        {
            "id": offer.id,
            "title": offer.title,
            "seconds": offer.seconds,
            "price_minor": offer.price_minor,
            "valid_s": offer.valid_s,
            "place": offer.place,
        },
    )


def active(db: Db) -> tuple[Offer, ...]:
    """The offers on the desk, in their places."""
    rows = db.execute(
        """
        SELECT id, title, seconds, price_minor, valid_s, place
        FROM offer
        WHERE active = 1
        ORDER BY place, id
        LIMIT :limit
        """,
        {"limit": OFFERS_LIMIT},
    )
    return tuple(Offer(*tuple(row)) for row in rows)


def by_id(db: Db, offer: str) -> Offer | None:
    """The active offer of this id."""
    row = db.execute(
        """
        SELECT id, title, seconds, price_minor, valid_s, place
        FROM offer
        WHERE id = :id
          AND active = 1
        """,
        {"id": offer},
    ).fetchone()
    return None if row is None else Offer(*tuple(row))
