"""Two records of one person become one; a person is erased, and what was earned is not.

Neither can be taken back, so the page asks twice. Source: DESIGN.md §11.
"""

from kiosk.acts import void_codes
from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.ledger import Transfer
from kiosk.rules.refusals import Refusal
from kiosk.store import (
    audit,
    cards,
    classes,
    drafts,
    equipment,
    keeping,
    ledger,
    lock_outs,
    merging,
    revisions,
    sessions,
    sharers,
    subscriptions,
    visitors,
    work,
)
from kiosk.store.visitors import Visitor

ACCOUNTS = ("visitor", "savings")


def merge_visitors(
    db: Db, now: Instant, *, keep: str, drop: str, by: str, reason: str, site: Site
) -> None:
    """Everything of `drop` is `keep`'s from now on; the card of `drop` opens nothing any more.

    Money moves by transfers. The pseudonym of `drop` at the exchange stays with what is left of its
    record, which names the survivor: facts that are still on their way find it.

    Raises:
        Refusal: `same_visitor`, `not_found`, `reason_missing`, `visitor_has_session`,
            `subscription_exists` (both have one), `account_not_empty` (`drop` owes), in that order.
    """
    if keep == drop:
        raise Refusal("same_visitor", field="other")
    survivor, gone = visitors.registered(db, keep), visitors.registered(db, drop)
    if not reason.strip():
        raise Refusal("reason_missing")
    for who in (survivor, gone):
        _check_no_session(db, who)
    if all(subscriptions.live_of(db, who.id) is not None for who in (survivor, gone)):
        raise Refusal("subscription_exists")
    if any(ledger.balance(db, f"{kind}:{drop}") < 0 for kind in ACCOUNTS):
        raise Refusal("account_not_empty")
    _move_money(db, now, site, keep=keep, drop=drop, reason=reason.strip())
    merging.move_all(db, keep=keep, drop=drop)
    merging.leave_a_trace(db, keep=keep, drop=drop)
    _retire_card(db, now, site, gone, owner=keep)
    about = f"visitor:{keep}"
    why = f"visitor:{drop}: {reason.strip()}"
    audit.record(db, now, by=by, act="merge_visitors", about=about, reason=why)
    revisions.bump(db, revisions.FLOOR)
    revisions.bump(db, revisions.record_of(keep))


def _move_money(db: Db, now: Instant, site: Site, *, keep: str, drop: str, reason: str) -> None:
    for kind in ACCOUNTS:
        minor = ledger.balance(db, f"{kind}:{drop}")
        if minor:
            moved = Transfer(
                id=f"merge:{drop}:{kind}",
                debit=f"{kind}:{drop}",
                credit=f"{kind}:{keep}",
                amount=site.money(minor),
                at=now,
                reason=f"records merged: {reason}",
                reference=f"visitor:{keep}",
            )
            ledger.post(db, moved)


def erase_visitor(
    db: Db, now: Instant, *, visitor: str, by: str, reason: str, given_up: str, site: Site
) -> None:
    """Forget who a visitor was. Money lines, seconds and marks stay under a number.

    Pay that still waits for a decision is never lost: `given_up` names the paper on which the
    visitor agreed not to wait for it, and what comes later stands on the nameless account.

    Raises:
        Refusal: `not_found`, `reason_missing`, `visitor_has_session`, `subscription_runs`,
            `account_not_empty` (money there, owed, or held for a loan), `work_waiting`, in order.
    """
    who = visitors.registered(db, visitor)
    if not reason.strip():
        raise Refusal("reason_missing")
    _check_no_session(db, who)
    if subscriptions.live_of(db, visitor) is not None:
        raise Refusal("subscription_runs")
    held = any(ledger.balance(db, f"{kind}:{visitor}") for kind in ACCOUNTS)
    if held or keeping.owes(db, visitor) or equipment.has_lent(db, visitor):
        raise Refusal("account_not_empty")
    if work.pending_minor(db, visitor) and not given_up.strip():
        raise Refusal("work_waiting", field="given_up")
    _retire_card(db, now, site, who, owner=None)
    keeping.erase_words(db, visitor)
    drafts.forget(db, visitor)
    classes.leave_all(db, now, visitor=visitor)
    merging.forget_person(db, now, visitor=visitor, language=site.settings.languages[0])
    why = " · ".join(filter(None, (reason.strip(), given_up.strip())))
    audit.record(db, now, by=by, act="erase_visitor", about=f"visitor:{visitor}", reason=why)
    revisions.bump(db, revisions.FLOOR)


def note_export(db: Db, now: Instant, *, visitor: str, by: str) -> None:
    """All that is kept about a visitor was handed out."""
    audit.record(db, now, by=by, act="export_visitor", about=f"visitor:{visitor}")


def _check_no_session(db: Db, who: Visitor) -> None:
    running = sessions.open_of(db, who.id)
    if running is not None:
        raise Refusal("visitor_has_session", seat=running.seat)
    shared = sharers.of_visitor(db, who.id)
    if shared is not None:
        raise Refusal("visitor_has_session", seat=shared.seat)


def _retire_card(db: Db, now: Instant, site: Site, who: Visitor, *, owner: str | None) -> None:
    cards.replace(db, now, code=str(who.code), visitor=owner)
    void_codes.tell_all(db, now, site, codes=(str(who.code),))
    lock_outs.forget_all(db, start=lock_outs.tries_of(who.code))
