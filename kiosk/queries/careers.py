"""The career desk's pages: one visitor's record, and who fits an opening. With consent only."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.interests import Field, Found, read_found
from kiosk.rules.openings import Fit, fit
from kiosk.rules.spans import LocalDay, days_later
from kiosk.store import career_notes, careers, learned, openings, staff, training, visitors
from kiosk.store.career_notes import Before, Due, Note, Step
from kiosk.store.careers import Candidate, Consent, Referral
from kiosk.store.learned import Learned, Skill
from kiosk.store.openings import Kept
from kiosk.store.visitors import Visitor

FITTING_SHOWN = 12
CANDIDATES_SHOWN = 50
PEOPLE_A_PAGE = 50
DUE_SHOWN = 20
DUE_DAYS = 6
"""With today it is a week."""


@dataclass(frozen=True, slots=True)
class Matched:
    """An opening and how it fits a visitor."""

    kept: Kept
    fit: Fit


@dataclass(frozen=True, slots=True)
class Record:
    """What mentors keep with a visitor; `staff` names who wrote.

    `before`: what a note or step said once, by its id.
    """

    interests: Found | None
    interests_at: Instant | None
    learned: Learned
    skills: tuple[Skill, ...]
    passed: tuple[str, ...]
    notes: tuple[Note, ...]
    steps: tuple[Step, ...]
    taken_back: tuple[Note | Step, ...]
    before: Mapping[str, Sequence[Before]]
    referrals: tuple[Referral, ...]
    fitting: tuple[Matched, ...]
    staff: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Career:
    """See people/career.html. `record` is None while the visitor has not said yes."""

    visitor: Visitor
    consents: tuple[Consent, ...]
    record: Record | None


@dataclass(frozen=True, slots=True)
class Suitable:
    """A visitor who fits an opening; `state`: how far they came with it, "" for not at all."""

    visitor: str
    name: str
    fit: Fit
    state: str


@dataclass(frozen=True, slots=True)
class OnList:
    """Somebody whose record is open; `due`: the step of theirs that is due first, this week."""

    visitor: str
    name: str
    due: Due | None


@dataclass(frozen=True, slots=True)
class Desk:
    """The career list: what is late, what is due within a week, and a page of the people."""

    late: tuple[Due, ...]
    due: tuple[Due, ...]
    people: tuple[OnList, ...]
    count: int
    number: int
    pages: int


def career(db: Db, now: Instant, *, visitor: str, today: LocalDay) -> Career:
    """One visitor's page.

    Raises:
        Refusal: `not_found`, also for a guest.
    """
    who = visitors.registered(db, visitor)
    said = careers.consents(db, visitor)
    agreed = bool(said) and said[0].agreed
    return Career(who, said, _record(db, now, visitor, today) if agreed else None)


def desk(db: Db, *, today: LocalDay, number: int) -> Desk:
    """The career list, a page of it; `number` counts from 1."""
    due = career_notes.due(db, days_later(today, DUE_DAYS))
    everybody = careers.consented(db)
    pages = max(1, -(-len(everybody) // PEOPLE_A_PAGE))
    number = max(1, min(number, pages))
    first: dict[str, Due] = {}
    for one in due:
        first.setdefault(one.visitor, one)
    shown = everybody[(number - 1) * PEOPLE_A_PAGE : number * PEOPLE_A_PAGE]
    return Desk(
        late=tuple(one for one in due if one.due_on < today),
        due=tuple(one for one in due if one.due_on >= today),
        people=tuple(OnList(one.visitor, one.name, first.get(one.visitor)) for one in shown),
        count=len(everybody),
        number=number,
        pages=pages,
    )


def suitable(db: Db, now: Instant, kept: Kept) -> tuple[Suitable, ...]:
    """Who fits an opening, of those whose record is open; who fits best first."""
    held = careers.held_by_consented(db, now)
    states = careers.referred_to(db, kept.id)
    rows = [
        Suitable(
            one.visitor,
            one.name,
            fit(kept.opening, held=held.get(one.visitor, ()), likes=_likes(one)),
            states.get(one.visitor, ""),
        )
        for one in careers.consented(db)
    ]
    fitting = [row for row in rows if row.fit.fits or row.state]
    return tuple(sorted(fitting, key=lambda row: row.fit.rank)[:CANDIDATES_SHOWN])


def _record(db: Db, now: Instant, visitor: str, today: LocalDay) -> Record:
    kept = careers.interests(db, visitor)
    interests = None if kept is None else read_found(json.loads(kept.answers))
    mine = careers.referrals(db, visitor)
    likes = () if interests is None else interests.fields
    notes, steps = career_notes.notes(db, visitor), career_notes.steps(db, visitor)
    titles = {row.edition: row.title for row in training.editions(db)}
    passed = (
        titles.get(row.edition, row.edition) for row in training.attempts(db, visitor) if row.passed
    )
    return Record(
        interests=interests,
        interests_at=None if kept is None else kept.at,
        learned=learned.learned(db, visitor),
        skills=learned.skills(db, visitor=visitor, at=now),
        passed=tuple(dict.fromkeys(passed)),
        notes=tuple(one for one in notes if one.taken_back_at is None),
        steps=tuple(one for one in steps if one.taken_back_at is None),
        taken_back=_taken_back(notes, steps),
        before=_before(db, visitor),
        referrals=mine,
        fitting=_fitting(db, now, visitor, today, likes=likes, but={one.opening for one in mine}),
        staff={one.id: one.name for one in staff.everybody(db)},
    )


def _taken_back(notes: Iterable[Note], steps: Iterable[Step]) -> tuple[Note | Step, ...]:
    both: list[Note | Step] = [*notes, *steps]
    return tuple(one for one in both if one.taken_back_at is not None)


def _before(db: Db, visitor: str) -> Mapping[str, Sequence[Before]]:
    found: dict[str, list[Before]] = {}
    for one in career_notes.before(db, visitor):
        found.setdefault(one.about, []).append(one)
    return found


def _fitting(
    db: Db,
    now: Instant,
    visitor: str,
    today: LocalDay,
    *,
    likes: tuple[Field, ...],
    but: set[str],
) -> tuple[Matched, ...]:
    held = training.qualifications(db, visitor=visitor, at=now)
    rows = (
        Matched(one, fit(one.opening, held=held, likes=likes))
        for one in openings.open_on(db, today)
        if one.id not in but
    )
    return tuple(sorted((row for row in rows if row.fit.fits), key=lambda row: row.fit.rank))[
        :FITTING_SHOWN
    ]


def _likes(one: Candidate) -> tuple[Field, ...]:
    result = read_found(json.loads(one.answers)) if one.answers else None
    return () if result is None else result.fields
