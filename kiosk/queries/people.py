"""People: registered visitors as a list, and one of them with time, money and visits."""

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant, usable_s
from kiosk.rules.names import fold
from kiosk.rules.receipts import Receipt
from kiosk.rules.refusals import Refusal
from kiosk.store import (
    credit,
    gold_tasks,
    house_rules,
    ledger,
    mastery,
    outages,
    passes,
    payments,
    sessions,
    training,
    visitors,
    vouchers,
    work,
)
from kiosk.store import paid as paid_store
from kiosk.store.gold_tasks import SkillQuality
from kiosk.store.house_rules import Accepted
from kiosk.store.mastery import Practising
from kiosk.store.outages import CreditRow
from kiosk.store.passes import PassLine
from kiosk.store.payments import TakenBack
from kiosk.store.sessions import Session
from kiosk.store.visitors import Visitor

PAGE_ROWS = 20
VISITS_LIMIT = 20
PASSES_LIMIT = 20
GOALS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A line of the list. `left_s` is what passes still hold; `seat` is where they sit, or 0."""

    visitor: str
    name: str
    code: str
    group: str
    left_s: int
    balance_minor: int
    seat: int
    last_at: Instant | None
    last_seat: int


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """A page of the list; `first` counts from 1, 0 for an empty page."""

    rows: tuple[PersonRow, ...]
    first: int
    found: int
    registered: int


@dataclass(frozen=True, slots=True)
class Visit:
    """A session of a visitor; `receipt` comes with its settling.

    `credit` is what was given back for links that were away; `made_good_s` what power cuts took
    from its passes and the site gave back. `tax_minor` is in what the account paid. `paid` is
    the id of what was paid for its seconds, "" for nothing; `backs` what of that was given back.
    """

    session: str
    opened_at: Instant
    seat: int
    used_s: int
    is_open: bool
    receipt: Receipt | None
    credit: CreditRow | None
    made_good_s: int
    tax_minor: int
    paid: str
    backs: tuple[TakenBack, ...]

    @property
    def paid_minor(self) -> int:
        """Its price less what was credited for links that were away."""
        price = 0 if self.receipt is None else self.receipt.total_minor
        return price + self.given_minor

    @property
    def given_minor(self) -> int:
        """What was given back, as it stands on a receipt: below zero."""
        return 0 if self.credit is None else -self.credit.minor

    @property
    def away_s(self) -> int:
        """How long of the use a link was away."""
        return 0 if self.credit is None else self.credit.internet_s + self.credit.hub_s


@dataclass(frozen=True, slots=True)
class Person:
    """All that one visitor's page shows. A guest of a voucher has `voucher` and no code.

    `paid_for`: the id of what was paid for a pass, by the pass's id; "" for one that was given.
    """

    visitor: Visitor
    since: Instant
    voucher: str
    balance_minor: int
    credit_minor: int
    pending_minor: int
    earned_minor: int
    left_s: int
    qualifications: tuple[str, ...]
    goals: tuple[Practising, ...]
    qualities: tuple[SkillQuality, ...]
    rules: Accepted | None
    passes: tuple[PassLine, ...]
    paid_for: Mapping[str, str]
    visits: tuple[Visit, ...]

    @property
    def sitting(self) -> Visit | None:
        """Where they sit now."""
        return next((visit for visit in self.visits if visit.is_open), None)


def people(db: Db, now: Instant, *, words: str, page: int) -> PeoplePage:
    """A page of registered visitors by name; `page` counts from 1."""
    offset = (page - 1) * PAGE_ROWS
    found = visitors.page(db, words=words, limit=PAGE_ROWS, offset=offset)
    return PeoplePage(
        rows=tuple(_row(db, now, who) for who in found),
        first=offset + 1 if found else 0,
        found=visitors.count_found(db, words),
        registered=visitors.count(db),
    )


def person(db: Db, now: Instant, *, visitor: str) -> Person:
    """One visitor.

    Raises:
        Refusal: `not_found`.
    """
    who = visitors.by_id(db, visitor)
    since = visitors.made_at(db, visitor)
    if who is None or since is None:
        raise Refusal("not_found", what="visitor")
    voucher = vouchers.by_visitor(db, visitor) if who.is_guest else None
    held = passes.of_visitor(db, visitor=visitor, at=now, limit=PASSES_LIMIT)
    return Person(
        visitor=who,
        since=since,
        voucher="" if voucher is None else voucher.code,
        balance_minor=ledger.balance(db, f"visitor:{visitor}"),
        credit_minor=credit.limit_minor(db, f"visitor:{visitor}"),
        pending_minor=work.pending_minor(db, visitor),
        earned_minor=work.earned_minor(db, visitor),
        left_s=_left_s(db, now, visitor),
        qualifications=training.qualifications(db, visitor=visitor, at=now),
        goals=mastery.of_visitor(db, visitor)[-GOALS_SHOWN:],
        qualities=gold_tasks.qualities(db, visitor),
        rules=house_rules.accepted_by(db, visitor),
        passes=held,
        paid_for={one.id: paid_store.of_pass(db, one.id) for one in held},
        visits=tuple(
            _visit(db, session)
            for session in sessions.of_visitor(db, visitor=visitor, limit=VISITS_LIMIT)
        ),
    )


def named(db: Db, words: str) -> Visitor:
    """The one registered visitor whom a code, a name or a part of one means.

    Raises:
        Refusal: `not_found` for nobody, `too_many` for several.
    """
    by_code = visitors.by_code(db, words)
    if by_code is not None:
        return by_code
    found = visitors.page(db, words=words, limit=PAGE_ROWS, offset=0) if words else ()
    if not found:
        raise Refusal("not_found", what="visitor")
    exact = [who for who in found if fold(who.name) == fold(words)]
    if len(found) > 1 and len(exact) != 1:
        raise Refusal("too_many", what="visitor")
    return (exact or list(found))[0]


def _row(db: Db, now: Instant, who: Visitor) -> PersonRow:
    last = next(iter(sessions.of_visitor(db, visitor=who.id, limit=1)), None)
    return PersonRow(
        visitor=who.id,
        name=who.name,
        code=who.code or "",
        group=who.group,
        left_s=_left_s(db, now, who.id),
        balance_minor=ledger.balance(db, f"visitor:{who.id}"),
        seat=last.seat if last is not None and last.closed_at is None else 0,
        last_at=None if last is None else last.opened_at,
        last_seat=0 if last is None else last.seat,
    )


def _left_s(db: Db, now: Instant, visitor: str) -> int:
    """What passes hold, less what an open session has used of them, as far as they last."""
    begun = [one for one in passes.usable(db, visitor=visitor, at=now) if one.has_begun(now)]
    held = sum(one.left_s for one in begun)
    lasts = sum(usable_s(one.left_s, now=now, lapses=one.lapses) for one in begun)
    running = sessions.open_of(db, visitor)
    return max(0, min(held - (0 if running is None else running.used_s), lasts))


def _visit(db: Db, session: Session) -> Visit:
    cuts = outages.cuts_of(db, session.id)
    tax = ledger.by_id(db, f"session_tax:{session.id}")
    paid = paid_store.by_id(db, session.id)
    return Visit(
        session=session.id,
        opened_at=session.opened_at,
        seat=session.seat,
        used_s=session.used_s,
        is_open=session.closed_at is None,
        receipt=_receipt(session.receipt),
        credit=outages.credit_of(db, session.id),
        made_good_s=sum(cut.lost_s for cut in cuts if cut.pass_id is not None),
        tax_minor=0 if tax is None else tax.amount.minor,
        paid="" if paid is None else paid.id,
        backs=payments.backs_of(db, session.id),
    )


def _receipt(kept: bytes | None) -> Receipt | None:
    if not kept:
        return None
    raw: Mapping[str, object] = msgspec.json.decode(kept)
    return msgspec.convert(raw, Receipt)
