import os
import shutil
from pathlib import Path

import pytest
from cli.conftest import SHIPPED
from rules.module_samples import MODULE, PNG_A, ROWS, sample_files

from kiosk.cli import module_files
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
    assert "translations/es.json, What is it?: This sentence is not translated." in done.stdout
    assert (
        "translations/es.json, Old title: The module does not say this sentence any more."
        in done.stdout
    )
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
    assert "link" not in module_files.files_at(folder)
    monkeypatch.setattr(module_files, "FILES_LIMIT", 2)
    refused = site.refuses("module", "check", folder, data=False)
    assert refused == f"{folder}: These are more files than a module may have."
    shutil.rmtree(folder)
    assert site.run("module", "check", folder, data=False).exit_code == 2


def test_a_folder_of_empty_folders_and_links_is_given_up_early(site, tmp_path, monkeypatch):
    monkeypatch.setattr(module_files, "ENTRIES_LIMIT", 20)
    folder = write(tmp_path / "pets", sample_files())
    for n in range(20):
        (folder / "media" / f"d{n}").mkdir()
    refused = site.refuses("module", "check", folder, data=False)
    assert refused.endswith(": These are more files than a module may have.")


@pytest.mark.parametrize("name", ["media/big.png", "pets.tmod"])
def test_what_is_larger_than_any_module_is_not_read(site, tmp_path, name):
    """Somebody names the wrong folder, or a film: it takes no memory and ends in a sentence."""
    folder = write(tmp_path / "pets", sample_files())
    big = folder / name
    with big.open("wb") as file:
        file.truncate(2**40)
    refused = site.refuses("module", "check", big if name.endswith("tmod") else folder, data=False)
    assert refused == f"{big}: With this file the module is larger than 20 MB."


def test_links_to_folders_pipes_and_what_lies_too_deep_are_no_part_of_a_module(site, tmp_path):
    folder = write(tmp_path / "pets", sample_files())
    (folder / "media" / "all").symlink_to("/", target_is_directory=True)
    os.mkfifo(folder / "media" / "pipe.png")
    assert set(module_files.files_at(folder)) == set(sample_files())
    deep = folder.joinpath(*["d"] * 7)
    deep.mkdir(parents=True)
    refused = site.refuses("module", "check", folder, data=False)
    assert refused.endswith(": Its folders lie too deep in each other.")


def test_a_name_of_a_file_drives_no_terminal(site, tmp_path):
    name = "media/a\nNothing is wrong.\x1b[2J.png"
    folder = write(tmp_path / "pets", sample_files() | {name: PNG_A})
    done = site.run("module", "check", folder, data=False)
    assert not any(line.startswith("Nothing is wrong.") for line in done.stdout.splitlines())
    assert "\x1b" not in done.stdout
    assert "\x1b" not in site.refuses("module", "pack", folder, data=False)


def test_nothing_is_packed_that_no_hub_would_take(site, tmp_path):
    folder = write(tmp_path / "pets", sample_files(extra={"media/c.png": b"<svg>"}))
    said = site.refuses("module", "pack", folder, "--to", tmp_path, data=False)
    assert said == "media/c.png: This is no picture that can be shown, or it is cut off."
    assert not list(tmp_path.glob("*.tmod"))


def test_a_file_that_cannot_be_read_is_named(site, tmp_path, monkeypatch):
    folder = write(tmp_path / "pets", sample_files())

    def refused(self, _mode):
        raise PermissionError(self)

    monkeypatch.setattr(Path, "open", refused)
    said = site.refuses("module", "check", folder, data=False)
    assert said == f"{folder / 'FROM.md'}: This file cannot be read here."


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("media/pet.png", "media/PET.png"), "This stands here twice."),
        (("media/caf\u00e9.png", "media/cafe\u0301.png"), "This stands here twice."),
        (("media/con.png",), "This name cannot be used."),
    ],
)
def test_check_names_what_would_be_another_file_elsewhere(site, tmp_path, names, said):
    folder = write(tmp_path / "pets", sample_files(extra=dict.fromkeys(names, PNG_A)))
    done = site.run("module", "check", folder, data=False)
    assert (done.exit_code, done.stdout.partition(": ")[2]) == (1, f"{said}\n")
    assert site.refuses("module", "pack", folder, data=False).endswith(f": {said}")


