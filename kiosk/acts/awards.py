"""Certificates for passed exams: given by a mentor, taken back with a reason."""

import secrets
from zoneinfo import ZoneInfo

from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.link import sqlite_outbox
from kiosk.protocol.awards import write_award
from kiosk.protocol.bodies import AwardRevoked
from kiosk.rules.awards import (
    EDITION_LIMIT,
    NUMBER_BYTES,
    SITE_LIMIT,
    TITLE_LIMIT,
    Award,
    draw_number,
    last_day,
    shortened,
    shown_name,
)
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import local_day
from kiosk.store import audit, awards, revisions, visitors
from kiosk.store.awards import AwardRow, PassedExam


def give(
    db: Db, now: Instant, *, visitor: str, attempt: str, name: str, by: str, site: Site
) -> str:
    """Give a certificate for an exam that its visitor passed; returns its number.

    `name` is as the visitor wishes it shown; it need not be the one that is kept.

    Raises:
        Refusal: `not_found`, `exam_not_passed`, `certificate_given`, `field_missing`,
            `field_wrong`, `certificate_too_long`, in that order.
    """
    visitors.registered(db, visitor)
    exam = awards.passed_exam(db, attempt)
    if exam is None or exam.visitor != visitor:
        raise Refusal("exam_not_passed")
    if exam.number:
        raise Refusal("certificate_given")
    award = _award(exam, name=shown_name(name), site=site)
    paper = write_award(site.keys.signing, award)
    row = AwardRow(
        number=award.number,
        visitor=visitor,
        attempt=attempt,
        title=award.title,
        edition=award.edition,
        right=award.right,
        asked=award.asked,
        day=award.day,
        until=award.until or "",
        name=award.name,
        paper=paper,
        signing=site.keys.public_signing,
        given_at=now,
        given_by=by,
    )
    awards.add(db, row)
    about = f"award:{award.number}"
    audit.record(db, now, by=by, act="give_award", about=about, reason=f"visitor:{visitor}")
    revisions.bump(db, revisions.record_of(visitor))
    return award.number


def _award(exam: PassedExam, *, name: str, site: Site) -> Award:
    zone = ZoneInfo(site.settings.timezone)
    return Award(
        number=draw_number(secrets.token_bytes(NUMBER_BYTES)),
        site=shortened(site.settings.site_name, SITE_LIMIT),
        name=name,
        title=shortened(exam.title, TITLE_LIMIT),
        edition=shortened(exam.edition, EDITION_LIMIT),
        right=exam.right,
        asked=exam.asked,
        day=local_day(exam.at, zone),
        until=last_day(exam.valid_until, since=exam.at, timezone=zone),
    )


def revoke(db: Db, now: Instant, *, number: str, reason: str, by: str, site: Site) -> None:
    """Take a certificate back; whoever checks it is told, and the reason stays in the house.

    The exchange hears of it, and tells every other hub.

    Raises:
        Refusal: `not_found`, `reason_missing`, `certificate_revoked`, in that order.
    """
    row = awards.by_number(db, number)
    if row is None:
        raise Refusal("not_found", what="certificate")
    if not reason.strip():
        raise Refusal("reason_missing")
    if not awards.revoke(db, now, signing=row.signing, number=number, reason=reason.strip()):
        raise Refusal("certificate_revoked")
    told = AwardRevoked(row.signing, number)
    sqlite_outbox.put(db, site.writing(now), audience="exchange", body=told)
    audit.record(db, now, by=by, act="revoke_award", about=f"award:{number}", reason=reason.strip())
    revisions.bump(db, revisions.record_of(row.visitor))


def note_record(db: Db, now: Instant, *, visitor: str, name: str, by: str) -> None:
    """A visitor was handed their own record, at their wish.

    Raises:
        Refusal: `not_found`, `field_missing`, `field_wrong`.
    """
    visitors.registered(db, visitor)
    shown_name(name)
    audit.record(db, now, by=by, act="hand_record", about=f"visitor:{visitor}")
