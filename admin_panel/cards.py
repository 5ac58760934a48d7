"""Blank cards: made in batches, printed as PDF, and bound to a visitor at their first scan."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, Response, redirect, url_for
from flask.typing import ResponseReturnValue

from admin_panel.card_paper import PaperCard, pdf_of
from admin_panel.drawing import drawn
from admin_panel.forms import Form
from admin_panel.frame import page, say
from admin_panel.guards import current_staff, hub, may
from admin_panel.people import codes_drawn
from kiosk.acts import cards as acts
from kiosk.acts.cards import Codes
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.store import cards as store
from kiosk.store import staff
from kiosk.texts import _, direction, n_, spoken

BATCHES_SHOWN = 20
USUAL_COUNT = 10
"""One sheet of A4."""

cards = Blueprint("cards", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class ShownBatch:
    """A line of the list."""

    made_at: Instant
    made_by: str
    count: int
    blank: int
    url: str


@cards.get("/people/cards")
@may("register_visitor")
def show() -> ResponseReturnValue:
    """The batches, and the form for a new one."""
    return _page(Form({"count": str(USUAL_COUNT)}))


@cards.post("/people/cards")
@may("register_visitor")
def make() -> ResponseReturnValue:
    """Make blank cards."""
    form = Form.read()
    count = form.whole("count", least=1, most=acts.BATCH_MOST)
    batch = None
    if not form.errors:
        codes = Codes(codes_drawn(count + acts.SPARE_CODES))
        batch = form.write(
            acts.make_cards, at="count", count=count, codes=codes, by=current_staff()
        )
    if batch is None:
        return _page(form)
    say(n_("{n} blank card is made. Print it.", "{n} blank cards are made. Print them.", count))
    return redirect(url_for("cards.show"), HTTPStatus.SEE_OTHER)


@cards.get("/people/cards/<sheet>.pdf")
@may("register_visitor")
def pdf(sheet: str) -> ResponseReturnValue:
    """The cards of a batch that nobody has yet, for A4."""
    with hub().read() as db:
        blank = store.blank_of(db, sheet, limit=acts.BATCH_MOST)
    if not blank:
        raise Refusal("not_found", what="cards")
    site = hub().settings.site_name
    name_here, how = _("Name"), _("Scan it, then your PIN.")
    made = drawn(
        pdf_of,
        [PaperCard(site, card.code, name_here, how, f"#{card.n}") for card in blank],
        rtl=direction(spoken()) == "rtl",
    )
    return Response(made, mimetype="application/pdf")


def _page(form: Form) -> ResponseReturnValue:
    with hub().read() as db:
        kept = store.batches(db, limit=BATCHES_SHOWN)
        names = staff.names(db)
    shown: Sequence[ShownBatch] = [
        ShownBatch(
            one.made_at,
            names.get(one.made_by, one.made_by),
            one.count,
            one.blank,
            url_for("cards.pdf", sheet=one.id) if one.blank else "",
        )
        for one in kept
    ]
    return page("people/cards.html", here="people", form=form, batches=shown)
