"""Sponsorships: pledged, funded and stopped by the owner; what came of each, as page and CSV."""

from http import HTTPStatus

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from admin_panel import sponsorship_files as files
from admin_panel import sponsorship_words as words
from admin_panel.forms import Form
from admin_panel.frame import isolated, page, say
from admin_panel.guards import current_staff, hub, may
from admin_panel.people import GROUP_NAMES, Choice
from admin_panel.report_files import CSV_TYPE, XLSX_TYPE, as_xlsx
from admin_panel.reports import file_of
from kiosk.acts import leftovers
from kiosk.acts import sponsorship_changes as changes
from kiosk.acts import sponsorships as acts
from kiosk.queries import sponsorships as query
from kiosk.rules.sponsorships import Pledge
from kiosk.store import stations
from kiosk.texts import _, format_money

sponsorships = Blueprint("sponsorships", __name__, template_folder="templates")


@sponsorships.get("/settings/sponsorships")
@may("change_settings")
def show() -> ResponseReturnValue:
    """All of them."""
    return _list()


@sponsorships.get("/settings/sponsorships/new")
@may("change_settings")
def new() -> ResponseReturnValue:
    """The form for a pledge."""
    return _new(Form(words.first_typed()))


@sponsorships.post("/settings/sponsorships")
@may("change_settings")
def make() -> ResponseReturnValue:
    """Take a pledge in with its first money; `look` shows only what it would pay for."""
    form = Form.read()
    zones = _zones()
    pledge, budget = words.pledge_typed(form, zones=zones), form.money("budget")
    paid_by = form.choice("paid_by", words.PAYERS, _("Choose who pays."))
    if form.errors or "look" in form.typed:
        return _new(form, pledge)
    made = form.write(
        acts.make_sponsorship,
        at="budget",
        pledge=pledge,
        budget_minor=budget,
        paid_by=paid_by,
        by=current_staff(),
    )
    if made is None:
        return _new(form, pledge)
    say(_("The sponsorship has begun."))
    return redirect(url_for("sponsorships.one", sponsorship=made), HTTPStatus.SEE_OTHER)


@sponsorships.get("/settings/sponsorships/<sponsorship>")
@may("change_settings")
def one(sponsorship: str) -> ResponseReturnValue:
    """What came of one."""
    return _one(Form({}), sponsorship)


@sponsorships.get("/settings/sponsorships/<sponsorship>.csv")
@may("change_settings")
def table(sponsorship: str) -> ResponseReturnValue:
    """The same as a table for the funder; no visitor is named in it."""
    with hub().read() as db:
        found = query.report(db, hub().now(), sponsorship)
        kept = query.terms(db, sponsorship)
    name = f"sponsorship-{sponsorship[:8]}.csv"
    return file_of(files.csv_of(found, kept), name, CSV_TYPE)


@sponsorships.get("/settings/sponsorships/<sponsorship>.xlsx")
@may("change_settings")
def workbook(sponsorship: str) -> ResponseReturnValue:
    """The same as a workbook, with what it pays for on its second sheet."""
    with hub().read() as db:
        found = query.report(db, hub().now(), sponsorship)
        kept = query.terms(db, sponsorship)
    name = f"sponsorship-{sponsorship[:8]}.xlsx"
    return file_of(as_xlsx(files.sheet(found, kept)), name, XLSX_TYPE)


@sponsorships.post("/settings/sponsorships/<sponsorship>/fund")
@may("change_settings")
def fund(sponsorship: str) -> ResponseReturnValue:
    """Put more money in."""
    form = Form.read()
    minor = form.money("amount")
    paid_by = form.choice("paid_by", words.PAYERS, _("Choose who pays."))
    if not form.errors:
        with form.refusals_at("amount"):
            hub().write(
                acts.fund,
                request_id=form.request_id,
                form=form.sent,
                sponsorship=sponsorship,
                minor=minor,
                paid_by=paid_by,
                by=current_staff(),
            )
    return _after(form, sponsorship, _("The money is added."))


@sponsorships.get("/settings/sponsorships/<sponsorship>/change")
@may("change_settings")
def edit(sponsorship: str) -> ResponseReturnValue:
    """The form with its terms."""
    kept = _terms(sponsorship)
    return _change(Form(words.typed_of(kept.made, kept.offer, zones=_zones())), kept)


@sponsorships.post("/settings/sponsorships/<sponsorship>/change")
@may("change_settings")
def change(sponsorship: str) -> ResponseReturnValue:
    """Whom it takes in from now on, and on what terms; `look` shows only what it would pay for."""
    form, kept = Form.read(), _terms(sponsorship)
    pledge = words.change_typed(form, made=kept.made, zones=_zones())
    since = words.since_typed(form, ends=kept.made.ends)
    if form.errors or "look" in form.typed:
        return _change(form, kept, pledge)
    told = {"sponsorship": sponsorship, "pledge": pledge, "by": current_staff()}
    if not form.done(acts.change, at="since", applies_from=since, **told):
        return _change(form, kept, pledge)
    if since > hub().now():
        say(_("The change is kept. It holds for who comes from its day on."))
    else:
        say(_("The sponsorship is changed for who comes from now on."))
    return redirect(url_for("sponsorships.one", sponsorship=sponsorship), HTTPStatus.SEE_OTHER)


