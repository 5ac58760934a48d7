"""Batches of vouchers: made, printed as PDF, handed out as stacks, cancelled; what is owed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from admin_panel import desk
from admin_panel.drawing import drawn
from admin_panel.forms import Form
from admin_panel.frame import page, say
from admin_panel.guards import current_staff, hub, may
from admin_panel.offer_weeks import good_at
from admin_panel.voucher_paper import SIZES, PaperVoucher, pdf_of
from admin_panel.vouchers import STATES, word_of
from kiosk.acts import vouchers as acts
from kiosk.looks import figures
from kiosk.queries import vouchers as query
from kiosk.queries.vouchers import BatchCounts, BatchPage
from kiosk.rules.instants import MS_PER_S, S_PER_DAY, Instant, later
from kiosk.rules.offers import Terms
from kiosk.rules.scans import VOUCHER_PREFIX
from kiosk.rules.vouchers import BATCH_LIMIT, VoucherState, normalise, printed_code
from kiosk.store import offers
from kiosk.store.offers import Offer
from kiosk.store.voucher_batches import Batch
from kiosk.store.vouchers import Voucher
from kiosk.texts import N_, _, direction, format_money, n_, spoken

CARD_FOUND = {
    "again": N_("Used at more than one seat"),
    "unknown": N_("No card of this place"),
    "replaced": N_("The card was replaced"),
    "banned": N_("Its owner is kept out"),
}
"""Why a card's use with the hub away was one too many."""
USUAL_COUNT = 21
"""One sheet of A4."""
USUAL_DAYS = 90
DAYS_MOST = 3650
NUMBER_MOST = BATCH_LIMIT
SHOWN_COUNTS = (
    VoucherState.CREATED,
    VoucherState.PRINTED,
    VoucherState.SOLD,
    VoucherState.IN_USE,
    VoucherState.USED_UP,
    VoucherState.VOID,
)

