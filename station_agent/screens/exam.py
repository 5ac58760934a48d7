"""An exam: begun where it has a time limit, one question a page, no hints, marked at the hub."""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from kiosk.looks import sent_answers
from kiosk.looks.figures import minutes
from kiosk.looks.reading import paragraphs
from kiosk.rules.forms import Form
from kiosk.rules.instants import S_PER_DAY, S_PER_HOUR, Instant
from kiosk.rules.modules import Module, StepKind
from kiosk.rules.progress import Place, check_exam_open
from kiosk.rules.refusals import Refusal
from kiosk.texts import _, direction, n_
from station_agent.agent import Agent
from station_agent.guard import agent, go, may
from station_agent.player import editions, learning, together
from station_agent.player.exams import missing_seconds, seconds_to_wait
from station_agent.player.standing import Standing, standing
from station_agent.screens import draft, forms, frames, more_time
from station_agent.screens.learn import note_place
from station_agent.screens.learn_steps import media_url

IN_DAYS_S = 36 * S_PER_HOUR
"""A longer wait is told in days."""

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
    seconds_left: int
    total_seconds: int
    over_url: str
    opening: Markup | str = ""


@dataclass(frozen=True, slots=True)
class Begin:
    """What a visitor knows before the time of an exam runs."""

    title: str
    module: str
    begun: bool
    questions: str
    pass_words: str
    seconds: int
    missing_s: int
    tries_words: str
    leave_url: str
    add_time_url: str


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
    time_words: str = ""


@dataclass(frozen=True, slots=True)
class Examinee:
    """One of two learners at the seat, and how far they are towards this exam."""

    name: str
    look: str
    symbol: str
    words: str
    ready: bool
    over: bool


@dataclass(frozen=True, slots=True)
class Whose:
    """The question whose exam it is."""

    title: str
    module: str
    learners: tuple[Examinee, ...]
    leave_url: str


@dataclass(frozen=True, slots=True)
class Named:
    """Whose exam is on the screen where two are here, else ""; `other_url` asks anew."""

    name: str
    other_url: str


@door.get("/exam/<slug>")
@may("visitor in session")
def show(slug: str) -> ResponseReturnValue:
    """The question to answer now; or the result, until the visitor asks for another try."""
    station = agent()
    module = editions.module(station, slug)
    who = together.examinee(station, module)
    if not who:
        return go("exam.whose", slug=slug)
    now = _finished(station, standing(station, module, who))
    again = request.args.get("again") == "1"
    if now.exam.state in ("passed", "wait", "no_tries") or (
        now.exam.state == "failed" and not again
    ):
        note_place(station, now.module, now.here.step.id if now.here else "")
        return render_template(
            "exam/result.html", bar=frames.bar(station), result=_result(now), whose=_whose(now)
        )
    check_exam_open(now.module, now.attempt)
    learning.check_exam_try(station, now)
    return _begin(station, now) if now.time.waits else _question(now, {}, None)


@door.post("/exam/<slug>/begin")
@may("visitor in session")
def begin(slug: str) -> ResponseReturnValue:
    """The time runs from here on; where the session is too short the page says so."""
    station = agent()
    try:
        module = editions.module(station, slug)
        learning.begin_exam(station, module, together.examinee(station, module))
    except Refusal as refusal:
        if refusal.code != "exam_needs_time":
            raise
    return go("exam.show", slug=slug, again="1")


@door.post("/exam/answer")
@may("visitor in session")
def answer() -> ResponseReturnValue:
    """Keep the first answer to a question; it is on disk when the next page is shown."""
    station = agent()
    slug, attempt, item_id = (forms.text(name) for name in ("module", "attempt", "item"))
    module = editions.module(station, slug)
    given = sent_answers.answer(module.item(item_id).form)
    try:
        now = learning.answer_exam(station, module, attempt=attempt, item_id=item_id, answer=given)
    except Refusal as refusal:
        if refusal.code not in forms.STAYS:
            raise
        now = together.of_attempt(station, module, attempt)
        return _question(now, given, refusal), refusal.status
    station.room.answered("answered")
    draft.drop(station, f"exam:{attempt}:{item_id}")
    again = "1" if now.exam.state in ("failed", "open") else ""
    return go("exam.show", slug=slug, again=again)


