"""Paid tasks headless: from the hand only, sealed, arriving once."""

import pytest

from kiosk.protocol.station_calls import Outcome
from kiosk.rules.refusals import Refusal
from kiosk.settings import StationSettings
from station_agent.player import earnings, work

CANARY = "canary-7f3a"
TEXT_FORM = {
    "prompt": "What is written?",
    "fields": [{"name": "text", "kind": "text", "label": "Text"}],
}


@pytest.fixture
def worker(desk):
    """A visitor with a hand of three digits."""
    desk.work_session = desk.sit_down("471932", seconds=6000, pin="4711", name="Grace Wanjiru")
    desk.deal(desk.work_session, 3)
    desk.forward(6)
    return desk


def refusal(action, *arguments, **named):
    with pytest.raises(Refusal) as refused:
        action(*arguments, **named)
    return refused.value.code


def submit(desk, assignment, digit="4", request_id="request-of-the-form"):
    work.submit(desk.agent, assignment, answer={"digit": digit}, request_id=request_id)


def asked_again(assignment="assignment-91", state="RevisionRequested", **more):
    form = {
        "prompt": "Which digit is this?",
        "fields": [{"name": "digit", "kind": "text", "label": "Digit"}],
    }
    return Outcome(
        assignment,
        "Read a digit",
        state,
        200,
        1,
        answer={"digit": "4"},
        task={"form": form, "row": {}},
        **more,
    )


def test_a_task_is_accepted_answered_and_arrives_once(worker):
    assignment = work.accept(worker.agent, "digits")
    submit(worker, assignment)
    worker.forward(2)
    (arrived,) = worker.hub.bodies("submission")
    assert (arrived.assignment, arrived.answer, arrived.round) == (assignment, {"digit": "4"}, 1)
    assert (arrived.session, arrived.visitor) == (worker.work_session, "visitor-471932")


def test_how_long_it_took_is_told(worker):
    assignment = work.accept(worker.agent, "digits")
    worker.agent.stopwatch.show(f"work:{assignment}")
    worker.clock.forward(seconds=9)
    submit(worker, assignment)
    worker.agent.tick()
    assert worker.hub.bodies("submission")[0].took_ms == 9000


def test_a_form_sent_twice_is_one_answer(worker):
    assignment = work.accept(worker.agent, "digits")
    submit(worker, assignment)
    assert refusal(submit, worker, assignment) == "assignment_done"
    assert work.is_done(worker.agent, assignment)
    worker.agent.tick()
    assert len(worker.hub.bodies("submission")) == 1


def test_work_is_accepted_only_from_the_hand(worker):
    assert refusal(work.accept, worker.agent, "another kind") == "hit_unknown"
    assert refusal(work.task, worker.agent, "assignment-99") == "assignment_unknown"
    assert refusal(submit, worker, "assignment-99") == "assignment_unknown"


def test_a_task_must_be_accepted_before_it_is_answered(worker):
    assert refusal(submit, worker, "assignment-2") == "state_wrong"


def test_accepting_again_gives_the_same_task(worker):
    assert work.accept(worker.agent, "digits") == work.accept(worker.agent, "digits")


def test_the_hand_runs_empty(worker):
    for n in range(3):
        submit(worker, work.accept(worker.agent, "digits"), request_id=f"request-{n}")
    assert refusal(work.accept, worker.agent, "digits") == "hand_empty"
    assert work.in_hand(worker.agent).done == 3


def test_a_task_given_back_is_not_offered_again_and_not_told_as_done(worker):
    first = work.accept(worker.agent, "digits")
    work.give_back(worker.agent, first)
    second = work.accept(worker.agent, "digits")
    assert first != second
    submit(worker, second)
    assert refusal(work.give_back, worker.agent, second) == "assignment_done"
    worker.agent.finish()
    worker.agent.tick()
    assert worker.hub.bodies("session_closed")[0].submitted == (second,)


def test_a_qualification_that_is_missing_is_named(desk):
    session = desk.sit_down(seconds=6000)
    desk.deal(session, 1, qualification="digits")
    desk.forward(6)
    assert refusal(work.accept, desk.agent, "digits") == "qualification_missing"
    desk.hub.tell("visitor-4F7K2M9T", qualifications=("digits",))
    desk.forward(6)
    assert work.accept(desk.agent, "digits") == "assignment-1"


