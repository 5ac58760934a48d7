"""A requester's home, one batch, and its results as CSV."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.exchange.acts.drafting import note_reads
from kiosk.exchange.acts.posting import reopen_lapsed
from kiosk.exchange.queries.batches import BatchSum, Result, batch_sum, home, results
from kiosk.exchange.queries.results_csv import results_csv
from kiosk.exchange.requester_pages.frame import page, say
from kiosk.exchange.requester_pages.guards import for_requester
from kiosk.exchange.requester_pages.words import Mark, mark_of
from kiosk.exchange.rights import our_exchange
from kiosk.exchange.store import reports
from kiosk.exchange.store.people import Requester
from kiosk.looks import figures
from kiosk.rules.fairness import answer_visible
from kiosk.rules.hits import AssignmentState
from kiosk.rules.instants import MS_PER_S, Instant
from kiosk.texts import _, n_

NEWEST = 20


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch as the home page lists it."""

    title: str
    posted: Instant
    reward_minor: int
    tasks: int
    answered: int
    approved: int
    to_review: int
    state_words: str
    tone: str
    symbol: str
    url: str
    review_url: str


@dataclass(frozen=True, slots=True)
class HomePage:
    """What the home page shows."""

    to_spend_minor: int
    in_escrow_minor: int
    spent_minor: int
    to_review: int
    batches: tuple[BatchRow, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """One field's answer."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class ResultRow:
    """An answer as the batch's page lists it."""

    task: str
    values: tuple[Value, ...]
    worker: str
    state_words: str
    tone: str
    symbol: str
    at: Instant


@dataclass(frozen=True, slots=True)
class BatchPage:
    """What the batch's page shows."""

    title: str
    posted: Instant
    until: Instant
    state_words: str
    tone: str
    symbol: str
    tasks: int
    answered: int
    approved: int
    refused: int
    to_review: int
    in_work: int
    offline_words: str
    reward_minor: int
    escrow_minor: int
    paid_minor: int
    review_url: str
    results_url: str
    reopen_url: str
    reopen_words: str
    reopen_minor: int
    expectations: tuple[str, ...]
    results: tuple[ResultRow, ...]


@for_requester
def show_home(who: Requester) -> ResponseReturnValue:
    """Money and batches."""
    exchange = our_exchange()
    with exchange.read() as db:
        found = home(db, who.id)
    shown = HomePage(
        to_spend_minor=found.to_spend_minor,
        in_escrow_minor=found.in_escrow_minor,
        spent_minor=found.spent_minor,
        to_review=found.to_review,
        batches=tuple(_row(one) for one in found.batches),
    )
    return page("requester/home.html", here="requester.home", who=who, home=shown)


@for_requester
def show_batch(who: Requester, batch: str) -> ResponseReturnValue:
    """One batch with its newest answers."""
    exchange = our_exchange()
    with exchange.read() as db:
        found, hit_type = batch_sum(db, who.id, batch)
        newest = results(db, found.batch, limit=NEWEST, newest_first=True)
        until = reports.last_until(db, batch)
    note_answers_read(newest, how="batch page")
    state = _state(found)
    shown = BatchPage(
        title=found.batch.title,
        posted=found.batch.posted_at,
        until=found.batch.expires_at,
        state_words=state.words,
        tone=state.tone,
        symbol=state.symbol,
        tasks=found.batch.hits,
        answered=found.answered,
        approved=found.approved,
        refused=found.refused,
        to_review=found.to_review,
        in_work=found.in_work,
        offline_words=_offline(found, until),
        reward_minor=found.reward_minor,
        escrow_minor=found.escrow_minor,
        paid_minor=found.paid_minor,
        review_url=url_for("requester.review", batch=batch),
        results_url=url_for("requester.results_csv", batch=batch),
        reopen_url=url_for("requester.reopen", batch=batch) if found.lapsed else "",
        reopen_words=_reopen(found),
        reopen_minor=found.lapsed * (found.reward_minor + found.batch.fee_minor),
        expectations=hit_type.expectations,
        results=tuple(_result_row(found, one) for one in newest),
    )
    return page("requester/batch.html", here="", who=who, batch=shown)


@for_requester
def reopen(who: Requester, batch: str) -> ResponseReturnValue:
    """Offer again what hubs kept beyond its time, against new money."""
    done = our_exchange().write(
        reopen_lapsed,
        request_id=request.form.get("request_id", ""),
        requester=who.id,
        batch=batch,
    )
    say(n_("{n} task is offered again.", "{n} tasks are offered again.", done.hits))
    return redirect(url_for("requester.batch", batch=batch), HTTPStatus.SEE_OTHER)


@for_requester
def download_results(who: Requester, batch: str) -> ResponseReturnValue:
    """All answers of a batch as CSV."""
    exchange = our_exchange()
    with exchange.read() as db:
        found, hit_type = batch_sum(db, who.id, batch)
        answers = results(db, found.batch)
    note_answers_read(answers, how="results")
    settings = exchange.settings
    unit = 10**settings.currency_decimals
    whole, rest = divmod(hit_type.reward_minor, unit)
    decimals = f".{rest:0{settings.currency_decimals}d}" if settings.currency_decimals else ""
    table = results_csv(found.batch, hit_type, answers, reward=f"{whole}{decimals}", when=in_utc)
    headers = {"Content-Disposition": f'attachment; filename="{batch}.csv"'}
    # The mark in front tells Excel that this is UTF-8.
    return Response("\ufeff" + table, headers=headers, content_type="text/csv; charset=utf-8")


def note_answers_read(answers: tuple[Result, ...], *, how: str) -> None:
    """Log reads that were not logged before; looking twice writes nothing."""
    exchange = our_exchange()
    seen = {
        one.answered.assignment.id
        for one in answers
        if answer_visible(one.answered.assignment.state)
    }
    with exchange.read() as db:
        new = tuple(sorted(reports.unread(db, seen, how=how)))
    if new:
        exchange.write(note_reads, assignments=new, how=how)


def worker_name(batch: str, worker: str) -> str:
    """A name for a worker in this batch only: the same hand, and nothing about whose."""
    digest = hashlib.sha256(f"{batch}\n{worker}".encode()).hexdigest()
    return _("Worker {name}", name=digest[:4].upper())


def values_of(one: Result) -> tuple[Value, ...]:
    """What was answered, by the fields' labels."""
    return tuple(
        Value(field.label or field.name, _words_of(one.answer[field.name]))
        for field in one.form.fields
        if field.name in one.answer
    )


def in_utc(at: Instant) -> str:
    """An instant as tables have it."""
    return f"{datetime.fromtimestamp(at // MS_PER_S, UTC):%Y-%m-%d %H:%M:%S} UTC"


def _words_of(value: object) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)


