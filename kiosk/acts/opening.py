"""Slow work before facts are taken in: unsealing bodies, reading and checking them, marking exams.

None of it needs the database's writer; the act `ingest` gets it done.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kiosk.protocol.bodies import (
    SEALED,
    Body,
    CardOpened,
    Exam,
    ExamAnswer,
    ExamBegun,
    ParkedError,
    VoucherOpened,
    read_body,
)
from kiosk.protocol.cards import check_card
from kiosk.protocol.facts import SignedFact
from kiosk.protocol.keys import Keys
from kiosk.protocol.reflections import Reflection
from kiosk.protocol.sealing import unseal_own
from kiosk.protocol.vouchers import check_voucher
from kiosk.rules.exam_rules import PLAIN, ExamTerms
from kiosk.rules.instants import NS_PER_MS, Instant
from kiosk.rules.modules import (
    MarkedAnswers,
    Module,
    StepKind,
    attempt_id,
    mark_answers,
)
from kiosk.rules.moments import Anchor, made_at, was_off
from kiosk.rules.refusals import Refusal

ModuleOf = Callable[[str], Module]
"""The whole module of an edition; refuses `module_unknown`."""


@dataclass(frozen=True, slots=True)
class Marked:
    """An exam as marked, as far as this fact answers it, its terms, and what passing it grants.

    `needs_pass_from`: a try beyond those that the module allows counts only after one that was
    passed, this one or a later one, whose qualification has lapsed since; 0 for a try within them.
    """

    answers: MarkedAnswers
    qualification: str | None
    valid_days: int | None
    terms: ExamTerms = PLAIN
    needs_pass_from: int = 0


@dataclass(frozen=True, slots=True)
class OpenedFact:
    """A fact with its body, or with why it has none.

    `crashed`: the process ended each time that it was applied. `anchor`: of the station's boot.
    """

    signed: SignedFact
    body: Body | None = None
    marked: Marked | None = None
    refusal: Refusal | None = None
    parked: bool = False
    crashed: bool = False
    anchor: Anchor | None = None

    @property
    def told_at(self) -> Instant:
        """When its station says that it made this, by the hub's clock as it last heard it."""
        at = self.signed.fact.at
        return Instant(at.wall + at.offset_ms)

    @property
    def made_at(self) -> Instant:
        """When that was in truth, as far as is known."""
        at = self.signed.fact.at
        boot_ms = at.boot_ns // NS_PER_MS
        return made_at(self.told_at, boot_id=at.boot_id, boot_ms=boot_ms, anchor=self.anchor)

    @property
    def was_off(self) -> bool:
        """Whether its station's clock was wrong."""
        return was_off(self.told_at, self.made_at)


def open_fact(
    signed: SignedFact, *, keys: Keys, module_of: ModuleOf, anchor: Anchor | None = None
) -> OpenedFact:
    """Unseal and read one fact; mark it, if it is an exam. Never raises for what is in it."""
    try:
        body = read_body(signed.fact, _plain(signed, keys))
        older = keys.older_public_signing
        if isinstance(body, VoucherOpened):
            check_voucher(body.voucher, public_key=keys.public_signing, older=older)
        if isinstance(body, CardOpened):
            check_card(body.card, public_key=keys.public_signing, older=older)
        if isinstance(body, Reflection):
            _check_asked(body, module_of)
        return OpenedFact(signed, body, _marked(body, module_of), anchor=anchor)
    except ParkedError:
        return OpenedFact(signed, parked=True)
    except Refusal as refusal:
        if refusal.code == "module_unknown":  # the edition may still be imported
            return OpenedFact(signed, parked=True)
        return OpenedFact(signed, refusal=refusal)


def _plain(signed: SignedFact, keys: Keys) -> bytes:
    body = signed.fact.body_bytes
    return unseal_own(keys, body) if signed.fact.type in SEALED else body


def _marked(body: Body, module_of: ModuleOf) -> Marked | None:
    if not isinstance(body, Exam | ExamAnswer | ExamBegun):
        return None
    module = module_of(body.edition)
    right_id = attempt_id(visitor=body.visitor, edition=body.edition, try_number=body.try_number)
    if body.attempt != right_id:
        raise Refusal("malformed", field="attempt")
    step = module.step(body.step)
    if step.kind is not StepKind.EXAM:  # the answers of a practice are known to the station
        raise Refusal("malformed", field="step")
    marked = mark_answers(module, step, attempt_id=body.attempt, answers=_told(body))
    beyond = 0 if module.tries is None else max(0, body.try_number - module.tries)
    return Marked(marked, module.qualification, module.valid_days, module.exam, beyond)


def _check_asked(body: Reflection, module_of: ModuleOf) -> None:
    """What was written where no step asks for it would wait for its mark for ever.

    Raises:
        Refusal: `module_unknown`, `not_found`; `malformed` for a step of another kind.
    """
    if module_of(body.edition).step(body.step).kind is not StepKind.REFLECT:
        raise Refusal("malformed", field="step")


def _told(body: Exam | ExamAnswer | ExamBegun) -> Mapping[str, Mapping[str, object]]:
    if isinstance(body, ExamBegun):
        return {}
    return body.answers if isinstance(body, Exam) else {body.item: body.answer}
