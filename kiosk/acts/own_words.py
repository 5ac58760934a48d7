"""What visitors say at a seat besides answers: of their career, of earlier days, to a mentor."""

from kiosk.acts import careers, own_reflections, recalling
from kiosk.disk.db import Db
from kiosk.protocol.career import CareerSaid, Interests
from kiosk.protocol.recall import Recall
from kiosk.protocol.reflections import Reflection
from kiosk.rules.instants import Instant

OwnWords = Interests | CareerSaid | Recall | Reflection


def take(db: Db, now: Instant, *, body: OwnWords, at: Instant, fact_id: str) -> None:
    """Keep it, by what it is about.

    Raises:
        Refusal: what these acts refuse.
    """
    match body:
        case Interests():
            careers.keep_interests(db, body=body, at=at, fact_id=fact_id)
        case CareerSaid():
            careers.take_said(db, now, body=body, at=at, fact_id=fact_id)
        case Recall():
            recalling.keep_recall(db, body=body, at=at, fact_id=fact_id)
        case Reflection():
            own_reflections.keep(db, now, body=body, at=at, fact_id=fact_id)
