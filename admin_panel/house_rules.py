"""House rules: the owner's lines for each language; everybody is asked for the newest edition."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from admin_panel.forms import Form
from admin_panel.frame import page, say
from admin_panel.guards import current_staff, hub, may
from kiosk.acts import house_rules as acts
from kiosk.rules.house_rules import LINE_LIMIT, LINES_MOST
from kiosk.rules.instants import Instant
from kiosk.store import house_rules as store
from kiosk.store import staff
from kiosk.texts import LANGUAGES, _, direction

EDITIONS_SHOWN = 20

house_rules = Blueprint("house_rules", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class ShownText:
    """The field of one language."""

    code: str
    name: str
    direction: str
    text: str


@dataclass(frozen=True, slots=True)
class ShownEdition:
    """A line of the list."""

    edition: int
    made_at: Instant
    made_by: str
    languages: str


@house_rules.get("/settings/house-rules")
@may("change_settings")
def show() -> ResponseReturnValue:
    """The lines that hold, to be changed."""
    return _page(Form({}))


@house_rules.post("/settings/house-rules")
@may("change_settings")
def change() -> ResponseReturnValue:
    """Make the next edition."""
    form = Form.read()
    texts = {code: form.typed.get(f"text-{code}", "") for code in hub().settings.languages}
    edition = form.write(acts.set_rules, at="rules", texts=texts, by=current_staff())
    if edition is None:
        return _page(form)
    say(_("Edition {edition} holds from now on.", edition=edition))
    return redirect(url_for("house_rules.show"), HTTPStatus.SEE_OTHER)


def _page(form: Form) -> ResponseReturnValue:
    with hub().read() as db:
        kept = store.latest(db, limit=EDITIONS_SHOWN)
        names = staff.names(db)
    now = kept[0].texts if kept else {}
    editions = [
        ShownEdition(
            one.edition,
            one.made_at,
            names.get(one.made_by, one.made_by),
            " · ".join(LANGUAGES.get(code, code) for code in one.texts),
        )
        for one in kept
    ]
    texts = [_text(form, code, now.get(code, ())) for code in hub().settings.languages]
    return page(
        "settings/house_rules.html",
        here="settings",
        form=form,
        texts=texts,
        editions=editions,
        lines_most=LINES_MOST,
        line_limit=LINE_LIMIT,
    )


def _text(form: Form, code: str, lines: Sequence[str]) -> ShownText:
    text = form.typed.get(f"text-{code}", "\n".join(lines))
    return ShownText(code, LANGUAGES.get(code, code), direction(code), text)
