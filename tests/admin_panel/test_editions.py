"""The page of one edition: what it is made of, its files, and how it differs from another."""

import csv
import io
import re
import zipfile

import pytest
from fakes.machines import SeatMachine, import_edition, import_pets
from fakes.remarks import sit_rightly
from rules.module_samples import ROWS, sample_files

from kiosk.protocol.bodies import Practice
from kiosk.protocol.tmod import unpack_module

PLACE = "/modules/pets-e2"


def read(page):
    """A page as it is read."""
    return " ".join(re.sub(r"<[^>]+>", "", page).split())


@pytest.fixture
def pets(cafe, shift):
    """Two editions; somebody with a dangerous name practised and sat the exam of the first."""
    assert import_pets(cafe.hub, tries=None) == "pets-e2"
    import_edition(
        cafe.hub,
        sample_files(edition=3, rows=ROWS.replace("It purrs.", "It says meow."), title="All pets"),
    )
    visitor = cafe.visitor(name="=HYPERLINK(1)")
    cafe.sat(1, visitor, by=cafe.amina)
    seat = SeatMachine(cafe, 1)
    told = Practice(
        visitor, "pets-e2", "practice", "p2", {"name": "Ann", "age": "8"}, False, 1, 0, 5_000
    )
    assert seat.tell(told) == [("stored", "")]
    sit_rightly(cafe, seat, visitor)


def test_a_page_says_what_an_edition_is_made_of(owner, pets):
    assert f'href="{PLACE}"' in owner.page("/modules")
    page = read(owner.page(PLACE))
    assert "4 questions to practise" in page
    assert "3 in the exam" in page
    assert "It is the first edition" in page


def test_the_file_is_the_one_that_was_taken_in(owner, pets):
    answer = owner.get(f"{PLACE}/file")
    assert unpack_module(answer.data) == sample_files(tries=None)
    assert 'filename="pets-e2.tmod"' in answer.headers["Content-Disposition"]


def test_questions_go_out_as_csv_with_their_answers_and_without_formulas(owner, cafe):
    import_edition(cafe.hub, sample_files(rows=ROWS.replace("It purrs.", "=1+1")))
    answer = owner.get(f"{PLACE}/items.csv")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert (rows[0]["gold"], rows[0]["why"]) == ("cat", "'=1+1")


def test_results_go_out_as_csv_and_as_a_workbook(owner, pets):
    text = owner.get(f"{PLACE}/results.csv").data.decode("utf-8-sig")
    header, first, *exam = csv.reader(io.StringIO(text))
    assert header[:4] == ["Learner", "Number of the learner", "Step", "Question"]
    assert first[0] == "'=HYPERLINK(1)"
    assert first[3:8] == ["p2", "", "name: Ann, age: 8", "no", "1"]
    assert all(int(row[4]) > 0 for row in exam)
    assert {row[6] for row in exam} == {"yes", "no"}
    book = owner.get(f"{PLACE}/results.xlsx").data
    with zipfile.ZipFile(io.BytesIO(book)) as opened:
        assert b"<f>" not in opened.read("xl/worksheets/sheet1.xml")


def test_what_differs_is_said_in_words(owner, pets):
    page = read(owner.page("/modules/pets-e3?than=pets-e2"))
    for said in ("Question p1", "It purrs.", "It says meow.", "The module", "All pets"):
        assert said in page, said
    assert "Nothing differs" in owner.page("/modules/pets-e2?than=pets-e2")


def test_long_differences_are_cut_and_counted(owner, cafe, monkeypatch):
    monkeypatch.setattr("admin_panel.editions.DIFFERENCES_SHOWN", 1)
    import_pets(cafe.hub)
    long = sample_files(edition=3, title="Pets " * 50, steps=[*_order()])
    import_edition(cafe.hub, long)
    page = owner.page("/modules/pets-e3?than=pets-e2")
    assert "more." in page
    assert "Pets …" in page or "Pets…" in page


def _order():
    from rules.module_samples import MODULE

    return list(reversed(MODULE["steps"]))


@pytest.mark.parametrize("ending", ["", "/file", "/items.csv", "/results.csv", "/results.xlsx"])
def test_an_edition_that_is_not_here_is_not_found(owner, ending):
    assert owner.get(f"/modules/pets-e9{ending}").status_code == 404


def test_an_edition_to_hold_it_against_must_be_here(owner, cafe):
    import_pets(cafe.hub)
    assert owner.get(f"{PLACE}?than=../secret").status_code == 404


def test_a_module_that_asks_nothing_has_no_table(owner, cafe):
    read = [{"id": "read", "kind": "read", "title": "Pets"}]
    import_edition(cafe.hub, sample_files(leave_out=("items.csv",), forms={}, steps=read))
    assert "items.csv" not in owner.page(PLACE)
    assert owner.get(f"{PLACE}/items.csv").status_code == 404


def test_an_edition_is_held_against_the_one_before_of_its_own_module(owner, cafe, pets):
    import_edition(cafe.hub, sample_files(slug="birds", edition=2))
    page = read(owner.page("/modules/pets-e3"))
    assert "It says meow." in page
    assert "It is the first edition" not in page
    first = read(owner.page("/modules/birds-e2"))
    assert "It is the first edition" in first
    assert "Nothing differs" not in first
    assert "Choose another edition" in read(owner.page("/modules/pets-e3?than="))


def test_results_that_are_cut_say_so_on_the_page_and_in_the_files(owner, pets, monkeypatch):
    assert "The files stop there" not in owner.page(PLACE)
    for place in (
        *("kiosk.store.results.RESULTS_LIMIT", "admin_panel.editions.ROWS_LIMIT"),
        "admin_panel.report_files.ROWS_LIMIT",
    ):
        monkeypatch.setattr(place, 2)
    assert "There are more than 2 lines. The files stop there and say so." in owner.page(PLACE)
    text = owner.get(f"{PLACE}/results.csv").data.decode("utf-8-sig")
    _header, *rows = csv.reader(io.StringIO(text))
    assert len(rows) == 3
    assert rows[-1][0] == "The first 2 lines. There are more."
    book = owner.get(f"{PLACE}/results.xlsx").data
    with zipfile.ZipFile(io.BytesIO(book)) as opened:
        assert b"The first 2 lines." in opened.read("xl/sharedStrings.xml")
