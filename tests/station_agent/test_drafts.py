"""A half typed answer follows its visitor to another seat, and nobody else ever sees it."""

import re

from kiosk.protocol.drafts import DRAFT_PATH, DRAFTS_LIMIT
from station_agent import entering
from station_agent.drafts import WAITING_LIMIT

GRACE, HASSAN = "4F7K2M9T", "7Q2M4KX9"
HALF = b"half a sentence"


def types(desk, name, plain=HALF):
    assert desk.agent.vault.keep_draft(name, plain)
    desk.agent.tick()


def leave(desk):
    desk.agent.finish()
    desk.agent.tick()


def come_again(desk, code):
    desk.agent.tick()
    entering.enter(desk.agent, code=code, pin="", request_id=f"again-{len(desk.hub.calls)}")
    desk.agent.tick()


def test_a_draft_waits_for_its_visitor_and_for_nobody_else(desk):
    desk.sit_down(GRACE)
    types(desk, "work:a1")
    leave(desk)
    desk.sit_down(HASSAN)
    assert desk.agent.vault.draft("work:a1") is None
    leave(desk)
    come_again(desk, GRACE)
    assert desk.agent.vault.draft("work:a1") == HALF


def test_the_hub_and_the_wire_see_it_sealed_under_a_name_that_says_nothing(desk):
    desk.sit_down(GRACE)
    types(desk, "work:a1")
    ((name, sealed),) = desk.hub.drafts[f"visitor-{GRACE}"].items()
    assert re.fullmatch("[0-9a-f]{32}", name)
    assert HALF not in sealed


def test_what_is_finished_comes_back_no_more(desk):
    desk.sit_down(GRACE)
    types(desk, "work:a1")
    desk.agent.vault.drop_draft("work:a1")
    desk.agent.vault.drop_draft("work:a2")
    desk.agent.tick()
    leave(desk)
    come_again(desk, GRACE)
    assert desk.agent.vault.draft("work:a1") is None


def test_after_a_power_cut_that_took_the_memory_it_is_there_again(desk, tmp_path):
    desk.sit_down(GRACE)
    types(desk, "work:a1")
    desk.kill()
    for path in (tmp_path / "memory").rglob("*"):
        if path.is_file():
            path.unlink()
    desk.start().tick()
    assert desk.agent.vault.draft("work:a1") == HALF


def test_what_was_typed_here_is_newer_than_what_comes(desk):
    desk.sit_down(GRACE)
    types(desk, "work:a1")
    leave(desk)
    entering.enter(desk.agent, code=GRACE, pin="", request_id="again-and-again")
    assert desk.agent.vault.keep_draft("work:a1", b"more")
    desk.agent.tick()
    assert desk.agent.vault.draft("work:a1") == b"more"


def test_typed_with_the_hub_away_it_goes_when_the_hub_is_back_also_after_the_session(desk):
    desk.sit_down(GRACE)
    desk.hub.up = False
    types(desk, "work:a1")
    leave(desk)
    assert desk.hub.drafts == {}
    desk.hub.up = True
    desk.forward(10)
    come_again(desk, GRACE)
    assert desk.agent.vault.draft("work:a1") == HALF


def test_an_answer_that_is_lost_sends_it_again(desk):
    desk.sit_down(GRACE)
    desk.agent.tick()
    desk.agent.vault.keep_draft("work:a1", HALF)
    desk.hub.lose_answers = 1
    desk.agent.rounds.send()
    desk.agent.rounds.send()
    assert len(desk.hub.drafts[f"visitor-{GRACE}"]) == 1


def test_what_the_hub_refuses_is_not_sent_for_ever(desk):
    desk.sit_down(GRACE)
    desk.agent.drafts.typed("session-of-nobody", "00" * 16, HALF)
    for _ in range(2):
        desk.agent.drafts.send(desk.agent.link)
    assert [path for _, path in desk.hub.calls].count(DRAFT_PATH) == 1


def test_only_so_many_wait(desk):
    desk.sit_down(GRACE)
    desk.hub.up = False
    for n in range(WAITING_LIMIT + 5):
        desk.agent.vault.keep_draft(f"work:{n}", HALF)
    desk.hub.up = True
    desk.agent.drafts.send(desk.agent.link)
    assert len(desk.hub.drafts[f"visitor-{GRACE}"]) == WAITING_LIMIT > DRAFTS_LIMIT
