"""Sponsorships as owner and funder read them: what is left, and what came of it. No names."""

import csv
import io
from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.rules.sponsorships import is_open
from kiosk.store import ledger, offers, sponsorships
from kiosk.store.offers import Offer
from kiosk.store.sponsorships import GroupLine, Sponsorship

CSV_COLUMNS = (
    *("group", "visitors", "sessions", "seconds", "cost_minor", "modules_passed"),
    *("earned_minor", "currency"),
)


@dataclass(frozen=True, slots=True)
class Report:
    """A sponsorship with its sums; `given_minor` is all that was ever paid in."""

    kept: Sponsorship
    is_open: bool
    visitors: int
    seconds: int
    given_minor: int
    left_minor: int
    spent_minor: int
    modules_passed: int
    earned_minor: int
    lines: tuple[GroupLine, ...]


def all_of_them(db: Db, now: Instant) -> tuple[Report, ...]:
    """All, the newest first."""
    return tuple(_report(db, now, made) for made in sponsorships.latest(db))


def report(db: Db, now: Instant, sponsorship: str) -> Report:
    """One, with what came of it.

    Raises:
        Refusal: `not_found`.
    """
    made = sponsorships.by_id(db, sponsorship)
    if made is None:
        raise Refusal("not_found", what="sponsorship")
    return _report(db, now, made)


@dataclass(frozen=True, slots=True)
class Terms:
    """A sponsorship with the offer that holds its terms now."""

    made: Sponsorship
    offer: Offer


def terms(db: Db, sponsorship: str) -> Terms:
    """Whom one takes in now, and on what terms.

    Raises:
        Refusal: `not_found`.
    """
    made = sponsorships.by_id(db, sponsorship)
    offer = None if made is None else offers.by_id(db, made.offer)
    if made is None or offer is None:
        raise Refusal("not_found", what="sponsorship")
    return Terms(made, offer)


def as_csv(found: Report, *, currency: str) -> str:
    """The report's table, a row for each group; amounts in minor units."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(CSV_COLUMNS)
    for line in found.lines:
        rows.writerow(
            (
                *(line.group, line.visitors, line.sessions, line.seconds, line.minor),
                *(line.modules_passed, line.earned_minor, currency),
            )
        )
    return text.getvalue()


def _report(db: Db, now: Instant, made: Sponsorship) -> Report:
    lines = sponsorships.by_group(db, made)
    left, spent = ledger.balance(db, made.account), sum(line.minor for line in lines)
    return Report(
        kept=made,
        is_open=is_open(now=now, ends=made.ends, stopped=made.stopped_at is not None),
        visitors=sponsorships.visitors_of(db, made.id),
        seconds=sum(line.seconds for line in lines),
        given_minor=left + spent,
        left_minor=left,
        spent_minor=spent,
        modules_passed=sum(line.modules_passed for line in lines),
        earned_minor=sum(line.earned_minor for line in lines),
        lines=lines,
    )
