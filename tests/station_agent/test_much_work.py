"""A diligent visitor: more tasks than a fact holds names, answers as long as they may be."""

import pytest

from kiosk.protocol.bodies import (
    SUBMITTED_LIMIT,
    HubSubmission,
    Submission,
    answer_fits,
    read_body,
    write_body,
)
from kiosk.protocol.facts import Moment, Place, make_fact
from kiosk.protocol.keys import make_keys
from kiosk.protocol.sealing import seal
from kiosk.protocol.station_calls import Outcome
from kiosk.rules.refusals import Refusal
from station_agent.player import earnings, work

MANY = 2_600
LONG = ('a "word"\n' * 1_200)[:10_000]
LONG_FORM = {
    "prompt": "What is written?",
    "fields": [{"name": f"page_{n}", "kind": "text", "label": f"Page {n}"} for n in range(4)],
}


def _submit_many(db, now, *, session) -> None:
    for n in range(MANY):
        db.execute(
            "INSERT INTO slot (session, assignment, hit_type, cells, until, state) "
            "VALUES (:session, :assignment, 'digits', '{}', :until, 'submitted')",
            {"session": session, "assignment": f"N{n:020d}", "until": now + 10**9},
        )


def test_a_session_with_thousands_of_answers_still_ends(desk):
    session = desk.sit_down(seconds=6000)
    desk.agent.store.writer.run(_submit_many, session=session)
    desk.agent.finish()
    desk.agent.tick()
    (closed,) = desk.hub.bodies("session_closed")
    assert len(closed.submitted) == SUBMITTED_LIMIT
    assert closed.submitted[-1] == f"N{MANY - 1:020d}"


def test_an_answer_that_the_hub_could_not_send_on_is_refused_before_it_is_saved(desk):
    session = desk.sit_down(seconds=6000)
    desk.deal(session, 1, form=LONG_FORM)
    desk.forward(6)
    assignment = work.accept(desk.agent, "digits")
    answer = {f"page_{n}": LONG for n in range(3)} | {"page_3": "short"}
    with pytest.raises(Refusal) as refused:
        work.submit(desk.agent, assignment, answer=answer, request_id="request-1")
    assert refused.value.code == "answer_wrong_shape"
    assert refused.value.details["field"] != "page_3"
    assert desk.agent.waiting() == 0
    work.submit(desk.agent, assignment, answer={**answer, "page_0": "x"}, request_id="request-2")
    desk.agent.tick()
    assert len(desk.hub.bodies("submission")) == 1


@pytest.mark.parametrize("letter", ["a", '"', "\n", "\\", "س", "字", "😀"])
def test_what_fits_is_taken_by_both_hops(letter):
    """The longest answer that fits, by letters that JSON writes with one to several bytes."""
    low, high = 0, 60_000
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if answer_fits({"a": letter * middle}) else (low, middle)
    answer = {"a": letter * low}
    text = write_body(Submission("s", "v", "a", 1, answer, 0)).decode()
    text = text[text.index('{"a":') : text.rindex("}")].rsplit(',"took_ms"', 1)[0]
    keys, place = make_keys(), Place("o" * 32, "e" * 16, 2**53)
    moment = Moment(10**15, "b" * 36, 2**62)
    down = Submission("x" * 24, "x" * 24, "x" * 24, 1, answer, 10**12)
    up = HubSubmission("x" * 24, "x" * 24, 1, "x" * 80, "x" * 64, text, 10**12, 10**15)
    sealed = seal(keys.public_sealing, write_body(down))
    make_fact(keys.signing, place, type="submission", body=sealed, at=moment)
    fact = make_fact(keys.signing, place, type="hub_submission", body=write_body(up), at=moment)
    assert read_body(fact.fact, fact.fact.body_bytes) == up


def test_answers_that_the_desk_has_and_tells_no_more_are_not_counted_twice(desk):
    session = desk.sit_down("471932", seconds=6000, pin="4711", name="Grace Wanjiru")
    desk.deal(session, 5)
    desk.forward(6)
    done = []
    for n in range(5):
        done.append(work.accept(desk.agent, "digits"))
        work.submit(desk.agent, done[-1], answer={"digit": "4"}, request_id=f"request-{n}")
    assert earnings.earnings(desk.agent).in_review_minor == 5 * 200
    newest = Outcome(done[3], "Read a digit", "Submitted", 200, 1)
    desk.hub.tell("visitor-471932", outcomes=(newest,), pending_minor=4 * 200, done_here=4)
    desk.forward(6)
    shown = earnings.earnings(desk.agent)
    assert shown.in_review_minor == 5 * 200
    assert [row.outcome.assignment for row in shown.rows] == [done[4], done[3]]
