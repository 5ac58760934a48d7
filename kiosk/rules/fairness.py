"""The fairness rules between requesters and visitors. Source: DESIGN.md §10."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from kiosk.rules.forms import is_clean, texts
from kiosk.rules.hits import AssignmentState, Template
from kiosk.rules.instants import S_PER_DAY, S_PER_HOUR, Instant, later
from kiosk.rules.prohibited_words import PROHIBITED
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import LocalDay, working_days_later

APPROVE_AFTER_S = 72 * S_PER_HOUR
"""Work that nobody reviewed is approved after this."""
REVISION_DUE_S = 72 * S_PER_HOUR
"""From the visitor's seeing the request."""
REJECTION_STANDS_AFTER_S = 14 * S_PER_DAY
APPEAL_WORKING_DAYS = 3
REASON_LIMIT = 2000
UNSEEN = frozenset({"Cf", "Mn", "Me"})
"""Kinds of characters that hide a word from a search and not from a reader."""


class Verdict(StrEnum):
    """What becomes of a requester's rejection."""

    REVISION = "revision"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Revision:
    """From the request of a second go until the answer is back; `end` is None while it is open."""

    start: Instant
    end: Instant | None


def approve_at(
    received_at: Instant, *, revisions: Sequence[Revision], approve_after_s: int = APPROVE_AFTER_S
) -> Instant | None:
    """When an answer that the exchange received approves itself; None while the clock stands still.

    A revision stops the clock only if it was asked for before the answer approved itself.
    """
    due = later(received_at, seconds=min(approve_after_s, APPROVE_AFTER_S))
    stopped_until = received_at
    for revision in sorted(revisions, key=lambda one: one.start):
        if revision.start >= due:
            break
        if revision.end is None:
            return None
        start = max(revision.start, stopped_until)
        due = Instant(due + max(revision.end - start, 0))
        stopped_until = max(revision.end, stopped_until)
    return due


def check_rejection(
    *, reason: str, expectation: str, listed: Sequence[str], earlier_rejections: int
) -> Verdict:
    """What a rejection leads to: the first asks for a revision, the next proposes to reject.

    Raises:
        Refusal: `reason_missing`; `field_wrong` for a reason too long or with characters that
            nobody can read; `expectation_missing` when the named expectation is not one of those
            that the task listed.
    """
    if not reason.strip():
        raise Refusal("reason_missing")
    if len(reason) > REASON_LIMIT or not is_clean(reason):
        raise Refusal("field_wrong", field="reason", limit=REASON_LIMIT)
    if expectation not in listed:
        raise Refusal("expectation_missing", expectation=expectation[:200])
    return Verdict.REVISION if earlier_rejections == 0 else Verdict.REJECT


def revision_due_at(seen_at: Instant) -> Instant:
    """When the old answer stands, if no new one came."""
    return later(seen_at, seconds=REVISION_DUE_S)


def rejection_stands_at(proposed_at: Instant) -> Instant:
    """When a proposed rejection is final, if the visitor did not appeal."""
    return later(proposed_at, seconds=REJECTION_STANDS_AFTER_S)


def appeal_due_at(
    appealed_at: Instant, *, timezone: ZoneInfo, exceptions: frozenset[LocalDay] = frozenset()
) -> Instant:
    """When the visitor wins, if nobody decided the appeal."""
    return working_days_later(
        appealed_at, days=APPEAL_WORKING_DAYS, timezone=timezone, exceptions=exceptions
    )


def answer_visible(state: AssignmentState) -> bool:
    """May the requester read the answer? Not what was finally rejected, and so not paid."""
    return state is not AssignmentState.REJECTED


def reuse_reopens(state: AssignmentState) -> bool:
    """Does a report that the answer was used after all reopen its payment?"""
    return state is AssignmentState.REJECTED


def prohibited(*, title: str, description: str, form_text: str) -> str | None:
    """The name of the rule that forbids the task, or None."""
    text = "\n".join(_plain(one) for one in (title, description, form_text))
    for rule, patterns in PROHIBITED.items():
        if any(pattern.search(text) for pattern in patterns):
            return rule
    return None


def check_allowed(template: Template) -> None:
    """Refuse a batch that asks for what nobody here may be asked for.

    Raises:
        Refusal: `prohibited_task` with `rule`.
    """
    rule = prohibited(
        title=template.title,
        description="\n".join((template.description, *template.expectations)),
        form_text="\n".join(texts(template.form)),
    )
    if rule is not None:
        raise Refusal("prohibited_task", rule=rule)


def hourly_minor(*, reward_minor: int, seconds_estimate: int, station_per_hour_minor: int) -> int:
    """What an hour of this task leaves after the station's own charge; floored, may be negative."""
    return reward_minor * S_PER_HOUR // seconds_estimate - station_per_hour_minor


def rejected_percent(*, approved: int, rejected: int) -> int:
    """A requester's final rejections of a hundred decisions, rounded up; 0 before any."""
    decided = approved + rejected
    return -(-rejected * 100 // decided) if decided else 0


def days_to_pay(waits_s: Iterable[int]) -> int:
    """Whole days, rounded up, within which half of the answers were paid; 0 before any."""
    waits = sorted(waits_s)
    return -(-waits[(len(waits) - 1) // 2] // S_PER_DAY) if waits else 0


def _plain(text: str) -> str:
    """Lower case, one kind of letter and quote, no marks on letters, single spaces.

    Lines stay lines.
    """
    folded = unicodedata.normalize("NFKD", text).casefold().replace("\u2019", "'")
    seen = "".join(c for c in folded if unicodedata.category(c) not in UNSEEN)
    return "\n".join(" ".join(line.split()) for line in seen.splitlines())
