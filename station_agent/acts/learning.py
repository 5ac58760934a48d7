"""Steps read, practice and exams. Marking is done before, by the rules."""

from dataclasses import dataclass

from kiosk.disk.acting import Tool
from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.mastery import EACH_ONCE, First, Goal
from kiosk.rules.refusals import Refusal
from station_agent.pen import Letter
from station_agent.store import learning, mastery
from station_agent.store.learning import ExamSitting, ExamTry, Tried


@dataclass(frozen=True, slots=True)
class Marked:
    """How the rules marked a try; `hints` is how many the item has.

    It was made in this `round` of the step, towards this `goal`.
    """

    right: bool
    hints: int
    round: int = 1
    goal: Goal = EACH_ONCE


class Tries(Tool):
    """What of one try each learner at the seat gets: how it is marked, and what the hub hears."""

    def __init__(self, *each: tuple[str, Marked, Letter]) -> None:
        self.each = each


class Letters(Tool):
    """What the hub hears of each learner at the seat."""

    def __init__(self, *each: tuple[str, Letter]) -> None:
        self.each = each


def read_together(db: Db, now: Instant, *, edition: str, step: str, letters: Letters) -> int:
    """A step was read by all who learn here; returns for how many it was new."""
    return sum(
        read_step(db, now, visitor=visitor, edition=edition, step=step, letter=letter)
        for visitor, letter in letters.each
    )


def answer_together(
    db: Db, now: Instant, *, line: tuple[str, ...], step: str, item: str, tries: Tries
) -> int:
    """A try at a practice item by all who learn here; returns by how many."""
    for visitor, marked, letter in tries.each:
        answer_practice(
            db,
            now,
            visitor=visitor,
            line=line,
            step=step,
            item=item,
            marked=marked,
            letter=letter,
        )
    return len(tries.each)


def read_step(
    db: Db, now: Instant, *, visitor: str, edition: str, step: str, letter: Letter
) -> bool:
    """A step without items was read; False when it was before."""
    tried = learning.tried(db, visitor=visitor, edition=edition)
    if any(one.step == step and not one.item for one in tried):
        return False
    read = Tried(step, item="", wrong=0, done=True)
    learning.keep_tried(db, visitor=visitor, edition=edition, tried=read)
    letter.put(db, now)
    return True


def answer_practice(
    db: Db,
    now: Instant,
    *,
    visitor: str,
    line: tuple[str, ...],
    step: str,
    item: str,
    marked: Marked,
    letter: Letter,
) -> Tried:
    """A try at a practice item; only the first one is told to the hub.

    The item is done when it is right, or wrong with all its hints shown. `line` is its edition and
    those that this one changes in words only: a try in one of them was the first. In a new round of
    its step the item is new.
    """
    before = next((one for name in line if (one := _tried(db, visitor, name, item))), None)
    first = First(item, marked.round, marked.right)
    is_first = before is None or marked.round > 1
    is_kept = is_first and mastery.keep(
        db, visitor=visitor, edition=line[0], step=step, first=first, goal=marked.goal
    )
    if marked.round > 1 and is_kept:
        before = None
    wrong = (before.wrong if before else 0) + (not marked.right)
    tried = Tried(step, item, wrong, done=marked.right or wrong > marked.hints)
    learning.keep_tried(db, visitor=visitor, edition=line[0], tried=tried)
    if before is None:
        letter.put(db, now)
    return tried


def _tried(db: Db, visitor: str, edition: str, item: str) -> Tried | None:
    tried = learning.tried(db, visitor=visitor, edition=edition)
    return next((one for one in tried if one.item == item), None)


def begin_exam(
    db: Db, now: Instant, *, visitor: str, tried: ExamTry, sitting: ExamSitting, letter: Letter
) -> bool:
    """An exam with a time limit begins in this session, or goes on; False where it did before."""
    before = learning.exam_sitting(
        db, visitor=visitor, edition=tried.edition, try_number=tried.try_number
    )
    if before is not None and before.session == sitting.session:
        return False
    learning.open_exam(db, visitor=visitor, tried=tried)
    learning.sit_exam(db, visitor=visitor, sitting=sitting)
    letter.put(db, now)
    return True


def keep_exam_answer(
    db: Db,
    now: Instant,
    *,
    visitor: str,
    tried: ExamTry,
    item: str,
    locked: bytes,
    letter: Letter,
) -> bool:
    """Keep a first answer and tell it to the hub; False when there was one, which counts.

    The first one of all begins the try.
    """
    learning.open_exam(db, visitor=visitor, tried=tried)
    kept = learning.keep_exam_answer(
        db,
        visitor=visitor,
        edition=tried.edition,
        try_number=tried.try_number,
        item=item,
        locked=locked,
    )
    if kept:
        letter.put(db, now)
    return kept


def send_exam(db: Db, now: Instant, *, visitor: str, tried: ExamTry, letter: Letter) -> None:
    """The try is finished: what of it can be read here goes to the hub in one sealed fact.

    All of it may have been answered at other seats.

    Raises:
        Refusal: `exam_over` when it was sent before.
    """
    learning.open_exam(db, visitor=visitor, tried=tried)
    number = tried.try_number
    tries = learning.exam_tries(db, visitor=visitor, edition=tried.edition)
    if not any(one.try_number == number and one.state == "open" for one in tries):
        raise Refusal("exam_over")
    letter.put(db, now)
    learning.exam_sent(db, visitor=visitor, edition=tried.edition, try_number=number)
