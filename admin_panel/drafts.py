"""Modules written on the panel: drafts begun, written on, checked and published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, jsonify, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from admin_panel import draft_parts, draft_words
from admin_panel.draft_pages import (
    ID_LIMIT,
    head_page,
    is_next_edition,
    part_page,
    read_draft,
)
from admin_panel.forms import Form
from admin_panel.frame import TOAST, clock_words, day_words, page, say
from admin_panel.guards import current_staff, hub, may
from kiosk.acts import module_drafts as acts
from kiosk.acts.coming_along import files_along, left_of
from kiosk.acts.importing import keep_module
from kiosk.acts.media_checks import media_problems
from kiosk.rules.draft_files import (
    Files,
    copied,
    head_of,
    new_files,
    next_edition,
    slug_for,
    whole,
)
from kiosk.rules.draft_parts import (
    HEAD,
    ITEM,
    STEP,
    Change,
)
from kiosk.rules.draft_typing import Typed
from kiosk.rules.module_files import problems
from kiosk.rules.names import named
from kiosk.rules.refusals import Refusal
from kiosk.store import module_drafts, staff, training
from kiosk.store.module_drafts import DraftRow
from kiosk.texts import _

TITLE_LIMIT = 120
TYPED_LIMIT = 10_000
"""Letters of one field."""
FIELDS_LIMIT = 600

drafts = Blueprint("drafts", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class ListedDraft:
    """A draft in the list, and who changed it last and when, in words."""

    row: DraftRow
    by: str
    when: str


@drafts.get("/modules/drafts")
@may("import_module")
def listed() -> ResponseReturnValue:
    """The drafts that are being written, and the ways to begin one."""
    return _begin_page(Form({}))


@drafts.post("/modules/drafts")
@may("import_module")
def make() -> ResponseReturnValue:
    """Begin a draft: of nothing, as a copy of a module, or as a module's next edition."""
    form = Form.read()
    made = None
    with form.refusals_at("title"):
        files, based_on = _begun(form)
        if not form.errors:
            made = form.write(
                acts.make_draft, at="title", files=files, based_on=based_on, by=current_staff()
            )
    if made is None:
        return _begin_page(form)
    return redirect(url_for("drafts.show", draft=made), HTTPStatus.SEE_OTHER)


@drafts.get("/modules/drafts/<draft>")
@may("import_module")
def show(draft: str) -> ResponseReturnValue:
    """The whole draft: its title and terms, its steps and questions, what is to be mended."""
    return head_page(draft, Form({}))


@drafts.get("/modules/drafts/<draft>/steps/<step_id>")
@may("import_module")
def step(draft: str, step_id: str) -> ResponseReturnValue:
    """One step, beside it what a learner sees."""
    return part_page(draft, STEP + step_id, Form({}))


@drafts.get("/modules/drafts/<draft>/items/<item_id>")
@may("import_module")
def item(draft: str, item_id: str) -> ResponseReturnValue:
    """One question, beside it what a learner sees."""
    return part_page(draft, ITEM + item_id, Form({}))


@drafts.post("/modules/drafts/<draft>")
@may("import_module")
def save(draft: str) -> ResponseReturnValue:
    """Save one part; a page that does it while one writes only wants to know that it is so."""
    form, typed = Form.read(), _typed()
    part = form.typed.get("part", "")[:ID_LIMIT]
    change = Change("set", part, typed, form.typed.get("seen", "")[:ID_LIMIT])
    quiet = form.typed.get("quiet") == "1"
    saved = form.write(
        acts.change_part, at=_first_field(part), draft=draft, change=change, by=current_staff()
    )
    if quiet:
        return _quietly(draft, form, saved)
    if saved is None:
        return part_page(draft, part, form, typed) if part != HEAD else head_page(draft, form)
    say(_("Saved."))
    return redirect(_page_url(draft, part), HTTPStatus.SEE_OTHER)


