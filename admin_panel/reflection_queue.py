"""What the learners of a class wrote and nobody has marked yet, the oldest first."""

from dataclasses import dataclass

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from admin_panel.class_frame import class_page
from admin_panel.guards import hub, may
from kiosk.queries.written import written_in_class
from kiosk.store import classes, training
from kiosk.store.written_reflections import Written
from kiosk.texts import n_

SHOWN_MOST = 50

reflection_queue = Blueprint("reflection_queue", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class ShownWritten:
    """A row; see classes/reflections.html."""

    name: str
    title: str
    written: Written
    url: str


@reflection_queue.get("/classes/<class_id>/gradebook/reflections")
@may("see_classes")
def show(class_id: str) -> ResponseReturnValue:
    """Reflections to mark, with their words; each leads to where points are given."""
    with hub().read() as db:
        waiting = written_in_class(db, class_id)
        names = {one.visitor: one.name for one in classes.members(db, class_id)}
        editions = training.editions(db)
    titles = {row.edition: row.title for row in editions}
    slugs = {row.edition: row.slug for row in editions}
    with hub().read() as db:
        plan = {row.slug: row.edition for row in classes.planned(db, class_id)}
    return class_page(
        "classes/reflections.html",
        class_id,
        tab="gradebook",
        count_words=n_("{n} reflection to mark", "{n} reflections to mark", len(waiting)),
        rows=[
            ShownWritten(
                names.get(one.visitor, ""),
                titles.get(one.edition, one.edition),
                one,
                url_for(
                    "learner_work.show",
                    class_id=class_id,
                    visitor=one.visitor,
                    module=plan.get(slugs.get(one.edition, ""), one.edition),
                    _anchor=f"reflect-{one.step}",
                ),
            )
            for one in waiting[:SHOWN_MOST]
        ],
    )
