"""`kiosk module`: check, pack and import training modules. A folder and a .tmod are the same."""

import base64
from pathlib import Path
from typing import Any

import click

from kiosk.acts import classroom, remark_preview, remarking
from kiosk.acts.importing import keep_module
from kiosk.acts.media_checks import media_problems
from kiosk.cli.module_files import files_at, unpackable
from kiosk.cli.module_words import problem_line
from kiosk.cli.options import data_option, hub_settings, json_option, show
from kiosk.commands import ask, command
from kiosk.hub import Hub
from kiosk.protocol.tmod import pack_module, unpack_module
from kiosk.rules.module_files import problems, read_module
from kiosk.rules.module_translations import lints
from kiosk.rules.refusals import Refusal

WRONG = 1


@command
def module_import(hub: Hub, *, tmod: str) -> dict[str, Any]:
    """Keep an edition and tell every station."""
    files = unpack_module(base64.b64decode(tmod))
    row = keep_module(files, modules=hub.modules, blobs=hub.blobs, module_of=hub.module_of)
    edition = hub.write(classroom.import_edition, row=row, by="command")
    return {"edition": edition, "title": row.title, "sha256": row.sha256}


@command
def module_remark(hub: Hub, *, edition: str, preview: bool) -> dict[str, Any]:
    """Say who passes by a later edition's answers, and give those passes unless it is a preview."""
    with hub.read() as db:
        found = remark_preview.preview(db, hub.module_of, edition=edition)
    given = 0 if preview else hub.write(remarking.remark, found=found, by="command")
    learners = [
        {
            "name": one.sat.name,
            "edition": one.sat.edition,
            "was": f"{one.sat.right}/{one.sat.asked}",
            "now": f"{one.result.right}/{one.result.asked}",
        }
        for one in found.passes
    ]
    return {"looked_at": found.looked_at, "learners": learners, "given": given}


@click.group()
def module() -> None:
    """Check, pack and import training modules.

    Example: kiosk module check kiosk/shipped/digits
    """


@module.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@json_option
def check(*, path: Path, as_json: bool) -> None:
    """Say everything that is wrong with a module, by file and row.

    Also which sentences its translations lack, and which they have that it no longer says.

    Example: kiosk module check digits/
    """
    files = files_at(path)
    found = (*problems(files), *media_problems(files), *unpackable(files))
    found = found or lints(read_module(files))
    facts = [
        {"file": one.file, "row": one.row, "field": one.field, "problem": one.code} for one in found
    ]
    lines = [problem_line(one) for one in found]
    show(
        {"ok": not found, "problems": facts},
        as_json=as_json,
        words="\n".join(lines) or "Nothing is wrong.",
    )
    if found:
        raise SystemExit(WRONG)


@module.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--to", "folder", type=click.Path(path_type=Path), default=Path())
@json_option
def pack(*, path: Path, folder: Path, as_json: bool) -> None:
    """Zip a module folder as slug-eN.tmod.

    Example: kiosk module pack digits/ --to dist/
    """
    files = files_at(path)
    edition = read_module(files).edition
    for problem in media_problems(files):  # no hub would take it
        raise Refusal("module_wrong", file=problem.file, problem=problem.code)
    target = folder / f"{edition}.tmod"
    target.write_bytes(pack_module(files))
    show({"file": str(target), "edition": edition}, as_json=as_json, words=str(target))


@module.command("import")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@data_option
@json_option
def import_(*, path: Path, folder: Path, as_json: bool) -> None:
    """Import an edition; stations fetch it by themselves. Also while the hub runs.

    Example: kiosk module import digits-e1.tmod
    """
    tmod = base64.b64encode(pack_module(files_at(path))).decode()
    done = ask(folder, hub_settings(folder), "module_import", tmod=tmod)
    show(done, as_json=as_json, words=f"Imported {done['edition']}.")


@module.command()
@click.argument("edition")
@click.option("--preview", is_flag=True, help="Say who would pass, and change nothing.")
@data_option
@json_option
def remark(*, edition: str, preview: bool, folder: Path, as_json: bool) -> None:
    """Mark exams of earlier editions by this one's answers.

    Nobody loses a pass.

    Example: kiosk module remark digits-e2 --preview
    """
    told = {"edition": edition, "preview": preview}
    done = ask(folder, hub_settings(folder), "module_remark", **told)
    lines = [f"{one['name']}: {one['was']}, now {one['now']}" for one in done["learners"]]
    would = "would now pass" if preview else "now pass"
    count = len(lines) if preview else done["given"]
    words = f"{done['looked_at']} failed exams looked at, {count} {would}."
    show(done, as_json=as_json, words="\n".join([*lines, words]))
