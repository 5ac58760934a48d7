"""What is left of a budget when its sponsorship is over goes back to who had put it in."""

from kiosk.acts.selling import new_id
from kiosk.acts.site import Site
from kiosk.acts.tendering import open_shift_of
from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.ledger import Transfer
from kiosk.rules.refusals import Refusal
from kiosk.rules.sponsorships import is_open, leftover_minor
from kiosk.store import audit, cash_moves, ledger, revisions, sponsor_returns, sponsorships
from kiosk.store.cash_moves import CashMove
from kiosk.store.sponsor_returns import PaidTo, Return
from kiosk.store.sponsorships import Sponsorship

WAYS: tuple[PaidTo, ...] = ("drawer", "safe", "outside", "next", "house")


def give_back(
    db: Db, now: Instant, *, sponsorship: str, paid_to: str, following: str, by: str, site: Site
) -> int:
    """Give all that is free of a budget back to its funder, or to the house; returns how much.

    What sessions were granted is theirs until they close, and stays. Cash needs an open shift.
    `paid_to` is one of `WAYS`: `house` is for what the house itself had put in, `next` for the
    sponsorship of the same funder that `following` names.

    Raises:
        Refusal: `not_found`, `field_wrong` (paid_to, following), what `leftover_minor` refuses,
            `shift_not_open`, `drawer_counted`, in that order.
    """
    made = sponsorships.by_id(db, sponsorship)
    if made is None:
        raise Refusal("not_found", what="sponsorship")
    if paid_to not in WAYS:
        raise Refusal("field_wrong", field="paid_to")
    goal = _following(db, now, made, following) if paid_to == "next" else None
    left = sponsor_returns.left_of(db, made)
    minor = leftover_minor(
        is_over=not is_open(now=now, ends=made.ends, stopped=made.stopped_at is not None),
        free_minor=left.free_minor,
        given_minor=left.house_minor if paid_to == "house" else left.funder_minor,
    )
    account = _account(db, paid_to, goal)
    back = Return(new_id(), made.id, minor, paid_to, account, now, by)
    sponsor_returns.add(db, back)
    if paid_to == "drawer":
        _note_in_drawer(db, made, back)
    ledger.post(db, _transfer(site, made, back))
    audit.record(db, now, by=by, act="return_sponsorship", about=made.account)
    revisions.bump(db, revisions.FLOOR)
    return minor


def _following(db: Db, now: Instant, made: Sponsorship, following: str) -> Sponsorship:
    """Another sponsorship of the same funder that pays now, or will again."""
    found = sponsorships.by_id(db, following)
    if (
        found is None
        or found.id == made.id
        or found.funder != made.funder
        or not is_open(now=now, ends=found.ends, stopped=found.stopped_at is not None)
    ):
        raise Refusal("field_wrong", field="following")
    return found


def _account(db: Db, paid_to: PaidTo, goal: Sponsorship | None) -> str:
    if goal is not None:
        return goal.account
    if paid_to in ("drawer", "safe"):
        till = open_shift_of(db).till
        return till if paid_to == "drawer" else "safe"
    return "loss" if paid_to == "house" else "world"


def _note_in_drawer(db: Db, made: Sponsorship, back: Return) -> None:
    """Cash that left the drawer stands among what was paid out of it."""
    shift = open_shift_of(db)
    move = CashMove(back.id, shift.id, back.by, back.at, "expense", back.minor, made.funder)
    cash_moves.add(db, move)


def _transfer(site: Site, made: Sponsorship, back: Return) -> Transfer:
    return Transfer(
        id=f"returned:{back.id}",
        debit=made.account,
        credit=back.account,
        amount=site.money(back.minor),
        at=back.at,
        reason=f"left of what {made.funder} sponsored",
        reference=made.account,
    )
