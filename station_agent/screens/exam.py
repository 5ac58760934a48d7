"""An exam: one question a page, no hints, marked at the hub."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.rules.forms import Form
from kiosk.rules.instants import Instant
from kiosk.rules.modules import StepKind
from kiosk.rules.progress import Place, check_exam_open
from kiosk.rules.refusals import Refusal
from kiosk.texts import _, direction
from station_agent.guard import agent, go, may
from station_agent.player import editions, learning
from station_agent.player.standing import Standing, standing
from station_agent.screens import draft, forms, frames
from station_agent.screens.learn import media_url, note_place

door = Blueprint("exam", __name__)


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the exam."""

    module: str
    attempt: str
    item: str
    number: int
    of: int
    form: Form
    picture_url: str
    given: Mapping[str, object]
    pass_words: str
    leave_url: str
    draft: str
    draft_url: str
    lang: str
    dir: str


@dataclass(frozen=True, slots=True)
class Result:
    """What came of it, as far as the hub has said."""

    state: str
    right: int
    of: int
    qualification: str
    valid_until: Instant | None
    again_words: str
    next_url: str
    next_words: str
    poll_url: str


@door.get("/exam/<slug>")
@may("visitor in session")
def show(slug: str) -> ResponseReturnValue:
    """The question to answer now; or the result, until the visitor asks for another try."""
    station = agent()
    now = learning.finish_exam(station, standing(station, editions.module(station, slug)))
    again = request.args.get("again") == "1"
    if now.exam.state in ("passed", "wait", "no_tries") or (
        now.exam.state == "failed" and not again
    ):
        note_place(station, now.module, now.here.step.id if now.here else "")
        return render_template("exam/result.html", bar=frames.bar(station), result=_result(now))
    check_exam_open(now.module, now.attempt)
    return _question(now, {}, None)


@door.post("/exam/answer")
@may("visitor in session")
def answer() -> ResponseReturnValue:
    """Keep the first answer to a question; it is on disk when the next page is shown."""
    station = agent()
    slug, attempt, item_id = (forms.text(name) for name in ("module", "attempt", "item"))
    module = editions.module(station, slug)
    given = forms.answer(module.item(item_id).form)
    try:
        now = learning.answer_exam(station, module, attempt=attempt, item_id=item_id, answer=given)
    except Refusal as refusal:
        if refusal.code not in forms.STAYS:
            raise
        return _question(standing(station, module), given, refusal), refusal.status
    station.room.answered("answered")
    draft.drop(station, f"exam:{attempt}:{item_id}")
    again = "1" if now.exam.state in ("failed", "open") else ""
    return go("exam.show", slug=slug, again=again)


def _question(now: Standing, given: Mapping[str, object], refusal: Refusal | None) -> str:
    station, here = agent(), now.here
    if here is None or here.item is None or here.step.kind is not StepKind.EXAM:
        raise Refusal("exam_over")
    learning.show(station, now.module, here.item)
    station.room.at(now.module.edition, here.step.id, here.item.id, exam=True)
    field = forms.field_of(refusal, here.item.form)
    return render_template(
        "exam/show.html",
        bar=frames.bar(station),
        item=_page(now, here, given),
        errors=frames.errors(refusal, station.language, field=field) if refusal else (),
    )


def _page(now: Standing, here: Place, given: Mapping[str, object]) -> Question:
    module, item = now.module, here.item
    if item is None:
        raise Refusal("exam_over")
    need = -(-here.of * module.first_answers_percent // 100)
    name = f"exam:{now.exam.attempt}:{item.id}"
    return Question(
        module=module.edition,
        attempt=now.exam.attempt,
        item=item.id,
        number=here.number,
        of=here.of,
        form=item.form,
        picture_url=media_url(module, item.form.picture),
        given=given or draft.drafted(agent(), name),
        pass_words=_("{need} of {all} right to pass.", need=need, all=here.of),
        leave_url=url_for("learn.show"),
        draft=name,
        draft_url=url_for("draft.keep"),
        lang=module.lang,
        dir=direction(module.lang),
    )


def _result(now: Standing) -> Result:
    marked, module = now.exam.marked, now.module
    next_url, next_words = _next(now)
    state = {"passed": "passed", "wait": "on_its_way"}.get(now.exam.state, "failed")
    over = now.exam.state == "no_tries"
    return Result(
        state=state,
        right=marked.right if marked else 0,
        of=marked.asked if marked else 0,
        qualification=module.title if module.qualification else "",
        valid_until=None,
        again_words=_("There are no tries left. Please ask your mentor.") if over else "",
        next_url=next_url,
        next_words=next_words,
        poll_url=url_for("exam.show", slug=module.edition),
    )


def _next(now: Standing) -> tuple[str, str]:
    slug = now.module.edition
    if now.exam.state == "passed":
        return url_for("work.show"), _("See paid tasks")
    if now.exam.state == "failed":
        return url_for("exam.show", slug=slug, again="1"), _("Try again")
    if now.exam.state == "wait" and now.here is not None:
        return url_for("learn.go_on", slug=slug), _("Go on")
    return url_for("home.show"), _("Home")
