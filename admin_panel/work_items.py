"""Real tasks that were done and approved, made into questions of a draft; nobody is named."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from admin_panel.diff_words import short
from admin_panel.draft_frame import draft_page, draft_row
from admin_panel.forms import Form
from admin_panel.frame import say
from admin_panel.guards import current_staff, hub, may
from admin_panel.module_words import WORDS
from kiosk.acts import work_items as acts
from kiosk.acts.media_checks import media_problems
from kiosk.looks.headers import SANDBOX
from kiosk.queries import work_items as query
from kiosk.queries.work_items import Finished
from kiosk.rules.forms import Field
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.rules.work_items import NewItem, gold_of
from kiosk.store.module_drafts import DraftRow
from kiosk.texts import _

TEXT_LETTERS = 1000
ALT_LETTERS = 300
NAME_LETTERS = 16
PICTURES: Mapping[bytes, tuple[str, str]] = {
    b"\x89PNG": ("png", "image/png"),
    b"\xff\xd8\xff": ("jpg", "image/jpeg"),
    b"GIF8": ("gif", "image/gif"),
    b"RIFF": ("webp", "image/webp"),
}
"""The first bytes of a picture, its ending and its type."""

work_items = Blueprint("work_items", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class ShownTask:
    """An approved task: what was asked and answered, and where a question is made of it."""

    title: str
    requester: str
    prompt: str
    answer: str
    at: Instant
    url: str


@dataclass(frozen=True, slots=True)
class ShownField:
    """A field of the task with its answer, as it is typed into `gold`."""

    name: str
    label: str
    options: str
    gold: str


@work_items.get("/modules/drafts/<draft>/tasks")
@may("import_module")
def listed(draft: str) -> ResponseReturnValue:
    """The newest approved tasks of requesters who allow it."""
    row = draft_row(draft)
    allowed = hub().settings.training_requesters
    with hub().read() as db:
        found = query.finished(db, allowed)
    shown = [_shown(row, one) for one in found]
    return draft_page(
        "modules/tasks.html", row, tab="tasks", rows=shown, allowed=", ".join(allowed)
    )


@work_items.get("/modules/drafts/<draft>/tasks/<assignment>")
@may("import_module")
def show(draft: str, assignment: str) -> ResponseReturnValue:
    """One task, its answer to be confirmed, and the form for a hint and a why."""
    return _page(Form({}), draft_row(draft), _task(assignment))


@work_items.get("/modules/drafts/<draft>/tasks/<assignment>/picture")
@may("import_module")
def picture(draft: str, assignment: str) -> ResponseReturnValue:
    """The picture that the task was about."""
    draft_row(draft)
    content = _picture(_task(assignment))
    kind = _kind(content)
    if kind is None:
        raise Refusal("not_found", what="picture")
    headers = {"Cache-Control": "private, no-cache", "Content-Security-Policy": SANDBOX}
    return Response(content, content_type=kind[1], headers=headers)


@work_items.post("/modules/drafts/<draft>/tasks/<assignment>")
@may("import_module")
def make(draft: str, assignment: str) -> ResponseReturnValue:
    """Make it a question to practise."""
    row, form, task = draft_row(draft), Form.read(), _task(assignment)
    content = _picture(task)
    if form.typed.get("sure") != "yes":
        form.wrong("sure", _("Look at the answer and say that it is right."))
    new = _new(form, task, content)
    told = {"new": new, "picture": content, "by": current_staff()}
    if not _made(form, draft=draft, assignment=assignment, **told):
        return _page(form, row, task)
    say(_("The question stands in the draft. Nobody is named in it."))
    return redirect(url_for("work_items.listed", draft=draft), HTTPStatus.SEE_OTHER)


def _made(form: Form, **told: object) -> bool:
    """Whether it is there; what is wrong with the question is said in an author's words."""
    if form.errors:
        return False
    try:
        hub().write(acts.make_item, request_id=form.request_id, form=form.sent, **told)
    except Refusal as refusal:
        words = WORDS.get(str(refusal.details.get("problem")))
        if refusal.code != "module_wrong" or words is None:
            with form.refusals_at("gold"):
                raise
        else:
            form.wrong("gold", _(words))
    return not form.errors


def _task(assignment: str) -> Finished:
    with hub().read() as db:
        return query.one(db, hub().settings.training_requesters, assignment)


def _picture(task: Finished) -> bytes:
    """Its picture's bytes; empty where it has none or where they are gone from here."""
    return hub().blobs.get(task.picture) if hub().blobs.has(task.picture) else b""


def _kind(content: bytes) -> tuple[str, str] | None:
    """The ending and the type of a picture that can be shown."""
    kind = next((kind for start, kind in PICTURES.items() if content.startswith(start)), None)
    return None if kind is None or media_problems({f"media/x.{kind[0]}": content}) else kind


def _new(form: Form, task: Finished, content: bytes) -> NewItem:
    """The question as it was typed."""
    kind = _kind(content)
    media, alt = "", ""
    if task.picture:
        alt = form.text("alt", _("Say what the picture shows."), limit=ALT_LETTERS)
        if kind is None:
            form.wrong("gold", _("The picture of this task is not here any more."))
        else:
            media = f"media/{hashlib.sha256(content).hexdigest()[:NAME_LETTERS]}.{kind[0]}"
    names = [one.name for one in task.form.fields]
    golds = {name: form.text(f"gold-{name}", limit=TEXT_LETTERS) for name in names}
    return NewItem(
        form=task.form,
        gold={name: gold for name, gold in golds.items() if gold},
        hint=form.text("hint", limit=TEXT_LETTERS),
        why=form.text("why", _("Say why this is the answer."), limit=TEXT_LETTERS),
        source=f"{task.requester}: {task.title}",
        media=media,
        alt=alt,
    )


def _page(form: Form, row: DraftRow, task: Finished) -> ResponseReturnValue:
    golds = gold_of(task.form, task.answer)
    at = url_for("work_items.picture", draft=row.id, assignment=task.assignment)
    return draft_page(
        "modules/task.html",
        row,
        tab="tasks",
        form=form,
        task=task,
        picture_url=at if task.picture else "",
        alt=form.typed.get("alt", task.form.picture_alt),
        fields=[_field(one, golds.get(one.name, "")) for one in task.form.fields],
    )


def _field(one: Field, gold: str) -> ShownField:
    options = ", ".join(option.value for option in (*one.options, *one.targets))
    typed = request.form.get(f"gold-{one.name}", gold)
    return ShownField(one.name, one.label, short(options), typed)


def _shown(row: DraftRow, one: Finished) -> ShownTask:
    answer = gold_of(one.form, one.answer)
    return ShownTask(
        title=one.title,
        requester=one.requester,
        prompt=short(one.form.prompt),
        answer=short(", ".join(answer.values())),
        at=one.at,
        url=url_for("work_items.show", draft=row.id, assignment=one.assignment),
    )
