"""A change of a sponsorship that holds from a later day: kept, begun at its moment, taken back.

Who opens a session asks `begin_due` first, so that it holds from its very moment; a job asks too,
for the pages. While the clock is in doubt none begins: it could not be taken back. Who sits there,
and who has its pass, keeps what was given.
"""

from dataclasses import replace

from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.rules.instants import S_PER_DAY, Instant, later
from kiosk.rules.refusals import Refusal
from kiosk.rules.sponsorships import is_open
from kiosk.store import audit, sponsorship_changes, sponsorships
from kiosk.store.sponsorship_changes import Change
from kiosk.store.sponsorships import Sponsorship


def begin_due(db: Db, now: Instant, site: Site) -> None:
    """Let each change hold whose moment has come; one of a sponsorship that is over is dropped."""
    if site.clock_doubted:
        return
    for change in sponsorship_changes.due(db, now):
        made = sponsorships.by_id(db, change.sponsorship)
        if made is not None:
            begin(db, now, made, change)


def begin(db: Db, now: Instant, made: Sponsorship, change: Change) -> None:
    """Let one hold, unless its sponsorship was over before its moment."""
    lives = is_open(now=change.applies_from, ends=made.ends, stopped=made.stopped_at is not None)
    sponsorship_changes.end(db, now, change.id, how="holds" if lives else "taken_back")
    if lives:
        hold(db, made, change)


def hold(db: Db, made: Sponsorship, change: Change) -> None:
    """The terms of a change are those of its sponsorship."""
    changed = replace(
        made,
        offer=change.offer,
        groups=change.groups,
        visitors_limit=change.visitors_limit,
        ends=later(made.ends, seconds=change.days_more * S_PER_DAY),
    )
    sponsorships.change(db, changed, ends_before=made.ends)


def take_back(db: Db, now: Instant, *, sponsorship: str, by: str, site: Site) -> None:
    """Forget a change that waits.

    Raises:
        Refusal: `not_found`: none waits, or it holds already.
    """
    begin_due(db, now, site)
    waiting = sponsorship_changes.waiting(db, sponsorship)
    if waiting is None:
        raise Refusal("not_found", what="change")
    sponsorship_changes.end(db, now, waiting.id, how="taken_back")
    audit.record(db, now, by=by, act="take_back_change", about=f"sponsor:{sponsorship}")
