"""Offers: the priced buttons at the desk. A row is never changed but for its place on the desk."""

import json
from dataclasses import dataclass, field
from typing import Any

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.offers import Draft, Lasts, Terms, most_seconds
from kiosk.rules.spans import EVERY_DAY, Window
from kiosk.rules.subscriptions import Cycle, Period

OFFERS_LIMIT = 50
TITLES_LIMIT = 2000


@dataclass(frozen=True, slots=True)
class Offer:
    """So many seconds for so much money, to be used within `valid_s` of the sale, on its terms.

    One with a `cycle` is a subscription; it may include a kind of `equipment`. `series` and
    `edition` tell what it replaced: the row of the last edition on sale is the offer.
    """

    id: str
    title: str
    seconds: int
    price_minor: int
    valid_s: int
    place: int
    terms: Terms = field(default_factory=Terms)
    pinned: bool = True
    series: str = ""
    edition: int = 1
    active: bool = True
    cycle: Cycle | None = None
    equipment: str = ""
    names: tuple[tuple[str, str], ...] = ()

    def called(self, language: str) -> str:
        """Its name for who reads this language; the title where it has no other."""
        return dict(self.names).get(language, self.title)

    @property
    def is_whole(self) -> bool:
        """Whether it holds all the time that it lasts; time that comes anew was typed."""
        if self.cycle is not None and self.cycle.allowance is not None:
            return False
        period = None if self.cycle is None else self.cycle.period
        return self.seconds >= most_seconds(
            Draft(self.title, 0, None, self.valid_s, 0, terms=self.terms, period=period)
        )


COLUMNS = """id, title, seconds, price_minor, valid_s, place, zones, days, start_minute, end_minute,
             seconds_a_day, lasts, pinned, series, edition, active, period, arrears_days,
             carry_over, equipment, allowance, months,
             (SELECT json_group_object(language, name)
              FROM offer_name
              WHERE offer_name.offer = offer.id) AS names"""
MONTHS = {Period.QUARTER: 3, Period.YEAR: 12}
"""Periods that are kept as so many months."""


def add(db: Db, offer: Offer, now: Instant = Instant(0)) -> None:  # noqa: B008  a NewType call makes no new thing
    """Put an offer on the desk."""
    terms = offer.terms
    period = None if offer.cycle is None else offer.cycle.period
    db.execute(
        """
        INSERT INTO offer (id, title, seconds, price_minor, valid_s, place, zones, days,
                           start_minute, end_minute, seconds_a_day, lasts, pinned, series, edition,
                           made_at, period, arrears_days, carry_over, active,
                           equipment, allowance, months)
        VALUES (:id, :title, :seconds, :price_minor, :valid_s, :place, :zones, :days,
                :start_minute, :end_minute, :seconds_a_day, :lasts, :pinned, :series, :edition,
                :now, :period, :arrears_days, :carry_over, :active, :equipment,
                :allowance, :months)
        """,
        {
            "id": offer.id,
            "title": offer.title,
            "seconds": offer.seconds,
            "price_minor": offer.price_minor,
            "valid_s": offer.valid_s,
            "place": offer.place,
            "zones": json.dumps(sorted(terms.zones)),
            "days": sum(1 << day for day in terms.window.days),
            "start_minute": terms.window.start,
            "end_minute": terms.window.end,
            "seconds_a_day": terms.seconds_a_day,
            "lasts": terms.lasts.value,
            "pinned": int(offer.pinned),
            "series": offer.series or offer.id,
            "edition": offer.edition,
            "now": now,
            "active": int(offer.active),
            "equipment": offer.equipment,
            "period": None if period is None else "month" if period in MONTHS else period.value,
            "months": 1 if period is None else MONTHS.get(period, 1),
            "arrears_days": 0 if offer.cycle is None else offer.cycle.arrears_days,
            "allowance": None if offer.cycle is None else offer.cycle.allowance,
            "carry_over": 0 if offer.cycle is None else int(offer.cycle.carry_over),
        },
    )
    db.executemany(
        "INSERT INTO offer_name (offer, language, name) VALUES (:offer, :language, :name)",
        [{"offer": offer.id, "language": language, "name": name} for language, name in offer.names],
    )


