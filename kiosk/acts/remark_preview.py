"""Who would pass by a later edition's answers: reads modules, which is slow, so no act."""

from dataclasses import dataclass

import msgspec

from kiosk.acts.opening import ModuleOf
from kiosk.disk.db import Db
from kiosk.rules.editions import slug_of
from kiosk.rules.instants import S_PER_DAY, Instant, later
from kiosk.rules.modules import ExamResult, Module
from kiosk.rules.refusals import Refusal
from kiosk.rules.remarking import earlier, mark_anew
from kiosk.store import remarks, training
from kiosk.store.remarks import Failed


@dataclass(frozen=True, slots=True)
class NowPasses:
    """An exam that was failed and that the later edition passes.

    `valid_until` is when the qualification lapses, counted from the day of the exam; None for one
    that lasts, or where the module grants none.
    """

    sat: Failed
    result: ExamResult
    valid_until: Instant | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a re-mark would do; `looked_at` counts failed exams, `earlier` names their editions.

    `cut`: of one of them there are more than are looked at in one go.
    """

    edition: str
    title: str
    qualification: str | None
    valid_days: int | None
    earlier: tuple[str, ...]
    looked_at: int
    cut: bool
    passes: tuple[NowPasses, ...]


def preview(db: Db, module_of: ModuleOf, *, edition: str) -> Preview:
    """One exam of each learner who has not passed the module: the first that would pass.

    Raises:
        Refusal: `module_unknown`.
    """
    after = module_of(edition)
    others = {row.edition: row.minor_of for row in training.editions(db)}
    before = tuple(name for name in earlier(edition, others) if _is_here(module_of, name))
    by_edition = [remarks.failed(db, name) for name in before]
    sat = [one for found in by_edition for one in found]
    passes: dict[str, NowPasses] = {}
    for one in sorted(sat, key=lambda one: one.sat_at):
        if one.visitor not in passes:
            found = _anew(module_of(one.edition), after, one)
            if found is not None and not has_passed(db, one.visitor, edition):
                passes[one.visitor] = found
    return Preview(
        edition=edition,
        title=after.title,
        qualification=after.qualification,
        valid_days=after.valid_days,
        earlier=before,
        looked_at=len(sat),
        cut=any(len(found) >= remarks.FAILED_LIMIT for found in by_edition),
        passes=tuple(passes.values()),
    )


def has_passed(db: Db, visitor: str, edition: str) -> bool:
    """Whether a visitor has passed the module of this edition, in whatever edition."""
    slug = slug_of(edition)
    tries = training.attempts(db, visitor)
    return any(one.passed and slug_of(one.edition) == slug for one in tries)


def _is_here(module_of: ModuleOf, edition: str) -> bool:
    try:
        module_of(edition)
    except Refusal:  # its bytes are not back from a backup yet
        return False
    return True


def _anew(before: Module, after: Module, sat: Failed) -> NowPasses | None:
    answers = msgspec.json.decode(sat.answers)
    try:
        result = mark_anew(before, after, step=sat.step, attempt_id=sat.attempt, answers=answers)
    except Refusal:
        return None
    if not result.passed:
        return None
    until = None
    if after.qualification is not None and after.valid_days is not None:
        until = later(sat.sat_at, seconds=after.valid_days * S_PER_DAY)
    return NowPasses(sat, result, until)
