"""Classes: made, changed and ended; who is in them and who joins by code; what they learn when."""

from dataclasses import dataclass, replace

from kiosk.acts import meetings as meeting_acts
from kiosk.acts import people
from kiosk.acts.bookings import new_code
from kiosk.acts.cards import free_codes
from kiosk.acts.selling import new_id
from kiosk.acts.site import Site
from kiosk.disk.acting import Tool
from kiosk.disk.db import Db
from kiosk.rules.classes import MEMBERS_MOST, NEWCOMERS_MOST, join_until
from kiosk.rules.instants import Instant, seconds_between
from kiosk.rules.names import named
from kiosk.rules.refusals import Refusal
from kiosk.rules.vouchers import check_code
from kiosk.store import audit, classes, meetings, revisions, sponsorships, staff, training, visitors
from kiosk.store.blocks import Pays
from kiosk.store.class_times import check_free
from kiosk.store.classes import CLASSES_LIMIT, PLAN_LIMIT, Class

TITLE_LIMIT = 80
NOTE_LIMIT = 400
REASON_LIMIT = 200
LEADS = "lead_class"
"""The right of who may be the mentor of a class."""


@dataclass(frozen=True, slots=True)
class ClassDraft:
    """What is typed of a class. `sponsorship` "": what is free is the house's."""

    title: str
    mentor: str
    note: str = ""
    pays: Pays = "free"
    sponsorship: str = ""
    goes_on_free: bool = False
    shares_seats: bool = False


@dataclass(frozen=True, slots=True)
class NewCards(Tool):
    """What was drawn outside for new people: hashes of PINs, one each, and codes to choose from."""

    pin_hashes: tuple[str, ...]
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Added:
    """Whom a list brought in: people who were known, and new ones in the list's order."""

    known: int
    newcomers: tuple[str, ...]


def make_class(db: Db, now: Instant, *, draft: ClassDraft, by: str) -> str:
    """Make a class; returns its id.

    Raises:
        Refusal: `field_missing` (title), `field_wrong` (title, note, mentor, sponsorship),
            `too_many`.
    """
    made = _checked(db, Class(new_id(), "", "", now, by), draft)
    if len(classes.running(db)) >= CLASSES_LIMIT:
        raise Refusal("too_many", limit=CLASSES_LIMIT)
    classes.add(db, made)
    _note(db, now, made.id, act="make_class", by=by, reason=made.title)
    return made.id


def change_class(db: Db, now: Instant, *, class_id: str, draft: ClassDraft, by: str) -> None:
    """Another title, mentor or note; who pays holds for meetings that are made from now on.

    Raises:
        Refusal: `not_found`, `class_ended`, what `make_class` refuses of its words.
    """
    changed = _checked(db, running(db, class_id), draft)
    classes.change(db, changed)
    _note(db, now, class_id, act="change_class", by=by, reason=changed.title)


def end_class(db: Db, now: Instant, *, class_id: str, reason: str, by: str) -> None:
    """The class is over: its meetings to come are cancelled, its code opens nothing.

    Raises:
        Refusal: `not_found`, `class_ended`, `reason_missing`.
    """
    running(db, class_id)
    why = _reason(reason)
    for row in meetings.coming(db, now, class_id):
        meeting_acts.cancel_one(db, now, row, reason=why, by=by)
    classes.end(db, now, class_id=class_id, reason=why)
    _note(db, now, class_id, act="end_class", by=by, reason=why)


