"""Beside a draft: its pictures and sounds, taken in within limits, and what a learner would see."""

import hashlib
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from admin_panel.draft_pages import ID_LIMIT, read_draft
from admin_panel.forms import FieldError, Form
from admin_panel.frame import say
from admin_panel.guards import current_staff, hub, may
from kiosk.acts import module_drafts as acts
from kiosk.acts.media_checks import PICTURES, SOUNDS, media_problems
from kiosk.looks import sent_answers, told
from kiosk.looks.headers import SANDBOX, content_policy
from kiosk.looks.media_types import media_type
from kiosk.looks.reading import paragraphs
from kiosk.looks.told import ItemPage, StepPage
from kiosk.rules.draft_files import Files, head_of
from kiosk.rules.draft_parts import ITEM, STEP, Change, sheet_in, step_of, steps_of
from kiosk.rules.draft_preview import shown_item
from kiosk.rules.form_answers import check_answer
from kiosk.rules.modules import Item, mark_practice, right_of
from kiosk.rules.refusals import Refusal
from kiosk.store import module_drafts
from kiosk.texts import _, direction, sentence, spoken

MEDIA_LIMIT_BYTES = 4 * 1024 * 1024
"""One picture or sound; a visitor's seat loads it in a second."""
MEDIA_FORM_LIMIT_BYTES = MEDIA_LIMIT_BYTES + 64 * 1024
NAME_LETTERS = 16
TRIES_MOST = 3

draft_media = Blueprint("draft_media", __name__, template_folder="templates")


@draft_media.post("/modules/drafts/<draft>/media")
@may("import_module")
def take(draft: str) -> ResponseReturnValue:
    """A picture or sound for a step or a question, or none any more."""
    form = Form.read()
    read_draft(draft)
    part, what = (form.typed.get(name, "")[:ID_LIMIT] for name in ("part", "what"))
    name, content = "", b""
    with form.refusals_at("picture"):
        if form.typed.get("do") != "remove":
            name, content = _sent(form, what)
        if not form.errors:
            _keep(draft, part, what, name, content, form)
    if form.errors:
        say(form.errors[0].message)
    elif not name:
        say(_("It is removed."))
    else:
        is_heard = what == "audio"
        say(_("The sound is here. Listen to it.") if is_heard else _("The picture is here."))
    return redirect(_back(draft, part), HTTPStatus.SEE_OTHER)


@draft_media.get("/modules/drafts/<draft>/media/<path:name>")
@may("import_module")
def file(draft: str, name: str) -> ResponseReturnValue:
    """A picture or sound of a draft."""
    kind = media_type(name)
    row, _files = read_draft(draft)
    with hub().read() as db:
        content = module_drafts.file(db, row.id, name[:200])
    if kind is None or content is None or not name.startswith("media/"):
        raise Refusal("not_found", what="media")
    headers = {"Cache-Control": "private, no-cache", "Content-Security-Policy": SANDBOX}
    return Response(content, content_type=kind, headers=headers)


@draft_media.route("/modules/drafts/<draft>/preview", methods=["GET", "POST"])
@may("import_module")
def preview(draft: str) -> ResponseReturnValue:
    """What a learner sees of a part, and what is said after an answer; nothing is kept of it."""
    row, files = read_draft(draft)
    part = request.args.get("part", "")[:ID_LIMIT]
    if not part:
        answer = render_template("drafts/preview_none.html")
    elif part.startswith(STEP):
        answer = _step(row.id, files, part.removeprefix(STEP))
    else:
        answer = _item(row.id, files, part.removeprefix(ITEM))
    shown = make_response(answer)
    shown.headers["Content-Security-Policy"] = content_policy(
        allow_frames=False, other={"frame-ancestors": "'self'"}
    )
    return shown