batches = Blueprint("batches", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class Count:
    """How many vouchers are in a state, and the way to them."""

    word: str
    tone: str
    symbol: str
    number: int
    url: str
    here: bool


@dataclass(frozen=True, slots=True)
class ShownBatch:
    """See vouchers/batch.html."""

    kept: BatchCounts
    url: str
    unsold: int
    counts: Sequence[Count]


@dataclass(frozen=True, slots=True)
class Row:
    """A voucher of a batch."""

    n: int
    code: str
    url: str
    tone: str
    symbol: str
    word: str
    who: str
    sold_at: Instant | None


@batches.get("/vouchers/batches")
@may("sell")
def show_all() -> ResponseReturnValue:
    """The batches made last, and the form for a new one."""
    return _list(Form({}))


@batches.post("/vouchers/batches")
@may("sell")
def make() -> ResponseReturnValue:
    """Make a batch: codes are drawn and signed here, before the act."""
    form = Form.read()
    offer = _offer(form)
    count = form.whole("count", least=1, most=BATCH_LIMIT)
    days = form.whole("days", least=1, most=DAYS_MOST)
    made = None
    if not form.errors and offer is not None:
        lapses = later(hub().now(), seconds=days * S_PER_DAY)
        drawn = acts.draw(
            hub().site,
            seconds=offer.seconds,
            lapses=lapses,
            count=count,
            limits=acts.printed_limits(offer),
        )
        made = form.write(
            acts.make_batch, at="batch-offer", offer=offer.id, drawn=drawn, by=current_staff()
        )
    if made is None:
        return _list(form)
    say(n_("{n} voucher is made. Print it now.", "{n} vouchers are made. Print them now.", count))
    return _to(made)


@batches.get("/vouchers/batches/<batch>")
@may("sell")
def show(batch: str) -> ResponseReturnValue:
    """One batch: how far its vouchers are, and those looked for."""
    return _page(Form({}), batch)


@batches.post("/vouchers/batches/<batch>/print")
@may("sell")
def print_(batch: str) -> ResponseReturnValue:
    """The batch goes to the printer: its vouchers are printed from here on."""
    form = Form.read()
    paper = form.choice("paper", SIZES, _("Choose a paper."))
    if (
        form.errors
        or form.write(acts.mark_printed, at="paper", batch=batch, by=current_staff()) is None
    ):
        return _page(form, batch)
    return redirect(url_for("batches.show_paper", batch=batch, paper=paper), HTTPStatus.SEE_OTHER)


@batches.get("/vouchers/batches/<batch>/<paper>.pdf")
@may("sell")
def show_paper(batch: str, paper: str) -> ResponseReturnValue:
    """Those of the batch that may still be sold, as PDF."""
    size = SIZES.get(paper, SIZES["a4"])
    with hub().read() as db:
        kept, found, terms = query.batch_to_print(db, batch)
    words = [paper_of(kept.title, kept.price_minor, each, terms) for each in found]
    return pdf_answer(
        drawn(pdf_of, words, size=size, rtl=direction(spoken()) == "rtl"),
        name=f"vouchers-{batch[:6]}",
    )


@batches.post("/vouchers/batches/<batch>/take")
@may("sell")
def take(batch: str) -> ResponseReturnValue:
    """Take some of a batch as one's own stack."""
    form = Form.read()
    first = form.whole("first", least=1, most=NUMBER_MOST)
    last = form.whole("last", least=first, most=NUMBER_MOST)
    taken = None
    if not form.errors:
        taken = form.write(
            acts.take_stack, at="first", batch=batch, first=first, last=last, by=current_staff()
        )
    if taken is None:
        return _page(form, batch)
    say(n_("{n} voucher is in your stack.", "{n} vouchers are in your stack.", taken))
    return _to(batch)


@batches.post("/vouchers/batches/<batch>/sold")
@may("sell")
def sell_stack(batch: str) -> ResponseReturnValue:
    """What is in one's own stack is sold: the money for all of it goes into the drawer."""
    form = Form.read()
    counter = desk.counter_typed(form)
    sold = None
    if counter is not None:
        sold = form.write(acts.sell_stack, at="stack", batch=batch, counter=counter)
    if sold is None:
        return _page(form, batch)
    say(n_("{n} voucher of your stack is sold.", "{n} vouchers of your stack are sold.", sold))
    return _to(batch)


@batches.post("/vouchers/batches/<batch>/void")
@may("sell")
def void(batch: str) -> ResponseReturnValue:
    """Cancel all that is not sold."""
    form = Form.read()
    gone = form.write(
        acts.void_batch,
        at="reason",
        batch=batch,
        reason=form.text("reason", limit=200),
        by=current_staff(),
    )
    if gone is None:
        return _page(form, batch)
    say(n_("{n} voucher is cancelled.", "{n} vouchers are cancelled.", gone))
    return _to(batch)


@batches.get("/vouchers/owed")
@may("sell")
def show_owed() -> ResponseReturnValue:
    """Outstanding vouchers, and what was used beyond payment."""
    with hub().read() as db:
        owed = query.owed(db, hub().now())
    return page("vouchers/owed.html", here="floor", owed=owed, printed=printed_code, why=CARD_FOUND)


def paper_of(
    title: str, price_minor: int, voucher: Voucher, terms: Sequence[Terms]
) -> PaperVoucher:
    """A voucher's words in the reader's language, with its signed QR."""
    code = printed_code(voucher.code)
    return PaperVoucher(
        site=hub().settings.site_name,
        offer=title,
        price=format_money(price_minor, hub().settings),
        code=code,
        until=_("Good until {day}", day=_day(voucher.lapses)),
        good_at=good_at(terms[0]),
        number=_("No. {number}", number=voucher.n) if voucher.n else "",
        how=_("Scan it, or type the code at a free seat."),
        qr=acts.paper_text(hub().site, voucher, *terms) or VOUCHER_PREFIX + voucher.code,
    )


def pdf_answer(content: bytes, *, name: str) -> Response:
    """A PDF that the browser shows and can print."""
    answer = Response(content, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer


def _day(at: Instant) -> str:
    zone = ZoneInfo(hub().settings.timezone)
    return figures.day(datetime.fromtimestamp(at // MS_PER_S, UTC).astimezone(zone))


def _offer(form: Form) -> Offer | None:
    with hub().read() as db:
        offer = offers.by_id(db, form.typed.get("offer", ""))
    if offer is None:
        form.wrong("batch-offer", _("Choose an offer."))
    return offer


def _list(form: Form) -> ResponseReturnValue:
    with hub().read() as db:
        found, active = query.batches(db), offers.active(db)
    shown = [_shown(each, None) for each in found]
    usual = {"count": str(USUAL_COUNT), "days": str(USUAL_DAYS)}
    return page(
        "vouchers/batches.html",
        here="floor",
        form=form if form.typed else Form(usual),
        batches=shown,
        offers=active,
    )


def _page(form: Form, batch: str) -> ResponseReturnValue:
    state, words = _asked_state(), normalise(request.args.get("code", ""))
    with hub().read() as db:
        found = query.batch_page(db, batch, state=state, words=words)
        mine = query.in_stack(db, batch, holder=current_staff())
    return page(
        "vouchers/batch.html",
        here="floor",
        form=form,
        batch=_shown(found.of, state),
        rows=[_row(found, voucher) for voucher in found.found],
        looked_for=words,
        cut=found.cut,
        papers=_papers(),
        mine=mine,
        mine_minor=mine * found.of.batch.price_minor,
    )


def _asked_state() -> VoucherState | None:
    asked = request.args.get("state", "")
    return VoucherState(asked) if asked in set(VoucherState) else None


def _papers() -> Sequence[tuple[str, str]]:
    return (
        ("a4", _("A4 sheets to cut")),
        ("roll80", _("80 mm roll")),
        ("roll58", _("58 mm roll")),
    )


def _shown(kept: BatchCounts, state: VoucherState | None) -> ShownBatch:
    counts = kept.counts
    return ShownBatch(
        kept=kept,
        url=url_for("batches.show", batch=kept.batch.id),
        unsold=counts[VoucherState.CREATED] + counts[VoucherState.PRINTED],
        counts=[_count(kept.batch, each, counts[each], state) for each in SHOWN_COUNTS],
    )


def _count(batch: Batch, state: VoucherState, number: int, asked: VoucherState | None) -> Count:
    tone, symbol, _name = STATES[state]
    here = state is asked
    url = url_for("batches.show", batch=batch.id, state=None if here else state.value)
    return Count(word_of(state), tone, symbol, number, url, here)


def _row(found: BatchPage, voucher: Voucher) -> Row:
    tone, symbol, _name = STATES[voucher.state]
    return Row(
        n=voucher.n,
        code=printed_code(voucher.code),
        url=url_for("vouchers.show", code=voucher.code),
        tone=tone,
        symbol=symbol,
        word=word_of(voucher.state),
        who=found.names.get(voucher.sold_by or voucher.held_by or "", ""),
        sold_at=voucher.sold_at,
    )


def _to(batch: str) -> ResponseReturnValue:
    return redirect(url_for("batches.show", batch=batch), HTTPStatus.SEE_OTHER)
