"""The record: what a station may show of the visitor who sits at it."""

from collections import defaultdict

import msgspec

from kiosk.acts import (
    house_rules,
    own_career,
    own_reflections,
    own_time,
    qualifying,
    recalling,
)
from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.protocol.codec import encode
from kiosk.protocol.exam_calls import Accommodated, Answering, Attempted, PractiseAgain
from kiosk.protocol.learned import Certified, Learned
from kiosk.protocol.station_calls import GoalKept, Outcome, Practised, Record
from kiosk.protocol.time_calls import Included, Lapsing, Renewing
from kiosk.rules.exam_rules import NOTHING_SET
from kiosk.rules.gold_tasks import WINDOW
from kiosk.rules.instants import Instant
from kiosk.rules.modules import attempt_id
from kiosk.rules.refusals import Refusal
from kiosk.rules.subscriptions import (
    Reminder,
    arrears_until,
    payable_period,
    reminded_ahead_s,
    reminder,
)
from kiosk.store import (
    allowances,
    awards,
    classes,
    exam_answers,
    exam_sittings,
    gold_tasks,
    learned,
    ledger,
    mastery,
    offers,
    revisions,
    sessions,
    subscriptions,
    tasks,
    training,
    visitors,
    work,
)
from kiosk.store.exam_answers import AnswerRow
from kiosk.store.exam_sittings import TimeUsed
from kiosk.store.mastery import Practising
from kiosk.store.work import Work

OUTCOMES_LIMIT = 50
AWARDS_LIMIT = 12
"""So many certificates a seat shows; the desk prints all."""
OUTCOMES_LIMIT_BYTES = 150_000
"""More than any one outcome takes; with the rest of a record it stays within one answer."""
WITH_ANSWER = frozenset({"RevisionRequested"})


def record_of(db: Db, now: Instant, site: Site, *, visitor: str) -> Record:
    """All of a visitor's record; a station replaces what it had."""
    who = visitors.by_id(db, visitor)
    if who is None:
        raise Refusal("not_found", what="visitor")
    session = sessions.open_of(db, visitor)
    return Record(
        revision=revisions.current(db, revisions.record_of(visitor)),
        visitor=visitor,
        name=who.name,
        language=who.language,
        guest=who.is_guest,
        balance_minor=ledger.balance(db, f"visitor:{visitor}"),
        pending_minor=work.pending_minor(db, visitor),
        paid_out_minor=ledger.paid_out(db, visitor),
        qualifications=training.qualifications(db, visitor=visitor, at=now),
        attempts=_attempts(db, visitor),
        practised=_practised(db, visitor),
        answering=_answering(db, visitor),
        accommodated=_accommodated(db, visitor),
        lapsing_skills=qualifying.lapsing(db, now, visitor),
        practise_again=_practise_again(db, visitor),
        outcomes=_outcomes(db, visitor),
        group=who.group,
        rules_accepted=house_rules.accepted(db, who, session="" if session is None else session.id),
        done_here=0 if session is None else tasks.submitted_in(db, session.id),
        lapsing=_lapsing(db, now, visitor, site.settings.remind_days),
        included=_included(db, now, visitor),
        renewing=_renewing(db, visitor),
        holds=own_time.held_of(
            db, now, site, visitor=visitor, session="" if session is None else session.id
        ),
        awards=_awards(db, visitor),
        learned=_learned(db, visitor),
        shares_seats=any(one.shares_seats for one in classes.of_visitor(db, visitor)),
        career=None if who.is_guest else own_career.career_of(db, now, site, visitor=visitor),
        recall=recalling.recalled_now(db, now, visitor),
        from_mentor=own_reflections.from_mentor(db, who),
    )


def _awards(db: Db, visitor: str) -> tuple[Certified, ...]:
    """The newest certificates that were not taken back; their papers are small."""
    given = awards.of_visitor(db, visitor, limit=AWARDS_LIMIT)
    return tuple(
        Certified(one.number, one.title, one.day, one.until, one.paper)
        for one in given
        if one.revoked_at is None and one.paper
    )


def _learned(db: Db, visitor: str) -> Learned:
    one = learned.learned(db, visitor)
    return Learned(one.practised_s, one.right, one.asked, one.done, one.approved)


def _practise_again(db: Db, visitor: str) -> tuple[PractiseAgain, ...]:
    """Skills whose checks went wrong lately, each with the module that teaches it."""
    return tuple(
        PractiseAgain(one.skill, one.slug, one.title, one.newest_wrong, len(one.newest[-WINDOW:]))
        for one in gold_tasks.qualities(db, visitor)
        if one.quality.practise and one.slug
    )


def _included(db: Db, now: Instant, visitor: str) -> Included | None:
    one = subscriptions.live_of(db, visitor)
    offer = None if one is None else offers.by_id(db, one.offer)
    if one is None or offer is None or offer.cycle is None or offer.cycle.allowance is None:
        return None
    left = allowances.at(db, one.id, now=now)
    return Included(
        title=offer.title,
        every=offer.cycle.allowance.value,
        each_s=offer.seconds,
        left_s=left.left_s,
        next_at=left.next_at or 0,
    )


