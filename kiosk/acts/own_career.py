"""What a visitor's own record says of their career: theirs to read at a seat, shared or not."""

import json
from collections.abc import Iterable, Mapping

from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.protocol.career import Career, CareerNote, CareerStep, Place
from kiosk.protocol.codec import encode
from kiosk.rules.instants import Instant
from kiosk.rules.interests import code_of, read_found
from kiosk.rules.openings import fit
from kiosk.rules.spans import LocalDay, local_day, timezone_named
from kiosk.store import career_notes, careers, openings, staff, training
from kiosk.store.career_notes import Note, Step
from kiosk.store.openings import Kept

NOTES_SHOWN = 5
STEPS_SHOWN = 12
PLACES_SHOWN = 24
LIMIT_BYTES = 40_000
"""With the rest of a record it stays within one answer."""


def career_of(db: Db, now: Instant, site: Site, *, visitor: str) -> Career | None:
    """None where there is nothing to say: no opening, no record, nothing found."""
    said = careers.consents(db, visitor)
    kept = careers.interests(db, visitor)
    career = Career(
        shared=bool(said) and said[0].agreed,
        said_at=said[0].at if said else 0,
        answers={} if kept is None else json.loads(kept.answers),
        notes=_notes(db, visitor),
        steps=_steps(career_notes.steps(db, visitor)),
    )
    room = LIMIT_BYTES - len(encode(career))
    places = _within(_places(db, now, site, visitor=visitor, answers=career.answers), room)
    if career == Career() and not places:
        return None
    return Career(career.shared, career.said_at, career.answers, career.notes, career.steps, places)


def _notes(db: Db, visitor: str) -> tuple[CareerNote, ...]:
    kept = career_notes.notes(db, visitor)
    theirs = (one for one in kept if not one.for_mentors and one.taken_back_at is None)
    shown = list(theirs)[:NOTES_SHOWN]
    names = {one.by: _name(db, one) for one in shown}
    return tuple(CareerNote(one.at, names[one.by], one.words, one.next_on or "") for one in shown)


def _name(db: Db, note: Note) -> str:
    who = staff.by_id(db, note.by)
    return "" if who is None else who.name


def _steps(kept: Iterable[Step]) -> tuple[CareerStep, ...]:
    return tuple(
        CareerStep(one.id, one.kind, one.words, one.due_on or "", one.done_at is not None)
        for one in [each for each in kept if each.taken_back_at is None][:STEPS_SHOWN]
    )


def _places(
    db: Db, now: Instant, site: Site, *, visitor: str, answers: Mapping[str, str]
) -> list[Place]:
    """What a mentor suggested first, then what fits best."""
    today = local_day(now, timezone_named(site.settings.timezone))
    held = training.qualifications(db, visitor=visitor, at=now)
    result = read_found(answers)
    likes = () if result is None else result.fields
    states = {one.opening: one.state for one in careers.referrals(db, visitor)}
    ordered = sorted(
        openings.open_on(db, today),
        key=lambda one: (
            one.id not in states,
            fit(one.opening, held=held, likes=likes).rank,
            one.opening.closes or LocalDay("9999"),
        ),
    )
    return [_place(one, states.get(one.id, "")) for one in ordered[:PLACES_SHOWN]]


def _place(kept: Kept, state: str) -> Place:
    one = kept.opening
    return Place(
        id=kept.id,
        kind=one.kind,
        title=one.title,
        who=one.who,
        place=one.place,
        pay=one.pay,
        contact=one.contact,
        note=one.note,
        language=one.language,
        closes=one.closes or "",
        wanted=one.wanted,
        interests=code_of(one.interests),
        state=state,
        warned=one.asks_for_money,
    )


def _within(places: Iterable[Place], room: int) -> tuple[Place, ...]:
    kept = []
    for one in places:
        room -= len(encode(one))
        if room < 0:
            break
        kept.append(one)
    return tuple(kept)
