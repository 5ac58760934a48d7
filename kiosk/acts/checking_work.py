"""Gold items among a visitor's tasks: dealt like the others, marked here, paid like the others.

The rules: `rules/gold_tasks.py`. Their answers never leave the hub, nor do they go to the exchange.
"""

import secrets
from collections.abc import Mapping
from fractions import Fraction

import msgspec

from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.protocol.bodies import HitTerms, Slot, Submission
from kiosk.rules.form_answers import check_answer
from kiosk.rules.forms import fill, read_form
from kiosk.rules.gold_names import Meant, gold_name
from kiosk.rules.gold_tasks import (
    affordable,
    comes_with,
    gold_row,
    is_urgent,
    next_gold,
    quality_of,
)
from kiosk.rules.grading import mark_answer
from kiosk.rules.hits import AssignmentState
from kiosk.rules.instants import Instant
from kiosk.rules.ledger import Transfer
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import day_bounds, local_day, timezone_named
from kiosk.store import gold_tasks, ledger, revisions, tasks, work
from kiosk.store.gold_tasks import GoldItem, GoldTask
from kiosk.store.sessions import Session
from kiosk.store.tasks import SlotRow
from kiosk.store.work import Work

PAID_FROM = "loss"
"""The site pays for it: no requester asked for this task, and the visitor's time is the same."""
PICTURE = "sha256:"
CHANCE_BITS = 30


def mixed_in(
    db: Db, now: Instant, site: Site, *, session: Session, real: tuple[SlotRow, ...], room: int
) -> tuple[SlotRow, ...]:
    """Real tasks that are being dealt, with the gold items that go along, each in a slot.

    In all there are as many as find `room`: a real task that finds none stays free. No gold item
    comes alone, and none where the owner has not said that the site pays for them. They stand by
    their names, which are chance: nobody sees from the order which is which. What lapses soon
    comes before all checks, and they never cost more on a day than the owner gives.
    """
    if not site.settings.gold_tasks:
        return real
    dealt = [one for one in real if is_urgent(one.until, at=now)]
    for one in real[len(dealt) :]:  # the soonest to lapse stand first
        if len(dealt) >= room:
            break
        terms = tasks.terms(db, one.slot.hit_type)
        comes = terms is not None and _comes(db, now, site, session=session, terms=terms, like=one)
        if comes and dealt and len(dealt) + 1 == room:
            break  # both find room the next time: else checks were fewer than is said
        dealt.append(one)
        if terms is not None and comes and len(dealt) < room:
            gold = _gold(db, now, site, session=session, terms=terms, like=one)
            dealt += () if gold is None else (gold,)
    return tuple(sorted(dealt, key=lambda one: (one.until, one.slot.assignment)))


def _comes(
    db: Db, now: Instant, site: Site, *, session: Session, terms: HitTerms, like: SlotRow
) -> bool:
    """Whether a gold item goes along with this task of this visitor."""
    skill = terms.qualification
    if not skill:
        return False
    marks = gold_tasks.marks(db, visitor=session.visitor, skill=skill)
    secret = site.keys.signing.encode().hex()
    comes = comes_with(like.slot.assignment, secret=secret, one_of=quality_of(marks).one_of)
    return comes and _is_affordable(db, now, site, reward_minor=terms.reward_minor)


def _is_affordable(db: Db, now: Instant, site: Site, *, reward_minor: int) -> bool:
    timezone = timezone_named(site.settings.timezone)
    since, until = day_bounds(local_day(now, timezone), timezone)
    return affordable(
        reward_minor=reward_minor,
        spent_minor=gold_tasks.cost(db, since=since, until=until).minor,
        held_minor=gold_tasks.held_minor(db),
        day_minor=site.settings.gold_day_minor,
    )


def _gold(
    db: Db, now: Instant, site: Site, *, session: Session, terms: HitTerms, like: SlotRow
) -> SlotRow | None:
    """The next gold item of a skill as a task of this kind, kept as its visitor's alone."""
    skill = terms.qualification
    names = {"/".join(one): one for one in gold_tasks.names_of_skill(db, skill)}
    met = gold_tasks.met(db, visitor=session.visitor, skill=skill)
    held = gold_tasks.in_hand(db, visitor=session.visitor, skill=skill)
    following = next_gold(
        tuple(names),
        seen={"/".join(one): at for one, at in met.items()},
        visitor=session.visitor,
        left_out=frozenset("/".join(one) for one in held),
    )
    for name in following:
        edition, item = names[name]
        found = gold_tasks.item(db, edition=edition, name=item)
        row = None if found is None else row_as(terms, found)
        if row is not None:
            meant = Meant(session.visitor, terms.hit_type, edition, item)
            chance = secrets.randbits(CHANCE_BITS)
            told = gold_name(meant, secret=site.keys.signing.encode(), chance=chance)
            task = GoldTask(told, meant.visitor, edition, item, skill, None, terms.reward_minor)
            return keep_dealt(db, now, task=task, terms=terms, row=row, until=like.until)
    return None