@drafts.post("/modules/drafts/<draft>/change")
@may("import_module")
def change(draft: str) -> ResponseReturnValue:
    """Add, move or remove a step or a question; which button was pressed says which."""
    form, typed = Form.read(), dict(_typed())
    do, _colon, part = form.typed.get("do", "").partition(" ")
    if do == "add_item":
        typed["label"] = (draft_words.label_for(form.typed.get("kind", "")),)
    if do in ("up", "down"):
        typed["by"], do = (do,), "move"
    form.write(
        acts.change_part,
        at="steps",
        draft=draft,
        change=Change(do, part, typed),
        by=current_staff(),
    )
    if form.errors:
        return head_page(draft, form)
    anchor = "items" if do == "add_item" or part.startswith(ITEM) else "steps"
    if do in ("add_step", "add_item"):
        return redirect(_last_url(draft, do), HTTPStatus.SEE_OTHER)
    return redirect(url_for("drafts.show", draft=draft, _anchor=anchor), HTTPStatus.SEE_OTHER)


@drafts.post("/modules/drafts/<draft>/delete")
@may("import_module")
def delete(draft: str) -> ResponseReturnValue:
    """Delete a draft; the next page offers to take it back."""
    form = Form.read()
    if not form.done(acts.delete_draft, at="title", draft=draft, by=current_staff()):
        return _begin_page(form)
    session[TOAST] = {
        "text": _("The draft is deleted."),
        "undo_url": url_for("drafts.restore", draft=draft),
        "undo_fields": {},
    }
    return redirect(url_for("modules.show"), HTTPStatus.SEE_OTHER)


@drafts.post("/modules/drafts/<draft>/restore")
@may("import_module")
def restore(draft: str) -> ResponseReturnValue:
    """Take a deleted draft back."""
    form = Form.read()
    if not form.done(acts.restore_draft, at="title", draft=draft, by=current_staff()):
        return _begin_page(form)
    return redirect(url_for("drafts.show", draft=draft), HTTPStatus.SEE_OTHER)


@drafts.post("/modules/drafts/<draft>/publish")
@may("import_module")
def publish(draft: str) -> ResponseReturnValue:
    """Check the draft as any module is checked, and make it an edition."""
    form, here = Form.read(), hub()
    with here.read() as db:
        known = module_drafts.one(db, draft)
    if known is not None and known.published:  # no answer came to the first click
        return _published(known.published)
    row, files = read_draft(draft, media=True)
    made = whole(files)
    edition = None
    if problems(made) or media_problems(made):
        form.wrong("publish", _("It cannot be published yet. What is to be mended stands below."))
    else:
        with form.refusals_at("publish"):
            kept = keep_module(
                made, modules=here.modules, blobs=here.blobs, module_of=here.module_of
            )
            edition = form.write(
                acts.publish_draft,
                at="publish",
                draft=draft,
                revision=row.revision,
                row=kept,
                by=current_staff(),
            )
    if edition is None:
        _mend_name(row, form)
        return head_page(draft, form)
    return _published(edition)


def _mend_name(row: DraftRow, form: Form) -> None:
    """Where the edition's name is taken: the next number for a next edition, or what to do."""
    if form.errors[0].code != "edition_exists":
        return
    form.errors.clear()
    if not is_next_edition(row):
        form.wrong("slug", _("Another module has this short name. Choose another one."))
        return
    told = {"draft": row.id, "by": current_staff()}
    number = form.write(acts.take_next_number, at="publish", **told)
    if number is not None:
        taken = f"{row.slug}-e{row.number}"
        words = _(
            "Somebody published {taken} meanwhile. This draft is now {edition}. "
            "See what the other one changed, then publish again.",
            taken=taken,
            edition=number,
        )
        form.wrong("publish", words, status=HTTPStatus.CONFLICT)


def _published(edition: str) -> ResponseReturnValue:
    say(_("{edition} is published. The stations fetch it now.", edition=edition))
    return redirect(url_for("modules.show"), HTTPStatus.SEE_OTHER)


