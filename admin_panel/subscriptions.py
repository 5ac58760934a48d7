"""Subscriptions: all that run, and what staff do with one on its visitor's page."""

from http import HTTPStatus

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from admin_panel import visitor_pins
from admin_panel.floor_now import floor_now
from admin_panel.forms import Form
from admin_panel.frame import page, say
from admin_panel.guards import current_staff, hub, may
from kiosk.acts import renewal_consent
from kiosk.acts import subscriptions as acts
from kiosk.queries import subscriptions as query
from kiosk.rules.refusals import Refusal
from kiosk.store import sessions, visitors
from kiosk.store import subscriptions as store
from kiosk.store.subscriptions import Subscription
from kiosk.texts import _

REASON_LIMIT = 200
PRICE_LIMIT = 10**12

subscriptions = Blueprint("subscriptions", __name__, template_folder="templates")


@subscriptions.get("/people/subscriptions")
@may("see_people")
def show() -> ResponseReturnValue:
    """All that run, what ends first first."""
    with hub().read() as db:
        found = query.live(db, hub().now(), remind_days=hub().settings.remind_days)
    return page("subscriptions/list.html", here="people", subscriptions=found)


@subscriptions.get("/people/subscriptions/<subscription>")
@may("see_people")
def one(subscription: str) -> ResponseReturnValue:
    """One subscription and what may be done with it."""
    return _one(Form({}), subscription)


@subscriptions.post("/people/subscriptions/<subscription>/pause")
@may("sell")
def pause(subscription: str) -> ResponseReturnValue:
    """Let its time stand still, with a reason."""
    form, reason = _with_reason()
    done = not form.errors and _done(form, acts.pause, subscription, reason=reason)
    return _after(form, subscription, done=done, said=_("The subscription is paused."))


@subscriptions.post("/people/subscriptions/<subscription>/cancel")
@may("sell")
def cancel(subscription: str) -> ResponseReturnValue:
    """Renew it no more, with a reason."""
    form, reason = _with_reason()
    done = not form.errors and _done(form, acts.cancel, subscription, reason=reason)
    return _after(form, subscription, done=done, said=_("The subscription is cancelled."))


@subscriptions.post("/people/subscriptions/<subscription>/resume")
@may("sell")
def resume(subscription: str) -> ResponseReturnValue:
    """Go on after a pause."""
    form = Form.read()
    done = _done(form, acts.resume, subscription)
    return _after(form, subscription, done=done, said=_("The subscription goes on."))


@subscriptions.post("/people/subscriptions/<subscription>/keep")
@may("sell")
def keep(subscription: str) -> ResponseReturnValue:
    """Take a cancellation back."""
    form = Form.read()
    done = _done(form, acts.keep, subscription)
    return _after(form, subscription, done=done, said=_("The subscription renews again."))


@subscriptions.post("/people/subscriptions/<subscription>/agree")
@may("sell")
def agree(subscription: str) -> ResponseReturnValue:
    """Its visitor agrees by PIN that the account pays it by itself, at the price that is read."""
    form, visitor = Form.read(), _known(subscription).visitor
    minor = form.whole("price", least=1, most=PRICE_LIMIT)
    if visitor_pins.agreed_by(form, visitor):
        with form.refusals_at("price"):
            hub().write(
                renewal_consent.agree_at_desk,
                request_id=form.request_id,
                form=form.sent,
                subscription=subscription,
                visitor=visitor,
                minor=minor,
                by=current_staff(),
            )
    said = _("It renews from the account by itself.")
    return _after(form, subscription, done=not form.errors, said=said)


@subscriptions.post("/people/subscriptions/<subscription>/withdraw")
@may("sell")
def withdraw(subscription: str) -> ResponseReturnValue:
    """The account pays it by itself no more."""
    form = Form.read()
    done = _done(form, renewal_consent.withdraw_at_desk, subscription, at="withdraw")
    return _after(form, subscription, done=done, said=_("Nothing is taken by itself any more."))


@subscriptions.post("/people/subscriptions/<subscription>/upgrade")
@may("sell")
def upgrade(subscription: str) -> ResponseReturnValue:
    """Begin another one now, the unused part credited; its visitor lets the account pay it."""
    form, visitor = Form.read(), _known(subscription).visitor
    done = visitor_pins.agreed_by(form, visitor, pin="account_pin", pictures="account_pictures")
    if done:
        told = {"offer": form.typed.get("to", ""), "told_used_s": told_used_s(visitor)}
        done = _done(form, acts.upgrade, subscription, at="to", **told)
    return _after(form, subscription, done=done, said=_("The new subscription has begun."))


def _with_reason() -> tuple[Form, str]:
    form = Form.read()
    return form, form.text("reason", _("Say why, in a few words."), limit=REASON_LIMIT)


def _done(
    form: Form, act: object, subscription: str, *, at: str = "reason", **words: object
) -> bool:
    with form.refusals_at(at):
        hub().write(
            act,  # type: ignore[arg-type]
            request_id=form.request_id,
            form=form.sent,
            subscription=subscription,
            by=current_staff(),
            **words,
        )
    return not form.errors


def _after(form: Form, subscription: str, *, done: bool, said: str) -> ResponseReturnValue:
    if not done:
        return _one(form, subscription)
    say(said)
    place = url_for("people.person", visitor=_known(subscription).visitor)
    return redirect(place, HTTPStatus.SEE_OTHER)


def _one(form: Form, subscription: str) -> ResponseReturnValue:
    found = _known(subscription)
    used_s = told_used_s(found.visitor)
    with hub().read() as db:
        shown = query.shown(
            db,
            hub().now(),
            found,
            remind_days=hub().settings.remind_days,
            told_used_s=used_s,
        )
        who = visitors.by_id(db, found.visitor)
    agrees_by = "" if who is None or who.code is None else who.pin_kind
    return page(
        "subscriptions/show.html",
        here="people",
        form=form,
        subscription=shown,
        agrees_by=agrees_by,
    )


def told_used_s(visitor: str) -> int:
    """What the station where a visitor sits said last: the session's row waits for its end."""
    with hub().read() as db:
        running = sessions.open_of(db, visitor)
    found = None if running is None else floor_now().seat(running.seat)
    return 0 if found is None or found.sitter is None else found.sitter.told_used_s


def _known(subscription: str) -> Subscription:
    with hub().read() as db:
        found = store.by_id(db, subscription)
    if found is None:
        raise Refusal("not_found", what="subscription")
    return found