def keep_dealt(
    db: Db,
    now: Instant,
    *,
    task: GoldTask,
    terms: HitTerms,
    row: Mapping[str, str],
    until: Instant,
) -> SlotRow:
    """Keep a gold item as a task of this kind, in a slot of its own."""
    found = gold_tasks.item(db, edition=task.edition, name=task.item)
    blobs = () if found is None or found.blob is None else (found.blob,)
    slot = Slot(task.assignment, terms.hit_type, dict(row))
    tasks.keep_slot(db, slot=slot, blobs=blobs, until=until)
    gold_tasks.deal(db, now, task)
    return SlotRow(slot, blobs, until, "free", None, None)


def row_as(terms: HitTerms, found: GoldItem) -> dict[str, str] | None:
    """The row that makes a task of this kind out of a gold item; None where it makes none."""
    return gold_row(
        read_form(terms.form),
        shown=read_form(found.form),
        cells=found.cells,
        picture=PICTURE + found.blob.sha256 if found.blob else "",
    )


def take_answer(
    db: Db,
    now: Instant,
    site: Site,
    *,
    gold: GoldTask,
    slot: SlotRow,
    body: Submission,
    fact_id: str,
) -> None:
    """Mark the answer to a gold item and pay it, right or wrong; only the first one counts.

    Raises:
        Refusal: `assignment_not_yours` for another visitor's; `assignment_done` for a second
            answer, whatever it says.
    """
    if gold.visitor != body.visitor:
        raise Refusal("assignment_not_yours", assignment=body.assignment)
    if body.round != 1 or work.by_assignment(db, body.assignment) is not None:
        raise Refusal("assignment_done", assignment=body.assignment)
    terms = tasks.terms(db, slot.slot.hit_type)
    reward_minor = 0 if terms is None else terms.reward_minor
    right = terms is not None and _is_right(db, gold, slot, terms, body)
    work.add(
        db,
        Work(
            assignment=body.assignment,
            visitor=body.visitor,
            hit_type=slot.slot.hit_type,
            state=AssignmentState.APPROVED.value,
            reward_minor=reward_minor,
            round=1,
            answer=msgspec.json.encode(body.answer, order="sorted"),
            fact_id=fact_id,
            submitted_at=now,
            changed_at=now,
        ),
    )
    tasks.mark_submitted(db, assignment=body.assignment, visitor=body.visitor)
    gold_tasks.mark(db, now, assignment=body.assignment, right=right)
    if reward_minor:
        ledger.post(db, _paid(now, site, body=body, minor=reward_minor))
    revisions.bump(db, revisions.record_of(body.visitor))


def _is_right(db: Db, gold: GoldTask, slot: SlotRow, terms: HitTerms, body: Submission) -> bool:
    found = gold_tasks.item(db, edition=gold.edition, name=gold.item)
    if found is None:
        return False
    form = fill(read_form(terms.form), slot.slot.row)
    answer = check_answer(form, body.answer)
    tolerance = {name: Fraction(one) for name, one in found.tolerance.items()}
    return mark_answer(form, gold=found.gold, answer=answer, tolerance=tolerance).right


def _paid(now: Instant, site: Site, *, body: Submission, minor: int) -> Transfer:
    return Transfer(
        id=f"earned:{body.assignment}",
        debit=PAID_FROM,
        credit=f"visitor:{body.visitor}",
        amount=site.money(minor),
        at=now,
        reason="check of work",
        reference=f"assignment:{body.assignment}",
    )


def keep_editions(
    db: Db,
    now: Instant,
    *,
    editions: tuple[tuple[gold_tasks.GoldEdition, tuple[GoldItem, ...]], ...],
) -> None:
    """Keep the gold items of editions that were read."""
    del now
    for edition, items in editions:
        gold_tasks.keep_edition(db, edition, items)
