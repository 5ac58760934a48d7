"""Requesters and hubs: who comes in, and with what money."""

from sqlalchemy import Connection

from kiosk.exchange.acts import awards, ids, key_changes
from kiosk.exchange.office import Office
from kiosk.exchange.store import hub_keys, ledger, people
from kiosk.exchange.store.people import EnrolCode, Requester, Tries
from kiosk.exchange.store.transactions import moves_money
from kiosk.link.gate import Peer
from kiosk.protocol.enrolment import Newcomer, selector_of, token_sha256
from kiosk.protocol.signing import origin_of
from kiosk.rules.instants import Instant, later
from kiosk.rules.ledger import Transfer
from kiosk.rules.money import Money
from kiosk.rules.refusals import Refusal

CODE_VALID_S = 600
CLOCK_STEP_S = 60
"""A clock that is set right takes no more than this back; beyond, a code may be days old."""
CODE_TRIES = 5
SIGN_IN_TRIES = 5
LOCK_OUT_S = 900
NAME_LIMIT = 80


@moves_money
def add_requester(
    db: Connection,
    now: Instant,
    *,
    office: Office,
    name: str,
    access_key: str,
    secret_hash: str,
    fund_minor: int,
    by: str,
) -> str:
    """Let an employer in, with money where there is some; returns the requester's id.

    Raises:
        Refusal: `field_wrong` for a name that is empty or too long, `name_taken` for one in use.
    """
    name = name.strip()
    if not name or len(name) > NAME_LIMIT or not name.isprintable():
        raise Refusal("field_wrong", field="name")
    if people.requester_named(db, name) is not None:
        raise Refusal("name_taken", name=name)
    made = Requester(ids.new("A"), name, access_key, secret_hash)
    people.add_requester(db, now, made)
    people.record(db, now, who=by, what="add_requester", target=made.id)
    if fund_minor:
        _put_in(db, now, office, requester=made.id, amount_minor=fund_minor, key=made.id)
    return made.id


def change_secret(
    db: Connection,
    now: Instant,
    *,
    office: Office,
    requester: str,
    secret_hash: str,
    by: str,
    why: str,
) -> str:
    """A requester has a new secret key; the old one opens nothing any more. Returns the name.

    Raises:
        Refusal: `not_found`.
    """
    del office
    known = people.requester_of(db, requester)
    if known is None:
        raise Refusal("not_found", what="requester")
    people.set_secret(db, known.id, secret_hash)
    people.record(db, now, who=by, what="change_secret", target=known.id, why=why)
    return known.name


@moves_money
def fund(
    db: Connection,
    now: Instant,
    *,
    office: Office,
    requester: str,
    amount_minor: int,
    reference: str,
    by: str,
) -> int:
    """Put a requester's money in; `reference` is the bank's or the desk's. Returns the balance.

    Raises:
        Refusal: `not_found`, `amount_wrong`; `transfer_differs` for a reference used with another
            amount.
    """
    if people.requester_of(db, requester) is None:
        raise Refusal("not_found", what="requester")
    _put_in(db, now, office, requester=requester, amount_minor=amount_minor, key=reference)
    people.record(db, now, who=by, what="fund", target=requester, why=reference)
    return ledger.balance(db, f"requester:{requester}")


def _put_in(
    db: Connection, now: Instant, office: Office, *, requester: str, amount_minor: int, key: str
) -> None:
    put_in = Transfer(
        id=f"fund:{requester}:{key}",
        debit="world",
        credit=f"requester:{requester}",
        amount=Money(amount_minor, office.settings.currency),
        at=now,
        reason="funded",
        reference=key,
    )
    ledger.post(db, [put_in])


def count_sign_in(db: Connection, now: Instant, *, office: Office, name: str, right: bool) -> bool:
    """Count a try to sign in and say whether it stands; wrong ones in a row lock the name out.

    Raises:
        Refusal: `locked_out`, also for a right secret.
    """
    del office
    tries = people.tries_of(db, name)
    if now < tries.locked_until:
        raise Refusal("locked_out")
    if right:
        if tries.failed:
            people.keep_tries(db, name, Tries(0, Instant(0)))
        return True
    failed = tries.failed + 1
    locked = failed >= SIGN_IN_TRIES
    until = later(now, seconds=LOCK_OUT_S) if locked else Instant(0)
    people.keep_tries(db, name, Tries(0 if locked else failed, until))
    return False


