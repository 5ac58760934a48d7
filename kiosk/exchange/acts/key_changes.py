"""A hub's keys have changed: by what its old keys signed it is the same hub here."""

from dataclasses import dataclass

from sqlalchemy import Connection

from kiosk.exchange.acts.awards import note_key
from kiosk.exchange.office import Office
from kiosk.exchange.store import hub_keys, people
from kiosk.link.gate import Peer
from kiosk.protocol.signing import origin_of
from kiosk.protocol.succession import Handover, follow
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Way:
    """From the keys that a hub has here to those that it has by now; no steps: they are these."""

    hub: Peer
    steps: tuple[Handover, ...]

    @property
    def keys(self) -> tuple[bytes, ...]:
        """Those that it signs with at its end first, then those before."""
        return (*(one.signing for one in reversed(self.steps)), self.hub.public_signing)


def way_of(db: Connection, chain: tuple[Handover, ...]) -> Way:
    """Where a chain leads from what is known here; nothing is believed but what is signed.

    Only the key that a hub signs with now hands over to another: one that it gave up before may be
    a thief's.

    Raises:
        Refusal: `unknown_origin` where it is of no hub here or leads on from a key that was given
            up, `revoked`, `wrong_signature`.
    """
    known = (people.hub_of(db, origin_of(one.before)) for one in reversed(chain))
    hub = next((one for one in known if one is not None), None)
    if hub is None:
        raise Refusal("unknown_origin", origin="")
    if hub.revoked:
        raise Refusal("revoked", origin=hub.origin)
    steps = follow(chain, hub.public_signing)
    if not steps and chain[-1].signing != hub.public_signing:
        raise Refusal("unknown_origin", origin=origin_of(chain[-1].signing))
    if any(people.hub_of(db, origin_of(one.signing)) is not None for one in steps):
        raise Refusal("wrong_signature")  # another's, or one that it had: it leads round
    return Way(hub, steps)


def follow_hub(
    db: Connection, now: Instant, *, office: Office, chain: tuple[Handover, ...]
) -> bool:
    """Know a hub by its newest keys; whether that is news.

    Raises:
        Refusal: what `way_of` refuses.
    """
    del office
    way = way_of(db, chain)
    if not way.steps:
        return False
    for one in way.steps:
        hub_keys.note(db, now, way.hub.origin, one.signing)
        note_key(db, now, hub=way.hub.origin, signing=one.signing, name=way.hub.name)
    newest = way.steps[-1]
    hub_keys.put_in_front(db, now, way.hub, signing=newest.signing, sealing=newest.sealing)
    tell(db, now, way.hub)
    return True


def tell(db: Connection, now: Instant, hub: Peer) -> None:
    """The audit log has it: whoever stole a key could do the same."""
    people.record(db, now, who=f"hub:{hub.origin}", what="change_keys", target=hub.origin)
