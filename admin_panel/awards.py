"""Certificates of one person: given for passed exams, printed, taken back with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from admin_panel.award_paper import PaperAward, pdf_of
from admin_panel.drawing import drawn
from admin_panel.forms import Form
from admin_panel.frame import isolated, page, say
from admin_panel.guards import current_staff, hub, may
from admin_panel.people import Choice, languages_offered
from kiosk import texts
from kiosk.acts import awards as acts
from kiosk.looks import figures
from kiosk.protocol.awards import key_print, read_award
from kiosk.rules.awards import NAME_LIMIT, REASON_LIMIT, Award, Said, grouped, said_of
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import LocalDay, local_day
from kiosk.store import awards as store
from kiosk.store import visitors
from kiosk.store.awards import AwardRow, PassedExam
from kiosk.store.visitors import Visitor
from kiosk.texts import N_, _, direction, spoken

awards = Blueprint("awards", __name__, template_folder="templates")

STATES = {
    Said.VALID: ("free", "circle-check", N_("Valid")),
    Said.LAPSED: ("soon", "alarm", N_("Lapsed")),
    Said.REVOKED: ("off", "circle-x", N_("Taken back")),
}
"""How each is marked: tone, icon, word."""


@dataclass(frozen=True, slots=True)
class ShownAward:
    """A line of the list. `until` is "" for ever; `name` "" once erased."""

    number: str
    name: str
    title: str
    mark: str
    day: str
    until: str
    state: tuple[str, str, str]
    reason: str
    papers: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ShownAwards:
    """See people/awards.html."""

    who: Visitor
    given: Sequence[ShownAward]
    to_give: Sequence[Choice]
    to_revoke: Sequence[Choice]


@awards.get("/people/<visitor>/certificates")
@may("give_certificate")
def show(visitor: str) -> ResponseReturnValue:
    """What was given, and exams that were passed without a certificate yet."""
    return _page(Form({}), visitor)


@awards.post("/people/<visitor>/certificates")
@may("give_certificate")
def give(visitor: str) -> ResponseReturnValue:
    """Give a certificate for an exam; the name is as the visitor wishes."""
    form = Form.read()
    name = form.text("name", _("Type the name as it shall stand there."), limit=NAME_LIMIT)
    attempt = form.text("attempt", _("Choose an exam."))
    number = None
    if not form.errors:
        told = {"visitor": visitor, "attempt": attempt, "name": name, "by": current_staff()}
        number = form.write(acts.give, at="attempt", **told)
    if number is None:
        return _page(form, visitor)
    say(_("The certificate is made. Print it."))
    return _back_to(visitor)


@awards.post("/people/<visitor>/certificates/revoke")
@may("give_certificate")
def revoke(visitor: str) -> ResponseReturnValue:
    """Take a certificate back; whoever checks it is told."""
    form = Form.read()
    number = form.text("number", _("Choose a certificate."))
    reason = form.text("revoke_reason", _("Say why, in a few words."), limit=REASON_LIMIT)
    if not form.errors:
        _of(visitor, number)
        about = {"number": number, "reason": reason, "by": current_staff()}
        form.write(acts.revoke, at="number", **about)
    if form.errors:
        return _page(form, visitor)
    say(_("The certificate is taken back. Whoever checks it is told."))
    return _back_to(visitor)


@awards.get("/people/<visitor>/certificates/<number>.pdf")
@may("give_certificate")
def pdf(visitor: str, number: str) -> ResponseReturnValue:
    """The paper, in the language that is asked for."""
    row = _of(visitor, number)
    if not row.paper:
        raise Refusal("not_found", what="certificate")
    asked = request.args.get("lang", "")
    if asked in hub().settings.languages:
        texts.speak(asked)
    award = read_award(row.paper).award
    paper = paper_of(award, qr=row.paper, mark=key_print(row.signing))
    made = drawn(pdf_of, paper, rtl=direction(spoken()) == "rtl")
    answer = Response(made, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="certificate-{number}.pdf"'
    return answer


def paper_of(award: Award, *, qr: str, mark: str) -> PaperAward:
    """What stands on the paper, in the language that is spoken."""
    facts = [
        _(
            "{right} of {asked} answers right ({percent} %), on {day}",
            right=award.right,
            asked=award.asked,
            percent=award.percent,
            day=_day(award.day),
        )
    ]
    if award.until is not None:
        facts.append(_("Good until {day}.", day=_day(award.until)))
    return PaperAward(
        site=award.site,
        title=_("Certificate"),
        certifies=_("This certifies that"),
        name=award.name,
        passed=_("passed the exam of the module"),
        module=award.title,
        facts=facts,
        small=[
            f"{_('Number {number}', number=grouped(award.number))} · {award.edition}",
            _("Key of the centre: {mark}", mark=mark),
            _("To check it, scan the code on the page Check a certificate of any centre."),
        ],
        sign=_("For the centre"),
        qr=qr,
    )


def _of(visitor: str, number: str) -> AwardRow:
    """The certificate of that number, if it is this person's."""
    with hub().read() as db:
        row = store.by_number(db, number)
    if row is None or row.visitor != visitor:
        raise Refusal("not_found", what="certificate")
    return row


def _page(form: Form, visitor: str) -> ResponseReturnValue:
    with hub().read() as db:
        who = visitors.registered(db, visitor)
        given = store.of_visitor(db, visitor)
        passed = store.passed_exams(db, visitor)
    shown = ShownAwards(
        who=who,
        given=[_shown(row, visitor) for row in given],
        to_give=[Choice(one.attempt, _exam_words(one)) for one in passed if not one.number],
        to_revoke=[
            Choice(row.number, f"{isolated(grouped(row.number))} · {isolated(row.title)}")
            for row in given
            if row.revoked_at is None
        ],
    )
    return page("people/awards.html", here="people", form=form, awards=shown)


def _exam_words(exam: PassedExam) -> str:
    zone = ZoneInfo(hub().settings.timezone)
    return f"{isolated(exam.title)} · {_day(local_day(exam.at, zone))}"


def _shown(row: AwardRow, visitor: str) -> ShownAward:
    today = local_day(hub().now(), ZoneInfo(hub().settings.timezone))
    until = LocalDay(row.until) if row.until else None
    said = said_of(until, is_known=True, is_revoked=row.revoked_at is not None, today=today)
    tone, symbol, word = STATES[said]
    papers = [
        (one.name, url_for("awards.pdf", visitor=visitor, number=row.number, lang=one.id))
        for one in languages_offered()
    ]
    return ShownAward(
        number=grouped(row.number),
        name=row.name,
        title=row.title,
        mark=_("{right} of {asked}", right=row.right, asked=row.asked),
        day=_day(row.day),
        until="" if until is None else _day(until),
        state=(tone, symbol, _(word)),
        reason=row.reason,
        papers=papers if row.paper and said is not Said.REVOKED else (),
    )


def _day(day: str) -> str:
    return figures.day(date.fromisoformat(day))


def _back_to(visitor: str) -> ResponseReturnValue:
    return redirect(url_for("awards.show", visitor=visitor), HTTPStatus.SEE_OTHER)
