"""Papers are drawn by a process of their own: one at a time, with a limit, faults told."""

import io
import os
import pickle
import threading
import time
from pathlib import Path

import pytest

from admin_panel import drawing
from admin_panel.card_paper import PaperCard, pdf_of
from admin_panel.drawing import AT_ONCE_MOST, HEAD, Drawer, answer_one
from kiosk.rules.refusals import Refusal

CARD = PaperCard("Site", "100777", "Name", "Scan it, then your PIN.", "#1")


def whose():
    return str(os.getpid()).encode()


def refused():
    raise Refusal("not_found", what="paper")


def faulty():
    raise ValueError("no such font")


def loud():
    print("a library says something")
    return b"drawn"


def louder():
    os.write(1, b"a library writes past Python")
    return b"drawn"


def endless():
    threading.Event().wait()


def ended():
    os._exit(1)


def hungry():
    return b"x" * (1 << 31)


@pytest.fixture
def make_drawer(monkeypatch):
    """Drawers whose child finds this file."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    made = []

    def make(**asked):
        made.append(Drawer(**asked))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def drawer(make_drawer):
    return make_drawer()


def test_a_paper_is_drawn_in_another_process_as_in_this_one(drawer):
    drawn = drawer.draw(pdf_of, [CARD], rtl=False)
    assert drawn.startswith(b"%PDF")
    assert len(drawn) == len(pdf_of([CARD], rtl=False))


def test_the_process_waits_for_the_next_paper(drawer):
    first, second = drawer.draw(whose), drawer.draw(whose)
    assert first == second != whose()


def test_it_goes_when_nobody_wants_a_paper(make_drawer):
    drawer = make_drawer(kept_s=0)
    child = int(drawer.draw(whose))
    wait_until_gone(child)
    assert int(drawer.draw(whose)) != child


def wait_until_gone(pid):
    end = time.monotonic() + 120
    while time.monotonic() < end:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        threading.Event().wait(0.01)
    raise AssertionError("it is still there")


def test_what_a_paper_refuses_is_refused_in_the_same_words(drawer):
    with pytest.raises(Refusal) as refusal:
        drawer.draw(refused)
    assert (refusal.value.code, refusal.value.details) == ("not_found", {"what": "paper"})


def test_a_fault_is_told_and_written_down_and_the_next_paper_is_drawn(drawer, capfd):
    child = drawer.draw(whose)
    with pytest.raises(RuntimeError, match="could not be drawn"):
        drawer.draw(faulty)
    assert "no such font" in capfd.readouterr().err
    assert drawer.draw(whose) == child


def test_what_a_library_prints_is_no_part_of_a_paper(drawer):
    assert drawer.draw(loud) == b"drawn"
    child = drawer.draw(whose)
    assert drawer.draw(louder) == b"drawn"
    assert drawer.draw(whose) == child


def test_a_paper_that_takes_too_long_is_given_up_and_the_next_one_drawn(make_drawer):
    drawer = make_drawer(limit_s=1)
    with pytest.raises(Refusal, match="papers_busy"):
        drawer.draw(endless)
    drawer._limit_s = 60
    assert drawer.draw(whose)


def test_a_process_that_its_system_ended_is_started_anew(drawer):
    with pytest.raises(Refusal, match="papers_busy"):
        drawer.draw(ended)
    assert drawer.draw(whose)


def test_one_that_was_ended_while_it_waited_is_started_anew(drawer):
    child = int(drawer.draw(whose))
    os.kill(child, 9)
    drawer._child.wait()
    assert int(drawer.draw(whose)) != child


def test_one_that_ends_just_as_it_is_asked_is_replaced_and_nobody_is_told(drawer, monkeypatch):
    child = int(drawer.draw(whose))
    monkeypatch.setattr(drawer._child, "poll", lambda: None)
    os.kill(child, 9)
    assert int(drawer.draw(whose)) != child


def test_a_paper_that_ends_the_second_process_too_is_refused(drawer):
    assert drawer.draw(whose)
    with pytest.raises(Refusal, match="papers_busy"):
        drawer.draw(ended)
    assert drawer.draw(whose)


def test_a_fault_while_it_is_asked_ends_the_process_and_the_next_is_kept(drawer, monkeypatch):
    child = int(drawer.draw(whose))
    with monkeypatch.context() as patch:
        patch.setattr(drawing, "_spoken_with", lambda *_asked: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            drawer.draw(whose)
    wait_until_gone(child)
    assert int(drawer.draw(whose)) != child
    assert drawer._goes.is_alive()


def test_an_answer_without_end_is_none(drawer, monkeypatch):
    monkeypatch.setattr(drawing, "ANSWER_MOST_BYTES", 3)
    with pytest.raises(Refusal, match="papers_busy"):
        drawer.draw(loud)


def test_two_wait_and_others_are_told_at_once(drawer):
    held = [drawer._places.acquire(blocking=False) for _ in range(AT_ONCE_MOST)]
    assert all(held)
    with pytest.raises(Refusal, match="papers_busy"):
        drawer.draw(whose)
    for _ in held:
        drawer._places.release()
    assert drawer.draw(whose)


def test_who_is_told_reads_a_page_with_when_to_try_again(owner, monkeypatch):
    def full(*_asked, **_named):
        raise Refusal("papers_busy")

    monkeypatch.setattr("admin_panel.equipment.drawn", full)
    answer = owner.get("/equipment/labels.pdf")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "Other papers are being drawn just now." in answer.text


def test_a_paper_without_end_ends_nobody_else(drawer):
    with pytest.raises((RuntimeError, Refusal)):
        drawer.draw(hungry)
    assert drawer.draw(whose)


def test_a_second_paper_waits_and_is_told_when_it_waited_long_enough(make_drawer):
    drawer = make_drawer(wait_s=0.01)
    with drawer._turn, pytest.raises(Refusal, match="papers_busy"):
        drawer.draw(whose)
    assert drawer.draw(whose)


def asked_of_the_child(*papers):
    """What the child answers to each, then whether it goes on."""
    asked = [pickle.dumps((draw, given, {})) for draw, *given in papers]
    source = io.BytesIO(b"".join(len(one).to_bytes(8, "big") + one for one in asked))
    target, faults = io.BytesIO(), []
    goes_on = [answer_one(source, target, lambda: faults.append(1)) for _ in range(len(papers) + 1)]
    return target.getvalue(), goes_on, len(faults)


@pytest.mark.parametrize(
    ("draw", "made", "content", "faults"),
    [
        pytest.param(loud, True, b"drawn", 0, id="a paper"),
        pytest.param(refused, False, pickle.dumps(("not_found", {"what": "paper"})), 0, id="a no"),
        pytest.param(faulty, False, pickle.dumps(("", {})), 1, id="a fault"),
    ],
)
def test_the_child_answers_each_question_and_ends_with_the_last(draw, made, content, faults):
    said, goes_on, told = asked_of_the_child((draw,))
    assert said == HEAD.pack(made, len(content)) + content
    assert goes_on == [True, False]
    assert told == faults