def active(db: Db) -> tuple[Offer, ...]:
    """The offers on sale, in their places."""
    return _several(db, "active = 1 ORDER BY place, id", limit=OFFERS_LIMIT)


def pinned(db: Db) -> tuple[Offer, ...]:
    """The offers that are buttons on the floor, in their places."""
    return _several(db, "active = 1 AND pinned = 1 ORDER BY place, id", limit=OFFERS_LIMIT)


def retired(db: Db) -> tuple[Offer, ...]:
    """The newest edition of each offer that is not sold any more."""
    return _several(
        db,
        """active = 0
          AND id <> 'power-cut'
          AND NOT EXISTS (SELECT 1 FROM sponsorship WHERE sponsorship.id = offer.series)
          AND NOT EXISTS (SELECT 1
                          FROM offer AS newer
                          WHERE newer.series = offer.series
                            AND newer.edition > offer.edition)
        ORDER BY place, id""",
        limit=OFFERS_LIMIT,
    )


def is_never_sold(db: Db, offer: Offer) -> bool:
    """Whether it only says what a sponsorship or the house pays for, and has no price."""
    if offer.id == "power-cut":
        return True
    row = db.execute("SELECT 1 FROM sponsorship WHERE id = :series", {"series": offer.series})
    return row.fetchone() is not None


def by_id(db: Db, offer: str) -> Offer | None:
    """The offer of this id, on sale or not."""
    return next(iter(_several(db, "id = :offer", limit=1, offer=offer)), None)


def on_sale(db: Db, offer: str) -> Offer | None:
    """The offer of this id, if it is sold now."""
    return next(iter(_several(db, "id = :offer AND active = 1", limit=1, offer=offer)), None)


def titles(db: Db) -> dict[str, str]:
    """What each offer is called, the newest first where there are too many."""
    rows = db.execute(
        "SELECT id, title FROM offer ORDER BY rowid DESC LIMIT :limit", {"limit": TITLES_LIMIT}
    )
    return {row["id"]: row["title"] for row in rows}


def newest_edition(db: Db, series: str) -> int:
    """The number of the newest edition."""
    row = db.execute(
        "SELECT coalesce(max(edition), 0) AS n FROM offer WHERE series = :series",
        {"series": series},
    ).fetchone()
    return int(row["n"])


def set_active(db: Db, *, offer: str, active: bool) -> None:
    """Put an offer on sale, or take it off."""
    db.execute("UPDATE offer SET active = :active WHERE id = :id", {"id": offer, "active": active})


def set_pinned(db: Db, *, offer: str, pinned: bool) -> None:
    """Make an offer a button on the floor, or no more."""
    db.execute("UPDATE offer SET pinned = :pinned WHERE id = :id", {"id": offer, "pinned": pinned})


def _several(db: Db, condition: str, *, limit: int, **words: str) -> tuple[Offer, ...]:
    rows = db.execute(
        f"SELECT {COLUMNS} FROM offer WHERE {condition} LIMIT :limit", {**words, "limit": limit}
    )
    return tuple(_offer(row) for row in rows)


def read_terms(row: Any) -> Terms:
    """The terms in a row with an offer's columns."""
    days = frozenset(day for day in EVERY_DAY if row["days"] >> day & 1)
    return Terms(
        zones=frozenset(json.loads(row["zones"])),
        window=Window(days, row["start_minute"], row["end_minute"]),
        seconds_a_day=row["seconds_a_day"],
        lasts=Lasts(row["lasts"]),
    )


def _offer(row: Any) -> Offer:
    return Offer(
        id=row["id"],
        title=row["title"],
        seconds=row["seconds"],
        price_minor=row["price_minor"],
        valid_s=row["valid_s"],
        place=row["place"],
        terms=read_terms(row),
        pinned=row["pinned"] == 1,
        series=row["series"],
        edition=row["edition"],
        active=row["active"] == 1,
        cycle=_cycle(row),
        equipment=row["equipment"],
        names=tuple(sorted(json.loads(row["names"]).items())),
    )


def _cycle(row: Any) -> Cycle | None:
    if row["period"] is None:
        return None
    return Cycle(
        next((each for each, n in MONTHS.items() if n == row["months"]), Period(row["period"])),
        row["price_minor"],
        row["arrears_days"],
        row["carry_over"] == 1,
        None if row["allowance"] is None else Period(row["allowance"]),
    )
