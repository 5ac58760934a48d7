"""A module while it is written: its files are read though they are not finished."""

import json

import pytest
from rules.module_samples import sample_files

from kiosk.rules import draft_files
from kiosk.rules.draft_files import (
    check_name,
    copied,
    head_file,
    head_of,
    items_file,
    items_of,
    new_files,
    next_edition,
    slug_for,
    whole,
)
from kiosk.rules.module_files import SIGNATURE_FILE, SUMS_FILE, problems, read_module
from kiosk.rules.refusals import Refusal


def test_a_new_module_has_a_title_and_lacks_its_steps():
    files = new_files(title="Know pets", lang="en", slug="know-pets")
    assert {(one.field, one.code) for one in problems(whole(files))} == {("steps", "no_step")}
    assert head_of(files)["title"] == "Know pets"


@pytest.mark.parametrize("content", [b"{", b"[]", b"[" * 100_000, b"\xff"])
def test_a_head_that_cannot_be_read_says_nothing(content):
    assert head_of({"module.json": content}) == {}


def test_items_are_written_as_they_were_read():
    files = sample_files()
    table = items_of(files)
    written = {**files, **items_file(table.rows, table.columns)}
    assert [row["id"] for row in items_of(written).rows] == [row["id"] for row in table.rows]
    assert problems(whole(written)) == ()


def test_columns_that_no_row_uses_are_gone_and_the_first_four_stay():
    changed = items_file([{"id": "a1", "why": "", "gold": "x"}], ["id", "note", "why", "gold"])
    assert changed["items.csv"] == b"id,pool,type,form,gold\na1,,,,x\n"


def test_without_rows_there_is_no_table():
    assert items_file([]) == {"items.csv": None}
    assert items_of({}).rows == ()


def test_a_row_is_found_by_its_id_or_refused():
    table = items_of(sample_files())
    assert table.at(table.rows[1]["id"]) == 1
    with pytest.raises(Refusal, match="item_unknown"):
        table.at("nothing")


def test_what_no_table_holds_is_refused_before_it_is_kept():
    with pytest.raises(Refusal, match="csv_wrong"):
        items_file([{"id": "a1", "why": "\x01"}])


def test_a_head_that_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(draft_files, "MODULE_LIMIT_BYTES", 20)
    with pytest.raises(Refusal, match="too_large"):
        head_file({"title": "Know pets and more"})


def test_a_signature_of_before_does_not_come_along():
    files = {**sample_files(), SIGNATURE_FILE: b"old"}
    assert SIGNATURE_FILE not in whole(files)
    assert whole(files)[SUMS_FILE] == sample_files()[SUMS_FILE]


@pytest.mark.parametrize(
    "name",
    ["media/cat.png", "module.json", "items.csv", "translations/es.json", "guide.md"],
)
def test_files_that_have_a_place(name):
    check_name(name, known={"guide.md"})


@pytest.mark.parametrize(
    "name",
    ["../hub.db", "media/../../x.png", "media/.png", "other.md", "media/a b.png", "SHA256SUMS", ""],
)
def test_files_that_have_none(name):
    with pytest.raises(Refusal, match="module_wrong"):
        check_name(name, known=())


def test_a_copy_has_its_own_name_and_grants_nothing():
    files = copied(sample_files(), slug="my-pets", title="My pets", credit="CC BY; from pets-e1")
    module = read_module(whole(files))
    assert (module.edition, module.title, module.licence) == (
        "my-pets-e1",
        "My pets",
        "CC BY; from pets-e1",
    )
    assert (module.qualification, module.valid_days, module.minor_of) == (None, None, None)
    assert SUMS_FILE not in files


@pytest.mark.parametrize(("minor_of", "named"), [(1, "pets-e1"), (None, None)])
def test_a_next_edition_says_whether_it_changes_words_only(minor_of, named):
    files = next_edition(sample_files(), number=2, minor_of=minor_of)
    module = read_module(whole(files))
    assert (module.number, module.minor_of) == (2, named)
    again = next_edition(whole(files), number=3, minor_of=None)
    assert "minor_of" not in json.loads(again["module.json"])


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Know pets!", "know-pets-2"),
        ("Élan vital", "elan-vital"),
        ("القراءة", "module"),
        ("3 rules", "module-3-rules"),
        ("A" * 80, "a" * 30),
    ],
)
def test_a_short_name_is_made_of_the_title(title, slug):
    assert slug_for(title, taken={"know-pets"}) == slug


def test_numbers_are_given_once():
    assert draft_files.name_for("q", taken={"q1", "q2"}) == "q3"


def test_what_is_no_part_of_a_module_is_not_published():
    files = sample_files(extra={"run.exe": b"MZ", "media/run.exe": b"MZ"})
    assert set(whole(files)) == set(sample_files())
