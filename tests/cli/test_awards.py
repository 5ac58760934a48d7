"""`kiosk certificate`: checked from a file or a text, with a site and without one."""

from dataclasses import replace

import pytest
from fakes.clock import FakeClock
from fakes.hub_world import World, make_hub
from fakes.passing import passed
from msgspec import structs

from admin_panel.award_paper import PaperAward, pdf_of
from kiosk.acts import awards
from kiosk.protocol.awards import key_print, write_award
from kiosk.protocol.keys import make_keys
from kiosk.protocol.learner_records import LearnerRecord, Skill, write_record
from kiosk.rules.awards import Award
from kiosk.store import awards as store

AWARD = Award("7K2M9QX04T", "Far Away", "Amina", "Digits", "digits-e1", 9, 10, "2026-11-26", None)


@pytest.fixture
def given(empty):
    """A site that gave two certificates and took the second back; their texts."""
    world = World(make_hub(empty.folder, FakeClock()), FakeClock())
    grace, texts = world.visitor(), []
    for n in (1, 2):
        told = {"attempt": passed(world.hub, grace, n=n, days=0), "name": "Grace", "by": "test"}
        number = world.hub.write(awards.give, visitor=grace, **told)
        with world.hub.read() as db:
            texts.append(store.by_number(db, number).paper)
    world.hub.write(awards.revoke, number=number, reason="slip", by="test")
    world.hub.close()
    return texts


def test_a_certificate_is_valid_from_its_text_a_file_or_its_pdf(empty, given, tmp_path):
    text = given[0]
    facts = empty.tells("certificate", "check", text)
    assert (facts["said"], facts["ours"], facts["name"]) == ("valid", True, "Grace")
    (tmp_path / "a.txt").write_text(text.lower(), "utf-8")
    paper = PaperAward("", "", "", "Grace", "", "", (), (), "", text)
    (tmp_path / "a.pdf").write_bytes(pdf_of(paper, rtl=False))
    for name in ("a.txt", "a.pdf"):
        assert "Valid. Signed by this hub." in empty.says("certificate", "check", tmp_path / name)


def test_one_that_was_taken_back_fails(empty, given):
    done = empty.run("certificate", "check", given[1])
    assert done.exit_code == 1
    assert done.stdout.startswith("Revoked")


def test_one_of_an_unknown_hub_is_told_honestly_until_its_fingerprint_is_typed(empty, given):
    keys = make_keys()
    text, mark = write_award(keys.signing, AWARD), key_print(keys.public_signing)
    done = empty.run("certificate", "check", text)
    assert done.exit_code == 1
    assert f"Signed by a hub this one does not know, fingerprint {mark}." in done.stdout
    assert "Valid. Signed by Far Away" in empty.says(
        "certificate", "check", text, "--fingerprint", mark
    )


@pytest.mark.parametrize("field", ["name", "title", "site", "edition"])
def test_a_certificate_that_anybody_signed_cannot_write_its_own_verdict(empty, given, field):
    """Its words might wipe the line above and say Valid, or turn the writing round."""
    words = {"name": "\x1b[1A\x1b[2KEve", "title": "a\nValid. Signed", "edition": "\u202ex"}
    words |= {"site": "here\rValid. Signed by this hub.\x00"}
    keys = make_keys()
    text = write_award(keys.signing, replace(AWARD, **{field: words[field]}))
    for typed, lines in (((), 3), (("--fingerprint", key_print(keys.public_signing)), 4)):
        done = empty.run("certificate", "check", text, *typed)
        assert len(done.stdout.splitlines()) == lines
        assert "\ufffd" in done.stdout
        assert not set("\x1b\r\x00\u202e") & set(done.stdout)


def test_without_a_site_a_typed_fingerprint_is_all_there_is(empty):
    keys = make_keys()
    text, mark = write_award(keys.signing, AWARD), key_print(keys.public_signing)
    assert empty.run("certificate", "check", text).exit_code == 1
    facts = empty.tells("certificate", "check", text, "--fingerprint", mark)
    assert (facts["said"], facts["ours"], facts["until"]) == ("valid", False, None)
    said = empty.says("certificate", "check", text, "--fingerprint", mark)
    assert said.endswith("Whether it was taken back is not known here. Ask that centre.\n")


def test_what_is_changed_or_none_is_refused_in_a_sentence(empty, given):
    text = given[0]
    assert "changed" in empty.refuses(
        "certificate", "check", text[:40] + text[41:50] + text[40] + text[50:]
    )
    assert "no certificate" in empty.refuses("certificate", "check", "amina.pdf")
    assert "no certificate" in empty.refuses("certificate", "check", "x" * 5000)


def test_a_hub_tells_its_fingerprints(empty, given):
    facts = empty.tells("certificate", "check", given[0])
    assert empty.tells("certificate", "fingerprint") == [facts["fingerprint"]]


def test_a_certificate_is_read_from_the_input(empty, given):
    from click.testing import CliRunner

    from kiosk.cli.main import kiosk

    asked = ["certificate", "check", "-", "--data", str(empty.folder)]
    done = CliRunner().invoke(kiosk, asked, input=given[0] + "\n")
    assert done.exit_code == 0


RECORD = LearnerRecord(
    *(1, "Far Away", "Amina", "2026-11-26", 12_000, 19, 20, 40, 38, None, "KES"),
    skills=(Skill("digits", "2026-11-20", ""),),
    certificates=(),
)


def test_a_learners_own_record_is_checked_by_the_same_command(empty, given, tmp_path):
    keys = make_keys()
    file = tmp_path / "record.json"
    file.write_bytes(write_record(keys.signing, RECORD))
    mark = key_print(keys.public_signing)
    assert f"fingerprint {mark}" in empty.run("certificate", "check", file).stdout
    said = empty.says("certificate", "check", file, "--fingerprint", mark)
    assert "Qualifications: digits." in said
    facts = empty.tells("certificate", "check", file, "--fingerprint", mark)
    assert facts["record"]["tasks_approved"] == 38
    file.write_bytes(file.read_bytes().replace(b"38", b"39"))
    assert "changed" in empty.refuses("certificate", "check", file)
    assert "no record" in empty.refuses("certificate", "check", "{}")


def test_without_a_site_a_record_is_of_a_hub_that_is_not_known(empty, tmp_path):
    file = tmp_path / "record.json"
    file.write_bytes(write_record(make_keys().signing, RECORD))
    assert empty.run("certificate", "check", file).exit_code == 1


def test_a_learners_record_that_anybody_signed_cannot_write_its_own_verdict(empty, tmp_path):
    words = {"centre": "a\nb", "name": "\x1b[2JEve", "made": "\u202e"}
    skill = Skill("a\rb", "2026-11-26", "")
    lying = structs.replace(RECORD, **words, skills=(skill,))
    (tmp_path / "a.json").write_bytes(write_record(make_keys().signing, lying))
    done = empty.run("certificate", "check", tmp_path / "a.json")
    assert len(done.stdout.splitlines()) == 3
    assert not set("\x1b\r\u202e") & set(done.stdout)