def _sent(form: Form, what: str) -> tuple[str, bytes]:
    """The file that was sent, under a name of ours, once it was looked at."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        form.wrong("picture", _("Choose a file first."))
        return "", b""
    ending = sent.filename.rpartition(".")[2].lower()
    if ending not in (SOUNDS if what == "audio" else PICTURES):
        offered = ", ".join(sorted(SOUNDS if what == "audio" else PICTURES))
        form.wrong("picture", _("Take a file of one of these kinds: {kinds}.", kinds=offered))
        return "", b""
    content = sent.stream.read(MEDIA_LIMIT_BYTES + 1)
    if len(content) > MEDIA_LIMIT_BYTES:
        raise Refusal("too_large", limit_bytes=MEDIA_LIMIT_BYTES)
    name = f"media/{hashlib.sha256(content).hexdigest()[:NAME_LETTERS]}.{ending}"
    if media_problems({name: content}):
        form.wrong("picture", _("This file is damaged, too large or no picture or sound at all."))
    return name, content


def _keep(draft: str, part: str, what: str, name: str, content: bytes, form: Form) -> None:
    change = Change("picture", part, {"name": (name,), "what": (what,)})
    form.write(
        acts.change_media,
        at="picture",
        draft=draft,
        change=change,
        media={name: content} if name else {},
        by=current_staff(),
    )


def _back(draft: str, part: str) -> str:
    if part.startswith(STEP):
        return url_for("drafts.step", draft=draft, step_id=part.removeprefix(STEP))
    return url_for("drafts.item", draft=draft, item_id=part.removeprefix(ITEM))


def _url(draft: str, name: object) -> str:
    return url_for("draft_media.file", draft=draft, name=name) if name else ""


def _lang(files: Files) -> str:
    return str(head_of(files).get("lang") or "en")


def _step(draft: str, files: Files, step_id: str) -> str:
    steps = [str(one.get("id")) for one in steps_of(files)]
    shown, lang = step_of(files, step_id), _lang(files)
    here = url_for("draft_media.preview", draft=draft, part=f"{STEP}{step_id}")
    page = StepPage(
        number=steps.index(step_id) + 1,
        of=len(steps),
        title=str(shown.get("title", "")),
        text=paragraphs(str(shown.get("text", ""))),
        figure_url=_url(draft, shown.get("picture")),
        figure_alt=str(shown.get("alt", "")),
        audio_url=_url(draft, shown.get("media")),
        back_url=here,
        next_url=here,
        name=step_id,
        lang=lang,
        dir=direction(lang),
        leave_url=here,
    )
    return render_template("drafts/preview_step.html", step=page)


@dataclass(frozen=True, slots=True)
class _Tried:
    """What was answered in the preview: counted in its address, kept nowhere."""

    answers: tuple[dict[str, object], ...]
    wrong: int
    done: bool


def _item(draft: str, files: Files, item_id: str) -> str:
    shown = shown_item(sheet_in(files, item_id))
    if shown is None:
        return render_template("drafts/preview_none.html")
    lang = _lang(files)
    tried = _tried(shown)
    here = url_for("draft_media.preview", draft=draft, part=f"{ITEM}{item_id}")
    page = ItemPage(
        item=item_id,
        form=shown.form,
        picture_url=_url(draft, shown.form.picture),
        audio_url=_url(draft, shown.audio),
        given=tried.answers[-1] if tried.answers else {},
        wrong=told.wrong_options(shown, tried.answers),
        right=told.right_singles(shown) if tried.done else {},
        good=right_of(shown, tried.answers[-1]) if tried.answers else {},
        best=told.best(shown) if tried.done else {},
        marks=told.marks(shown, tried.answers),
        solved=tried.done,
        feedback=told.feedback(shown, tried.answers, tried.wrong, done=tried.done),
        hints=shown.hints[: tried.wrong],
        next_url=here,
        leave_url=here,
        lang=lang,
        dir=direction(lang),
        action=url_for(
            "draft_media.preview", draft=draft, part=f"{ITEM}{item_id}", wrong=tried.wrong
        ),
    )
    return render_template("drafts/preview_item.html", item=page, errors=_errors(shown))


def _tried(shown: Item) -> _Tried:
    """What was just answered, marked as at a seat; the address counts the wrong tries before."""
    if request.method != "POST" or shown.gold is None:
        return _Tried((), 0, done=False)
    before = request.args.get("wrong", "0")
    wrong = min(int(before), TRIES_MOST) if before.isascii() and before.isdigit() else 0
    given = sent_answers.answer(shown.form)
    try:
        marked = mark_practice(shown, answer=given, wrong_before=wrong)
    except Refusal:
        return _Tried((), wrong, done=False)
    return _Tried((given,), wrong + (not marked.mark.right), done=marked.done)


def _errors(shown: Item) -> tuple[FieldError, ...]:
    """Why an answer cannot be tried yet."""
    if request.method != "POST":
        return ()
    place = f"{sent_answers.PREFIX}{shown.form.fields[0].name}"
    if shown.gold is None:
        return (FieldError(place, _("It cannot be tried yet: something of it is to be mended.")),)
    try:
        check_answer(shown.form, sent_answers.answer(shown.form))
    except Refusal as refusal:
        return (FieldError(place, sentence(refusal, spoken())),)
    return ()
