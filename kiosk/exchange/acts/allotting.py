"""Setting slots aside for a hub, so that its visitors can work with the line cut.

Source: DESIGN.md §10.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from kiosk.exchange.acts import ids
from kiosk.exchange.acts.posting import refresh_hits
from kiosk.exchange.office import Office
from kiosk.exchange.planning import ALLOTMENT_LIMIT_BYTES, row_of
from kiosk.exchange.store import offers, outbox, people, work
from kiosk.exchange.store.offers import HitType, OpenSlot
from kiosk.exchange.store.standing import standing_of
from kiosk.protocol.bodies import Allotment, HitTerms, Slot
from kiosk.protocol.codec import encode
from kiosk.protocol.facts import BlobRef
from kiosk.rules.forms import Form, read_form
from kiosk.rules.instants import Instant, later

SLOTS_A_FACT = 50
SLOTS_AN_ACT = 500


def allot(db: Connection, now: Instant, *, office: Office, hub: str) -> int:
    """Top a hub's allotment up to the target; returns how many slots were set aside.

    The slots go into the hub's stream at once, and to no other hub until they lapse.
    """
    known = people.hub_of(db, hub)
    if known is None or known.revoked:
        return 0
    missing = office.settings.allotment_target - work.live(db, hub)
    if missing <= 0:
        return 0
    taken = offers.take_open(db, now, limit=min(missing, SLOTS_AN_ACT))
    if not taken:
        return 0
    until = later(now, seconds=office.settings.allotment_s)
    dealt = [(ids.new("N"), one) for one in taken]
    rows = [(name, one.id, one.hit.id, one.hit.batch) for name, one in dealt]
    work.add_allotted(db, now, hub=hub, until=until, rows=rows)
    offers.set_slots(db, [one.id for one in taken], "allotted")
    refresh_hits(db, {one.hit.id for one in taken})
    for load in _loads(db, dealt):
        body = Allotment(until=until, terms=tuple(load.terms.values()), slots=tuple(load.slots))
        outbox.put(
            db,
            office.keys.signing,
            office.moment(now),
            hub=hub,
            body=body,
            blobs=tuple(load.pictures.values()),
        )
    return len(taken)


def acknowledge(
    db: Connection, now: Instant, *, office: Office, hub: str, epoch: str, seq: int
) -> None:
    """The hub has pulled its stream up to `seq`."""
    del now, office
    outbox.acknowledge(db, hub=hub, epoch=epoch, seq=seq)


@dataclass(slots=True)
class _Load:
    """What goes into one fact."""

    terms: dict[str, HitTerms] = field(default_factory=dict)
    slots: list[Slot] = field(default_factory=list)
    pictures: dict[str, BlobRef] = field(default_factory=dict)
    size: int = 200


def _loads(db: Connection, dealt: Sequence[tuple[str, OpenSlot]]) -> Iterator[_Load]:
    """Slots in order, as many in one fact as its count and size allow."""
    load, known = _Load(), _Terms(db)
    for assignment, one in dealt:
        hit_type, form, terms = known.of(one.hit.hit_type)
        row = row_of(
            form,
            inputs=one.hit.inputs,
            picture_variable=hit_type.picture_variable,
            picture=one.hit.picture,
        )
        slot = Slot(assignment=assignment, hit_type=hit_type.id, row=row)
        size = len(encode(slot)) + len(encode(terms)) * (hit_type.id not in load.terms)
        full = len(load.slots) == SLOTS_A_FACT or load.size + size > ALLOTMENT_LIMIT_BYTES
        if load.slots and full:
            yield load
            load = _Load()
            size = len(encode(slot)) + len(encode(terms))
        load.terms[hit_type.id] = terms
        load.slots.append(slot)
        load.size += size
        if one.hit.picture is not None:
            load.pictures[one.hit.picture.sha256] = one.hit.picture
    yield load


class _Terms:
    """HIT types with their terms, each read and counted once in an act."""

    def __init__(self, db: Connection) -> None:
        self._db = db
        self._known: dict[str, tuple[HitType, Form, HitTerms]] = {}

    def of(self, id_: str) -> tuple[HitType, Form, HitTerms]:
        if id_ not in self._known:
            found = offers.hit_type_of(self._db, id_)
            assert found is not None, "a foreign key holds it"  # noqa: S101  for the type checker
            self._known[id_] = (found, read_form(found.form), terms_of(self._db, found))
        return self._known[id_]


def terms_of(db: Connection, hit_type: HitType) -> HitTerms:
    """What a visitor is shown of a HIT type before accepting."""
    standing = standing_of(db, hit_type.requester)
    return HitTerms(
        hit_type=hit_type.id,
        requester=hit_type.requester_name,
        title=hit_type.title,
        description=hit_type.description,
        form=hit_type.form,
        reward_minor=hit_type.reward_minor,
        seconds_estimate=hit_type.seconds_estimate,
        qualification=hit_type.qualification,
        expectations=hit_type.expectations,
        rejected_percent=standing.rejected_percent,
        days_to_pay=standing.days_to_pay,
    )
