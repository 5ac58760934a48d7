import shutil

import pytest
from cli.conftest import SHIPPED
from rules.module_samples import sample_files

from kiosk.cli import modules
from kiosk.protocol.tmod import unpack_module

DIGITS = SHIPPED / "digits"


def write(folder, files):
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def test_the_shipped_module_is_in_order(site):
    assert site.tells("module", "check", DIGITS, data=False) == {"ok": True, "problems": []}
    assert site.says("module", "check", DIGITS, data=False) == "Nothing is wrong.\n"


def test_what_is_wrong_is_said_by_file_and_row(site, tmp_path):
    wrong = write(tmp_path / "pets", sample_files(title=""))
    done = site.run("module", "check", wrong, "--json", data=False)
    assert done.exit_code == 1
    assert '"ok": false' in done.stdout
    done = site.run("module", "check", wrong, data=False)
    assert done.stdout.startswith("module.json, title: ")


def test_a_translation_that_lacks_sentences_or_has_old_ones_is_told(site, tmp_path):
    table = b'{"words": {"Know pets": "Conocer animales", "Old title": "Viejo"}}'
    folder = write(tmp_path / "pets", sample_files(extra={"translations/es.json": table}))
    done = site.run("module", "check", folder, data=False)
    assert done.exit_code == 1
    assert "translations/es.json, What is it?: translation_missing" in done.stdout
    assert "translations/es.json, Old title: translation_stale" in done.stdout
    assert "Know pets:" not in done.stdout
    assert site.says("module", "import", folder) == "Imported pets-e2.\n"


def test_a_packed_module_holds_the_same_files(site, tmp_path):
    made = site.tells("module", "pack", DIGITS, "--to", tmp_path, data=False)
    assert made["edition"] == "digits-e1"
    packed = tmp_path / "digits-e1.tmod"
    files = {
        path.relative_to(DIGITS).as_posix(): path.read_bytes()
        for path in DIGITS.rglob("*")
        if path.is_file()
    }
    assert unpack_module(packed.read_bytes()) == files
    again = tmp_path / "again"
    again.mkdir()
    site.says("module", "pack", packed, "--to", again, data=False)
    assert (again / "digits-e1.tmod").read_bytes() == packed.read_bytes()


@pytest.mark.parametrize("form", ["folder", "packed"])
def test_a_module_is_imported_from_a_folder_or_packed(site, tmp_path, form):
    path = DIGITS
    if form == "packed":
        site.says("module", "pack", DIGITS, "--to", tmp_path, data=False)
        path = tmp_path / "digits-e1.tmod"
    assert site.tells("module", "import", path)["edition"] == "digits-e1"
    assert site.says("module", "import", path) == "Imported digits-e1.\n"


def test_an_edition_with_other_content_is_refused(site, tmp_path):
    site.says("module", "import", write(tmp_path / "one", sample_files()))
    assert site.refuses("module", "import", write(tmp_path / "two", sample_files(title="Other")))


def test_a_module_that_is_wrong_is_refused_in_one_sentence(site, tmp_path):
    assert site.refuses("module", "import", write(tmp_path / "pets", {"module.json": b"{}"}))
    (tmp_path / "no.tmod").write_bytes(b"no zip")
    assert site.refuses("module", "check", tmp_path / "no.tmod", data=False)


def test_too_many_files_are_no_module_and_links_are_left_out(site, tmp_path, monkeypatch):
    folder = write(tmp_path / "pets", sample_files())
    (folder / "link").symlink_to("/etc/passwd")
    assert "link" not in modules._files(folder)
    monkeypatch.setattr(modules, "FILES_LIMIT", 2)
    assert site.refuses("module", "check", folder, data=False)
    shutil.rmtree(folder)
    assert site.run("module", "check", folder, data=False).exit_code == 2
