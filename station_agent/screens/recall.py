"""What was learned some days ago, asked again: one question after the other, and how it went."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from kiosk.looks import sent_answers, told
from kiosk.looks.told import ItemPage
from kiosk.rules.modules import right_of
from kiosk.rules.refusals import Refusal
from kiosk.texts import direction
from station_agent.agent import Agent
from station_agent.guard import agent, go, may
from station_agent.player import editions, recalling
from station_agent.player.recalling import Question
from station_agent.screens import draft, forms, frames
from station_agent.screens.learn_steps import media_url

door = Blueprint("recall", __name__)


@door.get("/recall")
@may("visitor in session")
def show() -> ResponseReturnValue:
    """To the question that is to be answered now; to the list where there is none."""
    station = agent()
    asked = recalling.begin(station, editions.modules(station))
    number = _open(asked)
    return go("recall.question", number=number) if number else go("recall.over")


@door.get("/recall/<int:number>")
@may("visitor in session")
def question(number: int) -> ResponseReturnValue:
    """A question as it stands."""
    return _page(agent(), number)


@door.post("/recall/<int:number>")
@may("visitor in session")
def answer(number: int) -> ResponseReturnValue:
    """Keep an answer; the same page then says what came of it."""
    station = agent()
    one = recalling.question(station, editions.modules(station), number)
    given = sent_answers.answer(one.item.form)
    try:
        recalling.answer(station, one, given)
    except Refusal as refusal:
        if refusal.code not in forms.STAYS:
            raise
        return _page(station, number, refusal, given), refusal.status
    draft.drop(station, _name(one))
    return go("recall.question", number=number)


@door.get("/recall/over")
@may("visitor in session")
def over() -> ResponseReturnValue:
    """How the round went."""
    station = agent()
    station.room.left()
    asked = recalling.going(station, editions.modules(station))
    if not asked:
        return go("learn.show")
    right = sum(one.right_at_once for one in asked)
    return render_template(
        "recall/over.html", bar=frames.bar(station), right=right, asked=len(asked)
    )


def _page(
    station: Agent,
    number: int,
    refusal: Refusal | None = None,
    sent: Mapping[str, object] | None = None,
) -> str:
    modules = editions.modules(station)
    one = recalling.question(station, modules, number)
    station.room.at(one.module.edition, one.step.id, one.item.id)
    page = _item_page(station, one, recalling.going(station, modules), sent)
    field = forms.field_of(refusal, one.item.form)
    errors = frames.errors(refusal, station.language, field=field) if refusal else ()
    return render_template("learn/item.html", bar=frames.bar(station), item=page, errors=errors)


def _item_page(
    station: Agent, one: Question, asked: Sequence[Question], sent: Mapping[str, object] | None
) -> ItemPage:
    item, answers, number = one.item, one.answers, _open(asked)
    last = answers[-1] if answers else {}
    typed = sent if sent is not None else draft.drafted(station, _name(one)) or last
    return ItemPage(
        module=one.module.edition,
        step=one.step.id,
        item=item.id,
        number=one.number,
        of=len(asked),
        form=item.form,
        picture_url=media_url(one.module, item.form.picture),
        audio_url=media_url(one.module, item.audio),
        given=last if one.done else typed,
        wrong=told.wrong_options(item, answers),
        right=told.right_singles(item) if one.done else {},
        good=right_of(item, last) if answers else {},
        best=told.best(item) if one.done else {},
        marks=told.marks(item, answers),
        solved=one.done,
        feedback=told.feedback(item, answers, one.wrong, done=one.done),
        hints=item.hints[: one.wrong],
        next_url=url_for("recall.question", number=number) if number else url_for("recall.over"),
        leave_url=url_for("learn.show"),
        draft=_name(one),
        draft_url=url_for("draft.keep"),
        lang=one.module.lang,
        dir=direction(one.module.lang),
        action=url_for("recall.answer", number=one.number),
    )


def _open(asked: Sequence[Question]) -> int:
    """The number of the first question that is not done; 0 for none."""
    return next((one.number for one in asked if not one.done), 0)


def _name(one: Question) -> str:
    return f"recall:{one.module.edition}:{one.item.id}"
