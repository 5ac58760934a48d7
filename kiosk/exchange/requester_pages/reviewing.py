"""Reviewing answers: side by side with the picture, by mouse or by keyboard."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import cast

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.exchange.acts.approving import APPROVED_AT_ONCE, approve_soon, undo_approvals
from kiosk.exchange.acts.deciding import Asked, decide
from kiosk.exchange.queries.batches import Result, batch_sum, to_review
from kiosk.exchange.requester_pages.batches import (
    Value,
    note_answers_read,
    values_of,
    worker_name,
)
from kiosk.exchange.requester_pages.frame import FieldError, page, say, say_with_undo
from kiosk.exchange.requester_pages.guards import for_requester
from kiosk.exchange.requester_pages.pictures import picture_url
from kiosk.exchange.requester_pages.words import said_of
from kiosk.exchange.rights import our_exchange
from kiosk.exchange.store import work
from kiosk.exchange.store.people import Requester
from kiosk.rules.hits import AssignmentState
from kiosk.rules.instants import S_PER_HOUR, Instant, seconds_between
from kiosk.rules.refusals import Refusal
from kiosk.texts import _, n_

ANSWERS_A_PAGE = 20
VERDICTS = ("approve", "revision", "reject")
REASON_LIMIT = 2000
PAGE_DIGITS = 5
CLICK_LIMIT = 128
AT_THE_REASON = frozenset({"reason_missing", "expectation_missing", "field_wrong"})


@dataclass(frozen=True, slots=True)
class Point:
    """An expectation that a refusal may name."""

    id: str
    words: str


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """An answer that waits."""

    assignment: str
    picture_url: str
    picture_alt: str
    prompt: str
    values: tuple[Value, ...]
    worker: str
    at: Instant
    hours_left: int
    second_go: bool
    tries_words: str


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """What the review page shows."""

    title: str
    batch_url: str
    waiting: int
    due_words: str
    expectations: tuple[Point, ...]
    answers: tuple[AnswerRow, ...]
    newer_url: str
    older_url: str


@for_requester
def show_review(who: Requester, batch: str) -> ResponseReturnValue:
    """Answers that wait, the eldest first."""
    return _page(who, batch)


@for_requester
def decide_answers(who: Requester) -> ResponseReturnValue:
    """Approve one or all of a page, ask for a second go, or refuse."""
    names = tuple(request.form.getlist("assignment")[: APPROVED_AT_ONCE + 1])
    verdict = request.form.get("verdict", "")
    if verdict not in VERDICTS or not names:
        raise Refusal("field_missing", field="verdict")
    batch = _batch_of(who, names[0])
    if verdict == "approve":
        _approve(who, names, batch)
        return redirect(url_for("requester.review", batch=batch), HTTPStatus.SEE_OTHER)
    try:
        _decide(who, names[0], cast("Asked", verdict))
    except Refusal as refusal:
        if refusal.code not in AT_THE_REASON:
            raise
        field = f"reason-{names[0]}"
        typed = {field: request.form.get("reason", "")[:REASON_LIMIT]}
        error = FieldError(field, said_of(refusal))
        return _page(who, batch, errors=(error,), typed=typed, status=refusal.status)
    return redirect(url_for("requester.review", batch=batch), HTTPStatus.SEE_OTHER)


@for_requester
def undo_approval(who: Requester, batch: str) -> ResponseReturnValue:
    """Leave undecided what the last click approved."""
    undone = our_exchange().write(
        undo_approvals,
        request_id=request.form.get("request_id", ""),
        requester=who.id,
        click=request.form.get("click", "")[:CLICK_LIMIT],
    )
    say(
        n_(
            "{n} answer waits again. Nothing was paid.",
            "{n} answers wait again. Nothing was paid.",
            undone,
        )
    )
    return redirect(url_for("requester.review", batch=batch), HTTPStatus.SEE_OTHER)


def _approve(who: Requester, names: tuple[str, ...], batch: str) -> None:
    """Approve, with ten seconds to undo it; a click is named by its `request_id`."""
    click = request.form.get("request_id", "")
    approved = our_exchange().write(
        approve_soon, request_id=click, requester=who.id, assignments=names, click=click
    )
    say_with_undo(
        n_("{n} answer approved.", "{n} answers approved.", approved),
        url=url_for("requester.undo", batch=batch),
        click=click,
    )


def _decide(who: Requester, name: str, verdict: Asked) -> None:
    state = our_exchange().write(
        decide,
        request_id=request.form.get("request_id", ""),
        requester=who.id,
        assignment=name,
        verdict=verdict,
        reason=request.form.get("reason", "").strip(),
        expectation=request.form.get("expectation", ""),
    )
    say(_said(AssignmentState(state)))


def _said(state: AssignmentState) -> str:
    if state is AssignmentState.REVISION_REQUESTED:
        return _("The worker is asked for a second go.")
    return _("Refused. The worker may contest it.")


def _batch_of(who: Requester, assignment: str) -> str:
    with our_exchange().read() as db:
        found = work.assignment_of(db, assignment)
    if found is None or found.requester != who.id:
        raise Refusal("assignment_unknown", assignment=assignment[:60])
    return found.batch


def _page(
    who: Requester,
    batch: str,
    *,
    errors: tuple[FieldError, ...] = (),
    typed: dict[str, str] | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    skip = (_page_number(request.args.get("page", "1")) - 1) * ANSWERS_A_PAGE
    exchange = our_exchange()
    with exchange.read() as db:
        found, hit_type = batch_sum(db, who.id, batch)
        waiting = to_review(db, found.batch, limit=ANSWERS_A_PAGE, skip=skip)
    note_answers_read(waiting, how="review")
    now = exchange.clock.now()
    shown = ReviewPage(
        title=found.batch.title,
        batch_url=url_for("requester.batch", batch=batch),
        waiting=found.to_review,
        due_words=_(
            "approved by themselves after {hours} h",
            hours=exchange.settings.approve_after_s // S_PER_HOUR,
        ),
        expectations=tuple(Point(one, one) for one in hit_type.expectations),
        answers=tuple(_row(batch, one, now) for one in waiting),
        newer_url=_turn(batch, skip - ANSWERS_A_PAGE) if skip else "",
        older_url=_turn(batch, skip + ANSWERS_A_PAGE)
        if skip + ANSWERS_A_PAGE < found.to_review
        else "",
    )
    return page(
        "requester/review.html",
        here="",
        who=who,
        review=shown,
        errors=errors,
        typed=typed,
        status=status,
    )


def _page_number(text: str) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) <= PAGE_DIGITS
    return max(1, int(text)) if is_number else 1


def _turn(batch: str, skip: int) -> str:
    return url_for("requester.review", batch=batch, page=skip // ANSWERS_A_PAGE + 1)


def _row(batch: str, one: Result, now: Instant) -> AnswerRow:
    about, said = one.answered.assignment, one.answered.submissions
    due = Instant(about.acts_at or now)
    return AnswerRow(
        assignment=about.id,
        picture_url=picture_url(one.form),
        picture_alt=one.form.picture_alt,
        prompt=one.form.prompt,
        values=values_of(one),
        worker=worker_name(batch, said[-1].worker if said else ""),
        at=Instant(about.received_at or 0),
        hours_left=max(0, seconds_between(now, due)) // S_PER_HOUR,
        second_go=one.is_second_go,
        tries_words=_("second go") if one.is_second_go else "",
    )
