"""An exam's time, its terms for this visitor, and when it may be tried. Rules: `exam_rules.py`."""

from dataclasses import dataclass

from kiosk.protocol.bodies import ExamBegun
from kiosk.protocol.exam_calls import Accommodated, Attempted
from kiosk.protocol.station_calls import Record
from kiosk.rules.exam_rules import (
    NOTHING_SET,
    Accommodation,
    ExamTerms,
    check_session_time,
    is_over,
    left_s,
    missing_s,
    terms_for,
    wait_s,
)
from kiosk.rules.instants import Instant
from kiosk.rules.modules import Module
from station_agent.agent import Agent
from station_agent.store.learning import ExamSitting


@dataclass(frozen=True, slots=True)
class ExamTime:
    """The time of the try that counts now.

    `used_s` of it is used; `runs`: it was begun in this session, so it runs with its meter.
    `begun`: it was begun at some seat.
    """

    terms: ExamTerms
    used_s: int
    runs: bool
    begun: bool

    @property
    def left_s(self) -> int | None:
        """What is left of it; None where it has no end."""
        return left_s(self.terms, used_s=self.used_s)

    @property
    def over(self) -> bool:
        """Whether it is used up."""
        return self.begun and is_over(self.terms, used_s=self.used_s)

    @property
    def waits(self) -> bool:
        """Whether the visitor must say "begin" before a question is shown."""
        return self.terms.limit_s is not None and not self.runs and not self.over


def exam_time(
    agent: Agent,
    module: Module,
    *,
    record: Record | None,
    try_number: int,
    sitting: ExamSitting | None,
) -> ExamTime:
    """The time of a try, from what the hub's record says and what was used here since."""
    terms = _terms(module, record, sitting)
    told = [
        one.used_s
        for one in (record.answering if record else ())
        if (one.edition, one.try_number) == (module.edition, try_number)
    ]
    if sitting is None:
        return ExamTime(terms, max(told, default=0), runs=False, begun=bool(told))
    kept = agent.sitting.kept
    runs = kept is not None and kept.session == sitting.session
    here_s = max(0, agent.sitting.used_s - sitting.from_s) if runs else 0
    used_s = sitting.used_s + here_s
    return ExamTime(terms, used_s if runs else max(used_s, *told, 0), runs=runs, begun=True)


def seconds_to_wait(agent: Agent, module: Module, marked: Attempted | None) -> int:
    """Until an exam may be tried again after the try that was marked last."""
    last_at = Instant(marked.at) if marked is not None and marked.at else None
    return wait_s(module.exam, last_at=last_at, now=agent.hub_now)


def missing_seconds(agent: Agent, time: ExamTime) -> int:
    """What the session lacks for an exam that is not begun; one that is goes on in any time."""
    if time.begun:
        return 0
    return missing_s(time.terms, used_s=time.used_s, session_left_s=agent.seconds_left)


def sitting_now(agent: Agent, module: Module, *, try_number: int, time: ExamTime) -> ExamSitting:
    """The exam as it is sat from now on.

    Raises:
        Refusal: `exam_needs_time` where the session is too short to begin it; `no_session_here`.
    """
    if not time.begun:
        check_session_time(time.terms, used_s=time.used_s, session_left_s=agent.seconds_left)
    return ExamSitting(
        edition=module.edition,
        try_number=try_number,
        session=agent.session(),
        from_s=agent.sitting.used_s,
        used_s=time.used_s,
        limit_s=time.terms.limit_s or 0,
        floor_s=time.terms.floor_s,
    )


def told_of(sitting: ExamSitting, *, visitor: str, step: str, attempt: str) -> ExamBegun:
    """What the hub hears of it."""
    return ExamBegun(
        visitor=visitor,
        edition=sitting.edition,
        step=step,
        attempt=attempt,
        try_number=sitting.try_number,
        session=sitting.session,
        from_s=sitting.from_s,
        used_s=sitting.used_s,
    )


def _terms(module: Module, record: Record | None, sitting: ExamSitting | None) -> ExamTerms:
    """Of this visitor: what was granted at its begin stays, also where a cut lost the record."""
    told = record.accommodated if record else None
    now = terms_for(module.exam, _accommodation(told))
    if sitting is None:
        return now
    unlimited = now.limit_s is None or not sitting.limit_s
    limit_s = None if unlimited else max(now.limit_s or 0, sitting.limit_s)
    return ExamTerms(limit_s, min(now.floor_s, sitting.floor_s), now.retry_after_s)


def _accommodation(told: Accommodated | None) -> Accommodation:
    if told is None:
        return NOTHING_SET
    return Accommodation(told.extra_percent, told.no_limit, told.no_floor)
