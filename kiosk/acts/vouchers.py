"""Vouchers over the counter: made in batches, printed, handed out, sold, cancelled."""

import secrets
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from kiosk.acts import void_codes
from kiosk.acts.selling import (
    Counter,
    active_offer,
    add_guest,
    new_id,
    sell,
)
from kiosk.acts.site import Site
from kiosk.acts.voucher_uses import pay_earlier_uses
from kiosk.disk.acting import Tool
from kiosk.disk.db import Db
from kiosk.protocol.vouchers import guest_of, write_voucher
from kiosk.rules.instants import Instant
from kiosk.rules.offers import Lasts, Terms, lapses_at
from kiosk.rules.refusals import Refusal
from kiosk.rules.voucher_paper import NO_LIMITS, Limits, limits_of, whole_minute
from kiosk.rules.vouchers import (
    BATCH_LIMIT,
    RANDOM_BYTES,
    VoucherState,
    check_transition,
    make_code,
)
from kiosk.store import audit, passes, revisions, staff, voucher_batches, vouchers
from kiosk.store.offers import Offer
from kiosk.store.voucher_batches import Batch
from kiosk.store.vouchers import Voucher

CODE_TRIES = 8
STACK_LIMIT = 200
UNSOLD = (VoucherState.CREATED, VoucherState.PRINTED)


@dataclass(frozen=True, slots=True)
class VoucherSold:
    """A voucher to print."""

    code: str
    sale: str


@dataclass(frozen=True, slots=True)
class Draw(Tool):
    """Codes drawn and guests named before the act of a batch: signing a thousand takes a while."""

    lapses: Instant
    guests: dict[str, str]


def printed_limits(offer: Offer) -> Limits | None:
    """What paper of a batch says of where and when it is good.

    None where it is not signed: only the hub can tell, so it is printed with its code alone.
    """
    return limits_of(offer.terms, sold_now=False)


def draw(
    site: Site, *, seconds: int, lapses: Instant, count: int, limits: Limits | None = NO_LIMITS
) -> Draw:
    """So many codes, each with the guest that its signature names, or any guest where unsigned.

    Raises:
        Refusal: `too_many` for no code or more than `BATCH_LIMIT`.
    """
    if not 1 <= count <= BATCH_LIMIT:
        raise Refusal("too_many", count=count)
    lapses = whole_minute(lapses)
    guests: dict[str, str] = {}
    while len(guests) < count:
        code = make_code(secrets.token_bytes(RANDOM_BYTES))
        guests[code] = _guest(site, code=code, seconds=seconds, lapses=lapses, limits=limits)
    return Draw(lapses, guests)


def paper_text(site: Site, voucher: Voucher, *terms: Terms) -> str | None:
    """The text of its QR; None for a voucher that is not signed, or of before there were any.

    `terms` are its offer's, with the names of zones as they are now and as they were: paper says
    the one it was printed under. What was printed before limits could be signed names another
    guest, so it stays as it is: its code, which needs the hub.
    """
    for each in terms or (Terms(),):
        limits = limits_of(each, sold_now=voucher.batch is None)
        if limits is None:
            continue
        text = write_voucher(
            site.keys.signing,
            code=voucher.code,
            seconds=voucher.seconds,
            lapses=voucher.lapses,
            limits=limits,
        )
        if guest_of(text) == voucher.visitor:
            return text
    return None


def make_batch(db: Db, now: Instant, *, offer: str, drawn: Draw, by: str, site: Site) -> str:
    """Make vouchers of an offer, to be printed and sold later; returns the batch's id.

    Raises:
        Refusal: `offer_unknown`, `voucher_expired` (their last day is over), `busy` (a code is
            taken), in that order.
    """
    sold = active_offer(db, offer)
    if drawn.lapses <= now:
        raise Refusal("voucher_expired")
    if any(vouchers.by_code(db, code) is not None for code in drawn.guests):
        raise Refusal("busy")
    batch = Batch(
        id=new_id(),
        offer=sold.id,
        title=sold.title,
        seconds=sold.seconds,
        price_minor=sold.price_minor,
        count=len(drawn.guests),
        made_by=by,
        made_at=now,
        lapses=drawn.lapses,
    )
    voucher_batches.add(db, batch)
    for n, (code, guest) in enumerate(drawn.guests.items(), start=1):
        add_guest(db, now, site, guest=guest)
        vouchers.add(
            db,
            Voucher(
                code, VoucherState.CREATED, guest, sold.seconds, drawn.lapses, batch=batch.id, n=n
            ),
        )
    audit.record(db, now, by=by, act="make_vouchers", about=f"batch:{batch.id}")
    return batch.id


