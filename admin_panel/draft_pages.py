"""The pages of a draft: the whole of it, a step, a question."""

from collections.abc import Mapping
from typing import Any

from flask import Response, make_response, url_for
from flask.typing import ResponseReturnValue

from admin_panel import draft_parts, draft_words
from admin_panel.draft_frame import tabs_of
from admin_panel.forms import Form
from admin_panel.frame import page
from admin_panel.guards import current_staff, hub
from kiosk.acts import module_drafts as acts
from kiosk.looks.headers import content_policy
from kiosk.rules.draft_files import Files, head_of
from kiosk.rules.draft_goals import shown_goal, shown_rubric, with_goal, with_rubric
from kiosk.rules.draft_parts import (
    HEAD,
    ITEM,
    STEP,
    seen_of,
    sheet_in,
    sheets_of,
    step_of,
    steps_of,
)
from kiosk.rules.draft_sheets import sequence
from kiosk.rules.draft_typing import Typed, typed_sheet
from kiosk.rules.forms import Form as AskedForm
from kiosk.rules.instants import seconds_between
from kiosk.rules.modules import ANSWERED, Pool, StepKind
from kiosk.rules.refusals import Refusal
from kiosk.store import module_drafts, staff
from kiosk.store.module_drafts import DraftRow
from kiosk.texts import direction

ID_LIMIT = 64
MINUTE_S = 60
RECENT_S = 900
"""Who wrote so short a while ago is likely to be writing still."""


def read_draft(draft: str, *, media: bool = False) -> tuple[DraftRow, dict[str, bytes]]:
    """A draft that is being written, with its files; of pictures and sounds only the names.

    Raises:
        Refusal: `not_found`.
    """
    with hub().read() as db:
        row = acts.open_draft(db, draft[:ID_LIMIT])
        if media:
            return row, module_drafts.files(db, row.id)
        names = dict.fromkeys(module_drafts.sizes(db, row.id), b"")
        return row, {**names, **module_drafts.texts(db, row.id)}


def head_page(draft: str, form: Form) -> ResponseReturnValue:
    """The whole draft on one page, and all that is to be mended."""
    row, files = read_draft(draft)
    mend = draft_parts.to_mend(draft, files)
    raw = head_of(files)
    limit_s = raw.get("time_limit_s")
    return page(
        "drafts/show.html",
        here="modules",
        form=form,
        draft=row,
        raw={**raw, "time_limit_min": limit_s // MINUTE_S if isinstance(limit_s, int) else ""},
        seen=seen_of(files, HEAD),
        parts=draft_parts.outline(draft, files, frozenset(one.part for one in mend)),
        has_exam=any(one.get("kind") == StepKind.EXAM for one in steps_of(files)),
        mend=mend,
        advice=draft_parts.advice(draft, files),
        step_kinds=draft_words.steps(),
        item_kinds=draft_words.items(),
        pools=draft_words.pools(),
        next_edition=is_next_edition(row),
        other=_other_writer(row),
        tabs=tabs_of(draft, "write"),
    )


def is_next_edition(row: DraftRow) -> bool:
    """Whether it is the next edition of a module that is here: that has its name and number."""
    return row.based_on.rpartition("-e")[0] == row.slug


def _other_writer(row: DraftRow) -> str:
    """Who else wrote on it a short while ago, "" for nobody."""
    quiet_s = seconds_between(row.changed_at, hub().now())
    if row.changed_by == current_staff() or quiet_s > RECENT_S:
        return ""
    with hub().read() as db:
        return staff.names(db).get(row.changed_by, "")


def part_page(draft: str, part: str, form: Form, typed: Typed | None = None) -> ResponseReturnValue:
    """A step's or a question's page; with what was typed where it could not be kept."""
    row, files = read_draft(draft)
    mend = draft_parts.to_mend(draft, files)
    parts = draft_parts.outline(draft, files, frozenset(one.part for one in mend))
    place = next((n for n, one in enumerate(parts) if one.part == part), None)
    if place is None:
        raise Refusal("not_found", what="part")
    shown = (
        _step_shown(files, part, typed)
        if part.startswith(STEP)
        else _item_shown(draft, files, part, typed)
    )
    answer = page(
        "drafts/step.html" if part.startswith(STEP) else "drafts/item.html",
        here="modules",
        form=form,
        draft=row,
        part=parts[place],
        parts=parts,
        before=parts[place - 1] if place else None,
        following=parts[place + 1] if place + 1 < len(parts) else None,
        seen=seen_of(files, part),
        mend=[one for one in mend if one.part == part],
        advice=[one for one in draft_parts.advice(draft, files) if one.part == part],
        other=_other_writer(row),
        pools=draft_words.pools(),
        lang=str(head_of(files).get("lang", "en")),
        dir=direction(str(head_of(files).get("lang", "en"))),
        **shown,
    )
    return _framing(answer)


def _framing(answer: ResponseReturnValue) -> Response:
    """The page shows another page of ours beside it."""
    framing = make_response(answer)
    framing.headers["Content-Security-Policy"] = content_policy(allow_frames=True)
    return framing


def _step_shown(files: Files, part: str, typed: Typed | None) -> Mapping[str, Any]:
    now = dict(step_of(files, part.removeprefix(STEP)))
    if typed is not None:
        now |= {name: typed[name][0] for name in ("title", "text", "alt", "draw") if name in typed}
    kind = str(now.get("kind"))
    pool = Pool.EXAM if kind == StepKind.EXAM else Pool.PRACTICE
    asked = [one for one in sheets_of(files) if one.pool == pool] if kind in ANSWERED else []
    if typed is not None:
        now = with_rubric(with_goal(now, typed), typed)
    return {
        "step": now,
        "asks": kind in ANSWERED,
        "is_exam": kind == StepKind.EXAM,
        "asked": asked,
        "these": sequence(now.get("items")),
        "goal": shown_goal(now, items=len(sequence(now.get("items")) or asked))
        if kind == StepKind.PRACTICE
        else None,
        "rubric": shown_rubric(now) if kind == StepKind.REFLECT else (),
    }


def _item_shown(draft: str, files: Files, part: str, typed: Typed | None) -> Mapping[str, Any]:
    sheet = sheet_in(files, part.removeprefix(ITEM))
    if typed is not None:
        sheet = typed_sheet(sheet, typed)
    picture = sheet.picture
    return {
        "sheet": sheet,
        "asked": sheet.first,
        "lines": draft_parts.lines_of(sheet),
        "extras": draft_parts.extras_of(sheet),
        "scale": draft_parts.scale_of(sheet),
        "wrongs": draft_parts.wrongs_of(sheet),
        "told": draft_parts.told_of(sheet),
        "fields": draft_parts.fields_of(sheet),
        "said": draft_parts.said_words(sheet),
        "places": [one.strip() for one in sheet.first.gold.split("|") if one.strip()],
        "areas": [f"{row.area} {row.value}" for row in sheet.first.options if row.area],
        "spellings": sheet.first.gold.replace("|", "\n"),
        "drawn_on": AskedForm(sheet.prompt, picture or None, sheet.alt, (), ""),
        "picture_url": url_for("draft_media.file", draft=draft, name=picture) if picture else "",
    }
