"""The folder in memory: ours alone, or none."""

import os

from station_agent.vault import own_folder


def test_a_folder_in_memory_is_closed_to_others(tmp_path):
    mine = tmp_path / "mine"
    assert own_folder(mine) == mine
    mine.chmod(0o777)
    assert own_folder(mine) == mine
    assert mine.stat().st_mode & 0o777 == 0o700
    assert own_folder(None) is None


def test_a_folder_that_another_user_made_before_us_is_not_used(tmp_path, monkeypatch):
    trap = tmp_path / "trap"
    trap.mkdir()
    monkeypatch.setattr(os, "geteuid", lambda: trap.stat().st_uid + 1)
    assert own_folder(trap) is None


def test_a_link_to_somewhere_else_is_not_used(tmp_path):
    trap = tmp_path / "trap"
    trap.symlink_to(tmp_path)
    assert own_folder(trap) is None