def ended(sign_in: str) -> str:
    """What stands for one sign-in that was ended, among the names that are locked out."""
    return f"ended:{sign_in}"


def end_sign_in(
    db: Connection, now: Instant, *, office: Office, sign_in: str, lasts_s: int
) -> None:
    """A requester signed out: a copy of the cookie opens nothing, for as long as it would have."""
    del office
    people.keep_tries(db, ended(sign_in), Tries(0, later(now, seconds=lasts_s)))


def add_code(
    db: Connection, now: Instant, *, office: Office, name: str, token: str, by: str
) -> str:
    """Keep a one-time code for a hub; returns the hub's name.

    Raises:
        Refusal: `field_wrong` for a name that is empty or too long.
    """
    del office
    name = name.strip()
    if not name or len(name) > NAME_LIMIT or not name.isprintable():
        raise Refusal("field_wrong", field="name")
    selector = selector_of(token)
    code = EnrolCode(token_sha256(token), name, now, tries=0, used_by=None, selector=selector)
    people.add_code(db, code)
    people.record(db, now, who=by, what="add_hub", target=name)
    return name


def enrol_hub(db: Connection, now: Instant, *, office: Office, newcomer: Newcomer) -> str:
    """Let a hub in by its code; returns the name it has here. Its proof was checked before.

    A hub that asks again with the code it came in with (its answer was lost) is let in again. One
    that comes with keys it had before a change (it was restored from an older backup, and none of
    the newer keys are left) goes on with these: staff gave it a code for that.

    Raises:
        Refusal: `code_unknown`, `code_expired`, `code_used_up`, `currency_differs`, `revoked`,
            `already_enrolled`, in that order.
    """
    ours = office.settings.currency
    origin = people.kept_as(db, origin_of(newcomer.public_signing))
    code = people.code_of(db, token_sha256(newcomer.token))
    if newcomer.kind != "hub" or code is None:
        raise Refusal("code_unknown")
    is_old = now > later(code.made_at, seconds=CODE_VALID_S)
    if is_old or code.made_at > later(now, seconds=CLOCK_STEP_S):
        raise Refusal("code_expired")
    if code.tries >= CODE_TRIES or code.used_by not in (None, origin):
        raise Refusal("code_used_up")
    if newcomer.currency != ours:
        raise Refusal("currency_differs", ours=ours, theirs=newcomer.currency)
    _add_hub(db, now, newcomer, name=code.name)
    people.use_code(db, code.token_sha256, origin)
    return code.name


def _add_hub(db: Connection, now: Instant, newcomer: Newcomer, *, name: str) -> None:
    origin = origin_of(newcomer.public_signing)
    known = people.hub_of(db, origin)
    if known is None:
        peer = Peer(origin, newcomer.public_signing, newcomer.public_sealing, name)
        people.add_hub(db, now, peer)
        people.record(db, now, who=f"hub:{origin}", what="enrol_hub", target=origin)
        awards.note_key(db, now, hub=origin, signing=newcomer.public_signing, name=name)
        return
    if known.revoked:
        raise Refusal("revoked", origin=origin)
    if known.public_signing != newcomer.public_signing:
        signing, sealing = newcomer.public_signing, newcomer.public_sealing
        hub_keys.put_in_front(db, now, known, signing=signing, sealing=sealing)
        key_changes.tell(db, now, known)
    elif known.public_sealing != newcomer.public_sealing:
        raise Refusal("already_enrolled", origin=origin)


def count_wrong_code(db: Connection, now: Instant, *, office: Office, token: str) -> None:
    """A code that nobody gave was tried: it counts against the one that it means.

    Whoever knows none of the codes that are out uses up none.
    """
    del office
    people.count_try(db, selector=selector_of(token), made_after=later(now, seconds=-CODE_VALID_S))


def revoke_hub(db: Connection, now: Instant, *, office: Office, origin: str, by: str) -> None:
    """Let a hub in no more; what it has done stays payable.

    Raises:
        Refusal: `unknown_origin`.
    """
    del office
    known = people.hub_of(db, origin)
    if known is None:
        raise Refusal("unknown_origin", origin=origin)
    people.revoke_hub(db, now, known.origin)
    people.record(db, now, who=by, what="revoke_hub", target=known.origin)
