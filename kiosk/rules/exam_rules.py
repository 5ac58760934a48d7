"""When an exam may begin, how long it lasts, which of its answers count, when it is tried again.

Hub and station ask the same rules. Used time is what a session's meter counts: it stands still
while the session is paused, over a long sleep and without power, whatever any wall clock says.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.rules.instants import MS_PER_S, Instant, later
from kiosk.rules.refusals import Refusal

LIMIT_LEAST_S, LIMIT_MOST_S = 60, 12 * 3600
FLOOR_MOST_S = 300
RETRY_MOST_H = 24 * 90
EXTRA_MOST_PERCENT = 300
ANSWER_ON_ITS_WAY_S = 15
"""An answer that was sent as the time ended still counts: the page needs a moment at a slow PC."""


@dataclass(frozen=True, slots=True)
class ExamTerms:
    """What an exam asks of everybody: `limit_s` None for no end, the others 0 for nothing."""

    limit_s: int | None = None
    floor_s: int = 0
    retry_after_s: int = 0


@dataclass(frozen=True, slots=True)
class Accommodation:
    """What a mentor has set for one visitor; it holds for every exam."""

    extra_percent: int = 0
    no_limit: bool = False
    no_floor: bool = False


PLAIN = ExamTerms()
NOTHING_SET = Accommodation()


def terms_for(terms: ExamTerms, accommodation: Accommodation) -> ExamTerms:
    """The terms of one visitor; more time is rounded up to whole seconds."""
    limit_s = terms.limit_s
    if limit_s is not None:
        extended = -(-limit_s * (100 + accommodation.extra_percent) // 100)
        limit_s = None if accommodation.no_limit else extended
    return ExamTerms(limit_s, 0 if accommodation.no_floor else terms.floor_s, terms.retry_after_s)


def most_generous(settings: Iterable[Accommodation]) -> Accommodation:
    """The best of what was set while an exam was under way: nobody loses what was granted."""
    every = tuple(settings)
    return Accommodation(
        max((one.extra_percent for one in every), default=0),
        any(one.no_limit for one in every),
        any(one.no_floor for one in every),
    )


def left_s(terms: ExamTerms, *, used_s: int) -> int | None:
    """Seconds that are left of an exam's time; None where it has no end."""
    return None if terms.limit_s is None else max(0, terms.limit_s - used_s)


def is_over(terms: ExamTerms, *, used_s: int) -> bool:
    """Whether the time is used up: the exam ends and is marked with what was answered."""
    return left_s(terms, used_s=used_s) == 0


def counts(terms: ExamTerms, *, used_s: int) -> bool:
    """Whether an answer given at that used second was given in time."""
    return terms.limit_s is None or used_s <= terms.limit_s + ANSWER_ON_ITS_WAY_S


def is_too_fast(terms: ExamTerms, *, took_ms: int) -> bool:
    """Whether nobody can have read the question; 0 ms says that it is not known."""
    return 0 < took_ms < terms.floor_s * MS_PER_S


def is_hasty(*, fast: int, asked: int) -> bool:
    """Whether a mentor should look at a try: most of its answers were too fast."""
    return fast * 2 > asked


def ready_at(terms: ExamTerms, *, last_at: Instant | None) -> Instant | None:
    """When the exam may be tried again after one that ended at `last_at`; None for at once."""
    if last_at is None or not terms.retry_after_s:
        return None
    return later(last_at, seconds=terms.retry_after_s)


def wait_s(terms: ExamTerms, *, last_at: Instant | None, now: Instant) -> int:
    """Whole seconds, rounded up, until it may be tried again; 0 for now."""
    ready = ready_at(terms, last_at=last_at)
    return 0 if ready is None else max(0, -(-(ready - now) // MS_PER_S))


def check_wait(terms: ExamTerms, *, last_at: Instant | None, now: Instant) -> None:
    """Refuse another try that comes too soon.

    Raises:
        Refusal: `exam_wait` with the `seconds`.
    """
    seconds = wait_s(terms, last_at=last_at, now=now)
    if seconds:
        raise Refusal("exam_wait", seconds=seconds)


def missing_s(terms: ExamTerms, *, used_s: int, session_left_s: int) -> int:
    """Seconds that the session lacks for the rest of the exam's time; 0 where it suffices."""
    left = left_s(terms, used_s=used_s)
    return 0 if left is None else max(0, left - session_left_s)


def check_session_time(terms: ExamTerms, *, used_s: int, session_left_s: int) -> None:
    """Refuse to begin an exam that the session's time would cut short.

    Raises:
        Refusal: `exam_needs_time` with the `seconds` that are missing.
    """
    seconds = missing_s(terms, used_s=used_s, session_left_s=session_left_s)
    if seconds:
        raise Refusal("exam_needs_time", seconds=seconds)