def add_list(  # noqa: PLR0913  a list has that many parts
    db: Db,
    now: Instant,
    *,
    class_id: str,
    known: tuple[str, ...],
    newcomers: tuple[str, ...],
    cards: NewCards,
    agreed: bool,
    by: str,
    site: Site,
) -> Added:
    """Put people into a class, and register those whose names nobody here has.

    `agreed`: what somebody said yes to is what the list would do now.

    Raises:
        Refusal: `not_found`, `class_ended`, `class_list_changed`, `class_full`, `too_many`
            (newcomers), `busy` when codes ran out, what `check_free` and `register_visitor` refuse.
    """
    running(db, class_id)
    if not agreed:
        raise Refusal("class_list_changed")
    if len(newcomers) > min(NEWCOMERS_MOST, len(cards.pin_hashes)):
        raise Refusal("too_many", limit=NEWCOMERS_MOST)
    codes = free_codes(db, cards.codes)
    made = []
    for name, pin_hash in zip(newcomers, cards.pin_hashes, strict=False):
        code = next(codes, None)
        if code is None:
            raise Refusal("busy")
        made.append(
            people.register_visitor(
                db,
                now,
                name=name,
                language=site.settings.languages[0],
                group="visitor",
                pin_hash=pin_hash,
                code=code,
                by=by,
                site=site,
            )
        )
    how = "list" if newcomers or len(known) > 1 else "staff"
    added = sum(_put(db, now, class_id, who, how=how, by=by) for who in known)
    for who in made:
        _put(db, now, class_id, who, how="list", by=by)
    _note(db, now, class_id, act="add_list_to_class", by=by, reason=str(added + len(made)))
    return Added(added, tuple(made))


def add_member(db: Db, now: Instant, *, class_id: str, visitor: str, by: str) -> None:
    """Put one person into a class.

    Raises:
        Refusal: `not_found`, `class_ended`, `class_full`, what `check_free` refuses.
    """
    title = running(db, class_id).title
    if _put(db, now, class_id, visitor, how="staff", by=by):
        about = f"visitor:{visitor}"
        audit.record(db, now, by=by, act="add_to_class", about=about, reason=title)


def take_off(db: Db, now: Instant, *, class_id: str, visitor: str, reason: str, by: str) -> None:
    """Somebody is in the class no more; where they were stays.

    Raises:
        Refusal: `not_found`, `class_ended`, `reason_missing`.
    """
    title = running(db, class_id).title
    why = _reason(reason)
    if not classes.take_off(db, now, class_id=class_id, visitor=visitor):
        raise Refusal("not_found", what="member")
    revisions.bump(db, revisions.record_of(visitor))
    about = f"visitor:{visitor}"
    audit.record(db, now, by=by, act="take_off_class", about=about, reason=why, detail=title)


def plan_module(
    db: Db, now: Instant, *, class_id: str, edition: str, starts: Instant, by: str
) -> None:
    """The class takes this edition from then on; a newer edition changes nothing here.

    Raises:
        Refusal: `not_found` (class, edition), `class_ended`, `too_many`.
    """
    running(db, class_id)
    if training.edition(db, edition) is None:
        raise Refusal("not_found", what="edition")
    planned = classes.planned(db, class_id)
    if len(planned) >= PLAN_LIMIT and edition not in {row.edition for row in planned}:
        raise Refusal("too_many", limit=PLAN_LIMIT)
    classes.put_plan(db, class_id=class_id, edition=edition, starts=starts, by=by)
    _tell_members(db, class_id)
    _note(db, now, class_id, act="plan_module", by=by, reason=edition)


def drop_module(db: Db, now: Instant, *, class_id: str, edition: str, by: str) -> None:
    """The class does not take this edition; what was learned stays learned.

    Raises:
        Refusal: `not_found`, `class_ended`.
    """
    running(db, class_id)
    if not classes.drop_plan(db, class_id=class_id, edition=edition):
        raise Refusal("not_found", what="edition")
    _tell_members(db, class_id)
    _note(db, now, class_id, act="drop_module", by=by, reason=edition)


def _tell_members(db: Db, class_id: str) -> None:
    """A seat knows by its visitor's record which modules ask for a reflection."""
    for one in classes.members(db, class_id):
        revisions.bump(db, revisions.record_of(one.visitor))


def open_joining(db: Db, now: Instant, *, class_id: str, days: int, by: str) -> str:
    """A new code for the sheet; the one before it opens nothing. Returns the code.

    Raises:
        Refusal: `not_found`, `class_ended`, `field_wrong` (days).
    """
    running(db, class_id)
    until = join_until(now, days=days)
    code = new_code(db)
    classes.set_code(db, class_id=class_id, code=code, until=until)
    _note(db, now, class_id, act="open_class_code", by=by)
    return code


