"""Sponsorships: pledged, funded and stopped by the owner; what came of each, as page and CSV."""

from http import HTTPStatus

from flask import Blueprint, Response, redirect, url_for
from flask.typing import ResponseReturnValue

from admin_panel.forms import Form
from admin_panel.frame import page, say
from admin_panel.guards import current_staff, hub, may
from admin_panel.people import GROUP_NAMES, Choice
from kiosk.acts import sponsorships as acts
from kiosk.acts.people import GROUPS
from kiosk.queries import sponsorships as query
from kiosk.rules.instants import S_PER_HOUR
from kiosk.rules.offers import Terms
from kiosk.rules.sponsorships import DAYS_LIMIT, FUNDER_LIMIT, VISITORS_LIMIT, Pledge
from kiosk.texts import N_, _

EVERYBODY = "everybody"
HOURS_MOST = 8784
PAYERS = {acts.FUNDER: N_("The funder"), acts.HOUSE: N_("The café itself")}

sponsorships = Blueprint("sponsorships", __name__, template_folder="templates")


@sponsorships.get("/settings/sponsorships")
@may("change_settings")
def show() -> ResponseReturnValue:
    """All of them, and the form for a new one."""
    return _list(Form({}))


@sponsorships.post("/settings/sponsorships")
@may("change_settings")
def make() -> ResponseReturnValue:
    """Take a pledge in with its first money."""
    form = Form.read()
    pledge, budget = _pledge(form), form.money("budget")
    paid_by = form.choice("paid_by", PAYERS, _("Choose who pays."))
    made = None
    if not form.errors:
        made = form.write(
            acts.make_sponsorship,
            at="budget",
            pledge=pledge,
            budget_minor=budget,
            paid_by=paid_by,
            by=current_staff(),
        )
    if made is None:
        return _list(form)
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
    text = query.as_csv(found, currency=hub().settings.currency)
    name = f"sponsorship-{sponsorship[:8]}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response("\ufeff" + text, headers=headers, content_type="text/csv; charset=utf-8")


@sponsorships.post("/settings/sponsorships/<sponsorship>/fund")
@may("change_settings")
def fund(sponsorship: str) -> ResponseReturnValue:
    """Put more money in."""
    form = Form.read()
    minor = form.money("amount")
    paid_by = form.choice("paid_by", PAYERS, _("Choose who pays."))
    if not form.errors:
        with form.refusals_at("amount"):
            hub().write(
                acts.fund,
                request_id=form.request_id,
                sponsorship=sponsorship,
                minor=minor,
                paid_by=paid_by,
                by=current_staff(),
            )
    return _after(form, sponsorship, _("The money is added."))


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
                sponsorship=sponsorship,
                by=current_staff(),
                reason=reason,
            )
    return _after(form, sponsorship, _("The sponsorship is stopped."))


def _pledge(form: Form) -> Pledge:
    group = form.choice("group", (EVERYBODY, *GROUPS), _("Choose a group."))
    return Pledge(
        funder=form.text("funder", _("Type who pays."), limit=FUNDER_LIMIT),
        group="" if group == EVERYBODY else group,
        visitors_limit=form.whole("visitors", least=1, most=VISITORS_LIMIT),
        seconds_each=form.whole("each", least=1, most=HOURS_MOST) * S_PER_HOUR,
        seconds_a_week=_hours(form, "week"),
        per_hour_minor=form.money("per_hour"),
        days=form.whole("days", least=1, most=DAYS_LIMIT),
        terms=Terms(seconds_a_day=_hours(form, "a_day")),
    )


def _hours(form: Form, name: str) -> int | None:
    if not form.typed.get(name, "").strip():
        return None
    return form.whole(name, least=1, most=HOURS_MOST) * S_PER_HOUR


def _list(form: Form) -> ResponseReturnValue:
    with hub().read() as db:
        found = query.all_of_them(db, hub().now())
    chosen = form.typed.get("group", EVERYBODY)
    groups = [(EVERYBODY, _("Everybody")), *((each, _(GROUP_NAMES[each])) for each in GROUPS)]
    return page(
        "sponsorships/list.html",
        here="settings",
        form=form,
        sponsorships=found,
        groups=[Choice(each, name) for each, name in groups],
        chosen=chosen,
        payers=_payers(),
    )


def _one(form: Form, sponsorship: str) -> ResponseReturnValue:
    with hub().read() as db:
        found = query.report(db, hub().now(), sponsorship)
    names = {each: _(name) for each, name in GROUP_NAMES.items()}
    return page(
        "sponsorships/show.html",
        here="settings",
        form=form,
        report=found,
        names=names,
        payers=_payers(),
    )


def _payers() -> list[Choice]:
    return [Choice(each, _(name)) for each, name in PAYERS.items()]


def _after(form: Form, sponsorship: str, said: str) -> ResponseReturnValue:
    if form.errors:
        return _one(form, sponsorship)
    say(said)
    return redirect(url_for("sponsorships.one", sponsorship=sponsorship), HTTPStatus.SEE_OTHER)
