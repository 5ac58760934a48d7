"""A question of a draft made out of a real task that was done and approved."""

from kiosk.acts import item_sheets
from kiosk.acts.module_drafts import open_draft
from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.rules.hits import AssignmentState
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.rules.work_items import NewItem, allows, with_item
from kiosk.store import audit, module_drafts, tasks, work


def make_item(
    db: Db,
    now: Instant,
    site: Site,
    *,
    draft: str,
    assignment: str,
    new: NewItem,
    picture: bytes,
    by: str,
) -> int:
    """Put a question into a draft; returns the draft's revision.

    `picture` are the bytes of `new.media`, empty where it has none.

    Raises:
        Refusal: `not_found`, also where the task is not approved or its requester does not allow
            it (any more); `module_wrong`; as `module_drafts.keep_files`.
    """
    row = open_draft(db, draft)
    done = work.by_assignment(db, assignment)
    terms = None if done is None else tasks.terms(db, done.hit_type)
    if done is None or terms is None or done.state != AssignmentState.APPROVED:
        raise Refusal("not_found", what="task")
    if not allows(terms.requester, site.settings.training_requesters):
        raise Refusal("not_found", what="task")
    files = module_drafts.texts(db, draft)
    files |= dict.fromkeys(module_drafts.sizes(db, draft).keys() - files.keys(), b"")
    media = {new.media: picture} if new.media else {}
    made = {**media, **with_item({**files, **media}, new)}
    revision = item_sheets.change(db, now, draft=draft, revision=None, files=made, by=by)
    note = {"act": "make_item_of_task", "about": f"draft:{row.id}", "reason": new.source}
    audit.record(db, now, by=by, **note)
    return revision
