"""An exam that was sat in an earlier edition, by the answers of a later one. DESIGN.md §9."""

from collections.abc import Mapping

from kiosk.rules.editions import line_of, number_of, slug_of
from kiosk.rules.modules import ExamResult, Module, Step, draw, mark_answers
from kiosk.rules.refusals import Refusal

Answers = Mapping[str, Mapping[str, object]]


def earlier(edition: str, others: Mapping[str, str | None]) -> tuple[str, ...]:
    """Editions of the same module whose exams this one may mark anew, the oldest first.

    Args:
        edition: the later one.
        others: all editions that are here, with what each is a minor edition of.
    """
    minor_of = {name: before for name, before in others.items() if before is not None}
    alike = line_of(edition, minor_of)  # they mark as it does
    found = (
        name
        for name in others
        if slug_of(name) == slug_of(edition)
        and number_of(name) < number_of(edition)
        and name not in alike
    )
    return tuple(sorted(found, key=number_of))


def mark_anew(
    before: Module, after: Module, *, step: str, attempt_id: str, answers: Answers
) -> ExamResult:
    """The mark of an exam as the later edition would give it to the same questions.

    A question that the later one does not have, or asks so that the answer does not fit any more,
    keeps the mark that the earlier one gives.

    Raises:
        Refusal: `not_found` when the earlier one has no such step.
    """
    page = before.step(step)
    asked = draw(page, attempt_id=attempt_id)
    given = [{item: answers[item]} for item in asked if item in answers]
    right = sum(_is_right((after, before), page, attempt_id, one) for one in given)
    percent = right * 100 // len(asked)
    return ExamResult(right, len(asked), percent, passed=percent >= after.first_answers_percent)


def _is_right(editions: tuple[Module, ...], step: Step, attempt_id: str, given: Answers) -> bool:
    for module in editions:
        try:
            return mark_answers(module, step, attempt_id=attempt_id, answers=given).result.right > 0
        except Refusal:  # it asks for something else now
            continue
    return False
