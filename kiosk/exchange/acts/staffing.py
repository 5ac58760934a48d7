"""What staff of the exchange do: sign in by a code, have facts that stopped tried again."""

from sqlalchemy import Connection

from kiosk.exchange.office import Office
from kiosk.exchange.store import people, stopped
from kiosk.exchange.store.people import Tries
from kiosk.rules.instants import Instant, later
from kiosk.rules.refusals import Refusal

BY = "staff"


def use_code(db: Connection, now: Instant, *, office: Office, code: str, lasts_s: int) -> None:
    """Let staff in by a code that was checked; it opens once.

    Raises:
        Refusal: `code_used_up`.
    """
    del office
    if now < people.tries_of(db, code).locked_until:
        raise Refusal("code_used_up")
    people.keep_tries(db, code, Tries(0, later(now, seconds=lasts_s)))
    people.record(db, now, who=BY, what="sign_in", target=BY)


def retry_fact(db: Connection, now: Instant, *, office: Office, fact: str) -> None:
    """A fact that stopped is tried again within a minute.

    Raises:
        Refusal: `not_found` where it is not set aside (any more), or is one of two under a name.
    """
    del office
    if not stopped.try_again(db, fact=fact):
        raise Refusal("not_found", what="fact")
    people.record(db, now, who=BY, what="retry_fact", target=fact)


def note_exported(db: Connection, now: Instant, *, office: Office, facts: int) -> None:
    """Somebody took the facts that were set aside home in a file."""
    del office
    people.record(db, now, who=BY, what="export_facts", target="all", why=str(facts))