def test_slots_that_lapsed_are_not_offered(worker):
    worker.clock.jump_wall(seconds=73 * 3600)
    assert refusal(work.accept, worker.agent, "digits") == "hand_empty"


def test_a_hand_waits_for_its_pictures(desk):
    session = desk.sit_down(seconds=6000)
    desk.deal(session, 2)
    pictures, desk.hub.blobs = desk.hub.blobs, {}
    desk.forward(6)
    assert work.in_hand(desk.agent).batches == ()
    desk.hub.blobs = pictures
    desk.forward(61)
    assert work.in_hand(desk.agent).batches[0].here == 2


def test_a_hand_that_comes_before_its_session_is_kept_for_it(desk):
    desk.hub.sell("4F7K2M9T", seconds=600)
    session = desk.hub.open_at_desk("4F7K2M9T")
    desk.deal(session, 2)
    desk.forward(7)
    assert work.in_hand(desk.agent).batches[0].here == 2


def test_the_next_session_has_no_hand_of_the_one_before(worker):
    worker.agent.finish()
    worker.sit_down("OTHER", seconds=600)
    assert work.in_hand(worker.agent).batches == ()


def test_both_links_down_and_killed_nothing_is_lost_and_all_arrives_once(worker):
    worker.hub.up = False
    done = []
    for n in range(3):
        done.append(work.accept(worker.agent, "digits"))
        submit(worker, done[-1], str(n), request_id=f"request-{n}")
        worker.restart()
    assert worker.agent.waiting() == 3
    worker.hub.up = True
    worker.forward(70)
    assert [body.assignment for body in worker.hub.bodies("submission")] == done
    assert worker.agent.waiting() == 0


def test_an_answer_lost_on_the_way_back_counts_once(worker):
    submit(worker, work.accept(worker.agent, "digits"))
    send, worker.hub.send = worker.hub.send, _loses_once(worker.hub.send)
    worker.agent.link._client._transport = worker.hub
    worker.forward(20)
    worker.hub.send = send
    worker.forward(61)
    assert len(worker.hub.bodies("submission")) == 1
    assert worker.agent.waiting() == 0


def _loses_once(send):
    from kiosk.link.client import LinkDownError

    lost = []

    def losing(method, path, headers, body):
        answer = send(method, path, headers, body)
        if path.endswith("/push") and not lost:
            lost.append(path)
            raise LinkDownError("answer lost")
        return answer

    return losing


def test_a_full_outbox_takes_no_new_task(desk):
    desk.settings = StationSettings(
        draft_folder=desk.settings.draft_folder, outbox_limit_bytes=1024 * 1024
    )
    desk.restart()
    session = desk.sit_down(seconds=6000)
    desk.deal(session, 3)
    desk.forward(6)
    desk.hub.up = False
    desk.agent.store.writer.run(_fill_outbox)
    assert refusal(work.accept, desk.agent, "digits") == "outbox_full"


def _fill_outbox(db, now) -> None:
    for seq in range(1, 21):
        db.execute(
            "INSERT INTO outbox (audience, epoch, seq, type, raw, signature, state, at) "
            "VALUES ('hub', 'x', :seq, 'practice', zeroblob(50000), zeroblob(64), 'waiting', 0)",
            {"seq": seq},
        )


def test_the_stations_own_files_do_not_hold_what_was_answered(desk):
    session = desk.sit_down("471932", seconds=6000, pin="4711", name="Grace Wanjiru")
    desk.deal(session, 2, form=TEXT_FORM)
    desk.forward(6)
    desk.hub.up = False
    submitted, begun = "assignment-1", "assignment-2"
    work.accept(desk.agent, "digits")
    work.submit(desk.agent, submitted, answer={"text": CANARY}, request_id="request-1")
    work.accept(desk.agent, "digits")
    desk.agent.vault.keep_draft(f"work:{begun}", CANARY.encode())
    assert desk.agent.vault.draft(f"work:{begun}") == CANARY.encode()
    files = [*desk.folder.rglob("*"), *desk.agent.memory.rglob("*")]
    contents = b"".join(path.read_bytes() for path in files if path.is_file())
    assert CANARY.encode() not in contents
    for secret in (b"Wanjiru", b"4711"):
        assert secret not in contents


