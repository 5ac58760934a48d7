"""What is kept beside the database about looks at it."""

import pytest

from kiosk import check_notes
from kiosk.check_notes import CHECKS, DAMAGED
from kiosk.rules.whole_checks import Checks, Round

NOW = 1_795_300_000_000
KEPT = Checks(Round(NOW, deep=True, done=("seat", "the ledger")), NOW - 5)


def test_how_far_it_has_come_is_kept(tmp_path):
    assert check_notes.checks(tmp_path) == Checks()
    check_notes.keep_checks(tmp_path, KEPT)
    assert check_notes.checks(tmp_path) == KEPT
    assert [path.name for path in tmp_path.iterdir()] == [CHECKS]


@pytest.mark.parametrize("torn", [b"", b"{", b'{"round": 5}', b"\xff" * 70_000])
def test_a_note_that_was_torn_begins_anew(tmp_path, torn):
    (tmp_path / CHECKS).write_bytes(torn)
    assert check_notes.checks(tmp_path) == Checks()


def test_a_disk_that_takes_no_more_stops_no_check(tmp_path):
    check_notes.keep_checks(tmp_path / "gone", KEPT)
    assert not (tmp_path / "gone").exists()


def test_damage_stays_until_the_database_is_another(tmp_path):
    assert check_notes.marked(tmp_path) is None
    check_notes.mark_damaged(tmp_path, "audit: a page", NOW)
    check_notes.suspect(tmp_path)
    found = check_notes.marked(tmp_path)
    assert (found.reason, found.found_at) == ("audit: a page", NOW)
    assert check_notes.is_suspect(tmp_path)
    check_notes.forget(tmp_path)
    check_notes.forget(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_mark_that_cannot_be_read_is_a_mark(tmp_path):
    (tmp_path / DAMAGED).write_bytes(b"")
    assert check_notes.marked(tmp_path).reason == "it was found to be damaged"
    (tmp_path / DAMAGED).unlink()
    (tmp_path / DAMAGED).mkdir()
    assert "directory" in check_notes.marked(tmp_path).reason
