"""The career desk's pages: one visitor's record, and who fits an opening. With consent only."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.interests import Field, Found, read_found
from kiosk.rules.openings import Fit, fit
from kiosk.rules.spans import LocalDay
from kiosk.store import careers, learned, openings, staff, training, visitors
from kiosk.store.careers import Candidate, Consent, Note, Referral, Step
from kiosk.store.learned import Learned, Skill
from kiosk.store.openings import Kept
from kiosk.store.visitors import Visitor

FITTING_SHOWN = 12
CANDIDATES_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Matched:
    """An opening and how it fits a visitor."""

    kept: Kept
    fit: Fit


@dataclass(frozen=True, slots=True)
class Record:
    """What mentors keep with a visitor; `staff` names who wrote."""

    interests: Found | None
    interests_at: Instant | None
    learned: Learned
    skills: tuple[Skill, ...]
    passed: tuple[str, ...]
    notes: tuple[Note, ...]
    steps: tuple[Step, ...]
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


def career(db: Db, now: Instant, *, visitor: str, today: LocalDay) -> Career:
    """One visitor's page.

    Raises:
        Refusal: `not_found`, also for a guest.
    """
    who = visitors.registered(db, visitor)
    said = careers.consents(db, visitor)
    agreed = bool(said) and said[0].agreed
    return Career(who, said, _record(db, now, visitor, today) if agreed else None)


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
        notes=careers.notes(db, visitor),
        steps=careers.steps(db, visitor),
        referrals=mine,
        fitting=_fitting(db, now, visitor, today, likes=likes, but={one.opening for one in mine}),
        staff={one.id: one.name for one in staff.everybody(db)},
    )


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