def _row(one: BatchSum) -> BatchRow:
    state = _state(one)
    return BatchRow(
        title=one.batch.title,
        posted=one.batch.posted_at,
        reward_minor=one.reward_minor,
        tasks=one.batch.hits,
        answered=one.answered,
        approved=one.approved,
        to_review=one.to_review,
        state_words=state.words,
        tone=state.tone,
        symbol=state.symbol,
        url=url_for("requester.batch", batch=one.batch.id),
        review_url=url_for("requester.review", batch=one.batch.id),
    )


def _state(one: BatchSum) -> Mark:
    if one.approved + one.refused >= one.batch.hits and not one.to_review:
        return Mark(_("Finished"), "good", "check")
    if one.is_over(our_exchange().clock.now()) and not (one.in_work or one.to_review):
        return Mark(_("Run out"), "wait", "hourglass")
    if one.answered:
        return Mark(_("Answers come"), "in_use", "clock")
    if one.in_work:
        return Mark(_("At sites"), "in_use", "clock")
    return Mark(_("Waiting for sites"), "off", "hourglass")


def _offline(found: BatchSum, until: Instant | None) -> str:
    if not found.in_work or until is None:
        return ""
    return n_(
        "{n} task is at a site, where it can be done without internet, until {until}.",
        "{n} tasks are at sites, where they can be done without internet, until {until}.",
        found.in_work,
        until=figures.day(datetime.fromtimestamp(until // MS_PER_S, UTC)),
    )


def _reopen(found: BatchSum) -> str:
    if not found.lapsed:
        return ""
    return n_(
        "{n} task was not sent back in time. It is still paid if its answer comes late.",
        "{n} tasks were not sent back in time. They are still paid if their answers come late.",
        found.lapsed,
    )


def _result_row(found: BatchSum, one: Result) -> ResultRow:
    state = mark_of(AssignmentState.APPROVED if one.is_held else one.answered.assignment.state)
    said = one.answered.submissions
    return ResultRow(
        task=str(one.answered.hit.row),
        values=values_of(one),
        worker=worker_name(found.batch.id, said[-1].worker if said else ""),
        state_words=state.words,
        tone=state.tone,
        symbol=state.symbol,
        at=Instant(one.answered.assignment.received_at or 0),
    )
