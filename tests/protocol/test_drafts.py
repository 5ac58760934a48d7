"""What a half typed answer is called outside the page that it stands on."""

from kiosk.protocol.drafts import draft_name, draft_of_task


def test_a_drafts_name_tells_nobody_what_is_worked_on():
    name = draft_name(draft_of_task("assignment-1"))
    assert len(name) == 32
    assert int(name, 16) >= 0
    assert "assignment" not in name


def test_each_task_has_a_draft_of_its_own():
    assert draft_name(draft_of_task("a")) != draft_name(draft_of_task("b"))
