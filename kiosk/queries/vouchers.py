"""Vouchers as they are printed, their batches, and what of them is outstanding or overspent."""

from dataclasses import dataclass, replace

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.offers import Terms
from kiosk.rules.refusals import Refusal
from kiosk.rules.vouchers import BATCH_LIMIT, VoucherState
from kiosk.store import (
    card_uses,
    offers,
    passes,
    sales,
    staff,
    voucher_batches,
    voucher_uses,
    vouchers,
)
from kiosk.store.card_uses import Found
from kiosk.store.voucher_batches import Batch
from kiosk.store.voucher_uses import Liability, Outstanding, Overspent
from kiosk.store.vouchers import Voucher
from kiosk.store.zones import renames

LATEST_LIMIT = 20
BATCHES_LIMIT = 50
SHOWN_LIMIT = 200
STACK_LIMIT = 200


@dataclass(frozen=True, slots=True)
class VoucherSlip:
    """What stands on a voucher, and what was paid for it.

    `sale` is "" and `sold_at` none before it is sold; `price_minor` then is what it will cost.
    """

    voucher: Voucher
    offer: str
    offer_id: str
    terms: tuple[Terms, ...]
    left_s: int
    sale: str
    price_minor: int
    tendered_minor: int
    holder: str

    @property
    def code(self) -> str:
        """As typed."""
        return self.voucher.code


@dataclass(frozen=True, slots=True)
class BatchCounts:
    """A batch, who made it, and how many of its vouchers are in each state."""

    batch: Batch
    made_by: str
    counts: dict[VoucherState, int]


@dataclass(frozen=True, slots=True)
class BatchPage:
    """A batch with those of its vouchers that were looked for."""

    of: BatchCounts
    found: tuple[Voucher, ...]
    names: dict[str, str]
    cut: bool


@dataclass(frozen=True, slots=True)
class Owed:
    """What the site owes to holders of vouchers; lists end at `SHOWN_LIMIT`, the sums do not."""

    liability: Liability
    rows: tuple[Outstanding, ...]
    overspent: tuple[Overspent, ...]
    cards: tuple[Found, ...] = ()


def slip(db: Db, code: str) -> VoucherSlip:
    """The voucher of a code.

    Raises:
        Refusal: `voucher_unknown`.
    """
    voucher = vouchers.by_code(db, code)
    if voucher is None:
        raise Refusal("voucher_unknown")
    return _slip(db, voucher, staff.names(db))


def latest(db: Db) -> tuple[VoucherSlip, ...]:
    """The vouchers sold last."""
    names = staff.names(db)
    return tuple(_slip(db, voucher, names) for voucher in vouchers.latest(db, limit=LATEST_LIMIT))


def batches(db: Db) -> tuple[BatchCounts, ...]:
    """The batches made last."""
    names = staff.names(db)
    return tuple(
        _counted(db, batch, names) for batch in voucher_batches.latest(db, limit=BATCHES_LIMIT)
    )


def batch_page(db: Db, batch: str, *, state: VoucherState | None, words: str) -> BatchPage:
    """One batch, and its vouchers in a state or with a code or number.

    Raises:
        Refusal: `not_found`.
    """
    kept, names = _batch(db, batch), staff.names(db)
    found = voucher_batches.find(db, batch=batch, state=state, words=words, limit=SHOWN_LIMIT + 1)
    cut = len(found) > SHOWN_LIMIT
    return BatchPage(_counted(db, kept, names), found[:SHOWN_LIMIT], names, cut)


def in_stack(db: Db, batch: str, *, holder: str) -> int:
    """How many of a batch somebody has to sell, or sells at once at most."""
    return len(voucher_batches.stack_of(db, batch=batch, holder=holder, limit=STACK_LIMIT))


def batch_to_print(db: Db, batch: str) -> tuple[Batch, tuple[Voucher, ...], tuple[Terms, ...]]:
    """A batch with those of its vouchers that may still be sold, and its offer's terms.

    Raises:
        Refusal: `not_found`.
    """
    kept = _batch(db, batch)
    found = voucher_batches.find(db, batch=batch, state=None, words="", limit=BATCH_LIMIT)
    unsold = (VoucherState.CREATED, VoucherState.PRINTED)
    vouchers = tuple(voucher for voucher in found if voucher.state in unsold)
    return kept, vouchers, _as_called(db, _terms(db, kept.offer))


def owed(db: Db, now: Instant) -> Owed:
    """Outstanding vouchers, and uses beyond what was paid."""
    return Owed(
        voucher_uses.liability(db, now),
        voucher_uses.outstanding(db, now, limit=SHOWN_LIMIT),
        voucher_uses.overspent(db, limit=SHOWN_LIMIT),
        card_uses.found(db, limit=SHOWN_LIMIT),
    )


def _batch(db: Db, batch: str) -> Batch:
    kept = voucher_batches.by_id(db, batch)
    if kept is None:
        raise Refusal("not_found", what="batch")
    return kept


def _as_called(db: Db, terms: Terms) -> tuple[Terms, ...]:
    """Terms with the names that their zones have now, and those they had before, the last first."""
    called = [terms]
    for old, new in renames(db) if terms.zones else ():
        if new in terms.zones:
            terms = replace(terms, zones=terms.zones - {new} | {old})
            called.append(terms)
    return tuple(called)


def _terms_of(db: Db, voucher: Voucher, batch: Batch | None) -> Terms:
    if voucher.pass_id is not None:
        return passes.terms_of(db, voucher.pass_id)
    return Terms() if batch is None else _terms(db, batch.offer)


def _terms(db: Db, offer: str) -> Terms:
    promised = offers.by_id(db, offer)
    return Terms() if promised is None else promised.terms


def _counted(db: Db, batch: Batch, names: dict[str, str]) -> BatchCounts:
    return BatchCounts(batch, names.get(batch.made_by, ""), voucher_batches.counts(db, batch.id))


def _slip(db: Db, voucher: Voucher, names: dict[str, str]) -> VoucherSlip:
    bought = None if voucher.pass_id is None else passes.line_of(db, voucher.pass_id)
    paid = sales.of_visitor(db, visitor=voucher.visitor, limit=50)
    sale = next((one for one in paid if one.pass_id == voucher.pass_id), None)
    batch = None if voucher.batch is None else voucher_batches.by_id(db, voucher.batch)
    promised = 0 if batch is None else batch.price_minor
    return VoucherSlip(
        voucher=voucher,
        offer=bought.title if bought else batch.title if batch else "",
        offer_id=batch.offer if batch else "",
        terms=_as_called(db, _terms_of(db, voucher, batch)),
        left_s=bought.left_s if bought else voucher.seconds,
        sale=sale.id if sale else "",
        price_minor=sale.price_minor if sale else promised,
        tendered_minor=sale.tendered_minor if sale else promised,
        holder=names.get(voucher.sold_by or voucher.held_by or "", ""),
    )
