"""Sponsorships as owner and funder read them: what is left, and what came of it. No names."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.rules.reports import Column, Kind, Table, Word, totalled
from kiosk.rules.sponsorships import is_open
from kiosk.store import ledger, offers, sponsor_returns, sponsorship_changes, sponsorships
from kiosk.store.offers import Offer
from kiosk.store.sponsor_returns import Left, Return
from kiosk.store.sponsorship_changes import Change
from kiosk.store.sponsorships import GroupLine, Sponsorship


@dataclass(frozen=True, slots=True)
class Report:
    """A sponsorship with its sums; `given_minor` is all that was ever paid in.

    `following` are others of its funder that may take what is left.
    """

    kept: Sponsorship
    is_open: bool
    visitors: int
    seconds: int
    items_done: int
    tasks_done: int
    given_minor: int
    returned_minor: int
    left_minor: int
    spent_minor: int
    tax_minor: int
    modules_passed: int
    earned_minor: int
    lines: tuple[GroupLine, ...]
    backs: tuple[Return, ...]
    left_over: Left
    following: tuple[Sponsorship, ...]

    @property
    def helped(self) -> int:
        """How many visitors it paid for, those of classes too."""
        return sum(line.visitors for line in self.lines)


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


@dataclass(frozen=True, slots=True)
class Waiting:
    """A change that waits for its day, with the offer that holds its terms."""

    change: Change
    offer: Offer


def waiting(db: Db, sponsorship: str) -> Waiting | None:
    """The change of a sponsorship that waits, if one does."""
    change = sponsorship_changes.waiting(db, sponsorship)
    offer = None if change is None else offers.by_id(db, change.offer)
    return None if change is None or offer is None else Waiting(change, offer)


COLUMNS = (
    Column("group"),
    Column("visitors", Kind.COUNT),
    Column("sessions", Kind.COUNT),
    Column("time_used", Kind.DURATION),
    Column("spent", Kind.MONEY),
    Column("items_done", Kind.COUNT),
    Column("modules_passed", Kind.COUNT),
    Column("tasks_done", Kind.COUNT),
    Column("earned", Kind.MONEY),
)


def table(found: Report) -> Table:
    """What came of it as a table, a row for each group."""
    rows = tuple(
        (
            Word(line.group),
            *(line.visitors, line.sessions, line.seconds, line.minor),
            *(line.items_done, line.modules_passed, line.tasks_done, line.earned_minor),
        )
        for line in found.lines
    )
    return Table(COLUMNS, rows, totalled(COLUMNS, rows) if rows else ())


def _report(db: Db, now: Instant, made: Sponsorship) -> Report:
    lines = sponsorships.by_group(db, made)
    left, spent = ledger.balance(db, made.account), sum(line.minor for line in lines)
    backs = sponsor_returns.of_sponsorship(db, made.id)
    returned = sum(back.minor for back in backs)
    running = is_open(now=now, ends=made.ends, stopped=made.stopped_at is not None)
    return Report(
        kept=made,
        is_open=running,
        visitors=sponsorships.visitors_of(db, made.id),
        seconds=sum(line.seconds for line in lines),
        items_done=sum(line.items_done for line in lines),
        tasks_done=sum(line.tasks_done for line in lines),
        given_minor=left + spent + returned,
        returned_minor=returned,
        left_minor=left,
        spent_minor=spent,
        tax_minor=sponsorships.tax_minor(db, made.id),
        modules_passed=sum(line.modules_passed for line in lines),
        earned_minor=sum(line.earned_minor for line in lines),
        lines=lines,
        backs=backs,
        left_over=sponsor_returns.left_of(db, made),
        following=() if running else sponsorships.of_funder(db, now, made),
    )
