"""Questions that learners are asked again after days; nothing is marked by them."""

from kiosk.disk.db import Db
from kiosk.protocol.recall import Recall, ToRecall
from kiosk.rules.editions import slug_of
from kiosk.rules.instants import Instant
from kiosk.rules.recall import Recalled, to_recall
from kiosk.store import recalls, revisions


def keep_recall(db: Db, *, body: Recall, at: Instant, fact_id: str) -> None:
    """Keep how a recall went, if that question was practised at all."""
    is_new = recalls.keep(
        db,
        visitor=body.visitor,
        question=(slug_of(body.edition), body.step, body.item),
        recalled=Recalled(at, body.right),
        fact_id=fact_id,
    )
    if is_new:
        revisions.bump(db, revisions.record_of(body.visitor))


def recalled_now(db: Db, now: Instant, visitor: str) -> tuple[ToRecall, ...]:
    """What a seat may ask its visitor again now."""
    return tuple(
        ToRecall(one.slug, one.step, one.item)
        for one in to_recall(recalls.learned(db, visitor), now)
    )
