"""A restored hub knows a gold item again that it dealt after the copy it came from was made."""

from kiosk.acts import checking_work
from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.protocol.bodies import HitTerms, Submission
from kiosk.rules.gold_names import Meant, is_name_of, is_of_kind, may_be_gold
from kiosk.rules.instants import Instant
from kiosk.store import gold_tasks, restores, visitors
from kiosk.store.gold_tasks import GoldTask
from kiosk.store.tasks import SlotRow


def known_again(db: Db, now: Instant, site: Site, *, body: Submission) -> SlotRow | None:
    """The gold item that an answer is to, kept as when it was dealt; None for any other task.

    Its name says whose it is and as what it was dealt, under our own keys of now and before. What
    it pays stands in the task's terms, which the exchange says again. Until those, or its module,
    are here it is unknown, and asked again later.
    """
    if not may_be_gold(body.assignment) or not restores.was_restored(db):
        return None
    secrets = [one.signing.encode() for one in (site.keys, *site.keys.older)]
    records = visitors.records_of(db, body.visitor)
    for terms in gold_tasks.kinds(db):
        for secret in secrets:
            for one in records:
                found = _meant(db, body.assignment, terms, visitor=one, secret=secret)
                if found is not None:
                    return _kept(db, now, body=body, terms=terms, found=found)
    return None


def _meant(db: Db, name: str, terms: HitTerms, *, visitor: str, secret: bytes) -> Meant | None:
    if not is_of_kind(name, visitor=visitor, hit_type=terms.hit_type, secret=secret):
        return None
    for edition, item in gold_tasks.names_ever(db, terms.qualification):
        meant = Meant(visitor, terms.hit_type, edition, item)
        if is_name_of(name, meant, secret=secret):
            return meant
    return None


def _kept(
    db: Db, now: Instant, *, body: Submission, terms: HitTerms, found: Meant
) -> SlotRow | None:
    item = gold_tasks.item(db, edition=found.edition, name=found.item)
    row = None if item is None else checking_work.row_as(terms, item)
    if row is None:
        return None
    task = GoldTask(
        body.assignment,
        body.visitor,
        found.edition,
        found.item,
        terms.qualification,
        None,
        terms.reward_minor,
    )
    return checking_work.keep_dealt(db, now, task=task, terms=terms, row=row, until=now)
