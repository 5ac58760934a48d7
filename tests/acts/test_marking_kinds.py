"""The hub marks orders, flags and verdicts as a station's practice does."""

import pytest
from fakes import kinds_module
from fakes.machines import import_edition, look
from looks.player_samples import BEST

from kiosk.protocol.bodies import Exam
from kiosk.rules.modules import attempt_id
from kiosk.store import training

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")


def sit(site, seat, *, wrong=()):
    visitor = site.visitor()
    site.sat(1, visitor, by=site.operator)
    import_edition(site.hub, kinds_module.files())
    attempt = attempt_id(visitor=visitor, edition="kinds-e1", try_number=1)
    answers = {f"e-{kind}": {"it": BEST[kind]} for kind in kinds_module.EXAM}
    answers |= {f"e-{kind}": {"it": given} for kind, given in dict(wrong).items()}
    assert seat.tell(Exam(visitor, "kinds-e1", "exam", attempt, 1, answers, 60_000))
    (one,) = look(site, training.attempts, visitor)
    return one.right, one.asked, one.passed


def test_all_right_passes(site, seat_1):
    assert sit(site, seat_1) == (3, 3, True)


def test_a_false_flag_and_a_missed_reason_do_not(site, seat_1):
    wrong = {"spot": [*BEST["spot"], "address"], "judge": ["scam", "You must pay first"]}
    assert sit(site, seat_1, wrong=wrong) == (1, 3, False)


def test_what_is_no_answer_is_refused(site, seat_1):
    visitor = site.visitor()
    site.sat(1, visitor, by=site.operator)
    import_edition(site.hub, kinds_module.files())
    attempt = attempt_id(visitor=visitor, edition="kinds-e1", try_number=1)
    hostile = {"e-order": {"it": ["Be paid"] * 5}}
    told = seat_1.tell(Exam(visitor, "kinds-e1", "exam", attempt, 1, hostile, 1))
    assert told == [("rejected", "answer_wrong_shape")]
    assert look(site, training.attempts, visitor) == ()
