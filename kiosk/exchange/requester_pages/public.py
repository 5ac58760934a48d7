"""What anybody may see without an account: open tasks, their pay, their rules, an example."""

from dataclasses import dataclass

from flask import Response, url_for
from flask.typing import ResponseReturnValue

from kiosk.exchange.pictures import mime_of
from kiosk.exchange.queries.offers import Offer, offer_of, open_offers
from kiosk.exchange.requester_pages.frame import page, signed_in
from kiosk.exchange.requester_pages.pictures import picture_url
from kiosk.exchange.requester_pages.words import RULES
from kiosk.exchange.rights import for_anyone, our_exchange
from kiosk.looks.headers import SANDBOX
from kiosk.rules.forms import Form
from kiosk.rules.instants import S_PER_HOUR
from kiosk.texts import _, n_

A_YEAR = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task as the public pages show it."""

    title: str
    requester: str
    words: str
    reward_minor: int
    seconds_each: int
    hourly_minor: int
    open: int
    needs: str
    rejected_percent: int
    days_to_pay: int
    url: str
    expectations: tuple[str, ...]
    form: Form
    picture_url: str
    approval_words: str


@for_anyone
def tasks() -> ResponseReturnValue:
    """Open tasks with their pay, and the rules."""
    exchange = our_exchange()
    with exchange.read() as db:
        offers = open_offers(db, exchange.clock.now())
    rows = [_row(offer) for offer in offers]
    rules = [_(rule) for rule in RULES]
    return page("public/tasks.html", here="public.tasks", who=signed_in(), tasks=rows, rules=rules)


@for_anyone
def task(hit_type: str) -> ResponseReturnValue:
    """One task with an example."""
    exchange = our_exchange()
    with exchange.read() as db:
        offer = offer_of(db, exchange.clock.now(), hit_type)
    return page("public/task.html", here="", who=signed_in(), task=_row(offer))


@for_anyone
def picture(sha256: str) -> ResponseReturnValue:
    """A picture of a task, by the name of its bytes."""
    content = our_exchange().blobs.get(sha256)
    response = Response(content, content_type=mime_of(content, name=sha256))
    response.headers["Cache-Control"] = A_YEAR
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


def _row(offer: Offer) -> TaskRow:
    hours = our_exchange().settings.approve_after_s // S_PER_HOUR
    return TaskRow(
        title=offer.terms.title,
        requester=offer.terms.requester,
        words=offer.terms.description,
        reward_minor=offer.terms.reward_minor,
        seconds_each=offer.terms.seconds_estimate,
        hourly_minor=offer.hourly_minor,
        open=offer.open,
        needs=offer.terms.qualification,
        rejected_percent=offer.terms.rejected_percent,
        days_to_pay=offer.terms.days_to_pay,
        url=url_for("public.task", hit_type=offer.terms.hit_type),
        expectations=offer.terms.expectations,
        form=offer.form,
        picture_url=picture_url(offer.form),
        approval_words=n_(
            "Work that nobody reviews is paid after {n} hour.",
            "Work that nobody reviews is paid after {n} hours.",
            hours,
        ),
    )
