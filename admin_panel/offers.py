"""Offers: what the desk sells, made, changed, pinned and retired by the owner."""

from http import HTTPStatus

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from admin_panel import undercut_words
from admin_panel.forms import Form
from admin_panel.frame import page, say
from admin_panel.guards import current_staff, hub, may
from admin_panel.offer_typed import draft_typed, typed_of
from admin_panel.offer_words import shown_form, shown_offer
from kiosk.acts import passes
from kiosk.rules.refusals import Refusal
from kiosk.store import offers as store
from kiosk.store import stations
from kiosk.store.offers import Offer
from kiosk.texts import _

offers = Blueprint("offers", __name__, template_folder="templates")


@offers.get("/settings/offers")
@may("change_settings")
def show() -> ResponseReturnValue:
    """What is sold now, and what was sold before."""
    with hub().read() as db:
        active, retired = store.active(db), store.retired(db)
    return page(
        "offers/list.html",
        here="settings",
        offers=[shown_offer(one) for one in active],
        retired=[shown_offer(one) for one in retired],
        warned=undercut_words.of_all(),
    )


@offers.get("/settings/offers/new")
@may("change_settings")
def new() -> ResponseReturnValue:
    """An empty form for a package of an hour."""
    return _form(Form(typed_of(None, place=_next_place())), None)


@offers.post("/settings/offers")
@may("change_settings")
def make() -> ResponseReturnValue:
    """Put a new offer on sale, or show how its week looks first."""
    form = Form.read()
    draft = draft_typed(form, zones=_zones())
    if "look" in form.typed or form.errors:
        return _form(form, None)
    made = form.write(passes.make_offer, at="title", draft=draft, by=current_staff())
    if made is None:
        return _form(form, None)
    say(_("{offer} is on sale.", offer=draft.title.strip()))
    return _back()


@offers.get("/settings/offers/<offer>")
@may("change_settings")
def edit(offer: str) -> ResponseReturnValue:
    """The form of an offer, as it is sold now."""
    found = _found(offer)
    return _form(Form(typed_of(found, place=found.place, zones=_zones())), found)


@offers.post("/settings/offers/<offer>")
@may("change_settings")
def change(offer: str) -> ResponseReturnValue:
    """Sell a new edition from now on; what was sold keeps its terms."""
    found, form = _found(offer), Form.read()
    draft = draft_typed(form, zones=_zones())
    if "look" in form.typed or form.errors:
        return _form(form, found)
    made = form.write(passes.change_offer, at="title", offer=offer, draft=draft, by=current_staff())
    if made is None:
        return _form(form, found)
    say(_("{offer} is sold like this from now on.", offer=draft.title.strip()))
    return _back()


@offers.post("/settings/offers/<offer>/pin")
@may("change_settings")
def pin(offer: str) -> ResponseReturnValue:
    """Make it a button on the floor, or no more."""
    form = Form.read()
    pinned = form.typed.get("pinned") == "1"
    hub().write(
        passes.pin_offer,
        request_id=form.request_id,
        form=form.sent,
        offer=offer,
        pinned=pinned,
        by=current_staff(),
    )
    return _back()


@offers.post("/settings/offers/<offer>/retire")
@may("change_settings")
def retire(offer: str) -> ResponseReturnValue:
    """Sell it no more."""
    form = Form.read()
    hub().write(
        passes.retire_offer,
        request_id=form.request_id,
        form=form.sent,
        offer=offer,
        by=current_staff(),
    )
    say(_("It is not sold any more. What was sold goes on."))
    return _back()


@offers.post("/settings/offers/<offer>/restore")
@may("change_settings")
def restore(offer: str) -> ResponseReturnValue:
    """Sell it again."""
    form = Form.read()
    hub().write(
        passes.restore_offer,
        request_id=form.request_id,
        form=form.sent,
        offer=offer,
        by=current_staff(),
    )
    say(_("It is on sale again."))
    return _back()


def _form(form: Form, offer: Offer | None) -> ResponseReturnValue:
    shown = shown_form(form, offer, zones=_zones())
    return page("offers/form.html", here="settings", form=form, offer=shown)


def _found(offer: str) -> Offer:
    with hub().read() as db:
        found = store.by_id(db, offer)
    if found is None:
        raise Refusal("offer_unknown")
    return found


def _zones() -> list[str]:
    with hub().read() as db:
        return sorted({seat.zone for seat in stations.seats(db)})


def _next_place() -> int:
    with hub().read() as db:
        return max((one.place for one in store.active(db)), default=0) + 1


def _back() -> ResponseReturnValue:
    return redirect(url_for("offers.show"), HTTPStatus.SEE_OTHER)