def test_the_sessions_end_takes_key_and_drafts_along(worker):
    worker.agent.vault.keep_draft("work:assignment-1", b"half an answer")
    worker.agent.finish()
    left = [path for path in worker.agent.memory.iterdir() if path.name != "status.json"]
    assert left == []


def test_a_draft_comes_back_after_the_agent_was_killed(worker):
    worker.agent.vault.keep_draft("work:assignment-1", b"half an answer")
    worker.restart()
    assert worker.agent.vault.draft("work:assignment-1") == b"half an answer"


def test_a_requester_may_ask_for_a_second_go(worker):
    worker.hub.tell("visitor-471932", outcomes=(asked_again(),))
    worker.forward(6)
    (row,) = earnings.earnings(worker.agent).rows
    assert row.shown == "revision"
    submit(worker, "assignment-91", "9")
    assert refusal(submit, worker, "assignment-91", "8", "request-2") == "assignment_done"
    worker.agent.tick()
    (again,) = worker.hub.bodies("submission")
    assert (again.round, again.answer) == (2, {"digit": "9"})
    assert earnings.earnings(worker.agent).rows[0].shown == "sent"


def test_a_second_go_may_come_in_the_session_that_gave_the_first_answer(worker):
    assignment = work.accept(worker.agent, "digits")
    submit(worker, assignment, "4")
    worker.hub.tell("visitor-471932", outcomes=(asked_again(assignment),))
    worker.forward(6)
    assert not work.is_done(worker.agent, assignment)
    assert refusal(submit, worker, assignment, "4") == "conflict", "the first form came twice"
    submit(worker, assignment, "9", "request-2")
    assert work.is_done(worker.agent, assignment)
    worker.agent.tick()
    assert [(one.round, one.answer) for one in worker.hub.bodies("submission")] == [
        (1, {"digit": "4"}),
        (2, {"digit": "9"}),
    ]


@pytest.mark.parametrize("kind", ["accept", "appeal"])
def test_a_visitor_answers_a_proposed_rejection_once(worker, kind):
    worker.hub.tell("visitor-471932", outcomes=(asked_again(state="RejectProposed"),))
    worker.forward(6)
    words = "It is a 4" if kind == "appeal" else ""
    earnings.react(worker.agent, "assignment-91", kind=kind, words=words)
    earnings.react(worker.agent, "assignment-91", kind="accept")
    worker.agent.tick()
    said = worker.hub.bodies("reaction")
    said += [body.reaction for body in worker.hub.bodies("appeal")]
    assert [(one.kind, one.words) for one in said] == [(kind, words)]


def test_what_asks_for_an_answer_is_told_as_seen_once(worker):
    worker.hub.tell("visitor-471932", outcomes=(asked_again(),))
    worker.forward(6)
    for _ in range(2):
        earnings.mark_seen(worker.agent, earnings.earnings(worker.agent).rows)
    worker.agent.tick()
    assert [body.kind for body in worker.hub.bodies("reaction")] == ["seen"]


@pytest.mark.parametrize(
    ("assignment", "words", "code"),
    [
        ("assignment-9", "", "assignment_unknown"),
        ("assignment-91", "", "decision_made"),
        ("assignment-92", "x" * 2001, "field_wrong"),
        ("assignment-92", "It is\x00 a 4", "field_wrong"),
    ],
)
def test_reactions_that_fit_nothing_are_refused(worker, assignment, words, code):
    outcomes = (
        asked_again(state="Approved"),
        asked_again("assignment-92", state="RejectProposed"),
    )
    worker.hub.tell("visitor-471932", outcomes=outcomes)
    worker.forward(6)
    assert refusal(earnings.react, worker.agent, assignment, kind="appeal", words=words) == code


def test_answers_that_the_desk_has_not_told_of_stand_on_the_page(worker):
    submit(worker, work.accept(worker.agent, "digits"))
    shown = earnings.earnings(worker.agent)
    assert (shown.in_review_minor, [row.shown for row in shown.rows]) == (200, ["saved"])
