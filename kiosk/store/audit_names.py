"""What the things of the audit log are called: one query for each kind, however many lines name it.

Names are looked up when the log is read, so that an erased person is nobody in old lines too.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kiosk.disk.db import Db

BATCH_LIMIT = 1_000
"""So many ids are asked for at once: a CSV has 10,000 lines."""


@dataclass(frozen=True, slots=True)
class Named:
    """A thing by name. `title`: of the thing, "" where it has none; `seat`: 0 where none is meant.

    `person`: whose it is, "" for nobody registered; `visitor`: that person's id or "";
    `erased`: they asked to be forgotten. Of a record that was merged: the one that stays.
    """

    title: str = ""
    person: str = ""
    seat: int = 0
    visitor: str = ""
    erased: bool = False


QUERIES: Mapping[str, str] = MappingProxyType(
    {
        "visitor": """
            SELECT visitor.id, '', coalesce(stays.name, visitor.name), 0,
                   coalesce(stays.id, visitor.id), coalesce(stays.erased_at, visitor.erased_at)
            FROM visitor
            LEFT JOIN visitor AS stays ON stays.id = visitor.merged_into
            WHERE visitor.id IN (SELECT value FROM json_each(:ids))
            """,
        "staff": """
            SELECT staff.id, '', staff.name, 0, '', NULL
            FROM staff
            WHERE staff.id IN (SELECT value FROM json_each(:ids))
            """,
        "session": """
            SELECT session.id, '', visitor.name, session.seat, visitor.id, visitor.erased_at
            FROM session
            JOIN visitor ON visitor.id = session.visitor
            WHERE session.id IN (SELECT value FROM json_each(:ids))
            """,
        "sale": """
            SELECT sale.id, offer.title, visitor.name, 0, visitor.id, visitor.erased_at
            FROM sale
            JOIN offer ON offer.id = sale.offer
            JOIN visitor ON visitor.id = sale.visitor
            WHERE sale.id IN (SELECT value FROM json_each(:ids))
            """,
        "payment": """
            SELECT payment.id, payment.title, coalesce(visitor.name, ''), 0,
                   coalesce(visitor.id, ''), visitor.erased_at
            FROM payment
            LEFT JOIN visitor ON visitor.id = payment.visitor
            WHERE payment.id IN (SELECT value FROM json_each(:ids))
            UNION ALL
            SELECT pass.id, offer.title, visitor.name, 0, visitor.id, visitor.erased_at
            FROM pass
            JOIN offer ON offer.id = pass.offer
            JOIN visitor ON visitor.id = pass.visitor
            WHERE pass.id IN (SELECT value FROM json_each(:ids))
            UNION ALL
            SELECT session.id, '', visitor.name, session.seat, visitor.id, visitor.erased_at
            FROM session
            JOIN visitor ON visitor.id = session.visitor
            WHERE session.id IN (SELECT value FROM json_each(:ids))
              AND session.kind = 'account'
            """,
        "batch": """
            SELECT voucher_batch.id, voucher_batch.count || ' × ' || voucher_batch.title,
                   '', 0, '', NULL
            FROM voucher_batch
            WHERE voucher_batch.id IN (SELECT value FROM json_each(:ids))
            """,
        "offer": """
            SELECT offer.id, offer.title, '', 0, '', NULL
            FROM offer
            WHERE offer.id IN (SELECT value FROM json_each(:ids))
            """,
        "product": """
            SELECT product.id, product.title, '', 0, '', NULL
            FROM product
            WHERE product.id IN (SELECT value FROM json_each(:ids))
            """,
        "equipment": """
            SELECT equipment.code, equipment.title || ' (' || equipment.code || ')', '', 0, '', NULL
            FROM equipment
            WHERE equipment.code IN (SELECT value FROM json_each(:ids))
            """,
        "booking": """
            SELECT booking.id, '', coalesce(visitor.name, booking.name), booking.seat,
                   coalesce(visitor.id, ''), visitor.erased_at
            FROM booking
            LEFT JOIN visitor ON visitor.id = booking.visitor
            WHERE booking.id IN (SELECT value FROM json_each(:ids))
            """,
        "block": """
            SELECT booking_block.id, booking_block.title, '', 0, '', NULL
            FROM booking_block
            WHERE booking_block.id IN (SELECT value FROM json_each(:ids))
            """,
        "opening": """
            SELECT opening.id, opening.title, '', 0, '', NULL
            FROM opening
            WHERE opening.id IN (SELECT value FROM json_each(:ids))
        """,
        "class": """
            SELECT class.id, class.title, '', 0, '', NULL
            FROM class
            WHERE class.id IN (SELECT value FROM json_each(:ids))
            """,
        "draft": """
            SELECT module_draft.id, module_draft.title, '', 0, '', NULL
            FROM module_draft
            WHERE module_draft.id IN (SELECT value FROM json_each(:ids))
            """,
        "ticket": """
            SELECT waiting.id, '#' || waiting.number, coalesce(visitor.name, waiting.name), 0,
                   coalesce(visitor.id, ''), visitor.erased_at
            FROM waiting
            LEFT JOIN visitor ON visitor.id = waiting.visitor
            WHERE waiting.id IN (SELECT value FROM json_each(:ids))
            """,
        "subscription": """
            SELECT subscription.id, offer.title, visitor.name, 0, visitor.id, visitor.erased_at
            FROM subscription
            JOIN offer ON offer.id = subscription.offer
            JOIN visitor ON visitor.id = subscription.visitor
            WHERE subscription.id IN (SELECT value FROM json_each(:ids))
            """,
        "sponsor": """
            SELECT sponsorship.id, sponsorship.funder, '', 0, '', NULL
            FROM sponsorship
            WHERE sponsorship.id IN (SELECT value FROM json_each(:ids))
            """,
        "shift": """
            SELECT shift.id, '', staff.name, 0, '', NULL
            FROM shift
            JOIN staff ON staff.id = shift.operator
            WHERE shift.id IN (SELECT value FROM json_each(:ids))
            """,
        "station": """
            SELECT station.id, station.name, '', coalesce(seat.number, 0), '', NULL
            FROM station
            LEFT JOIN seat ON seat.station = station.id
            WHERE station.id IN (SELECT value FROM json_each(:ids))
            """,
    }
)


def parted(about: str) -> tuple[str, str]:
    """The kind and the id of a thing that a line is about; ("", about) where it names no kind."""
    kind, colon, key = about.partition(":")
    return (kind, key) if colon else ("", about)


def names(db: Db, abouts: Iterable[str]) -> dict[str, Named]:
    """The things of some lines by what the lines call them; what is gone is left out."""
    wanted: dict[str, dict[str, None]] = {}
    for about in abouts:
        kind, key = parted(about)
        if kind in QUERIES:
            wanted.setdefault(kind, {})[key] = None
    return {
        f"{kind}:{key}": named
        for kind, keys in wanted.items()
        for key, named in _of_kind(db, kind, tuple(keys))
    }


def _of_kind(db: Db, kind: str, keys: tuple[str, ...]) -> Iterable[tuple[str, Named]]:
    for first in range(0, len(keys), BATCH_LIMIT):
        ids = json.dumps(keys[first : first + BATCH_LIMIT])
        for key, title, person, seat, visitor, erased_at in db.execute(QUERIES[kind], {"ids": ids}):
            erased = erased_at is not None
            yield key, Named(title, "" if erased else person, seat, visitor, erased)