def mark_printed(db: Db, now: Instant, *, batch: str, by: str) -> int:
    """The batch goes to the printer; returns how many were not on paper before.

    Raises:
        Refusal: `not_found`.
    """
    _batch(db, batch)
    printed = voucher_batches.mark_printed(db, batch=batch)
    audit.record(db, now, by=by, act="print_vouchers", about=f"batch:{batch}")
    return printed


def take_stack(db: Db, now: Instant, *, batch: str, first: int, last: int, by: str) -> int:
    """An operator takes printed vouchers with these numbers to sell; returns how many.

    Raises:
        Refusal: `not_found` (no such batch, or none of them is printed and unsold),
            `voucher_held` by somebody else, in that order.
    """
    _batch(db, batch)
    holder = voucher_batches.held_by_others(db, batch=batch, first=first, last=last, by=by)
    if holder is not None:
        raise Refusal("voucher_held", holder=_name(db, holder))
    taken = voucher_batches.hand_to(db, batch=batch, first=first, last=last, by=by)
    if taken == 0:
        raise Refusal("not_found", what="voucher")
    about, numbers = f"batch:{batch}", f"{first} to {last}"
    audit.record(db, now, by=by, act="take_vouchers", about=about, reason=numbers)
    return taken


def sell_voucher(db: Db, now: Instant, *, counter: Counter, site: Site) -> VoucherSold:
    """Make and sell one voucher: a guest with a pass, and a code that opens a session for it.

    Raises:
        Refusal: `offer_unknown`, then what `sell` refuses, `busy`.
    """
    offer = active_offer(db, counter.offer)
    zone = ZoneInfo(site.settings.timezone)
    lapses = whole_minute(lapses_at(offer.terms, valid_s=offer.valid_s, at=now, timezone=zone))
    code = free_code(db)
    limits = limits_of(offer.terms, sold_now=True)
    named = _guest(site, code=code, seconds=offer.seconds, lapses=lapses, limits=limits)
    guest = add_guest(db, now, site, guest=named)
    sale = sell(db, now, site, counter=counter, visitor=guest)
    vouchers.add(
        db,
        Voucher(
            code,
            VoucherState.SOLD,
            guest,
            offer.seconds,
            lapses,
            pass_id=sale.pass_id,
            sold_by=counter.by,
            sold_at=now,
        ),
    )
    audit.record(db, now, by=counter.by, act="sell_voucher", about=f"sale:{sale.id}")
    return VoucherSold(code, sale.id)


def sell_printed(db: Db, now: Instant, *, code: str, counter: Counter, site: Site) -> VoucherSold:
    """Sell a voucher of a batch over the counter; whoever sells it owns it from here on.

    One that was used with the hub away before it was sold pays for that use now.

    Raises:
        Refusal: `voucher_unknown`, `voucher_sold` and its like, `voucher_expired`,
            `voucher_held`, `voucher_offer_changed`, then what `sell` refuses.
    """
    voucher = _voucher(db, code)
    check_transition(state=voucher.state, after=VoucherState.SOLD)
    if voucher.lapses <= now:
        raise Refusal("voucher_expired")
    if voucher.held_by not in (None, counter.by):
        raise Refusal("voucher_held", holder=_name(db, voucher.held_by or ""))
    offer = _same_offer(db, voucher, counter)

    sale = sell(db, now, site, counter=counter, visitor=voucher.visitor)
    if offer.terms.lasts is Lasts.SPAN:
        passes.good_until(db, pass_id=sale.pass_id, lapses=voucher.lapses)
    vouchers.set_sold(db, now, code=code, pass_id=sale.pass_id, by=counter.by)
    pay_earlier_uses(db, now, code=code)
    audit.record(db, now, by=counter.by, act="sell_voucher", about=f"sale:{sale.id}")
    return VoucherSold(code, sale.id)