@door.get("/exam/<slug>/whose")
@may("visitor in session")
def whose(slug: str) -> ResponseReturnValue:
    """Two are here: whose exam is it? The other's is another."""
    station = agent()
    module = editions.module(station, slug)
    here = together.learners(station)
    learning.exam_step(module)
    if len(here) == 1:
        return go("exam.show", slug=slug)
    rows = [_examinee(one, standing(station, module, one.visitor)) for one in here]
    page = Whose(module.title, module.edition, tuple(rows), url_for("learn.show"))
    return render_template("exam/whose.html", bar=frames.bar(station), exam=page)


@door.post("/exam/<slug>/whose")
@may("visitor in session")
def name(slug: str) -> ResponseReturnValue:
    """It is the exam of this one of the two."""
    station = agent()
    module = editions.module(station, slug)
    together.name_exam(station, module, number=forms.whole("learner"))
    return go("exam.show", slug=slug)


def _examinee(one: together.Learner, now: Standing) -> Examinee:
    look, symbol, words = {
        "passed": ("good", "certificate", _("Passed")),
        "wait": ("wait", "hourglass", _("On its way")),
        "open": ("class", "player-play", _("Begun")),
        "failed": ("off", "refresh", _("Not yet passed")),
        "no_tries": ("off", "x", _("No tries left")),
    }.get(now.exam.state, ("off", "book", _("Not begun")))
    name, ready = frames.learner_name(one), _is_ready(now)
    if not ready:
        look, symbol, words = "off", "book", _("Practise first")
    over = now.exam.state in ("passed", "wait", "no_tries")
    return Examinee(name, look, symbol, words, ready=ready, over=over)


def _is_ready(now: Standing) -> bool:
    at_exam = now.here is not None and now.here.step.kind is StepKind.EXAM
    return at_exam or now.exam.state != "new"


def _whose(now: Standing) -> Named:
    """Whose exam it is, where two are here; and where the other's is."""
    here = together.learners(agent())
    one = next((one for one in here if one.visitor == now.visitor), here[0])
    if len(here) == 1:
        return Named("", "")
    other_url = url_for("exam.whose", slug=now.module.edition)
    return Named(frames.learner_name(one), other_url)


def _question(now: Standing, given: Mapping[str, object], refusal: Refusal | None) -> str:
    station, here = agent(), now.here
    if here is None or here.item is None or here.step.kind is not StepKind.EXAM:
        raise Refusal("exam_over")
    learning.show(station, now, here.item)
    station.room.at(now.module.edition, here.step.id, here.item.id, exam=True)
    field = forms.field_of(refusal, here.item.form)
    return render_template(
        "exam/show.html",
        bar=frames.bar(station),
        item=_page(now, here, given),
        whose=_whose(now),
        errors=frames.errors(refusal, station.language, field=field) if refusal else (),
    )


def _finished(station: Agent, now: Standing) -> Standing:
    """Sent where all is answered or the time is over; what was chosen in time counts too."""
    here = now.here
    if now.exam.state == "open" and now.time.over and here is not None and here.item is not None:
        typed = draft.drafted(station, f"exam:{now.exam.attempt}:{here.item.id}")
        with contextlib.suppress(Refusal):  # nothing was chosen, or not all
            now = learning.answer_exam(
                station,
                now.module,
                attempt=now.exam.attempt,
                item_id=here.item.id,
                answer=typed,
            )
    return learning.finish_exam(station, now)


