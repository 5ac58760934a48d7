"""Posting a batch: its slots are paid into escrow before any of them opens."""

from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection

from kiosk.exchange.acts import ids
from kiosk.exchange.office import Office
from kiosk.exchange.planning import Plan, PlannedHit, fee_minor
from kiosk.exchange.store import ledger, offers, people, work
from kiosk.exchange.store.offers import Batch, Hit, HitType, SlotMoney
from kiosk.exchange.store.transactions import moves_money
from kiosk.rules.hits import HitState
from kiosk.rules.instants import Instant, later
from kiosk.rules.ledger import Transfer
from kiosk.rules.money import Money
from kiosk.rules.refusals import Refusal

TITLE_LIMIT = 120


@dataclass(frozen=True, slots=True)
class Posted:
    """A batch as it was posted; `price_minor` went into escrow."""

    batch: str
    hits: int
    price_minor: int


@moves_money
def post_batch(
    db: Connection, now: Instant, *, office: Office, requester: str, title: str, plan: Plan
) -> Posted:
    """Post a batch: HITs, slots and their escrow, all or nothing.

    Raises:
        Refusal: `not_found` (requester), `field_wrong`, `escrow_short` with what it costs and
            what there is.
    """
    if people.requester_of(db, requester) is None:
        raise Refusal("not_found", what="requester")
    if not title.strip() or len(title) > TITLE_LIMIT or not title.isprintable():
        raise Refusal("field_wrong", field="title")
    fee = fee_minor(plan.template.reward_minor, fee_percent=office.settings.fee_percent)
    price = len(plan.hits) * (plan.template.reward_minor + fee)
    have = ledger.balance(db, f"requester:{requester}")
    if have < price:
        raise Refusal("escrow_short", needs_minor=price, has_minor=have)

    hit_type = _hit_type(db, now, requester, plan)
    batch = Batch(
        id=ids.new("B"),
        requester=requester,
        hit_type=hit_type.id,
        title=title.strip(),
        hits=len(plan.hits),
        fee_minor=fee,
        currency=office.settings.currency,
        posted_at=now,
        expires_at=later(now, seconds=plan.template.expires_in_s),
    )
    offers.add_batch(db, batch)
    hits = [_hit(batch, planned, plan) for planned in plan.hits]
    offers.add_hits(db, hits)
    ledger.post(db, [_escrow(now, hit, batch, hit_type, n=1) for hit in hits])
    offers.add_slots(db, [(slot_id(hit, 1), hit, 1) for hit in hits], opens=now)
    people.record(db, now, who=requester, what="post_batch", target=batch.id)
    return Posted(batch.id, batch.hits, price)


@moves_money
def reopen_lapsed(
    db: Connection, now: Instant, *, office: Office, requester: str, batch: str
) -> Posted:
    """Open the slots anew whose allotment lapsed, against new escrow; the first holder's stays.

    Raises:
        Refusal: `hit_unknown`, `escrow_short`.
    """
    del office
    found = offers.batch_of(db, batch)
    if found is None or found.requester != requester:
        raise Refusal("hit_unknown")
    lapsed = work.lapsed_in(db, batch) if now < found.expires_at else ()
    hit_type = offers.hit_type_of(db, found.hit_type)
    if hit_type is None or not lapsed:
        return Posted(batch, 0, 0)
    price = len(lapsed) * (hit_type.reward_minor + found.fee_minor)
    have = ledger.balance(db, f"requester:{requester}")
    if have < price:
        raise Refusal("escrow_short", needs_minor=price, has_minor=have)
    for one in lapsed:
        hit = offers.hit_of(db, one.hit)
        if hit is None:
            raise Refusal("hit_unknown")
        n = offers.slots_in(db, hit.id) + 1
        ledger.post(db, [_escrow(now, hit, found, hit_type, n=n)])
        offers.add_slots(db, [(slot_id(hit, n), hit, n)], opens=now)
    offers.set_slots(db, [one.slot for one in lapsed], "replaced")
    refresh_hits(db, {one.hit for one in lapsed})
    people.record(db, now, who=requester, what="reopen_lapsed", target=batch)
    return Posted(batch, len(lapsed), price)


def slot_id(hit: Hit, n: int) -> str:
    """The name of a HIT's n-th slot; its escrow is `escrow:<name>`."""
    return f"{hit.id}S{n}"


def close_unworked(db: Connection, now: Instant, slots: tuple[SlotMoney, ...]) -> None:
    """Close slots that nobody will work on and give their money back."""
    if not slots:
        return
    offers.set_slots(db, [one.slot for one in slots], "closed")
    ledger.post(db, [give_back(now, one, reason="not worked") for one in slots])


def give_back(now: Instant, money: SlotMoney, *, reason: str) -> Transfer:
    """Reward and fee go back from a slot's escrow to its requester, once."""
    return Transfer(
        id=f"refund:{money.slot}",
        debit=f"escrow:{money.slot}",
        credit=f"requester:{money.requester}",
        amount=Money(money.reward_minor + money.fee_minor, money.currency),
        at=now,
        reason=reason,
        reference=money.slot,
    )


def refresh_hits(db: Connection, hits: set[str]) -> None:
    """Set each HIT's state by its slots: open, away at a hub, or neither."""
    changed: dict[HitState, set[str]] = {}
    for hit, (state, is_open, away) in offers.slot_counts(db, hits).items():
        if state in (HitState.REVIEWING, HitState.DISPOSED):
            continue
        target = HitState.REVIEWABLE
        if is_open:
            target = HitState.ASSIGNABLE
        elif away:
            target = HitState.UNASSIGNABLE
        if target is not state:
            changed.setdefault(target, set()).add(hit)
    for target, those in changed.items():
        offers.set_hits(db, those, target)


def _hit_type(db: Connection, now: Instant, requester: str, plan: Plan) -> HitType:
    template = plan.template
    content = msgspec.json.encode(
        [
            requester,
            plan.form,
            plan.picture_variable,
            template.title,
            template.description,
            template.reward_minor,
            template.seconds_estimate,
            template.qualification,
            template.expectations,
            template.keywords,
        ],
        order="sorted",
    )
    made = HitType(
        id=ids.of_content("T", content),
        requester=requester,
        requester_name="",
        title=template.title,
        description=template.description,
        form=plan.form,
        picture_variable=plan.picture_variable,
        reward_minor=template.reward_minor,
        seconds_estimate=template.seconds_estimate,
        qualification=template.qualification or "",
        expectations=template.expectations,
        keywords=template.keywords,
    )
    offers.add_hit_type(db, now, made)
    return made


def _hit(batch: Batch, planned: PlannedHit, plan: Plan) -> Hit:
    return Hit(
        id=f"{batch.id}R{planned.row:05d}",
        batch=batch.id,
        hit_type=batch.hit_type,
        row=planned.row,
        inputs=dict(planned.inputs),
        picture=plan.pictures[planned.picture] if planned.picture else None,
        state=HitState.ASSIGNABLE,
        expires_at=batch.expires_at,
    )


def _escrow(now: Instant, hit: Hit, batch: Batch, hit_type: HitType, *, n: int) -> Transfer:
    slot = slot_id(hit, n)
    return Transfer(
        id=f"escrow:{slot}",
        debit=f"requester:{batch.requester}",
        credit=f"escrow:{slot}",
        amount=Money(hit_type.reward_minor + batch.fee_minor, batch.currency),
        at=now,
        reason="posted",
        reference=batch.id,
    )
