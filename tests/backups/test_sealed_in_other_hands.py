"""Sealed backups that somebody had in their hands: changed, cut, mixed, renamed, made by others."""

import shutil

import msgspec
import pytest
from fakes.sealed_site import NOW, backed_up, sealed, sign_anew

from kiosk.backups import backup_checks, sealed_backups
from kiosk.backups.restoring import check_signed, check_site, restore_hub, site_of
from kiosk.backups.sealed_fronts import read_front, sealer_of
from kiosk.hub_folder import DATABASE, KEYS
from kiosk.link import backup_marks, owner_key
from kiosk.protocol.keys import load_keys, make_keys
from kiosk.rules.refusals import Refusal


def test_a_renamed_one_is_not_taken_for_a_newer_one(site, tmp_path):
    copies = (sealed(site), backed_up(site, NOW + 1))
    for copy in copies:
        newer = copy.with_name(f"hub-{NOW + 9}")
        copy.rename(newer)
        with pytest.raises(Refusal, match="backup_renamed"):
            restore_hub(newer, tmp_path / "new", NOW, private=site.private)
    assert not (tmp_path / "new").exists()


def test_the_front_of_another_version_is_refused_in_words(site):
    copy = sealed(site)
    sign_anew(site, copy, format=2, more="words")
    for read in (read_front, sealed_backups.check_sums):
        with pytest.raises(Refusal, match="backup_of_other_version"):
            read(copy)


@pytest.mark.parametrize(
    "words",
    [b"\xff", b'{"format":"' + b"\xb3", b'{"a":' * 100_000, b"[]", b"7", b'{"format":1}'],
)
def test_a_front_or_a_manifest_that_is_none_is_called_damaged(site, words):
    copy, ours = sealed(site), backed_up(site, NOW + 1)
    (copy / "sealed.json").write_bytes(words)
    (ours / "manifest.json").write_bytes(words)
    for read in (
        lambda: sealed_backups.check(copy, site.private),
        lambda: sealed_backups.check_sums(copy),
        lambda: backup_checks.check(ours),
    ):
        with pytest.raises(Refusal, match="database_damaged"):
            read()


@pytest.mark.parametrize("what", ["front", "part", "signature"])
def test_one_mixed_from_two_is_refused(site, what):
    one, two = sealed(site), sealed(site, NOW + 1)
    names = {
        "front": ("sealed.json",),
        "part": ("part-1",),
        "signature": ("sealed.json.sig",),
    }
    for name in names[what]:
        shutil.copy(one / name, two / name)
    for check in (sealed_backups.check_sums, lambda it: sealed_backups.check(it, site.private)):
        with pytest.raises(Refusal, match="database_damaged"):
            check(two)


def test_a_front_of_one_with_the_stream_of_another_by_the_hub_itself_does_not_open(site):
    """Each frame is bound to its backup: sums alone are not believed."""
    one, two = sealed(site), sealed(site, NOW + 1)
    front = msgspec.json.decode((one / "sealed.json").read_bytes())
    shutil.copy(one / "part-1", two / "part-1")
    sign_anew(site, two, parts=front["parts"], sealed_keys=front["sealed_keys"])
    sealed_backups.check_sums(two)
    with pytest.raises(Refusal, match="cut or changed"):
        sealed_backups.check(two, site.private)


@pytest.mark.parametrize("change", [b"", b"1", None])
def test_a_part_that_is_cut_longer_or_gone_is_refused(site, change):
    copy = sealed(site)
    part = copy / "part-1"
    content = part.read_bytes()
    part.unlink()
    if change is not None:
        part.write_bytes(content + change if change else content[:-1])
    with pytest.raises(Refusal, match="a part is not as it was written"):
        sealed_backups.check_sums(copy)
    with pytest.raises(Refusal, match="cut or changed"):
        sealed_backups.check(copy, site.private)


def test_links_in_the_place_of_parts_are_not_followed(site, tmp_path):
    copy = sealed(site)
    (copy / "part-1").rename(tmp_path / "elsewhere")
    (copy / "part-1").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Refusal, match="database_damaged"):
        sealed_backups.check_sums(copy)


def test_somebody_else_cannot_make_one_that_passes_for_the_hubs(site, tmp_path):
    """They may know the owner's public half; they have keys of their own, and no other name."""
    stranger = make_keys()
    ours = backed_up(site)
    sealer = sealed_backups.Sealer(stranger, owner_key.public(site.folder))
    with pytest.raises(Refusal, match="database_damaged"):  # the manifest names the hub
        sealed_backups.copy_out(ours, site.second, sealer)
    manifest = msgspec.json.decode((ours / "manifest.json").read_bytes())
    manifest["site"] = stranger.origin
    (ours / "manifest.json").write_bytes(msgspec.json.encode(manifest))
    backup_marks.sign_file(ours / "manifest.json", stranger)
    theirs = sealed_backups.copy_out(ours, site.second, sealer)
    site.hub.close()
    with pytest.raises(Refusal, match="backup_of_other_site"):
        restore_hub(theirs, site.folder, NOW, private=site.private)
    with pytest.raises(Refusal, match="not of the site that made it"):
        restore_hub(theirs, tmp_path / "new", NOW, private=site.private)
    with pytest.raises(Refusal, match="backup_of_other_site"):
        check_site(theirs, backup_marks.site_mark(load_keys(site.folder / KEYS).origin))


def test_the_owners_paper_names_the_site(site, tmp_path):
    mark = backup_marks.site_mark(site.hub.keys.origin)
    assert len(mark) == 19
    text = f"{owner_key.printed(site.private)}\nSite: {mark}\n\nThis is the owner's key."
    paper = owner_key.read_paper(text)
    assert (bytes(paper.private), paper.site) == (bytes(site.private), mark)
    assert owner_key.read_paper(owner_key.printed(site.private)).site == ""
    copy = sealed(site)
    assert site_of(copy) == site_of(backed_up(site, NOW + 1)) == mark
    check_site(copy, mark)
    check_site(copy, "")
    with pytest.raises(Refusal, match="backup_of_other_site"):
        check_site(copy, "AAAA-AAAA-AAAA-AAAA")
    assert site_of(copy / "part-1") == ""


def test_what_was_away_must_be_signed_and_what_lies_beside_the_data_need_not(site):
    copy, ours = sealed(site), backed_up(site, NOW + 1)
    check_signed(copy, site.folder)
    away = shutil.copytree(ours, site.second / f"hub-{NOW + 1}", dirs_exist_ok=True)
    check_signed(away, site.folder)
    for one in (ours, away):
        (one / "manifest.json.sig").unlink()
    check_signed(ours, site.folder)
    for one in (away, away / DATABASE):
        with pytest.raises(Refusal, match="backup_unsigned"):
            check_signed(one, site.folder)


def test_a_path_that_leads_out_of_the_folder_is_not_followed(site, tmp_path, monkeypatch):
    """By a hub that somebody else made, for a machine that knows no hub yet."""
    ours = backed_up(site)
    (ours.parent / "evil").write_bytes(b"evil")
    manifest = msgspec.json.decode((ours / "manifest.json").read_bytes())
    manifest["files"] = {**manifest["files"], "../evil": backup_checks.sha256_of(ours / "../evil")}
    (ours / "manifest.json").write_bytes(msgspec.json.encode(manifest))
    copy = sealed_backups.copy_out(ours, site.second, sealer_of(site.folder))
    with pytest.raises(Refusal, match="cut or changed"):
        restore_hub(copy, tmp_path / "new", NOW, private=site.private)
    assert not (tmp_path / "new").exists()