def _begin(station: Agent, now: Standing) -> str:
    module, here = now.module, now.here
    of = here.of if here is not None else 0
    note_place(station, module, here.step.id if here is not None else "")
    left_s = now.time.left_s or 0
    tries_left = None if module.tries is None else module.tries - now.exam.tries_begun + 1
    page = Begin(
        title=module.title,
        module=module.edition,
        begun=now.time.begun,
        questions=n_("{n} question", "{n} questions", of - here.number + 1 if here else of),
        pass_words=_pass_words(module, of),
        seconds=left_s,
        missing_s=missing_seconds(station, now.time),
        tries_words=(
            "" if tries_left is None else n_("{n} try left.", "{n} tries left.", tries_left)
        ),
        leave_url=url_for("learn.show"),
        add_time_url=url_for("more_time.show") if more_time.can_buy(station) else "",
    )
    return render_template("exam/begin.html", bar=frames.bar(station), exam=page, whose=_whose(now))


def _pass_words(module: Module, of: int) -> str:
    need = -(-of * module.first_answers_percent // 100)
    return _("{need} of {all} right to pass.", need=need, all=of)


def _page(now: Standing, here: Place, given: Mapping[str, object]) -> Question:
    module, item = now.module, here.item
    if item is None:
        raise Refusal("exam_over")
    name = f"exam:{now.exam.attempt}:{item.id}"
    unasked = here.number == 1 and now.time.terms.limit_s is None  # one with a limit asks "Begin"
    return Question(
        module=module.edition,
        attempt=now.exam.attempt,
        item=item.id,
        number=here.number,
        of=here.of,
        form=item.form,
        picture_url=media_url(module, item.form.picture),
        given=given or draft.drafted(agent(), name),
        pass_words=_pass_words(module, here.of),
        leave_url=url_for("learn.show"),
        draft=name,
        draft_url=url_for("draft.keep"),
        lang=module.lang,
        dir=direction(module.lang),
        seconds_left=now.time.left_s or 0,
        total_seconds=now.time.terms.limit_s or 0,
        over_url=url_for("exam.show", slug=module.edition, again="1"),
        opening=paragraphs(here.step.text) if unasked else "",
    )


def _result(now: Standing) -> Result:
    marked, module = now.exam.marked, now.module
    next_url, next_words = _next(now)
    state = {"passed": "passed", "wait": "on_its_way"}.get(now.exam.state, "failed")
    return Result(
        state=state,
        right=marked.right if marked else 0,
        of=marked.asked if marked else 0,
        qualification=module.title if module.qualification else "",
        valid_until=None,
        again_words=_again_words(now),
        next_url=next_url,
        next_words=next_words,
        poll_url=url_for("exam.show", slug=module.edition),
        time_words=_time_words(now),
    )


def _time_words(now: Standing) -> str:
    """Said where the time ended the try: what was answered counts."""
    by_time = now.exam.marked.by_time if now.exam.marked else now.time.over
    return _("The time was over. What you had answered counts.") if by_time else ""


def _again_words(now: Standing) -> str:
    if now.exam.state == "no_tries":
        return _("There are no tries left. Please ask your mentor.")
    seconds = seconds_to_wait(agent(), now.module, now.exam.marked)
    if now.exam.state != "failed" or not seconds:
        return ""
    if seconds > IN_DAYS_S:
        days = -(-seconds // S_PER_DAY)
        return n_("You can try again in {n} day.", "You can try again in {n} days.", days)
    return _("You can try again in {time}.", time=minutes(seconds))


def _next(now: Standing) -> tuple[str, str]:
    slug = now.module.edition
    if now.exam.state == "passed" and now.visitor != agent().visitor():
        return url_for("learn.show"), _("Learn")
    if now.exam.state == "passed":
        return url_for("work.show"), _("See paid tasks")
    if now.exam.state == "failed" and seconds_to_wait(agent(), now.module, now.exam.marked):
        return url_for("learn.show"), _("Learn")
    if now.exam.state == "failed":
        return url_for("exam.show", slug=slug, again="1"), _("Try again")
    if now.exam.state == "wait" and now.here is not None:
        return url_for("learn.go_on", slug=slug), _("Go on")
    return url_for("home.show"), _("Home")
