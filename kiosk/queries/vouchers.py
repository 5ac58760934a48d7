"""Vouchers as they are printed, and those sold last, for printing one again."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.rules.vouchers import VoucherState
from kiosk.store import passes, sales, vouchers
from kiosk.store.vouchers import Voucher

LATEST_LIMIT = 20


@dataclass(frozen=True, slots=True)
class VoucherSlip:
    """What stands on a voucher, and what was paid for it."""

    code: str
    state: VoucherState
    offer: str
    left_s: int
    sold_at: Instant
    lapses: Instant
    sale: str
    price_minor: int
    tendered_minor: int


def slip(db: Db, code: str) -> VoucherSlip:
    """The voucher of a code.

    Raises:
        Refusal: `voucher_unknown`.
    """
    voucher = vouchers.by_code(db, code)
    if voucher is None:
        raise Refusal("voucher_unknown")
    return _slip(db, voucher)


def latest(db: Db) -> tuple[VoucherSlip, ...]:
    """The vouchers sold last."""
    return tuple(_slip(db, voucher) for voucher in vouchers.latest(db, limit=LATEST_LIMIT))


def _slip(db: Db, voucher: Voucher) -> VoucherSlip:
    held = passes.of_visitor(db, visitor=voucher.visitor, limit=50)
    bought = next((one for one in held if one.id == voucher.pass_id), None)
    paid = sales.of_visitor(db, visitor=voucher.visitor, limit=50)
    sale = next((one for one in paid if one.pass_id == voucher.pass_id), None)
    return VoucherSlip(
        code=voucher.code,
        state=voucher.state,
        offer="" if bought is None else bought.title,
        left_s=0 if bought is None else bought.left_s,
        sold_at=voucher.sold_at,
        lapses=voucher.lapses,
        sale="" if sale is None else sale.id,
        price_minor=0 if sale is None else sale.price_minor,
        tendered_minor=0 if sale is None else sale.tendered_minor,
    )
