"""`kiosk module items-out` and `items-in`: a module's questions as CSV out and in."""

from pathlib import Path

import click

from kiosk.acts.media_checks import media_problems
from kiosk.cli.module_files import files_at
from kiosk.cli.module_words import problem_line
from kiosk.cli.options import json_option, show
from kiosk.rules.item_tables import items_in, items_out
from kiosk.rules.module_files import SIGNATURE_FILE, SUMS_FILE, problems, sums
from kiosk.rules.module_items import ITEMS_FILE, Findings, Problem
from kiosk.rules.refusals import Refusal
from kiosk.rules.tables import TABLE_LIMIT_BYTES

WRONG = 1


@click.command("items-out")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.argument("table", type=click.Path(path_type=Path, dir_okay=False))
@json_option
def items_out_(*, path: Path, table: Path, as_json: bool) -> None:
    """Write the items of a module as CSV for a spreadsheet.

    No cell is a formula there.

    Example: kiosk module items-out digits/ digits.csv
    """
    files = files_at(path)
    if ITEMS_FILE not in files:
        raise Refusal("module_wrong", file=ITEMS_FILE, problem="file_missing")
    if table.exists():
        raise Refusal("file_there", file=str(table))
    table.write_bytes(items_out(files[ITEMS_FILE]))
    show({"file": str(table)}, as_json=as_json, words=str(table))


@click.command("items-in")
@click.argument("path", type=click.Path(exists=True, path_type=Path, file_okay=False))
@click.argument("table", type=click.Path(exists=True, path_type=Path, dir_okay=False))
@json_option
def items_in_(*, path: Path, table: Path, as_json: bool) -> None:
    """Take items from a spreadsheet's CSV into a folder.

    Mistakes are named by row; with any of them nothing is written.

    Example: kiosk module items-in digits/ digits.csv
    """
    files = files_at(path)
    files.pop(SIGNATURE_FILE, None)  # it is of the sums of before
    try:
        with table.open("rb") as sheet:
            files[ITEMS_FILE] = items_in(sheet.read(TABLE_LIMIT_BYTES + 1))
    except Refusal as refusal:
        found = _of_table(refusal)
    else:
        files[SUMS_FILE] = sums(files)
        found = (*problems(files), *media_problems(files))
    facts = [
        {"file": one.file, "row": one.row, "field": one.field, "problem": one.code} for one in found
    ]
    words = "\n".join(problem_line(one) for one in found) or f"{path / ITEMS_FILE} is taken over."
    show({"ok": not found, "problems": facts}, as_json=as_json, words=words)
    if found:
        raise SystemExit(WRONG)
    for name in (ITEMS_FILE, SUMS_FILE):
        if (path / name).is_symlink():  # to a file elsewhere, in a folder from a stranger
            (path / name).unlink()
        (path / name).write_bytes(files[name])
    (path / SIGNATURE_FILE).unlink(missing_ok=True)


def _of_table(refusal: Refusal) -> tuple[Problem, ...]:
    findings = Findings()
    findings.refused(ITEMS_FILE, refusal)
    return tuple(findings.problems)