def _begun(form: Form) -> tuple[dict[str, bytes], str]:
    """The files that a draft begins with, and the edition that they are from."""
    how, edition = form.typed.get("how", "new"), form.typed.get("edition", "")[:ID_LIMIT]
    with hub().read() as db:
        slugs = {row.slug for row in training.editions(db)}
        slugs |= {row.slug for row in module_drafts.being_written(db)}
        numbers = [row.number for row in training.editions(db) if _is_of(row.edition, edition)]
    if how in ("minor", "major"):
        module = hub().module_of(edition)
        minor_of = module.number if how == "minor" else None
        number = max([module.number, *numbers]) + 1
        return next_edition(module.files, number=number, minor_of=minor_of), edition
    title = form.text("title", _("Say what the module is called."), limit=TITLE_LIMIT)
    title = named(title, field="title", limit=TITLE_LIMIT)
    slug = slug_for(title, taken=slugs)
    if how == "copy":
        files, after, licence = _source(edition)
        credit = _(
            "{licence}. After “{title}” ({edition}).", licence=licence, title=after, edition=edition
        )
        return copied(files, slug=slug, title=title, credit=credit), edition
    lang = form.text("lang", limit=8) or "en"
    return new_files(title=title, lang=lang, slug=slug), ""


def _source(edition: str) -> tuple[Files, str, str]:
    """The files of an edition that is here, or that comes along; its title and its licence."""
    try:
        module = hub().module_of(edition)
    except Refusal:
        files = files_along(edition.rpartition("-e")[0])
        raw = head_of(files)
        return files, str(raw.get("title")), str(raw.get("licence"))
    return module.files, module.title, module.licence


def _is_of(one: str, edition: str) -> bool:
    return one.rpartition("-e")[0] == edition.rpartition("-e")[0]


def _typed() -> Typed:
    """All fields of the form that was sent, within limits."""
    if sum(len(values) for _name, values in request.form.lists()) > FIELDS_LIMIT:
        raise Refusal("too_many", limit=FIELDS_LIMIT)
    return {
        name: tuple(value[:TYPED_LIMIT] for value in values)
        for name, values in request.form.lists()
    }


def _quietly(draft: str, form: Form, saved: acts.Saved | None) -> ResponseReturnValue:
    """What a page that saves by itself is told."""
    if saved is not None:
        said = _("Saved {time}", time=clock_words(hub().now()))
        return jsonify({"seen": saved.seen, "said": said})
    said = form.errors[0].message
    if form.status == HTTPStatus.CONFLICT:
        said = f"{_who_changed(read_draft(draft)[0])} {said}"
    return jsonify({"refusal": form.errors[0].code, "said": said}), form.status


def _who_changed(row: DraftRow) -> str:
    with hub().read() as db:
        name = staff.names(db).get(row.changed_by, "")
    return _("{name}, {time}:", name=name, time=clock_words(row.changed_at))


def _begin_page(form: Form) -> ResponseReturnValue:
    with hub().read() as db:
        rows = module_drafts.being_written(db)
        editions = training.editions(db)
        names = staff.names(db)
    here = [row.edition for row in editions]
    return page(
        "drafts/begin.html",
        here="modules",
        form=form,
        drafts=[_listed(row, names) for row in rows],
        editions=editions,
        along=left_of(here),
        chosen=request.values.get("edition", "")[:ID_LIMIT],
    )


def _listed(row: DraftRow, names: Mapping[str, str]) -> ListedDraft:
    when = f"{day_words(row.changed_at)}, {clock_words(row.changed_at)}"
    return ListedDraft(row, names.get(row.changed_by, ""), when)


def _first_field(part: str) -> str:
    if part == HEAD or part.startswith(STEP):
        return "title"
    return "prompt"


def _page_url(draft: str, part: str) -> str:
    name = draft_parts.part_name(part)
    if part.startswith(STEP):
        return url_for("drafts.step", draft=draft, step_id=name)
    if part.startswith(ITEM):
        return url_for("drafts.item", draft=draft, item_id=name)
    return url_for("drafts.show", draft=draft)


def _last_url(draft: str, do: str) -> str:
    """The page of what was just added."""
    parts: Sequence[draft_parts.Part] = draft_parts.outline(draft, read_draft(draft)[1])
    start = STEP if do == "add_step" else ITEM
    return [one.url for one in parts if one.part.startswith(start)][-1]
