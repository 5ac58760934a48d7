"""The pages of settings: each shows what holds, where it is set and what was before; saves it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from admin_panel.drawing import drawn
from admin_panel.forms import Form
from admin_panel.frame import isolated, page, say, short_name
from admin_panel.guards import current_staff, hub, may
from admin_panel.receipt_paper import PaperReceipt, Row, roll_bytes, send_to_printer
from admin_panel.setting_pages import PAGES, Entry, SettingPage
from admin_panel.setting_values import read, shown, typed_of
from kiosk.acts.saved_settings import save_settings
from kiosk.queries import saved_settings as query
from kiosk.queries.saved_settings import SavedLines
from kiosk.rules.amounts import ascii_digits
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import local_instant_named
from kiosk.setting_lines import Setting, Value
from kiosk.settings import HubSettings, table
from kiosk.store.saved_settings import SavedSetting
from kiosk.texts import LANGUAGES, _, direction, sentence, spoken

SETTINGS = {setting.name: setting for setting in table(HubSettings)}
PRINTER = "printer"

saved = Blueprint("saved", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """A setting on its page. `fixed` names the file or variable that outranks the page."""

    kept: Entry
    label: str
    hint: str
    choices: list[tuple[str, str]]
    fixed: str
    where: str
    later: str


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A line of the history in words."""

    kept: SavedSetting
    label: str
    before: str
    after: str
    by: str


@saved.get("/settings")
@may("change_settings")
def home() -> ResponseReturnValue:
    """The first page of settings."""
    return _page(Form({}), next(iter(PAGES)))


@saved.get("/settings/<group>")
@may("change_settings")
def show(group: str) -> ResponseReturnValue:
    """What holds now, to be changed."""
    return _page(Form({}), group)


@saved.post("/settings/<group>")
@may("change_settings")
def save(group: str) -> ResponseReturnValue:
    """Let what was typed hold from its moment on."""
    form, place = Form.read(), _place(group)
    free = [entry for entry in place.entries if entry.name not in hub().settings.given]
    values: dict[str, Value | None] = {
        entry.name: read(form, entry, SETTINGS[entry.name]) for entry in free
    }
    since = _since(form)
    reason = form.text("reason", limit=200)
    changed = _save(form, values, since=since, reason=reason) if not form.errors else None
    if changed is None:
        return _page(form, group)
    if not changed:
        say(_("Nothing was changed."))
    elif since > hub().now():
        say(_("Saved. It holds from the moment you chose."))
    else:
        say(_("Saved. It holds from now on."))
    return redirect(url_for("saved.show", group=group), HTTPStatus.SEE_OTHER)


@saved.post("/settings/printer/test")
@may("change_settings")
def test_print() -> ResponseReturnValue:
    """A page with the site's name, so that somebody sees that the printer works."""
    form, here = Form({}), hub().settings
    if not here.receipt_printer:
        form.wrong("receipt_printer", _("Say where the printer is, and save it."))
        return _page(form, PRINTER)
    with form.refusals_at("receipt_printer"):
        content = drawn(roll_bytes, _test_paper(), dots=here.roll_dots)
        send_to_printer(content, printer=here.receipt_printer)
    if form.errors:
        return _page(form, PRINTER)
    say(_("The test page is sent. Look at the printer."))
    return redirect(url_for("saved.show", group=PRINTER), HTTPStatus.SEE_OTHER)


def _save(
    form: Form, values: dict[str, Value | None], *, since: Instant, reason: str
) -> tuple[str, ...] | None:
    """The names that change; None and an error at the setting that is refused."""
    words = {"values": values, "applies_from": since, "reason": reason, "by": current_staff()}
    try:
        return hub().write(save_settings, request_id=form.request_id, form=form.sent, **words)
    except Refusal as refusal:
        name = str(refusal.details.get("name", "reason"))
        said = sentence(refusal, spoken())
        if refusal.code == "setting_wrong":
            said = _("This cannot be. Look at the line above the field.")
        form.wrong(name, said, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        return None


def _test_paper() -> PaperReceipt:
    here = hub().settings
    return PaperReceipt(
        site=here.site_name,
        copy="",
        number=(_("Test page"), ""),
        when=here.receipt_printer,
        rows=[Row(_("It prints."), "", strong=True)],
        thanks=here.receipt_text or here.site_name,
        qr=here.site_name,
        rtl=direction(spoken()) == "rtl",
        address=here.site_address,
    )


def _place(group: str) -> SettingPage:
    if group not in PAGES:
        raise Refusal("not_found", what="settings")
    return PAGES[group]


def _since(form: Form) -> Instant:
    """From when it holds; nothing typed: from now on."""
    typed = form.typed.get("since", "").strip()
    if not typed:
        return hub().now()
    try:
        return local_instant_named(ascii_digits(typed), ZoneInfo(hub().settings.timezone))
    except ValueError:
        form.wrong("since", _("Choose a day and a time."))
        return hub().now()


def _page(form: Form, group: str) -> ResponseReturnValue:
    here, place = hub(), _place(group)
    names = [entry.name for entry in place.entries]
    with here.read() as db:
        lines = query.saved_lines(db, here.now(), names=names)
    return page(
        "settings/saved.html",
        here="settings",
        form=Form(form.typed or _as_typed(place.entries), form.errors, form.status),
        group=group,
        title=_(place.title),
        intro=_(place.intro),
        entries=[_shown(entry, lines) for entry in place.entries],
        beside=[(_(each.label), getattr(here.settings, each.name)) for each in place.beside],
        history=[_change(line, lines) for line in lines.history],
        languages=list(LANGUAGES.items()),
        has_printer=bool(here.settings.receipt_printer),
    )


def _as_typed(entries: Sequence[Entry]) -> dict[str, str]:
    here = hub().settings
    typed: dict[str, str] = {}
    for entry in entries:
        typed |= typed_of(entry, getattr(here, entry.name), here)
        if entry.kind == "languages":
            typed[f"{entry.name}-first"] = here.languages[0]
    return typed


def _shown(entry: Entry, lines: SavedLines) -> ShownEntry:
    fixed = hub().settings.given.get(entry.name, "")
    held = lines.held.get(entry.name)
    where = "" if fixed or held is None else _saved_by(held, lines)
    later = [line for line in lines.coming if line.name == entry.name and not fixed]
    return ShownEntry(
        entry,
        _(entry.label),
        _(entry.hint) if entry.hint else "",
        [(each, _(word)) for each, word in entry.choices],
        fixed,
        where,
        "" if not later else shown(entry, _value(later[0].value, entry.name), hub().settings),
    )


def _saved_by(line: SavedSetting, lines: SavedLines) -> str:
    name = short_name(lines.names.get(line.by, line.by))
    return _("Saved here by {name}", name=isolated(name))


def _change(line: SavedSetting, lines: SavedLines) -> ShownChange:
    entry = next(
        entry for place in PAGES.values() for entry in place.entries if entry.name == line.name
    )
    here = hub().settings
    return ShownChange(
        line,
        _(entry.label),
        shown(entry, _value(line.old_value, line.name), here),
        shown(entry, _value(line.value, line.name), here),
        short_name(lines.names.get(line.by, line.by)),
    )


def _value(text: str, name: str) -> Value:
    """A kept value; of a setting that was given back, its default."""
    raw = json.loads(text)
    setting: Setting = SETTINGS[name]
    if raw is None:
        return setting.default
    return tuple(raw) if isinstance(raw, list) else raw
