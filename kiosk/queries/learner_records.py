"""A learner's own record: made of what is kept here, and looked at when somebody shows one."""

from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from kiosk.disk.db import Db
from kiosk.protocol.awards import is_of, key_print
from kiosk.protocol.keys import Keys
from kiosk.protocol.learner_records import Certificate, LearnerRecord, Skill, read_record
from kiosk.rules.awards import SITE_LIMIT, Said, grouped, last_day, shortened
from kiosk.rules.instants import Instant
from kiosk.rules.spans import local_day
from kiosk.settings import HubSettings
from kiosk.store import awards, learned


@dataclass(frozen=True, slots=True)
class CheckedRecord:
    """What is said of a record: valid, or of a hub that is not known here; see `awards.Checked`."""

    said: Said
    record: LearnerRecord
    ours: bool
    mark: str
    signer: str


def record_of(
    db: Db, now: Instant, *, visitor: str, name: str, settings: HubSettings, earnings: bool
) -> LearnerRecord:
    """All of a visitor's record; `earnings` only where they wish them shown."""
    zone = ZoneInfo(settings.timezone)
    one = learned.learned(db, visitor)
    given = awards.of_visitor(db, visitor)
    return LearnerRecord(
        version=1,
        centre=shortened(settings.site_name, SITE_LIMIT),
        name=name,
        made=local_day(now, zone),
        practised_s=one.practised_s,
        right_at_once=one.right,
        asked=one.asked,
        tasks_done=one.done,
        tasks_approved=one.approved,
        earned_minor=one.earned_minor if earnings else None,
        currency=settings.currency,
        skills=tuple(
            Skill(
                skill.name,
                local_day(skill.granted_at, zone),
                last_day(skill.valid_until, since=skill.granted_at, timezone=zone) or "",
            )
            for skill in learned.skills(db, visitor=visitor, at=now)
        ),
        certificates=tuple(
            Certificate(grouped(row.number), row.title, row.day, row.until)
            for row in given
            if row.revoked_at is None
        ),
    )


def check_record(
    db: Db | None, *, raw: bytes, keys: Keys | None, prints: Iterable[str] = ()
) -> CheckedRecord:
    """Check a record as a certificate is checked; it does not lapse, it says its day.

    Raises:
        Refusal: `record_unreadable`, `record_forged`.
    """
    shown = read_record(raw)
    ours = keys is not None and shown.signing in keys.all_public_signing
    signer = None if db is None else awards.hub_known(db, shown.signing)
    known = ours or signer is not None or is_of(shown.signing, known=(), prints=prints)
    said = Said.VALID if known else Said.UNKNOWN_HUB
    return CheckedRecord(said, shown.record, ours, key_print(shown.signing), signer or "")
