"""How messages fare between the machines: what waits, is missing or stopped; what to do then."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from admin_panel import held
from admin_panel.filling import room_word
from admin_panel.forms import Form
from admin_panel.frame import page, say, span_in_words
from admin_panel.guards import current_staff, hub, may
from admin_panel.held import ShownHeld
from kiosk.acts import removed_stations, sync_care
from kiosk.link.shelf import REFUSED_BY_STAFF
from kiosk.link.sqlite_care import Gap
from kiosk.looks.messages_file import messages_file
from kiosk.queries import sync as query
from kiosk.queries.site import SeatLine
from kiosk.queries.sync import Sync
from kiosk.rules.instants import Instant, seconds_between
from kiosk.rules.refusals import CATALOGUE, Refusal
from kiosk.store import set_aside
from kiosk.store.set_aside import GivenUp, SetAside
from kiosk.texts import N_, _, n_, sentence, spoken

EXPORT_LIMIT = 500
"""Of each kind; more are for whoever has the database."""
RETRIED = frozenset({"parked", "rejected", "outgoing"})
WHERE = {
    "parked": N_("Waits to be understood"),
    "rejected": N_("Refused here"),
    "conflict": N_("Two different ones under one number"),
    "outgoing": N_("Could not be sent"),
}
WHY = {
    "not_understood_yet": N_("What it needs has not come yet, or this version does not know it."),
    "crashed": N_("The hub’s program ended three times while it was read."),
    "conflict": N_("Another one came first under the same number. The first one counts."),
    "not_allowed": N_("It speaks of a session or a visitor that was not at that seat."),
    "not_found": N_("It speaks of something that this hub does not know."),
    "refused_by_staff": N_("Its station was removed, and staff refused it."),
    "let_go": N_("Its copy was kept for thirty days and is gone."),
}

sync = Blueprint("sync", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class ShownSeat:
    """A station's own outbox, as it last said, and what the hub misses of it.

    `tone`, `symbol`, `word` say how it is; the rest is "" where there is nothing to say.
    """

    number: int
    tone: str
    symbol: str
    word: str
    waiting: int
    since: str
    aside: int
    missing: str


@dataclass(frozen=True, slots=True)
class ShownAside:
    """A message that stopped, in words; `fact` is its name, `may_retry` whether trying helps."""

    at: Instant
    where: str
    type: str
    why: str
    whose: str
    fact: str
    may_retry: bool


@dataclass(frozen=True, slots=True)
class ShownGone:
    """Numbers that never come."""

    at: Instant
    whose: str
    numbers: str
    why: str


@dataclass(frozen=True, slots=True)
class ShownSync:
    """See settings/sync.html."""

    up: bool
    line: str
    waiting: int
    waits: str
    seats: Sequence[ShownSeat]
    quiet: int
    gaps: Sequence[str]
    aside: Sequence[ShownAside]
    more: int
    gone: Sequence[ShownGone]
    held: Sequence[ShownHeld]


@sync.get("/settings/sync")
@may("add_station")
def show() -> ResponseReturnValue:
    """Both hops now."""
    station, came = request.args.get("refuse", ""), request.args.get("came", "")
    return _page(Form({}), refusing=(station, came))


@sync.post("/settings/sync/retry")
@may("add_station")
def retry() -> ResponseReturnValue:
    """One message is tried again."""
    form = Form.read()
    fact = form.text("fact", _("Choose a message."))
    if not form.errors:
        with form.refusals_at("fact"):
            hub().write(
                sync_care.retry_fact,
                request_id=form.request_id,
                form=form.sent,
                fact=fact,
                by=current_staff(),
            )
    if form.errors:
        return _page(form)
    hub().trying.forgive(fact)
    say(_("It is tried again within half a minute."))
    return redirect(url_for("sync.show"), HTTPStatus.SEE_OTHER)


@sync.post("/settings/sync/export")
@may("add_station")
def export() -> ResponseReturnValue:
    """All that is set aside in one file, the signed bytes as they came."""
    form = Form.read()
    with hub().read() as db:
        letters = set_aside.letters(db, limit=EXPORT_LIMIT)
    hub().write(
        sync_care.note_exported,
        request_id=form.request_id,
        form=form.sent,
        facts=len(letters),
        by=current_staff(),
    )
    return messages_file(letters)


@sync.post("/settings/sync/held/<station>/take")
@may("revoke_station")
def take_held(station: str) -> ResponseReturnValue:
    """What a removed station sent is taken over, and applied within half a minute."""
    form = Form.read()
    told = {"station": station, "came": _came(form), "by": current_staff()}
    if not form.done(removed_stations.take_held, at="held", **told):
        return _page(form)
    say(_("It is taken over within half a minute. Visitors get their answers paid."))
    return redirect(url_for("sync.show"), HTTPStatus.SEE_OTHER)


@sync.post("/settings/sync/held/<station>/refuse")
@may("revoke_station")
def refuse_held(station: str) -> ResponseReturnValue:
    """What a removed station sent is refused, and kept with the reason."""
    form = Form.read()
    came = _came(form)
    reason = form.text("reason", _("Say why, in a few words."))
    told = {"station": station, "came": came, "by": current_staff(), "reason": reason}
    if not form.done(removed_stations.refuse_held, at="held", **told):
        return _page(form, refusing=(station, came))
    say(_("It is refused, and kept. The audit log has the reason."))
    return redirect(url_for("sync.show"), HTTPStatus.SEE_OTHER)


def _came(form: Form) -> str:
    return form.choice("came", ("before", "after"), _("Choose a message."))


def _page(form: Form, *, refusing: tuple[str, str] = ("", "")) -> ResponseReturnValue:
    with hub().read() as db:
        kept = query.overview(db)
    return page(
        "settings/sync.html", here="settings", form=form, sync=_shown(kept), refusing=refusing
    )


def _shown(kept: Sync) -> ShownSync:
    line, now = hub().line, hub().now()
    span = span_in_words(seconds_between(line.since, now))
    said = _("Reached for {span}", span=span) if line.up else _("Not reached for {span}", span=span)
    names = _names(kept)
    total = sum(kept.counts.values())
    seats = [_seat(seat, kept.gaps) for seat in kept.seats if seat.station]
    troubled = [
        one for one in seats if one.tone != "good" or one.waiting or one.aside or one.missing
    ]
    return ShownSync(
        up=line.up,
        line=said,
        waiting=kept.waiting,
        waits=_span_since(kept.waiting_since),
        seats=troubled,
        quiet=len(seats) - len(troubled),
        gaps=[_gap(gap, names) for gap in kept.gaps],
        aside=[_aside(one, names) for one in kept.aside],
        more=max(0, total - len(kept.aside)),
        gone=[_gone(one, names) for one in kept.given_up],
        held=held.shown(kept.held),
    )


def _names(kept: Sync) -> dict[str, str]:
    """Makers of messages in words."""
    seats = {
        seat.station: _("Station {number}", number=seat.number)
        for seat in kept.seats
        if seat.station
    }
    return {**seats, **dict.fromkeys(hub().keys.origins, _("This hub"))}


def _whose(origin: str, names: dict[str, str]) -> str:
    return names.get(origin) or _("Another machine ({name})", name=origin[:8])


def _span_since(at: Instant | None) -> str:
    return "" if at is None else span_in_words(seconds_between(at, hub().now()))


def _seat(seat: SeatLine, gaps: Sequence[Gap]) -> ShownSeat:
    here, now = hub(), hub().now()
    word = here.heard.get(seat.station)
    missing = sum(gap.missing for gap in gaps if gap.origin == seat.station)
    lacks = n_("{n} message missing", "{n} messages missing", missing) if missing else ""
    if word is None:
        return ShownSeat(seat.number, "off", "wifi-off", _("Not heard yet"), 0, "", 0, lacks)
    answers = seconds_between(word.at, now) <= here.settings.lost_after_s
    since = _span_since(Instant(word.waiting_since)) if word.waiting_since else ""
    room = room_word(word)
    silent = _("Not heard for {span}", span=_span_since(word.at))
    return ShownSeat(
        number=seat.number,
        tone="good" if answers and not room else "wait",
        symbol="alert-triangle" if room else "check" if answers else "wifi-off",
        word=room or (_("Answers") if answers else silent),
        waiting=word.waiting,
        since=since,
        aside=word.set_aside,
        missing=lacks,
    )


def _gap(gap: Gap, names: dict[str, str]) -> str:
    return n_(
        "{whose}: {n} message missing for {span}",
        "{whose}: {n} messages missing for {span}",
        gap.missing,
        whose=_whose(gap.origin, names),
        span=_span_since(gap.since),
    )


def _aside(one: SetAside, names: dict[str, str]) -> ShownAside:
    whose = _("This hub") if one.where == "outgoing" else _whose(one.fact.partition("/")[0], names)
    return ShownAside(
        at=one.at,
        where=_(WHERE[one.where]),
        type=one.type,
        why=_why(one.code),
        whose=whose,
        fact=one.fact,
        may_retry=one.where in RETRIED and one.code != REFUSED_BY_STAFF,
    )


def _gone(one: GivenUp, names: dict[str, str]) -> ShownGone:
    numbers = str(one.first) if one.first == one.last else f"{one.first}–{one.last}"
    return ShownGone(one.at, _whose(one.origin, names), numbers, _why(one.why))


def _why(code: str) -> str:
    if code in WHY:
        return _(WHY[code])
    return sentence(Refusal(code), spoken()) if code in CATALOGUE else code
