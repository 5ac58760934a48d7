"""Modules: the editions here, and a new one taken in from a file after it was checked."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from admin_panel.forms import Form
from admin_panel.frame import page, say
from admin_panel.guards import current_staff, hub, may
from admin_panel.module_words import shown
from kiosk.acts import classroom, coming_along
from kiosk.acts.coming_along import Along
from kiosk.acts.importing import keep_module
from kiosk.acts.media_checks import media_problems
from kiosk.protocol.tmod import ZIP_LIMIT_BYTES, unpack_module
from kiosk.rules.module_files import problems
from kiosk.rules.module_folders import inner_files
from kiosk.rules.module_items import Problem
from kiosk.rules.refusals import Refusal
from kiosk.rules.remarking import earlier
from kiosk.store import training
from kiosk.store.training import EditionRow
from kiosk.texts import _

MODULE_FORM_LIMIT_BYTES = ZIP_LIMIT_BYTES + 64 * 1024
PROBLEMS_SHOWN = 50

KB = 1000

modules = Blueprint("modules", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class ShownEdition:
    """An edition and its size for a station.

    `kind`: what it changes; `remark_url`: where exams of earlier ones are marked anew, or "".
    """

    kept: EditionRow
    kilobytes: int
    kind: str
    remark_url: str


@modules.get("/modules")
@may("import_module")
def show() -> ResponseReturnValue:
    """The editions here, and the form for a new one."""
    return _page(Form({}), ())


@modules.post("/modules")
@may("import_module")
def take() -> ResponseReturnValue:
    """Check a module's file and keep it; every mistake in it is shown with its file and row."""
    form = Form.read()
    files, found = _files(form)
    if found:
        form.wrong("module", _("The module has mistakes. They are listed below."))
    imported = None
    if files and not form.errors:
        with form.refusals_at("module"):
            row = keep_module(
                files, modules=hub().modules, blobs=hub().blobs, module_of=hub().module_of
            )
            imported = form.write(
                classroom.import_edition, at="module", row=row, by=current_staff()
            )
    if imported is None:
        return _page(form, found)
    say(_("{edition} is here. The stations fetch it now.", edition=imported))
    return redirect(url_for("modules.show"), HTTPStatus.SEE_OTHER)


@modules.post("/modules/along")
@may("import_module")
def take_along() -> ResponseReturnValue:
    """Take in one module that comes along; the page then goes on with the next one."""
    form = Form.read()
    with form.refusals_at("along"):
        files = coming_along.files_along(form.text("slug"))
        row = keep_module(files, modules=hub().modules, blobs=hub().blobs)
        form.write(classroom.import_edition, at="along", row=row, by=current_staff())
    if form.errors:
        return _page(form, ())
    with hub().read() as db:
        left = _left(training.editions(db))
    if not left:
        say(_("All modules that come along are here. The stations fetch them now."))
    going = "1" if left else None
    return redirect(url_for("modules.show", going=going), HTTPStatus.SEE_OTHER)


def _left(editions: Sequence[EditionRow]) -> tuple[Along, ...]:
    return coming_along.left_of(row.edition for row in editions)


def _files(form: Form) -> tuple[dict[str, bytes], Sequence[Problem]]:
    """The files of what was sent, and all that is wrong with them."""
    sent = request.files.get("module")
    if sent is None or not sent.filename:
        form.wrong("module", _("Choose a module's file. Its name ends in .tmod."))
        return {}, ()
    files: dict[str, bytes] = {}
    with form.refusals_at("module"):
        try:
            zipped = unpack_module(sent.stream.read(ZIP_LIMIT_BYTES + 1))
            files.update(inner_files(zipped))
        except Refusal as refusal:
            if refusal.code != "module_wrong":
                raise
            place = str(refusal.details["file"]) or sent.filename
            return {}, (Problem(place, None, None, str(refusal.details["problem"])),)
    return files, () if form.errors else (*problems(files), *media_problems(files))


def _page(form: Form, found: Sequence[Problem]) -> ResponseReturnValue:
    with hub().read() as db:
        editions = training.editions(db)
    return page(
        "modules/show.html",
        here="modules",
        form=form,
        left=_left(editions),
        along_count=len(coming_along.along()),
        going=request.args.get("going") == "1",
        editions=_shown(editions),
        problems=[shown(problem) for problem in found[:PROBLEMS_SHOWN]],
        problems_left=max(0, len(found) - PROBLEMS_SHOWN),
    )


def _shown(editions: Sequence[EditionRow]) -> list[ShownEdition]:
    known = {row.edition: row.minor_of for row in editions}
    firsts = {row.slug: row.edition for row in reversed(editions)}
    return [
        ShownEdition(
            row,
            -(-row.station_bytes // KB),
            _kind(row, is_first=firsts[row.slug] == row.edition),
            url_for("remark.show", edition=row.edition) if earlier(row.edition, known) else "",
        )
        for row in editions
    ]


def _kind(row: EditionRow, *, is_first: bool) -> str:
    if row.minor_of is not None:
        return _("Other words than {edition}", edition=row.minor_of)
    return _("First here") if is_first else _("Marks anew")
