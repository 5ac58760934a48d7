"""The owner's printed key."""

import pytest
from nacl.public import PrivateKey

from kiosk.link import owner_key
from kiosk.rules.refusals import Refusal


def test_it_is_made_once_and_only_its_public_half_is_kept(tmp_path):
    assert owner_key.public(tmp_path) is None
    printed = owner_key.make(tmp_path)
    private = owner_key.read(printed)
    assert owner_key.public(tmp_path) == bytes(private.public_key)
    assert bytes(private).hex() not in (tmp_path / owner_key.FILE).read_text()
    with pytest.raises(Refusal, match="backup_key_made"):
        owner_key.make(tmp_path)
    assert owner_key.make(tmp_path, instead=True) != printed


def test_what_is_sealed_to_it_its_print_alone_opens(tmp_path):
    private = owner_key.read(owner_key.make(tmp_path))
    sealed = owner_key.seal(owner_key.public(tmp_path), b"keys")
    assert owner_key.unseal(private, sealed) == b"keys"
    with pytest.raises(Refusal, match="backup_key_wrong"):
        owner_key.unseal(PrivateKey.generate(), sealed)
    assert len(owner_key.mark(owner_key.public(tmp_path))) == 6


def test_a_print_is_read_however_it_is_typed_and_a_typing_error_is_found():
    private = PrivateKey.generate()
    text = owner_key.printed(private)
    assert bytes(owner_key.read(f" {text.lower()}\n")) == bytes(private)
    assert bytes(owner_key.read(text.replace("-", " "))) == bytes(private)
    assert bytes(owner_key.read(f"\n{text}\n\nThis is the owner's key.")) == bytes(private)
    other = "B" if text[3] != "B" else "C"
    for wrong in (
        "",
        "hello",
        text[:-4],
        text[:3] + other + text[4:],
        "1" * 56,
        text * 9,
        "Ü" * 56,
    ):
        with pytest.raises(Refusal, match="backup_key_wrong"):
            owner_key.read(wrong)


def test_a_folder_that_takes_no_key_is_refused(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(Refusal, match="data_folder_wrong"):
        owner_key.make(tmp_path / "file" / "data")
    (tmp_path / owner_key.FILE).write_text("half")
    assert owner_key.public(tmp_path) is None
