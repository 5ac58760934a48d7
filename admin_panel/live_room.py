"""The room as its mentor sees it: who needs help, what each is at; asked anew every second."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from admin_panel.forms import Form
from admin_panel.frame import isolated, page, short_name
from admin_panel.guards import hub, may
from admin_panel.room_pauses import ShownPause, shown_pauses
from kiosk.queries import rooms
from kiosk.queries.rooms import LearnerRow
from kiosk.queries.seat_sharing import sharing
from kiosk.room_line import Question
from kiosk.rules import rooms as rules
from kiosk.rules.instants import Instant
from kiosk.rules.modules import Module, StepKind
from kiosk.rules.refusals import Refusal
from kiosk.rules.rooms import FirstAnswer, Need
from kiosk.store import floor_pauses, revisions, training
from kiosk.texts import N_, _, n_, spoken

THIS_RUN = secrets.token_hex(4)
"""Templates may have changed with a restart, so earlier answers are not "not modified"."""
GROUPS = (
    (Need.HAND, "hand", "hand-stop", N_("Need help")),
    (Need.STUCK, "stuck", "alarm", N_("Stuck over 5 min")),
    (Need.WORKING, "working", "edit", N_("Working")),
    (Need.FINISHED, "finished", "circle-check", N_("Finished")),
)
MARKS = {
    "done": ("check", N_("Done")),
    "again": ("refresh", N_("Needed a second try")),
    "wrong": ("x", N_("Wrong just now")),
    "here": ("edit", N_("Here now")),
    "open": ("", N_("Not done yet")),
}
LASTS = {
    "right": ("good", "check", N_("Right")),
    "wrong": ("bad", "x", N_("Wrong")),
    "answered": ("wait", "clock", N_("Answered")),
}
STEPS_SHOWN = 12

live = Blueprint("room", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class Pip:
    """A step of the module as one learner stands in it."""

    number: int
    mark: str
    symbol: str
    word: str


@dataclass(frozen=True, slots=True)
class ShownLearner:
    """A row of room/rows.html."""

    seat: int
    name: str
    look: str
    now: str
    module: str
    pips: Sequence[Pip]
    percent: int | None
    last: tuple[str, str, str] | None
    since: Instant
    hand: bool
    coming: bool
    group: str
    paused: bool


@dataclass(frozen=True, slots=True)
class Hint:
    """Something that the group needs: a hard step, a common mistake; `edition` and where it is."""

    title: str
    words: str
    edition: str
    step: str
    item: str = ""
    seats: str = ""


@dataclass(frozen=True, slots=True)
class ShownBar:
    """How many chose one answer."""

    label: str
    count: int
    percent: int


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """The question that is asked just now."""

    prompt: str
    answered: int
    asked: int
    bars: Sequence[ShownBar]
    screen_url: str
    more: bool


@dataclass(frozen=True, slots=True)
class ShownRoom:
    """See room/rows.html."""

    poll_url: str
    zone: str
    counts: Sequence[tuple[str, str, str, int]]
    learners: Sequence[ShownLearner]
    hard: Hint | None
    drill: Hint | None
    pairs: Sequence[str]
    question: ShownQuestion | None
    paused: str
    pauses: Sequence[ShownPause]
    groups: Sequence[str]


@live.get("/room")
@may("see_classes")
def show() -> ResponseReturnValue:
    """The room, or one zone of it."""
    return room_page(Form({}))


@live.get("/room/rows")
@may("see_classes")
def rows() -> ResponseReturnValue:
    """The rows alone, asked every second: 304 where nothing moved."""
    now, found = hub().now(), learners()
    with hub().read() as db:
        state = (revisions.current(db, revisions.FLOOR), rooms.answers_seen(db))
    etag = _etag(state, now, found)
    if request.if_none_match.contains(etag):
        return Response(status=304, headers={"ETag": f'"{etag}"'})
    drawn = render_template("room/rows.html", room=_shown(now, found))
    return Response(drawn, headers={"ETag": f'"{etag}"'})


def room_page(form: Form) -> ResponseReturnValue:
    """The page of the room, with what was typed and is wrong."""
    found = learners()
    with hub().read() as db:
        parts, editions = rooms.parts(db, hub().now()), training.editions(db)
        together = sharing(db, hub().now())
    newest = {row.slug: row for row in editions}
    return page(
        "room/show.html",
        here="room",
        form=form,
        room=_shown(hub().now(), found),
        parts=parts,
        zone=_zone(),
        seats=sorted((row.seat, short_name(row.name)) for row in found),
        pages=[_pages(row.edition, row.title) for row in newest.values()],
        alone=[(number, short_name(name)) for number, name in together.seats],
        unseated=together.learners,
    )


def learners() -> tuple[LearnerRow, ...]:
    """Who sits in the room that is asked for, by need."""
    here = hub()
    with here.read() as db:
        return rooms.learners(
            db,
            here.now(),
            heard=here.heard,
            zone=_zone(),
            lost_after_s=here.settings.lost_after_s,
        )


def module_of(edition: str) -> Module | None:
    """A module of the room; None where it is not here any more."""
    try:
        return hub().module_of(edition)
    except Refusal:
        return None


def _zone() -> str:
    return request.values.get("zone", "")[:80]


def _etag(state: tuple[int, int], now: Instant, found: Sequence[LearnerRow]) -> str:
    """Of all that a page shows; how long ago a move was counts only where it is written out."""
    moved = [
        (
            *(row.seat, row.name, row.visitor, row.paused, row.lost, row.need, row.minutes(now)),
            *(row.at.edition, row.at.step, row.at.item, row.at.last, row.at.coming),
            *(row.at.asked, row.at.chosen, row.group, row.beside),
        )
        for row in found
    ]
    told = repr((THIS_RUN, spoken(), state, moved, hub().room.question, _zone()))
    return hashlib.blake2b(told.encode(), digest_size=12).hexdigest()


def _shown(now: Instant, found: Sequence[LearnerRow]) -> ShownRoom:
    editions = dict.fromkeys(row.at.edition for row in found if row.at.edition)
    modules = {name: one for name in editions if (one := module_of(name)) is not None}
    answers = {name: _answers(name, found) for name in modules}
    most = max(answers, key=lambda name: len(answers[name]), default="")
    with hub().read() as db:
        pause, by_session = floor_pauses.open_one(db), floor_pauses.newest_of_open(db)
    groups = tuple(dict.fromkeys(row.group for row in found))
    return ShownRoom(
        poll_url=url_for("room.rows", zone=_zone() or None),
        zone=_zone(),
        counts=[
            (look, symbol, _(word), sum(row.need is need for row in found))
            for need, look, symbol, word in GROUPS
        ],
        learners=[_learner(row, now, modules, answers) for row in found],
        hard=_hard(modules[most], answers[most]) if most else None,
        drill=_drill(modules[most], answers[most], found) if most else None,
        pairs=_pairs(found),
        question=_question(hub().room.question, found),
        paused="" if pause is None else pause.reason,
        pauses=() if pause is not None else shown_pauses(found, by_session),
        groups=sorted(groups, key=lambda one: (not one, one)) if len(groups) > 1 else [""],
    )


def _answers(edition: str, found: Sequence[LearnerRow]) -> tuple[FirstAnswer, ...]:
    visitors = {row.visitor for row in found if row.at.edition == edition}
    with hub().read() as db:
        return rooms.first_answers(db, edition=edition, visitors=visitors)


def _learner(
    row: LearnerRow,
    now: Instant,
    modules: Mapping[str, Module],
    answers: Mapping[str, Sequence[FirstAnswer]],
) -> ShownLearner:
    module = modules.get(row.at.edition)
    own = [one for one in answers.get(row.at.edition, ()) if one.visitor == row.visitor]
    return ShownLearner(
        seat=row.seat,
        name=_names(row),
        look=_look(row),
        now=_now(row, now, module),
        module="" if module is None else module.title,
        pips=[] if module is None else _pips(module, own, row),
        percent=rules.right_first_percent(own),
        last=_last(row),
        since=row.at.since if row.at.step else Instant(0),
        hand=bool(row.at.hand),
        coming=row.at.coming,
        group=row.group,
        paused=row.paused,
    )


def _names(row: LearnerRow) -> str:
    """Who sits there, and who learns beside them."""
    name = short_name(row.name) or _("Walk-in")
    return f"{name} + {short_name(row.beside)}" if row.beside else name


def _look(row: LearnerRow) -> str:
    return next((look for need, look, *_rest in GROUPS if need is row.need), "elsewhere")


def _last(row: LearnerRow) -> tuple[str, str, str] | None:
    known = LASTS.get(row.at.last)
    return None if known is None else (known[0], known[1], _(known[2]))


def _now(row: LearnerRow, now: Instant, module: Module | None) -> str:
    """What the learner does, in words."""
    if row.lost:
        return _("Not heard just now")
    if row.paused:
        return _("Paused")
    minutes = row.minutes(now)
    if row.need is Need.HAND:
        return _("Asked for help {minutes} min ago", minutes=minutes)
    title = isolated(_title(module, row.at.step))
    if row.need is Need.STUCK:
        return _("{title}, {minutes} min without a move", title=title, minutes=minutes)
    if row.need is Need.FINISHED:
        return _("Finished")
    return title if row.need is Need.WORKING else _("Not in a module")


def _title(module: Module | None, step_id: str) -> str:
    if module is None:
        return step_id
    return next((step.title for step in module.steps if step.id == step_id), step_id)


def _pips(module: Module, own: Sequence[FirstAnswer], row: LearnerRow) -> list[Pip]:
    steps = {
        step.id: () if step.kind is StepKind.EXAM else step.items
        for step in module.steps[:STEPS_SHOWN]
    }
    marks = rules.step_marks(steps, own, row.at)
    return [
        Pip(number, mark.value, MARKS[mark.value][0], _(MARKS[mark.value][1]))
        for number, mark in enumerate(marks.values(), start=1)
    ]


def _hard(module: Module, answers: Sequence[FirstAnswer]) -> Hint | None:
    hard = rules.hardest(answers)
    if hard is None:
        return None
    return Hint(
        _("“{title}” is hard for this group", title=_title(module, hard.step)),
        _("{n} of {all} needed a second try.", n=hard.again, all=hard.answered),
        module.edition,
        hard.step,
    )


def _drill(
    module: Module, answers: Sequence[FirstAnswer], found: Sequence[LearnerRow]
) -> Hint | None:
    mistake = rules.common_mistake(answers)
    if mistake is None or mistake.item not in module.items:
        return None
    seats = [str(row.seat) for row in found if row.visitor in mistake.visitors]
    return Hint(
        _("A common mistake"),
        n_("{n} had this wrong at first: {question}", "{n} had this wrong at first: {question}",
           len(seats), question=module.items[mistake.item].form.prompt),
        module.edition,
        mistake.step,
        mistake.item,
        ",".join(seats),
    )  # fmt: skip


def _pairs(found: Sequence[LearnerRow]) -> list[str]:
    return [
        _("Seat {helper} has finished and could help seat {stuck}.", helper=each, stuck=one)
        for each, one in (
            (pair.helper, pair.stuck) for pair in rules.pairs(row.learning for row in found)
        )
    ]


def _question(question: Question | None, found: Sequence[LearnerRow]) -> ShownQuestion | None:
    module = None if question is None else module_of(question.edition)
    if question is None or module is None or question.item not in module.items:
        return None
    item = module.items[question.item]
    given = [row.at.chosen for row in found if row.at.asked == question.ask]
    options = {one.value: one.label or one.value for one in item.form.fields[0].options}
    return ShownQuestion(
        item.form.prompt,
        len(given),
        len(question.seats),
        [
            ShownBar(options.get(one.value, one.value), one.count, one.percent)
            for one in rules.bars(tuple(options), given)
        ],
        url_for("screen.show", edition=question.edition, step=question.step, item=question.item),
        rules.next_item(module.step(question.step).items, question.item) is not None,
    )


def _pages(edition: str, title: str) -> tuple[str, Sequence[tuple[str, str]]]:
    """What may be opened of a module: `edition/step/item` and its name, to choose from."""
    module = module_of(edition)
    if module is None:
        return title, ()
    pages = [(edition, _("Where each stands"))]
    for step in module.steps:
        pages.append((f"{edition}/{step.id}", step.title))
        if step.kind is StepKind.EXAM:
            continue
        pages += [
            (f"{edition}/{step.id}/{one}", f"{step.title} · {number}")
            for number, one in enumerate(step.items, start=1)
        ]
    return title, pages
