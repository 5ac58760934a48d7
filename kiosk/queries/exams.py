"""A learner's exams as a mentor sees them: tries and what to look at, and what is set for them."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.exam_rules import Accommodation, is_hasty
from kiosk.rules.instants import Instant
from kiosk.store import exam_flags, exam_sittings, training, visitors
from kiosk.store.visitors import Visitor


@dataclass(frozen=True, slots=True)
class ExamLine:
    """A try that was marked; `fast` of its answers came sooner than they can be read.

    `hasty`: those are most of them. `early`: begun before the waiting time was over. `by_time`: its
    time ended it. `looked`: somebody looked at it.
    """

    attempt: str
    title: str
    try_number: int
    right: int
    asked: int
    passed: bool
    at: Instant
    fast: int
    hasty: bool
    early: bool
    by_time: bool
    looked: bool

    @property
    def flagged(self) -> bool:
        """Whether a mentor should look at it, or has."""
        return self.hasty or self.early


@dataclass(frozen=True, slots=True)
class Exams:
    """See people/exams.html. The newest try stands first."""

    visitor: Visitor
    tries: tuple[ExamLine, ...]
    accommodation: Accommodation
    reason: str


def exams(db: Db, *, visitor: str) -> Exams:
    """What there is to see.

    Raises:
        Refusal: `not_found`, also for a guest.
    """
    who = visitors.registered(db, visitor)
    looked = exam_flags.looked(db, visitor)
    titles = {row.edition: row.title for row in training.editions(db)}
    tries = [
        ExamLine(
            attempt=row.id,
            title=titles.get(row.edition, row.edition),
            try_number=row.try_number,
            right=row.right,
            asked=row.asked,
            passed=row.passed,
            at=Instant(row.at),
            fast=row.fast,
            hasty=is_hasty(fast=row.fast, asked=row.asked),
            early=row.early,
            by_time=row.by_time,
            looked=row.id in looked,
        )
        for row in training.attempts(db, visitor)
    ]
    return Exams(
        visitor=who,
        tries=tuple(sorted(tries, key=lambda one: one.at, reverse=True)),
        accommodation=exam_sittings.accommodation_of(db, visitor),
        reason=exam_sittings.reason_of(db, visitor),
    )
