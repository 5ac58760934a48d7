"""Spreadsheets into drafts: looked at, taken over, undone; so are other large changes."""

from collections.abc import Mapping

from kiosk.acts.module_drafts import keep_files, open_draft
from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.item_sheets import Outcome, Whole, outcome
from kiosk.rules.plain_sheets import NO_LABELS, Labels
from kiosk.rules.refusals import Refusal
from kiosk.store import audit, item_sheets, module_drafts
from kiosk.store.item_sheets import SheetRow
from kiosk.store.module_drafts import DraftRow


def hold_sheet(
    db: Db,
    now: Instant,
    *,
    draft: str,
    table: bytes,
    holds: str,
    by: str,
    labels: Labels = NO_LABELS,
) -> None:
    """Keep a sheet beside a draft, of which nothing changes until it is taken over.

    Raises:
        Refusal: `not_found`; `csv_wrong`, `too_large`.
    """
    row = open_draft(db, draft)
    come_of(db, draft=draft, table=table, holds=holds, labels=labels)
    item_sheets.put(db, draft, SheetRow(table, Whole(holds).value, now, by))
    _note(db, now, row, act="send_module_sheet", by=by)


def take_over(
    db: Db,
    now: Instant,
    *,
    draft: str,
    revision: int,
    sent_at: int,
    by: str,
    labels: Labels = NO_LABELS,
) -> int:
    """Take the sheet over that waits; returns how many questions it brought, changed or removed.

    `revision` and `sent_at` are those that were looked at.

    Raises:
        Refusal: `not_found`; `draft_changed`; `sheet_changed` when another sheet waits by now;
            `module_wrong` while a row of it is wrong; `csv_wrong`, `too_large`.
    """
    row = open_draft(db, draft)
    sheet = item_sheets.waiting(db, draft)
    if sheet is None or sheet.sent_at != sent_at:
        raise Refusal("sheet_changed")
    found = come_of(db, draft=draft, table=sheet.content, holds=sheet.holds, labels=labels)
    for one in found.wrong:
        raise Refusal("module_wrong", file=one.file, row=one.row, field=one.field, problem=one.code)
    change(db, now, draft=draft, revision=revision, files=found.file, by=by)
    item_sheets.drop(db, row.id)
    _note(db, now, row, act="take_module_sheet", by=by)
    return len(found.changed)


def drop_sheet(db: Db, now: Instant, *, draft: str, by: str) -> None:
    """Drop the sheet that waits; the draft stays as it is.

    Raises:
        Refusal: `not_found`.
    """
    row = open_draft(db, draft)
    item_sheets.drop(db, draft)
    _note(db, now, row, act="drop_module_sheet", by=by)


def change(
    db: Db,
    now: Instant,
    *,
    draft: str,
    revision: int | None,
    files: Mapping[str, bytes | None],
    by: str,
) -> int:
    """Change files of a draft so that it can be undone until the next change.

    Raises:
        Refusal: as `module_drafts.keep_files`.
    """
    was = {name: module_drafts.file(db, draft, name) for name in files}
    made = keep_files(db, now, draft=draft, revision=revision, files=files, by=by)
    item_sheets.keep_before(db, draft, was, revision=made)
    return made


def undo(db: Db, now: Instant, *, draft: str, revision: int, by: str) -> int:
    """Undo the change that gave the draft this revision.

    Raises:
        Refusal: `not_found`; `draft_changed` when there was another change since.
    """
    row = open_draft(db, draft)
    was = item_sheets.before(db, draft, revision=revision)
    if not was:
        raise Refusal("draft_changed")
    made = keep_files(db, now, draft=draft, revision=revision, files=was, by=by)
    item_sheets.forget_before(db, draft)
    _note(db, now, row, act="undo_module_change", by=by)
    return made


def come_of(db: Db, *, draft: str, table: bytes, holds: str, labels: Labels = NO_LABELS) -> Outcome:
    """What would come of a sheet.

    Raises:
        Refusal: `csv_wrong`, `too_large`; `malformed` for what it holds.
    """
    if holds not in tuple(Whole):
        raise Refusal("malformed", field="holds")
    files = module_drafts.texts(db, draft)
    files |= dict.fromkeys(module_drafts.sizes(db, draft).keys() - files.keys(), b"")
    return outcome(files, table=table, holds=Whole(holds), labels=labels)


def _note(db: Db, now: Instant, row: DraftRow, *, act: str, by: str) -> None:
    audit.record(db, now, by=by, act=act, about=f"draft:{row.id}", reason=row.title)
