"""A question of a draft as a learner would see it, also while it is not finished."""

from kiosk.rules.draft_files import items_file
from kiosk.rules.draft_sheets import Sheet, form_of_sheet, row_of_sheet
from kiosk.rules.forms import Form, fill, read_form
from kiosk.rules.module_items import ITEMS_FILE, Findings, read_items
from kiosk.rules.modules import Item, Pool
from kiosk.rules.refusals import Refusal

NOT_YET = "…"
"""Stands where a text is not written yet."""
SHOWN_FORM = "shown"


def shown_item(sheet: Sheet) -> Item | None:
    """The question as it is shown and marked; without gold while it cannot be marked yet.

    None for one that cannot even be shown: it has no picture to draw on, or too few answers.
    """
    row = row_of_sheet(sheet)
    template = form_of_sheet(sheet)
    try:
        form = fill(read_form(template), {name: cell or NOT_YET for name, cell in row.items()})
        ready = _whole(row, read_form(template))
    except Refusal:
        return None
    return ready or _as_far_as_it_is(sheet, form)


def _whole(row: dict[str, str], form: Form) -> Item | None:
    table = items_file([{**row, "pool": Pool.PRACTICE, "form": SHOWN_FORM}])[ITEMS_FILE] or b""
    found = read_items(table, forms={SHOWN_FORM: form}, for_station=False, findings=Findings())
    return next(iter(found.values()), None)


def _as_far_as_it_is(sheet: Sheet, form: Form) -> Item:
    return Item(
        id=sheet.id,
        pool=Pool.PRACTICE,
        type=sheet.type,
        form=form,
        gold=None,
        tolerance={},
        feedback_right="",
        feedback_wrong="",
        feedback_for={},
        hints=(),
        why="",
        audio=sheet.audio or None,
    )