def close_joining(db: Db, now: Instant, *, class_id: str, by: str) -> None:
    """Nobody joins by code any more.

    Raises:
        Refusal: `not_found`, `class_ended`.
    """
    running(db, class_id)
    classes.set_code(db, class_id=class_id, code=None, until=None)
    _note(db, now, class_id, act="close_class_code", by=by)


def join_by_code(db: Db, now: Instant, *, code: str, visitor: str, by: str) -> str:
    """Somebody joins by the code of the sheet; returns the class's title.

    Raises:
        Refusal: what `class_of_code` refuses, `class_guest`, `class_full`, what `check_free` does.
    """
    found = class_of_code(db, now, code)
    who = visitors.by_id(db, visitor)
    if who is None or who.is_guest:
        raise Refusal("class_guest")
    if _put(db, now, found.id, visitor, how="code", by=by):
        about = f"visitor:{visitor}"
        audit.record(db, now, by=by, act="join_class", about=about, reason=found.title)
    return found.title


def class_of_code(db: Db, now: Instant, typed: str) -> Class:
    """The class whose code was typed.

    Raises:
        Refusal: `voucher_mistyped` for a slip of the finger, `class_code_unknown`,
            `class_code_over`.
    """
    found = classes.by_code(db, check_code(typed))
    if found is None or found.join_until is None:
        raise Refusal("class_code_unknown")
    if seconds_between(now, found.join_until) <= 0:
        raise Refusal("class_code_over")
    return found


def known(db: Db, class_id: str) -> Class:
    """A class, also one that has ended.

    Raises:
        Refusal: `not_found`.
    """
    found = classes.by_id(db, class_id)
    if found is None:
        raise Refusal("not_found", what="class")
    return found


def running(db: Db, class_id: str) -> Class:
    """A class that has not ended.

    Raises:
        Refusal: `not_found`, `class_ended`.
    """
    found = known(db, class_id)
    if found.ended_at is not None:
        raise Refusal("class_ended")
    return found


def _put(db: Db, now: Instant, class_id: str, visitor: str, *, how: str, by: str) -> bool:
    who = visitors.registered(db, visitor)
    if classes.has_member(db, class_id=class_id, visitor=visitor):
        return False
    if classes.count_members(db, class_id) >= MEMBERS_MOST:
        raise Refusal("class_full", limit=MEMBERS_MOST)
    check_free(db, now, class_id=class_id, visitor=visitor, name=who.name)
    revisions.bump(db, revisions.record_of(visitor))
    return classes.put_member(db, now, class_id=class_id, visitor=visitor, how=how, by=by)


def _checked(db: Db, old: Class, draft: ClassDraft) -> Class:
    title = named(draft.title, field="title", limit=TITLE_LIMIT)
    if not title:
        raise Refusal("field_missing", field="title")
    note = draft.note.strip()
    if len(note) > NOTE_LIMIT:
        raise Refusal("field_wrong", field="note")
    mentor = staff.by_id(db, draft.mentor)
    leads = mentor is not None and mentor.may(LEADS)
    stays = bool(old.mentor) and draft.mentor == old.mentor
    if not leads and not stays:
        raise Refusal("field_wrong", field="mentor")
    pays_not = draft.sponsorship and sponsorships.by_id(db, draft.sponsorship) is None
    if pays_not or (draft.sponsorship and draft.pays != "free"):
        raise Refusal("field_wrong", field="sponsorship")
    return replace(
        old,
        title=title,
        mentor=draft.mentor,
        note=note,
        pays=draft.pays,
        sponsorship=draft.sponsorship or None,
        goes_on_free=bool(draft.sponsorship) and draft.goes_on_free,
        shares_seats=draft.shares_seats,
    )


def _reason(reason: str) -> str:
    why = reason.strip()[:REASON_LIMIT]
    if not why:
        raise Refusal("reason_missing")
    return why


def _note(db: Db, now: Instant, class_id: str, *, act: str, by: str, reason: str = "") -> None:
    audit.record(db, now, by=by, act=act, about=f"class:{class_id}", reason=reason)
