"""What of a draft is heard, and a sound put in or taken away."""

import json

import pytest
from rules.module_samples import sample_files

from kiosk.rules.draft_files import items_of
from kiosk.rules.draft_sounds import Heard, heard, with_sound
from kiosk.rules.refusals import Refusal

FILES = sample_files()


def test_steps_and_questions_stand_in_their_order():
    found = heard(FILES)
    assert found[0] == Heard("step", "read", "Pets", "")
    assert Heard("item", "p1", "What is it?", "media/a.mp3") in found
    assert len(found) == 12


def test_a_draft_that_cannot_be_read_has_nothing_to_say():
    assert heard({"module.json": b"["}) == ()
    assert heard({"module.json": b'{"steps": [1, {"id": "a"}]}'}) == (Heard("step", "a", "", ""),)


def test_a_step_is_given_a_sound_and_loses_it():
    changed = with_sound(FILES, kind="step", part="read", sound="media/b.mp3")
    assert json.loads(changed["module.json"])["steps"][0]["media"] == "media/b.mp3"
    after = {**FILES, **changed, "media/b.mp3": b""}
    back = with_sound(after, kind="step", part="read", sound="")
    assert "media" not in json.loads(back["module.json"])["steps"][0]
    assert back["media/b.mp3"] is None


def test_a_question_is_given_another_one():
    changed = with_sound(FILES, kind="item", part="p1", sound="media/b.mp3")
    assert items_of({"items.csv": changed["items.csv"]}).rows[0]["audio"] == "media/b.mp3"
    assert changed["media/a.mp3"] is None


def test_a_sound_that_another_one_names_stays():
    both = {**FILES, **with_sound(FILES, kind="step", part="read", sound="media/a.mp3")}
    assert "media/a.mp3" not in with_sound(both, kind="item", part="p1", sound="")
    assert "media/a.mp3" not in with_sound(both, kind="item", part="p1", sound="media/a.mp3")


def test_a_file_that_is_not_here_is_not_removed():
    bare = {name: data for name, data in FILES.items() if name != "media/a.mp3"}
    assert "media/a.mp3" not in with_sound(bare, kind="item", part="p1", sound="")


@pytest.mark.parametrize(("kind", "part"), [("item", "no"), ("step", "p1"), ("", "")])
def test_what_is_not_there_has_no_sound(kind, part):
    with pytest.raises(Refusal, match="not_found"):
        with_sound(FILES, kind=kind, part=part, sound="media/b.mp3")