def test_a_table_in_the_wrong_encoding_is_told_by_its_row(site, tmp_path):
    files = sample_files()
    rows = files["items.csv"].replace(b"It purrs.", "Él ronronea.".encode("latin-1"))
    done = site.run(
        "module", "check", write(tmp_path / "pets", {**files, "items.csv": rows}), data=False
    )
    said = "items.csv, row 2: This row is not in UTF-8. Please save the table again as CSV UTF-8."
    assert said in done.stdout


def test_what_is_wrong_is_told_in_words(site, tmp_path):
    rows = ROWS.replace("media/a.mp3,cat,", "media/a.mp3,cat|dog,")
    files = sample_files(rows=rows, extra={"media/b.png": b"no picture"})
    lies = {**files, "FROM.md": b"changed after the sums were made"}
    done = site.run("module", "check", write(tmp_path / "pets", lies), data=False)
    assert done.exit_code == 1
    assert "FROM.md: The file was changed: its checksum differs." in done.stdout
    assert "items.csv, row 2, gold: Only one answer can be right here." in done.stdout
    assert "media/b.png: This is no picture that can be shown, or it is cut off." in done.stdout


def test_two_editions_differ_in_plain_words(site, tmp_path):
    site.says("module", "import", write(tmp_path / "old", sample_files()))
    rows = ROWS.replace("secret note,,cat", "secret note,,dog").replace("A dog barks.", "")
    rows = rows.replace("It purrs.", "It purrs " + "and purrs " * 20)
    steps = [{**MODULE["steps"][0], "title": "Our pets"}, *MODULE["steps"][2:], MODULE["steps"][1]]
    changes = {"edition": 3, "rows": rows.replace("g1,gold", "g2,gold"), "steps": steps}
    new = write(tmp_path / "new", sample_files(**changes, extra={"media/b.png": PNG_A}))
    said = site.says("module", "diff", "pets-e2", new)
    assert said.splitlines() == [
        'Step read: the title was "Pets", is now "Our pets".',
        "The steps stand in another order: read, exam, end, practice.",
        'Item p1: the why was "It purrs.", is now "It purrs and purrs and purrs and purrs and purrs and purrs and purrs and purrs…".',
        'Item p1: what is said to dog is gone, it was "A dog barks.".',
        'Item x1: the right answer was "cat", is now "dog".',
        "Item g1 is gone.",
        "Item g2 is new.",
        "File media/b.png has other content.",
    ]
    back = site.says("module", "diff", new, tmp_path / "old")
    assert 'Item p1: what is said to dog is new: "A dog barks.".' in back
    assert site.says("module", "diff", new, new) == "Nothing differs.\n"
    told = site.tells("module", "diff", "pets-e2", new)["differences"]
    assert told[0] == {
        "kind": "step",
        "name": "read",
        "what": "title",
        "was": "Pets",
        "now": "Our pets",
    }


def test_an_edition_is_written_as_it_was_imported(site, tmp_path):
    files = sample_files()
    site.says("module", "import", write(tmp_path / "pets", files))
    out = tmp_path / "out"
    made = site.tells("module", "export", "pets-e2", out)
    assert made == {"file": str(out / "pets-e2.tmod"), "edition": "pets-e2"}
    assert unpack_module((out / "pets-e2.tmod").read_bytes()) == files
    site.says("module", "export", "pets-e2", out, "--folder")
    assert module_files.files_at(out / "pets-e2") == files
    for more in ((), ("--folder",)):
        assert "is there already" in site.refuses("module", "export", "pets-e2", out, *more)
    assert site.refuses("module", "export", "pets-e9", out)


def test_exams_are_marked_anew_after_a_preview(site, tmp_path):
    site.says("module", "import", write(tmp_path / "old", sample_files(tries=None)))
    site.says("module", "import", write(tmp_path / "new", sample_files(edition=3)))
    for more in (("--preview",), ()):
        said = site.says("module", "remark", "pets-e3", *more)
        assert said.startswith("0 failed exams looked at, 0 ")
    assert site.refuses("module", "remark", "pets-e9", "--preview")


def test_a_minor_edition_that_changes_more_is_refused_by_what_it_changes(site, tmp_path):
    site.says("module", "import", write(tmp_path / "old", sample_files()))
    new = sample_files(edition=3, minor_of=2, first_answers_percent=50)
    said = site.refuses("module", "import", write(tmp_path / "new", new))
    assert "first_answers_percent" in said