def sell_stack(db: Db, now: Instant, *, batch: str, counter: Counter, site: Site) -> int:
    """Whoever took a stack has sold it, or pays for it: each voucher is a sale; returns how many.

    At most `STACK_LIMIT` at a time. `counter` says what one of them costs.

    Raises:
        Refusal: `not_found` (no such batch, or nothing of it in the seller's stack), then what
            `sell_printed` refuses, and then none of them is sold.
    """
    _batch(db, batch)
    codes = voucher_batches.stack_of(db, batch=batch, holder=counter.by, limit=STACK_LIMIT)
    if not codes:
        raise Refusal("not_found", what="voucher")
    for code in codes:
        sell_printed(db, now, code=code, counter=counter, site=site)
    return len(codes)


def void_voucher(db: Db, now: Instant, *, code: str, reason: str, by: str, site: Site) -> None:
    """Cancel a voucher that is not in use: it opens nothing any more, its money stays taken.

    Raises:
        Refusal: `voucher_unknown`, `voucher_in_use` and its like, `reason_missing`, in that order.
    """
    voucher = _voucher(db, code)
    check_transition(state=voucher.state, after=VoucherState.VOID)
    if not reason.strip():
        raise Refusal("reason_missing")
    _void(db, now, voucher, reason=reason.strip())
    void_codes.tell_all(db, now, site, codes=(code,))
    audit.record(db, now, by=by, act="void_voucher", about=f"voucher:{code}", reason=reason.strip())


def void_batch(db: Db, now: Instant, *, batch: str, reason: str, by: str, site: Site) -> int:
    """Cancel all vouchers of a batch that are not sold; returns how many.

    Raises:
        Refusal: `not_found`, `reason_missing`.
    """
    _batch(db, batch)
    if not reason.strip():
        raise Refusal("reason_missing")
    unsold = [
        voucher
        for state in UNSOLD
        for voucher in voucher_batches.find(
            db, batch=batch, state=state, words="", limit=BATCH_LIMIT
        )
    ]
    for voucher in unsold:
        _void(db, now, voucher, reason=reason.strip())
    void_codes.tell_all(db, now, site, codes=tuple(voucher.code for voucher in unsold))
    audit.record(db, now, by=by, act="void_vouchers", about=f"batch:{batch}", reason=reason.strip())
    return len(unsold)


def void_of_sale(db: Db, now: Instant, site: Site, *, pass_id: str, reason: str) -> None:
    """The sale of a pass is undone: the voucher that it was sold as is void."""
    voucher = vouchers.by_pass(db, pass_id)
    if voucher is not None:
        vouchers.set_void(db, code=voucher.code, reason=reason)
        void_codes.tell_all(db, now, site, codes=(voucher.code,))


def _void(db: Db, now: Instant, voucher: Voucher, *, reason: str) -> None:
    vouchers.set_void(db, code=voucher.code, reason=reason)
    if voucher.pass_id is not None:
        passes.void(db, now, voucher.pass_id)
    revisions.bump(db, revisions.FLOOR)


def _same_offer(db: Db, voucher: Voucher, counter: Counter) -> Offer:
    """Paper cannot be changed: what it promises for its price is what is sold."""
    batch = _batch(db, voucher.batch or "")
    offer = active_offer(db, counter.offer)
    printed = (batch.offer, batch.seconds, batch.price_minor)
    if printed != (offer.id, offer.seconds, offer.price_minor):
        raise Refusal("voucher_offer_changed")
    return offer


def _batch(db: Db, batch: str) -> Batch:
    found = voucher_batches.by_id(db, batch)
    if found is None:
        raise Refusal("not_found", what="batch")
    return found


def _voucher(db: Db, code: str) -> Voucher:
    voucher = vouchers.by_code(db, code)
    if voucher is None:
        raise Refusal("voucher_unknown")
    return voucher


def _guest(site: Site, *, code: str, seconds: int, lapses: Instant, limits: Limits | None) -> str:
    """The guest that the signed paper names; any where it is not signed."""
    if limits is None:
        return new_id()
    text = write_voucher(
        site.keys.signing, code=code, seconds=seconds, lapses=lapses, limits=limits
    )
    return guest_of(text)


def _name(db: Db, who: str) -> str:
    found = staff.by_id(db, who)
    return "" if found is None else found.name


def free_code(db: Db) -> str:
    """A code that no voucher has yet.

    Raises:
        Refusal: `busy`.
    """
    for _ in range(CODE_TRIES):
        code = make_code(secrets.token_bytes(RANDOM_BYTES))
        if vouchers.by_code(db, code) is None:
            return code
    raise Refusal("busy")
