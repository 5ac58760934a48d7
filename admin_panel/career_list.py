"""The career list: next steps that are late or due this week, and whose record is open."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from admin_panel.career_words import today
from admin_panel.frame import page
from admin_panel.guards import hub, may
from kiosk.queries import careers as query

PAGE_DIGITS = 4

career_list = Blueprint("career_list", __name__, template_folder="templates")


@career_list.get("/career")
@may("advise_careers")
def show() -> ResponseReturnValue:
    """A page of it."""
    asked = request.args.get("page", "1")
    is_number = asked.isascii() and asked.isdigit() and len(asked) <= PAGE_DIGITS
    with hub().read() as db:
        desk = query.desk(db, today=today(), number=int(asked) if is_number else 1)
    return page(
        "people/career_list.html",
        here="people",
        desk=desk,
        today=today(),
        due=(*desk.late, *desk.due)[: query.DUE_SHOWN],
        newer_url=_url(desk.number - 1) if desk.number > 1 else "",
        older_url=_url(desk.number + 1) if desk.number < desk.pages else "",
    )


def _url(number: int) -> str:
    return url_for("career_list.show", page=number)
