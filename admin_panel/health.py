"""Health: what `kiosk doctor` finds, on a page, with what to do."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from admin_panel.frame import page
from admin_panel.guards import hub, may
from kiosk.doctoring.checks import findings
from kiosk.doctoring.finding import Patient
from kiosk.texts import spoken

health = Blueprint("health", __name__, template_folder="templates")


@health.get("/settings/health")
@may("see_audit")
def show() -> ResponseReturnValue:
    """All that is looked at and quick: what is not well stands first."""
    here = hub()
    patient = Patient(here.folder, here.settings, here.clock, here)
    found = sorted(findings(patient, slow=False), key=lambda one: (one.ok, not one.do))
    lines = [(one.ok, one.said(spoken()), one.advice(spoken())) for one in found]
    return page(
        "settings/health.html",
        here="settings",
        lines=lines,
        ill=sum(not ok for ok, _says, _do in lines),
        tips=sum(bool(ok and do) for ok, _says, do in lines),
    )
