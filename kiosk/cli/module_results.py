"""`kiosk module results`: first answers of an edition as CSV or XLSX, without formulas."""

import csv
import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from kiosk.cli.options import data_option, hub_settings, json_option, show
from kiosk.commands import ask, command
from kiosk.hub import Hub
from kiosk.queries.module_results import Line, lines
from kiosk.rules.refusals import Refusal
from kiosk.rules.reports import harmless
from kiosk.store.results import RESULTS_LIMIT

COLUMNS = (
    *("learner", "name", "step", "item", "exam_try", "first_answer", "right", "tries", "hints"),
    *("seconds", "at"),
)
MS_PER_S = 1000
ENDINGS = (".csv", ".xlsx")

Row = list[str | int]


@command
def module_results(hub: Hub, *, edition: str) -> list[Row]:
    """Every first answer of an edition, a row each."""
    with hub.read() as db:
        return [_row(one) for one in lines(db, hub.module_of, edition=edition)]


@click.command()
@click.argument("edition")
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
@data_option
@json_option
def results(*, edition: str, target: Path, folder: Path, as_json: bool) -> None:
    """Write what learners answered in an edition.

    By learner and item, as .csv or .xlsx.

    Example: kiosk module results digits-e1 digits.xlsx
    """
    ending = target.suffix.lower()
    if ending not in ENDINGS:
        raise click.UsageError("The file's name ends in .csv or .xlsx.")
    if target.exists():
        raise Refusal("file_there", file=str(target))
    rows = ask(folder, hub_settings(folder), "module_results", edition=edition)
    cut = len(rows) > RESULTS_LIMIT
    if cut:
        told: Row = [f"The first {RESULTS_LIMIT} lines. There are more."]
        rows = [*rows[:RESULTS_LIMIT], told + [""] * (len(COLUMNS) - 1)]
    target.write_bytes(_csv(rows) if ending == ".csv" else _xlsx(rows))
    words = f"{target} (the first {RESULTS_LIMIT} lines; there are more)" if cut else str(target)
    count = RESULTS_LIMIT if cut else len(rows)
    show({"file": str(target), "rows": count, "cut": cut}, as_json=as_json, words=words)


def _row(one: Line) -> Row:
    right = "" if one.right is None else int(one.right)
    seconds = "" if one.seconds is None else one.seconds
    moment = datetime.fromtimestamp(one.at // MS_PER_S, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    told: Row = [one.learner, one.name, one.step, one.item, one.try_number or "", one.answer]
    return [*told, right, one.tries, one.hints, seconds, moment]


def _csv(rows: list[Row]) -> bytes:
    text = io.StringIO(newline="")
    made = csv.writer(text, lineterminator="\r\n")
    made.writerow(COLUMNS)
    for row in rows:
        made.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return text.getvalue().encode("utf-8-sig")


def _xlsx(rows: list[Row]) -> bytes:
    """Texts are written as texts, whatever they begin with."""
    import xlsxwriter  # noqa: PLC0415  heavy, and wanted only here

    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    page = book.add_worksheet("Results")
    header: Row = list(COLUMNS)
    for line, row in enumerate([header, *rows]):
        for place, cell in enumerate(row):
            write: Any = page.write_string if isinstance(cell, str) else page.write_number
            write(line, place, cell)
    book.close()
    return content.getvalue()
