"""What pages about one draft of a module share: the draft, its tabs, a file that is sent."""

from collections.abc import Sequence
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from admin_panel.forms import Form
from admin_panel.frame import page
from admin_panel.guards import hub
from kiosk.acts.module_drafts import open_draft
from kiosk.rules.refusals import Refusal
from kiosk.store import item_sheets
from kiosk.store.module_drafts import DraftRow
from kiosk.texts import N_, _

TABS: Sequence[tuple[str, str, str]] = (
    ("write", "drafts.show", N_("Write")),
    ("sheet", "item_sheets.show", N_("Spreadsheet")),
    ("tasks", "work_items.listed", N_("From real tasks")),
    ("sounds", "sounds.show", N_("Sounds")),
    ("translations", "translating.listed", N_("Translations")),
)
REVISIONS_MOST = 10**9


def draft_row(draft: str) -> DraftRow:
    """A draft that may be written on.

    Raises:
        Refusal: `not_found`.
    """
    with hub().read() as db:
        return open_draft(db, draft)


def draft_page(
    template: str, row: DraftRow, *, tab: str, form: Form | None = None, **handed: Any
) -> ResponseReturnValue:
    """A page of a draft with its tabs."""
    with hub().read() as db:
        undo = item_sheets.has_before(db, row.id, revision=row.revision)
    return page(
        template,
        here="modules",
        form=form,
        draft=row,
        tabs=tabs_of(row.id, tab),
        can_undo=undo,
        **handed,
    )


def tabs_of(draft: str, tab: str) -> list[tuple[str, str, bool]]:
    """The tabs of a draft: words, address, and whether it is here."""
    return [(_(words), url_for(to, draft=draft), name == tab) for name, to, words in TABS]


def sent_file(form: Form, name: str, *, limit_bytes: int, missing: str) -> bytes:
    """The bytes of a file in this form; empty, with an error at the field, where there is none."""
    sent = request.files.get(name)
    if sent is None or not sent.filename:
        form.wrong(name, missing)
        return b""
    content = sent.stream.read(limit_bytes + 1)
    if len(content) > limit_bytes:
        with form.refusals_at(name):
            raise Refusal("too_large", limit_bytes=limit_bytes)
    return content
