import os
import stat
from pathlib import Path

import pytest
from protocol.samples import keys

from kiosk.protocol.keys import (
    PAIRS_LIMIT,
    Keys,
    bytes_of,
    change_keys,
    keys_from,
    load_keys,
    make_keys,
    save_keys,
)
from kiosk.rules.refusals import Refusal


def test_keys_come_back_as_they_were_saved_and_only_the_owner_reads_them(tmp_path):
    made, path = make_keys(), tmp_path / "hub.keys"
    save_keys(made, path)
    again = load_keys(path)
    assert (again.public_signing, again.public_sealing) == (
        made.public_signing,
        made.public_sealing,
    )
    assert again.origin == made.origin
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_keys_are_never_written_over_older_ones(tmp_path):
    path = tmp_path / "hub.keys"
    save_keys(keys(1), path)
    with pytest.raises(FileExistsError):
        save_keys(keys(2), path)
    assert load_keys(path).origin == keys(1).origin


@pytest.mark.parametrize("kept", [None, b"", bytes(63), bytes(65)])
def test_keys_that_are_missing_or_cut_short_are_refused(tmp_path, kept):
    path = tmp_path / "hub.keys"
    if kept is not None:
        path.write_bytes(kept)
    with pytest.raises(Refusal, match="data_folder_wrong"):
        load_keys(path)


def test_two_machines_have_different_keys():
    assert make_keys().origin != make_keys().origin


def ring(*seeds):
    """Keys that followed each other, the last seed the newest."""
    held = keys(seeds[0])
    for seed in seeds[1:]:
        held = held.followed_by(keys(seed))
    return held


def test_new_keys_stand_in_front_of_all_before_and_come_back_from_the_file(tmp_path):
    path = tmp_path / "hub.keys"
    save_keys(keys(1), path)
    for seed in (2, 3):
        change_keys(load_keys(path).followed_by(keys(seed)), path)
    held = load_keys(path)
    assert held == ring(1, 2, 3)
    assert held.origins == (keys(3).origin, keys(2).origin, keys(1).origin)
    assert held.older_public_signing == (keys(2).public_signing, keys(1).public_signing)
    assert (held.origin, held.public_sealing) == (keys(3).origin, keys(3).public_sealing)
    assert all(one.older == () for one in held.older)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_the_file_of_one_pair_is_as_every_version_reads_it():
    assert bytes_of(keys(1)) == bytes(keys(1).signing) + bytes(keys(1).sealing)


def test_a_file_of_several_that_was_cut_or_changed_anywhere_is_refused():
    raw = bytes_of(ring(1, 2, 3))
    assert keys_from(raw) == ring(1, 2, 3)
    for length in range(len(raw)):
        with pytest.raises(ValueError, match=r"^(\d+|sum)$"):
            keys_from(raw[:length])
    for at in range(len(raw)):
        with pytest.raises(ValueError, match=r"^(\d+|sum)$"):
            keys_from(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :])
    with pytest.raises(ValueError, match=r"^(\d+|sum)$"):
        keys_from(raw + raw[16 : 16 + 64])


def test_no_more_pairs_are_kept_than_a_file_may_hold(tmp_path):
    one = keys(1)
    full = Keys(one.signing, one.sealing, (keys(2),) * (PAIRS_LIMIT - 1))
    assert keys_from(bytes_of(full)) == full
    with pytest.raises(Refusal, match="too_many"):
        full.followed_by(keys(3))
    over = Keys(one.signing, one.sealing, (keys(2),) * PAIRS_LIMIT)
    with pytest.raises(ValueError, match=r"^(\d+|sum)$"):
        keys_from(bytes_of(over))


@pytest.mark.parametrize("following", [keys(2), ring(3, 2)], ids=["alone", "of another hub"])
def test_a_change_never_drops_a_pair(tmp_path, following):
    path = tmp_path / "hub.keys"
    save_keys(keys(1), path)
    with pytest.raises(Refusal, match="data_folder_wrong"):
        change_keys(following, path)
    assert load_keys(path) == keys(1)


class CutError(Exception):
    """The process ended here."""


def test_a_change_that_is_cut_off_anywhere_leaves_the_old_keys_or_the_new(tmp_path, monkeypatch):
    path = tmp_path / "hub.keys"
    save_keys(keys(1), path)
    new = keys(1).followed_by(keys(2))

    def cut(*_words, **_told):
        raise CutError

    rename = Path.rename
    steps = ((os, "fdopen"), (os, "fsync"), (Path, "rename"))
    for place, step in steps:
        with monkeypatch.context() as patched:
            patched.setattr(place, step, cut)
            with pytest.raises(CutError):
                change_keys(new, path)
        assert load_keys(path) == keys(1)

    def renamed_and_cut(self, target):
        rename(self, target)
        raise CutError

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", renamed_and_cut)
        with pytest.raises(CutError):
            change_keys(new, path)
    assert load_keys(path) == new
    change_keys(new.followed_by(keys(3)), path)  # what was left behind stops none
    assert load_keys(path) == ring(1, 2, 3)


def test_all_that_was_ever_signed_is_verified_with_todays_key_first():
    first, second = keys(1), keys(2)
    now = first.followed_by(second)
    assert now.all_public_signing == (second.public_signing, first.public_signing)
    assert now.site == first.origin
