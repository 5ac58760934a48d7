"""Certificates for passed exams: given by a mentor, taken back with a reason."""

import secrets
from zoneinfo import ZoneInfo

from kiosk.acts.marking import FOR_EVER_DAYS
from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.protocol.awards import write_award
from kiosk.rules.awards import (
    EDITION_LIMIT,
    NUMBER_BYTES,
    SITE_LIMIT,
    TITLE_LIMIT,
    Award,
    draw_number,
    shortened,
    shown_name,
)
from kiosk.rules.instants import MS_PER_S, S_PER_DAY, Instant
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import LocalDay, local_day
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
        until=_last_day(exam, zone),
    )


def _last_day(exam: PassedExam, zone: ZoneInfo) -> LocalDay | None:
    """What holds until a moment holds on the day of the second before; None for ever."""
    until = exam.valid_until
    if until is None or until - exam.at >= FOR_EVER_DAYS * S_PER_DAY * MS_PER_S:
        return None
    return local_day(Instant(until - MS_PER_S), zone)


def revoke(db: Db, now: Instant, *, number: str, reason: str, by: str) -> None:
    """Take a certificate back; whoever checks it is told, and the reason stays in the house.

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
    audit.record(db, now, by=by, act="revoke_award", about=f"award:{number}", reason=reason.strip())
    revisions.bump(db, revisions.record_of(row.visitor))