@sponsorships.post("/settings/sponsorships/<sponsorship>/change/take-back")
@may("change_settings")
def take_back(sponsorship: str) -> ResponseReturnValue:
    """Forget a change that waits for its day."""
    form = Form.read()
    form.done(changes.take_back, at="change", sponsorship=sponsorship, by=current_staff())
    return _after(form, sponsorship, _("The change is taken back. All stays as it is."))


@sponsorships.post("/settings/sponsorships/<sponsorship>/pause")
@may("change_settings")
def pause(sponsorship: str) -> ResponseReturnValue:
    """Pay for nobody who comes from now on."""
    form = Form.read()
    form.done(acts.pause, at="pause", sponsorship=sponsorship, by=current_staff())
    return _after(form, sponsorship, _("The sponsorship is paused. Who sits there goes on."))


@sponsorships.post("/settings/sponsorships/<sponsorship>/go-on")
@may("change_settings")
def go_on(sponsorship: str) -> ResponseReturnValue:
    """Pay again after a pause."""
    form = Form.read()
    form.done(acts.go_on, at="pause", sponsorship=sponsorship, by=current_staff())
    return _after(form, sponsorship, _("The sponsorship pays again."))


@sponsorships.post("/settings/sponsorships/<sponsorship>/stop")
@may("change_settings")
def stop(sponsorship: str) -> ResponseReturnValue:
    """End it now, with a reason."""
    form = Form.read()
    reason = form.text("reason", _("Say why, in a few words."), limit=200)
    if not form.errors:
        with form.refusals_at("reason"):
            hub().write(
                acts.stop,
                request_id=form.request_id,
                form=form.sent,
                sponsorship=sponsorship,
                by=current_staff(),
                reason=reason,
            )
    return _after(form, sponsorship, _("The sponsorship is stopped."))


@sponsorships.post("/settings/sponsorships/<sponsorship>/give-back")
@may("change_settings")
def give_back(sponsorship: str) -> ResponseReturnValue:
    """Give what is left back to who had put it in."""
    form = Form.read()
    paid_to, _colon, following = form.typed.get("paid_to", "").partition(":")
    told = {"sponsorship": sponsorship, "paid_to": paid_to, "following": following}
    minor = form.write(leftovers.give_back, at="paid_to", by=current_staff(), **told)
    amount = format_money(minor or 0, hub().settings)
    return _after(form, sponsorship, _("{amount} is given back.", amount=isolated(amount)))


def _new(form: Form, pledge: Pledge | None = None) -> ResponseReturnValue:
    told = [] if pledge is None or form.errors else words.words_of_pledge(pledge, hub().now())
    shown = words.shown_form(form, made=None, zones=_zones(), words=told)
    return page("sponsorships/form.html", here="settings", form=form, shown=shown, payers=_payers())


def _change(form: Form, kept: query.Terms, pledge: Pledge | None = None) -> ResponseReturnValue:
    told = [] if form.errors else words.words_of(kept.made, kept.offer, pledge)
    shown = words.shown_form(form, made=kept.made, zones=_zones(), words=told)
    return page("sponsorships/form.html", here="settings", form=form, shown=shown, payers=_payers())


def _list() -> ResponseReturnValue:
    with hub().read() as db:
        found = query.all_of_them(db, hub().now())
        waits = {each.kept.id: query.waiting(db, each.kept.id) for each in found}
    return page(
        "sponsorships/list.html",
        here="settings",
        form=Form({}),
        sponsorships=found,
        waits={each: wait.change.applies_from for each, wait in waits.items() if wait},
    )


def _one(form: Form, sponsorship: str) -> ResponseReturnValue:
    with hub().read() as db:
        found = query.report(db, hub().now(), sponsorship)
        kept = query.terms(db, sponsorship)
        waits = query.waiting(db, sponsorship)
    names = {each: _(name) for each, name in GROUP_NAMES.items()}
    return page(
        "sponsorships/show.html",
        here="settings",
        form=form,
        report=found,
        words=words.words_of(kept.made, kept.offer),
        waits=None if waits is None else words.shown_wait(kept.made, waits),
        ways=words.ways_back(found.following),
        backs=[words.shown_back(back) for back in found.backs],
        names=names,
        payers=_payers(),
    )


def _terms(sponsorship: str) -> query.Terms:
    with hub().read() as db:
        return query.terms(db, sponsorship)


def _zones() -> list[str]:
    with hub().read() as db:
        return sorted({seat.zone for seat in stations.seats(db)})


def _payers() -> list[Choice]:
    return [Choice(each, _(name)) for each, name in words.PAYERS.items()]


def _after(form: Form, sponsorship: str, said: str) -> ResponseReturnValue:
    if form.errors:
        return _one(form, sponsorship)
    say(said)
    return redirect(url_for("sponsorships.one", sponsorship=sponsorship), HTTPStatus.SEE_OTHER)
