"""Facts that the hub has for this station: editions, hands, window, house rules, void vouchers."""

from kiosk.disk.db import Db
from kiosk.link.receiver import take
from kiosk.link.sqlite_inbox import SqliteInbox
from kiosk.protocol.bodies import Edition, Hand, HouseRules, VouchersVoid, Window, read_body
from kiosk.protocol.facts import SignedFact
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from station_agent.store import hands, house_rules, shelf, vouchers


def take_facts(db: Db, now: Instant, *, facts: tuple[SignedFact, ...]) -> int:
    """Keep what came, once, and do what it says; returns how many were new."""
    answer = take(SqliteInbox(db), now, facts, lambda signed: _apply(db, signed))
    return sum(outcome.result == "stored" for outcome in answer.results)


def _apply(db: Db, signed: SignedFact) -> str:
    body = read_body(signed.fact, signed.fact.body_bytes)
    match body:
        case Edition():
            shelf.keep_edition(db, body)
        case Hand():
            hands.keep(db, body)
        case Window():
            shelf.keep_window(db, body)
        case HouseRules():
            house_rules.keep(db, body)
        case VouchersVoid():
            vouchers.keep_void(db, body.codes)
        case _:
            raise Refusal("malformed", field="type")  # nothing that a hub tells a station
    shelf.want(db, (blob.sha256 for blob in signed.fact.blobs))
    return ""


def editions_used(db: Db, now: Instant, *, names: tuple[str, ...], hub_now: Instant) -> None:
    """Somebody here went on with these editions."""
    del now
    shelf.note_used(db, names, at=hub_now)


def want_again(db: Db, now: Instant, *, names: tuple[str, ...]) -> None:
    """Somebody goes on with editions whose bytes were let go."""
    del now
    shelf.want(db, names)


def blobs_came(db: Db, now: Instant, *, names: tuple[str, ...]) -> None:
    """These blobs are in the folder."""
    del now
    shelf.unwant(db, names)
