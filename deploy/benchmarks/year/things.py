"""What a site has of a few things that acts make well enough: lent, bought in parts, printed."""

import secrets

from kiosk.acts import buy_outs, cards, equipment
from kiosk.acts.cards import Codes
from kiosk.acts.equipment import Lending
from kiosk.hub import Hub
from kiosk.rules.buy_outs import Terms
from kiosk.rules.equipment import Kind
from kiosk.store import staff, visitors

BORROWER = "000001"
"""The code of a visitor whom `furnish` registers."""
TABLETS = 20
CARDS = 30
CODES_DRAWN = 20 * CARDS
TERMS = Terms(price_minor=900_000, parts=3, every_days=30, rent_per_day_minor=2_000)
DAYS = 30


def put_things(hub: Hub) -> None:
    """Tablets, the first of them bought in parts, and a sheet of blank cards; once."""
    with hub.read() as db:
        owner, who = staff.by_sign_in(db, "owner"), visitors.by_code(db, BORROWER)
        there = db.execute("SELECT 1 FROM buy_out LIMIT 1").fetchone()
    if owner is None or who is None:
        raise RuntimeError("the site is not furnished")
    if there is not None:
        return
    codes = [
        hub.write(
            equipment.keep_item, kind=Kind.TABLET, title=f"Tablet {n}", deposit_minor=0, by=owner.id
        )
        for n in range(1, TABLETS + 1)
    ]
    hub.write(buy_outs.set_terms, code=codes[0], terms=TERMS, by=owner.id)
    lending = Lending(codes[0], who.id, DAYS, owner.id)
    hub.write(equipment.lend, lending=lending)
    hub.write(buy_outs.start, code=codes[0], deposit_counts=False, by=owner.id)
    drawn = tuple(f"{secrets.randbelow(10**6):06d}" for _ in range(CODES_DRAWN))
    hub.write(cards.make_cards, count=CARDS, codes=Codes(drawn), by=owner.id)
