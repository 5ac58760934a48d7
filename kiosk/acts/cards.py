"""Cards: made ahead in batches, bound to a visitor at their first scan, replaced when lost."""

from collections.abc import Iterator
from dataclasses import dataclass

from kiosk.acts import void_codes
from kiosk.acts.selling import new_id
from kiosk.acts.site import Site
from kiosk.disk.acting import Tool
from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.store import audit, cards, lock_outs, revisions, visitors

BATCH_MOST = 500
SPARE_CODES = 50
"""Codes drawn beyond those asked for: some may be taken."""


@dataclass(frozen=True, slots=True)
class Codes(Tool):
    """Codes drawn outside; the same form sent again draws others."""

    drawn: tuple[str, ...]


def free_codes(db: Db, drawn: tuple[str, ...]) -> Iterator[str]:
    """Those of the codes that no card ever had, each once."""
    for code in dict.fromkeys(drawn):
        if visitors.by_code(db, code) is None and cards.by_code(db, code) is None:
            yield code


def check_blank(db: Db, code: str) -> None:
    """Refuse a card that cannot be bound.

    Raises:
        Refusal: `card_taken`, `card_unknown`, `card_replaced`, in that order.
    """
    card = cards.by_code(db, code)
    if (card is not None and card.state == "bound") or visitors.by_code(db, code) is not None:
        raise Refusal("card_taken", field="card")
    if card is None:
        raise Refusal("card_unknown", field="card")
    if card.state == "replaced":
        raise Refusal("card_replaced", field="card")


def make_cards(db: Db, now: Instant, *, count: int, codes: Codes, by: str) -> str:
    """Make blank cards to be printed; returns the batch's id.

    Raises:
        Refusal: `too_many` for none or more than a batch holds, `busy` when codes ran out.
    """
    if not 1 <= count <= BATCH_MOST:
        raise Refusal("too_many", field="count")
    free = tuple(free_codes(db, codes.drawn))[:count]
    if len(free) < count:
        raise Refusal("busy")
    batch = new_id()
    cards.add_batch(db, now, batch=batch, made_by=by, codes=free)
    audit.record(db, now, by=by, act="make_cards", about=f"cards:{batch}", reason=str(count))
    return batch


def replace_card(
    db: Db, now: Instant, *, visitor: str, blank: str, codes: Codes, by: str, site: Site
) -> str:
    """Give a visitor another card; the old one opens nothing any more. Returns the new code.

    Stations are told, so that they refuse the old one with the hub away too.

    `blank` is the code of a blank card that was scanned, or "" for a code of those drawn.

    Raises:
        Refusal: `not_found`, what `check_blank` refuses, `busy` when codes ran out.
    """
    who = visitors.registered(db, visitor)
    if blank:
        check_blank(db, blank)
    code = blank or next(free_codes(db, codes.drawn), "")
    if not code:
        raise Refusal("busy")
    old = str(who.code)
    visitors.set_code(db, visitor=visitor, code=code)
    cards.replace(db, now, code=old, visitor=visitor)
    void_codes.tell_all(db, now, site, codes=(old,))
    if blank:
        cards.bind(db, now, code=blank, visitor=visitor)
    lock_outs.forget_all(db, start=lock_outs.tries_of(old))
    audit.record(db, now, by=by, act="replace_card", about=f"visitor:{visitor}")
    revisions.bump(db, revisions.FLOOR)
    return code
