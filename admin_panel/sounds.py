"""What is heard of a draft: recorded in the browser or sent as a file, listened to, removed."""

import hashlib
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, Response, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from admin_panel.diff_words import short
from admin_panel.draft_frame import draft_page, draft_row, sent_file
from admin_panel.forms import Form
from admin_panel.frame import say
from admin_panel.guards import current_staff, hub, may
from kiosk.acts import draft_sounds as acts
from kiosk.acts.media_checks import SOUNDS, media_problems
from kiosk.looks.headers import RECORDING, SANDBOX, content_policy
from kiosk.looks.media_types import sound_type
from kiosk.rules.draft_sounds import Heard, heard
from kiosk.rules.refusals import Refusal
from kiosk.store import module_drafts
from kiosk.store.module_drafts import DraftRow
from kiosk.texts import _

SOUND_LIMIT_BYTES = 4 * 1024 * 1024
"""Three minutes as a browser records them are a quarter of it; a seat loads it in a second."""
SOUND_FORM_LIMIT_BYTES = SOUND_LIMIT_BYTES + 64 * 1024
NAME_LETTERS = 16
PARTS_SHOWN = 400

sounds = Blueprint("sounds", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A step or question with its sound's address, "" for none."""

    kind: str
    id: str
    words: str
    url: str
    here: bool


@sounds.get("/modules/drafts/<draft>/sounds")
@may("import_module")
def show(draft: str) -> ResponseReturnValue:
    """What is heard and what is not; `?part=item:p1` is the one to record."""
    return _page(Form({}), draft_row(draft), request.args.get("part", "")[:80])


@sounds.get("/modules/drafts/<draft>/sounds/<path:name>")
@may("import_module")
def file(draft: str, name: str) -> ResponseReturnValue:
    """A sound of the draft."""
    row, kind = draft_row(draft), sound_type(name)
    with hub().read() as db:
        content = module_drafts.file(db, row.id, f"media/{name}"[:200])
    if kind is None or content is None:
        raise Refusal("not_found", what="media")
    headers = {"Cache-Control": "private, no-cache", "Content-Security-Policy": SANDBOX}
    return Response(content, content_type=kind, headers=headers)


@sounds.post("/modules/drafts/<draft>/sounds")
@may("import_module")
def keep(draft: str) -> ResponseReturnValue:
    """Keep a sound that was recorded or sent, at one step or question."""
    row, form = draft_row(draft), Form.read()
    part = form.text("part", limit=80)
    name, content = _sent(form)
    if form.errors or not _kept(form, draft, part, name, content):
        return _page(form, row, part)
    say(_("The sound is here. Listen to it."))
    return redirect(url_for("sounds.show", draft=draft, part=part), HTTPStatus.SEE_OTHER)


@sounds.post("/modules/drafts/<draft>/sounds/remove")
@may("import_module")
def remove(draft: str) -> ResponseReturnValue:
    """Remove a sound; the seat's own voice reads then."""
    row, form = draft_row(draft), Form.read()
    part = form.text("part", limit=80)
    if not _kept(form, draft, part, "", b""):
        return _page(form, row, part)
    say(_("The sound is removed. The seat reads it with its own voice."))
    return redirect(url_for("sounds.show", draft=draft, part=part), HTTPStatus.SEE_OTHER)


def _kept(form: Form, draft: str, part: str, name: str, content: bytes) -> bool:
    kind, _colon, id_ = part.partition(":")
    told = {"kind": kind, "part": id_, "name": name, "content": content, "by": current_staff()}
    return form.done(acts.keep_sound, at="sound", draft=draft, **told)


def _sent(form: Form) -> tuple[str, bytes]:
    """The sound that came, under a name of ours; what is none is said."""
    missing = _("Record something, or choose a file.")
    content = sent_file(form, "sound", limit_bytes=SOUND_LIMIT_BYTES, missing=missing)
    if form.errors:
        return "", b""
    ending = (request.files["sound"].filename or "").rpartition(".")[2].lower()
    if ending not in SOUNDS:
        form.wrong("sound", _("Choose a sound that ends in {kinds}.", kinds=", ".join(SOUNDS)))
        return "", b""
    name = f"media/{hashlib.sha256(content).hexdigest()[:NAME_LETTERS]}.{ending}"
    if media_problems({name: content}):
        form.wrong("sound", _("This is no sound that can be played."))
    return name, content


def _page(form: Form, row: DraftRow, part: str) -> ResponseReturnValue:
    with hub().read() as db:
        found = heard(module_drafts.texts(db, row.id))
    names = [f"{one.kind}:{one.id}" for one in found]
    first = next((n for n, one in zip(names, found, strict=True) if not one.sound), "")
    here = part if part in names else first or next(iter(names), "")
    shown = [_part(row, one, here) for one in found[:PARTS_SHOWN]]
    chosen = next((_part(row, one, here) for one in found if f"{one.kind}:{one.id}" == here), None)
    page = draft_page(
        "modules/sounds.html",
        row,
        tab="sounds",
        form=form,
        parts=shown,
        parts_left=max(0, len(found) - PARTS_SHOWN),
        silent=sum(not one.sound for one in found),
        part=here,
        one=chosen,
        accept=",".join(f".{ending}" for ending in SOUNDS),
    )
    return _may_record(page)


def _may_record(page: ResponseReturnValue) -> ResponseReturnValue:
    """With the microphone, and with what was just recorded to listen to."""
    answer = make_response(page)
    answer.headers["Content-Security-Policy"] = content_policy(
        allow_frames=False, other={"media-src": "'self' blob:"}
    )
    answer.headers["Permissions-Policy"] = RECORDING
    return answer


def _part(row: DraftRow, one: Heard, here: str) -> ShownPart:
    url = ""
    if one.sound:
        name = one.sound.removeprefix("media/")
        url = url_for("sounds.file", draft=row.id, name=name)
    return ShownPart(one.kind, one.id, short(one.words), url, f"{one.kind}:{one.id}" == here)
