import stat

import pytest
from protocol.samples import keys

from kiosk.protocol.keys import load_keys, make_keys, save_keys
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
