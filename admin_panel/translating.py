"""A draft in another language: on the left what the module says, on the right the translation."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from admin_panel.draft_frame import REVISIONS_MOST, draft_page, draft_row
from admin_panel.forms import Form
from admin_panel.frame import say
from admin_panel.guards import current_staff, hub, may
from kiosk.acts import translating as acts
from kiosk.rules.draft_files import head_of
from kiosk.rules.forms import TEXT_LIMIT
from kiosk.rules.module_translations import READER_LIMIT
from kiosk.rules.translating import Beside, Line, beside, key_of, languages
from kiosk.store import module_drafts
from kiosk.store.module_drafts import DraftRow
from kiosk.texts import LANGUAGE_NAMES, _, direction

A_PAGE = 25
"""Sentences on a page."""
WORDS_FORM_LIMIT_BYTES = 400 * 1024
LINES_LIMIT = 60
"""A word of more letters is typed into more than one line."""

translating = Blueprint("translating", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A sentence beside its translation; `seen` is the mark of what stood there."""

    key: str
    said: str
    words: str
    seen: str
    rows: int


@dataclass(frozen=True, slots=True)
class ShownLanguage:
    """A language that the draft has a table of."""

    code: str
    name: str
    missing: int
    read_by: str
    url: str


@translating.get("/modules/drafts/<draft>/translations")
@may("import_module")
def listed(draft: str) -> ResponseReturnValue:
    """The languages that are here, and the form for another one."""
    row = draft_row(draft)
    with hub().read() as db:
        files = module_drafts.texts(db, draft)
    own, found = str(head_of(files).get("lang", "")), languages(files)
    here = {one.lang for one in found} | {own}
    return draft_page(
        "modules/translations.html",
        row,
        tab="translations",
        own=name_of(own),
        languages=[_language(row, one) for one in found],
        offered=[(code, name) for code, name in LANGUAGE_NAMES.items() if code not in here],
    )


@translating.get("/modules/drafts/<draft>/translation")
@may("import_module")
def show(draft: str) -> ResponseReturnValue:
    """One language: `?lang=es`, `&only=missing`, `&page=2`."""
    return _page(Form({}), draft_row(draft), request.args.get("lang", ""))


@translating.post("/modules/drafts/<draft>/translation/<lang>")
@may("import_module")
def save(draft: str, lang: str) -> ResponseReturnValue:
    """Keep what was typed on a page."""
    row, form = draft_row(draft), Form.read()
    typed = {
        name.removeprefix("w-"): (_words(words), request.form.get(f"s-{name[2:]}", ""))
        for name, words in request.form.items()
        if name.startswith("w-")
    }
    told = {"draft": draft, "lang": lang, "typed": typed, "by": current_staff()}
    changed = form.write(acts.save_words, at="words", **told)
    if changed is None:
        return _page(form, row, lang)
    say(_("Saved.") if changed else _("Nothing was changed."))
    return redirect(_url(row, lang), HTTPStatus.SEE_OTHER)


@translating.post("/modules/drafts/<draft>/translation/<lang>/read")
@may("import_module")
def confirm(draft: str, lang: str) -> ResponseReturnValue:
    """A native speaker read it."""
    row, form = draft_row(draft), Form.read()
    missing = _("Type the name of who read it.")
    told = {
        "reader": form.text("reader", missing, limit=READER_LIMIT),
        "revision": form.whole("revision", least=1, most=REVISIONS_MOST),
        "by": current_staff(),
    }
    if not form.done(acts.confirm, at="reader", draft=draft, lang=lang, **told):
        return _page(form, row, lang)
    say(_("Learners read now who read it."))
    return redirect(_url(row, lang), HTTPStatus.SEE_OTHER)


@translating.post("/modules/drafts/<draft>/translation/<lang>/tidy")
@may("import_module")
def tidy(draft: str, lang: str) -> ResponseReturnValue:
    """Drop what the module says no more."""
    row, form = draft_row(draft), Form.read()
    if not form.done(acts.tidy, at="words", draft=draft, lang=lang, by=current_staff()):
        return _page(form, row, lang)
    say(_("Dropped what the module says no more."))
    return redirect(_url(row, lang), HTTPStatus.SEE_OTHER)


def name_of(code: str) -> str:
    """A language in its own script, else its code."""
    return LANGUAGE_NAMES.get(code, code)


def _words(typed: str) -> str:
    return typed.replace("\r\n", "\n").strip()[: TEXT_LIMIT + 1]


def _url(row: DraftRow, lang: str) -> str:
    only, at = _asked()
    told: dict[str, Any] = {"only": only or None, "page": at if at > 1 else None}
    return url_for("translating.show", draft=row.id, lang=lang, **told)


def _asked() -> tuple[str, int]:
    """Whether only what is missing is shown, and which page."""
    asked = request.args.get("page", "1")
    at = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < len("10000") else 1
    return "missing" if request.args.get("only") == "missing" else "", max(1, at)


def _page(form: Form, row: DraftRow, lang: str) -> ResponseReturnValue:
    only, at = _asked()
    with hub().read() as db:
        files = module_drafts.texts(db, row.id)
    found = beside(files, lang)
    own = str(head_of(files).get("lang", ""))
    wanted = [one for one in found.lines if not (only and one.words)]
    pages = max(1, -(-len(wanted) // A_PAGE))
    at = min(at, pages)
    here = wanted[(at - 1) * A_PAGE : at * A_PAGE]
    told: dict[str, Any] = {"draft": row.id, "lang": lang, "only": only or None}
    return draft_page(
        "modules/translation.html",
        row,
        tab="translations",
        form=form,
        into=_language(row, found),
        own=name_of(own),
        own_code=own,
        own_dir=direction(own),
        into_dir=direction(lang),
        lines=[_line(one) for one in here],
        total=len(found.lines),
        stale=len(found.stale),
        only=only,
        page=at,
        pages=pages,
        urls=[url_for("translating.show", page=n, **told) for n in range(1, pages + 1)],
        action=url_for("translating.save", page=at, **told),
    )


def _language(row: DraftRow, one: Beside) -> ShownLanguage:
    return ShownLanguage(
        code=one.lang,
        name=name_of(one.lang),
        missing=one.missing,
        read_by=one.read_by,
        url=url_for("translating.show", draft=row.id, lang=one.lang),
    )


def _line(one: Line) -> ShownLine:
    """With what was just typed, where it could not be saved."""
    typed = request.form.get(f"w-{one.key}", one.words)
    letters = max(len(one.said), len(typed))
    rows = min(8, 1 + letters // LINES_LIMIT + one.said.count("\n"))
    return ShownLine(one.key, one.said, typed, key_of(one.words), rows)