def _renewing(db: Db, visitor: str) -> Renewing | None:
    one = subscriptions.live_of(db, visitor)
    offer = None if one is None else offers.by_id(db, one.offer)
    if one is None or offer is None or not (one.standing.renews and offer.price_minor):
        return None
    agreed = one.agreed_minor >= offer.price_minor
    return Renewing(title=offer.title, price_minor=offer.price_minor, agreed=agreed)


def _lapsing(db: Db, now: Instant, visitor: str, remind_days: int) -> Lapsing | None:
    one = subscriptions.live_of(db, visitor)
    offer = None if one is None else offers.by_id(db, one.offer)
    if one is None or offer is None or offer.cycle is None:
        return None
    standing, cycle = one.standing, offer.cycle
    balance = ledger.balance(db, f"visitor:{visitor}")
    ahead_s = reminded_ahead_s(standing, days=remind_days)
    said = reminder(
        standing,
        cycle,
        now=now,
        balance_minor=balance,
        agreed_minor=one.agreed_minor,
        ahead_s=ahead_s,
    )
    if said is Reminder.NONE:
        return None
    return Lapsing(
        title=offer.title,
        said=said.value,
        until=arrears_until(standing, cycle) if said is Reminder.OWED else standing.ends,
        period=payable_period(standing),
        price_minor=cycle.price_minor,
        payable=balance >= cycle.price_minor,
    )


def _attempts(db: Db, visitor: str) -> tuple[Attempted, ...]:
    return tuple(
        Attempted(
            edition=row.edition,
            try_number=row.try_number,
            state="marked",
            right=row.right,
            asked=row.asked,
            passed=row.passed,
            at=row.at,
            by_time=row.by_time,
        )
        for row in training.attempts(db, visitor)
    )


def _answering(db: Db, visitor: str) -> tuple[Answering, ...]:
    """Unfinished tries that are the visitor's own; one of a merged record has other questions."""

    def is_own(row: AnswerRow | TimeUsed) -> bool:
        own = attempt_id(visitor=visitor, edition=row.edition, try_number=row.try_number)
        return row.attempt == own

    items: dict[tuple[str, int], list[str]] = defaultdict(list)
    used: dict[tuple[str, int], int] = defaultdict(int)
    for row in filter(is_own, exam_answers.open_of(db, visitor)):
        name = (row.edition, row.try_number)
        items[name].append(row.item)
        used[name] = max(used[name], row.used_s)
    for one in filter(is_own, exam_sittings.open_of(db, visitor)):
        name = (one.edition, one.try_number)
        used[name] = max(used[name], one.used_s)
    return tuple(Answering(*name, tuple(items[name]), used_s=used[name]) for name in used)


def _accommodated(db: Db, visitor: str) -> Accommodated | None:
    """What a mentor has set; none where that is nothing."""
    found = exam_sittings.accommodation_of(db, visitor)
    if found == NOTHING_SET:
        return None
    return Accommodated(found.extra_percent, found.no_limit, found.no_floor)


def _practised(db: Db, visitor: str) -> tuple[Practised, ...]:
    items: dict[str, list[str]] = defaultdict(list)
    steps: dict[str, list[str]] = defaultdict(list)
    for edition, step, item in training.practised(db, visitor):
        if item:
            items[edition].append(item)
        else:
            steps[edition].append(step)
    goals: dict[str, list[GoalKept]] = defaultdict(list)
    for one in mastery.of_visitor(db, visitor):
        goals[one.edition].append(_goal_kept(one))
    editions = dict.fromkeys((*items, *steps, *goals))
    return tuple(
        Practised(name, tuple(items[name]), tuple(steps[name]), tuple(goals[name]))
        for name in editions
    )


def _goal_kept(one: Practising) -> GoalKept:
    return GoalKept(
        one.step,
        one.goal.written(),
        tuple(first.item for first in one.firsts),
        tuple(first.round for first in one.firsts),
        tuple(first.right for first in one.firsts),
    )


def _outcomes(db: Db, visitor: str) -> tuple[Outcome, ...]:
    """What waits for the visitor first; what finds no room comes once some of that is answered."""
    kept, room = [], OUTCOMES_LIMIT_BYTES
    checked = gold_tasks.checked(db, visitor)
    for one in work.of_visitor(db, visitor=visitor, limit=OUTCOMES_LIMIT):
        outcome = _outcome(db, one, checked.get(one.assignment))
        size = len(encode(outcome))
        if size <= room:
            kept.append(outcome)
            room -= size
    return tuple(kept)


def _outcome(db: Db, one: Work, right: bool | None) -> Outcome:  # noqa: FBT001  a mark or none
    terms = tasks.terms(db, one.hit_type)
    slot = tasks.slot(db, one.assignment) if one.state in WITH_ANSWER else None
    return Outcome(
        assignment=one.assignment,
        title="" if terms is None else terms.title,
        state=one.state,
        reward_minor=one.reward_minor,
        at=one.changed_at,
        reason=one.reason,
        expectation=one.expectation,
        answer=msgspec.json.decode(one.answer) if one.state in WITH_ANSWER else None,
        task=None if slot is None or terms is None else {"form": terms.form, "row": slot.slot.row},
        due=one.due,
        check="" if right is None else "right" if right else "wrong",
    )
