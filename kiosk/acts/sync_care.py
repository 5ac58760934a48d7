"""What staff do with facts that stopped on their way: let one go again, take all in a file."""

import re

from kiosk.disk.db import Db
from kiosk.link import sqlite_care, sqlite_settled
from kiosk.protocol.facts import FACT_ID
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.store import audit

OURS = re.compile(r"[0-9a-f]{16}/[1-9][0-9]{0,15}")
"""A fact of our own, as it stands in the list: its epoch and number."""


def retry_fact(db: Db, now: Instant, *, fact: str, by: str) -> None:
    """One that came is tried again within half a minute; one of ours is sent once more.

    Raises:
        Refusal: `not_found` where it is not set aside (any more), or is one of two under a name.
    """
    if OURS.fullmatch(fact):
        epoch, _, seq = fact.partition("/")
        found = sqlite_settled.send_once_more(db, epoch=epoch, seq=int(seq))
    else:
        found = FACT_ID.fullmatch(fact) is not None and sqlite_care.park_again(db, fact_id=fact)
    if not found:
        raise Refusal("not_found", what="fact")
    audit.record(db, now, by=by, act="retry_fact", about=f"fact:{fact}")


def note_exported(db: Db, now: Instant, *, facts: int, by: str) -> None:
    """Somebody took the facts that were set aside home in a file."""
    audit.record(db, now, by=by, act="export_facts", about="fact:all", detail=str(facts))
