"""What a visitor may do, since when and until when: earned by an exam, renewed by good work."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from kiosk.rules.instants import S_PER_DAY, Instant, later
from kiosk.rules.modules import ExamResult, Module
from kiosk.rules.refusals import Refusal

FOR_EVER_DAYS = 36_500
"""What never lapses is kept as a hundred years."""
RENEWED_BY_APPROVED = 50
"""Approved answers of the last `valid_days` that renew a qualification."""
RENEWED_AT_PERCENT = 95
"""Of the decided answers, those that must be approved."""
LAPSES_SOON_DAYS = 14
"""So long before it lapses a visitor is told."""


@dataclass(frozen=True, slots=True)
class Qualification:
    """`valid_until` is the first instant at which it no longer holds, None for ever.

    `by` names what earned it: an attempt's id, or `work`.
    """

    name: str
    granted_at: Instant
    valid_until: Instant | None
    by: str


def holds(qualifications: Iterable[Qualification], *, name: str, at: Instant) -> bool:
    """Does one of them hold that name at that instant?"""
    return any(
        one.name == name
        and one.granted_at <= at
        and (one.valid_until is None or at < one.valid_until)
        for one in qualifications
    )


def check_qualified(
    qualifications: Iterable[Qualification], *, name: str | None, at: Instant
) -> None:
    """Refuse a visitor who lacks what a task asks for; None asks for nothing.

    Raises:
        Refusal: `qualification_missing` with `name`.
    """
    if name is not None and not holds(qualifications, name=name, at=at):
        raise Refusal("qualification_missing", name=name)


def grant(
    result: ExamResult, *, module: Module, at: Instant, attempt_id: str
) -> Qualification | None:
    """What a marked exam earns: None when it was not passed, or when its module grants nothing."""
    if not result.passed or module.qualification is None:
        return None
    return Qualification(
        module.qualification, at, _until(at, module.valid_days), f"exam:{attempt_id}"
    )


def renew(
    qualification: Qualification, *, approved: int, rejected: int, valid_days: int, at: Instant
) -> Qualification | None:
    """The qualification for another `valid_days` from `at`; None when the work was not enough.

    One that has lapsed is not renewed by work: the exam is tried again. Validity never shrinks.
    """
    until = qualification.valid_until
    if until is None or at >= until or approved < RENEWED_BY_APPROVED:
        return None
    if approved * 100 < RENEWED_AT_PERCENT * (approved + rejected):
        return None
    return replace(qualification, valid_until=max(until, later(at, seconds=valid_days * S_PER_DAY)))


def approved_missing(*, approved: int, rejected: int) -> int:
    """How many approved answers more renew a qualification, if none is rejected meanwhile; 1 least.

    Where there are enough already the next one does, for each approval looks again.
    """
    for_percent = -(-RENEWED_AT_PERCENT * rejected // (100 - RENEWED_AT_PERCENT))
    return max(1, RENEWED_BY_APPROVED - approved, for_percent - approved)


def is_worth_renewing(held: Qualification, renewed: Qualification) -> bool:
    """Whether it lasts a day longer: each good answer of a day would renew it anew."""
    if held.valid_until is None or renewed.valid_until is None:
        return False
    return renewed.valid_until >= later(held.valid_until, seconds=S_PER_DAY)


def lapses_soon(valid_until: Instant, *, at: Instant) -> bool:
    """Whether it still holds, and not for long."""
    return at < valid_until <= later(at, seconds=LAPSES_SOON_DAYS * S_PER_DAY)


def _until(at: Instant, valid_days: int | None) -> Instant | None:
    return None if valid_days is None else later(at, seconds=valid_days * S_PER_DAY)
