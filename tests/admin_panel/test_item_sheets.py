"""A spreadsheet of questions into a draft: looked at first, taken over, undone."""

import io
import re

import pytest
from acts.test_workbooks import book
from fakes.machines import look
from rules.module_samples import HEADER, ROWS, sample_files

from kiosk.acts import module_drafts as acts
from kiosk.rules.draft_files import items_of
from kiosk.store import module_drafts

NEW = "n1,practice,choice,pet,media/a.png,,,cow,,,,,,,,\n"


@pytest.fixture
def draft(cafe):
    return cafe.hub.write(acts.make_draft, files=sample_files(), by=cafe.otieno)


@pytest.fixture
def place(draft):
    return f"/modules/drafts/{draft}/sheet"


def words(answer):
    text = answer if isinstance(answer, str) else answer.text
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def send(desk, place, content, *, name="items.csv", holds="some", **typed):
    data = content if isinstance(content, bytes) else content.encode()
    return desk.post(place, page=place, sheet=(io.BytesIO(data), name), holds=holds, **typed)


def paste(desk, place, text, *, holds="some"):
    return desk.post(place, page=place, pasted=text, holds=holds)


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]


def take(desk, place, **over):
    page = desk.page(place)
    keys = {"revision": hidden(page, "revision"), "sent_at": hidden(page, "sent_at")}
    return desk.post(f"{place}/take", page=place, **{**keys, **over})


def rows(cafe, draft):
    return items_of(look(cafe, module_drafts.texts, draft)).rows


def test_nothing_changes_before_it_is_taken_over_and_then_it_can_be_undone(
    mentor, cafe, draft, place
):
    before = look(cafe, module_drafts.files, draft)
    assert (
        send(mentor, place, HEADER + ROWS.replace("It purrs.", "It says meow.") + NEW).status_code
        == 303
    )
    assert look(cafe, module_drafts.files, draft) == before
    page = words(mentor.page(place))
    for said in ("1 new", "1 changed", "7 as they were", "It purrs. → It says meow."):
        assert said in page, said
    assert take(mentor, place).status_code == 303
    assert "2 questions are as in the sheet." in (page := mentor.page(place))
    assert (rows(cafe, draft)[0]["why"], rows(cafe, draft)[-1]["id"]) == ("It says meow.", "n1")
    assert "No sheet waits here" in page
    undo = f"/modules/drafts/{draft}/undo"
    assert mentor.post(undo, page=place, revision=hidden(page, "revision")).status_code == 303
    assert look(cafe, module_drafts.files, draft) == before
    assert "Undo the last change" not in mentor.page(place)


def test_a_sheet_of_all_says_what_it_removes(mentor, place):
    send(mentor, place, HEADER + ROWS.splitlines(keepends=True)[0], holds="all")
    page = words(mentor.page(place))
    assert "7 removed" in page
    assert "There is no item of this name." in page


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_encodings_of_spreadsheets(mentor, place, encoding):
    assert send(mentor, place, (HEADER + NEW).encode(encoding)).status_code == 303
    assert "1 new" in words(mentor.page(place))


def test_a_workbook_and_pasted_cells(mentor, place):
    sheet = book(["id", "why"], ["p1", "It says meow."])
    assert send(mentor, place, sheet, name="items.xlsx").status_code == 303
    assert "1 changed" in words(mentor.page(place))
    assert paste(mentor, place, "id\twhy\r\np1\tIt sleeps.\r\np2\tRead on.").status_code == 303
    assert "It purrs. → It sleeps." in words(mentor.page(place))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("id,why\np1,b\np2,é\n".encode("latin-1"), "3 — This row is not in UTF-8."),
        (b"\xd0\xcf\x11\xe0 old", "This is an Excel file of an old kind."),
        (b"PK\x03\x04 broken", "This is no spreadsheet that can be opened."),
        (b'id,why\np1,"b\n', "2 A quotation mark is missing here."),
        (b"id,id\na,b\n", "1 id Two columns have the same name."),
    ],
    ids=["encoding", "old", "broken", "quotes", "twice"],
)
def test_what_cannot_be_read_is_said_by_row_and_nothing_is_lost(
    mentor, cafe, draft, place, content, said
):
    before = look(cafe, module_drafts.files, draft)
    send(mentor, place, HEADER + NEW)
    answer = send(mentor, place, content)
    assert answer.status_code == 422
    assert said.replace("— ", "") in words(answer).replace("— ", "")
    assert "1 new" in words(answer)  # the sheet of before still waits
    assert look(cafe, module_drafts.files, draft) == before


def test_a_formula_is_named_by_its_cell(mentor, place):
    answer = send(mentor, place, book(["id", "why"], ["p1", "=1+1"]), name="a.xlsx")
    assert "2 2 This cell is a formula, and formulas are not run." in words(answer)


def test_what_was_pasted_stays(mentor, place):
    answer = paste(mentor, place, "id,why\np1,&lt;b>,c\n")
    assert answer.status_code == 422
    assert "p1,&amp;lt;b&gt;,c" in answer.text


def test_an_item_with_two_golds_is_named_by_its_row_and_not_taken_over(mentor, cafe, draft, place):
    before = look(cafe, module_drafts.files, draft)
    send(mentor, place, HEADER + NEW + NEW.replace("n1", "n2").replace("cow", "cat|dog"))
    page = mentor.page(place)
    assert "3 gold Only one answer can be right here." in words(page)
    assert "Take over" not in page
    sent = str(sent_at(cafe, draft))
    answer = mentor.post(f"{place}/take", page=place, revision="1", sent_at=sent)
    assert answer.status_code == 400
    assert look(cafe, module_drafts.files, draft) == before


def sent_at(cafe, draft):
    from kiosk.store import item_sheets

    return look(cafe, item_sheets.waiting, draft).sent_at


def test_what_was_not_looked_at_is_not_taken_over(mentor, cafe, draft, place):
    send(mentor, place, HEADER + NEW)
    assert take(mentor, place, sent_at="5").status_code == 409
    told = {"draft": draft, "revision": None, "files": {"media/b.png": b"b"}, "by": cafe.naomi}
    cafe.hub.write(acts.keep_files, **told)
    answer = take(mentor, place, revision="1")
    assert answer.status_code == 409
    assert "Somebody else changed this meanwhile." in answer.text
    assert take(mentor, place).status_code == 303
    answer = mentor.post(f"{place}/take", page=place, revision="3", sent_at="1")
    assert "Another spreadsheet waits here by now, or none." in answer.text


def test_a_form_sent_twice_is_one(mentor, cafe, draft, place):
    send(mentor, place, HEADER + NEW)
    page = mentor.page(place)
    keys = {"revision": hidden(page, "revision"), "sent_at": hidden(page, "sent_at")}
    for _again in range(2):
        answer = mentor.post(f"{place}/take", page=place, request_id="take-once-1", **keys)
        assert answer.status_code == 303
    assert look(cafe, module_drafts.one, draft).revision == 2


def test_only_the_last_change_is_undone(mentor, cafe, draft, place):
    send(mentor, place, HEADER + NEW)
    take(mentor, place)
    told = {"draft": draft, "revision": None, "files": {"media/b.png": b"b"}, "by": cafe.naomi}
    cafe.hub.write(acts.keep_files, **told)
    answer = mentor.post(f"/modules/drafts/{draft}/undo", page=place, revision="2")
    assert answer.status_code == 409
    assert rows(cafe, draft)[-1]["id"] == "n1"


def test_a_sheet_is_dropped(mentor, cafe, draft, place):
    send(mentor, place, HEADER + NEW)
    assert mentor.post(f"{place}/drop", page=place).status_code == 303
    assert "No sheet waits here" in mentor.page(place)
    assert rows(cafe, draft)[-1]["id"] == "g1"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Choose a spreadsheet, or paste its cells."),
        ({"pasted": "id\na", "holds": "none"}, "Choose what the sheet holds."),
        ({"pasted": "id\n" + "a" * 10_001}, "This text is too long."),
    ],
)
def test_forms_that_are_not_whole(mentor, place, typed, said):
    answer = mentor.post(place, page=place, **{"holds": "some", **typed})
    assert answer.status_code == 422
    assert said in words(answer)


def test_a_file_that_is_too_large_is_said(mentor, place, monkeypatch):
    monkeypatch.setattr("admin_panel.item_sheets.SHEET_LIMIT_BYTES", 10)
    answer = send(mentor, place, HEADER + NEW)
    assert answer.status_code == 413
    assert '<a href="#sheet">' in answer.text


def test_a_sheet_that_says_the_same_changes_nothing(mentor, place):
    send(mentor, place, HEADER + ROWS)
    page = mentor.page(place)
    assert "Nothing would change" in page
    assert "Take over" not in page


def test_questions_go_out_as_they_came_in(mentor, cafe, draft, place):
    out = mentor.get(f"/modules/drafts/{draft}/items.csv").data
    assert send(mentor, place, out).status_code == 303
    assert "Nothing would change" in mentor.page(place)
    empty = {"module.json": sample_files()["module.json"]}
    bare = cafe.hub.write(acts.make_draft, files=empty, by=cafe.otieno)
    assert mentor.get(f"/modules/drafts/{bare}/items.csv").status_code == 404


def test_a_draft_that_is_not_here_is_not_found(mentor, cafe, draft, place):
    assert mentor.get("/modules/drafts/nothing/sheet").status_code == 404
    cafe.hub.write(acts.delete_draft, draft=draft, by=cafe.otieno)
    assert mentor.get(place).status_code == 404


def test_a_table_of_ones_own_makes_its_own_questions(mentor, cafe, draft, place):
    table = "Pregunta,Respuesta,Opción 1,Pista\n¿Maúlla?,El gato,El perro,Es chico\n"
    assert send(mentor, place, table).status_code == 303
    page = words(mentor.page(place))
    assert "Question = Pregunta" in page
    assert "To choose from = Opción 1" in page
    assert "El gato" in page
    assert take(mentor, place).status_code == 303
    made = rows(cafe, draft)[-1]
    assert (made["prompt"], made["label"], made["hint1"]) == ("¿Maúlla?", "Pick one", "Es chico")
    assert mentor.get(place.replace("/sheet", f"/items/{made['id']}")).status_code == 200


def test_a_table_of_ones_own_says_by_row_what_is_to_be_mended(mentor, place):
    assert paste(mentor, place, "question\tanswer\n\tA cat\n").status_code == 303
    page = words(mentor.page(place))
    assert "This cell is empty." in page
    assert "Take over" not in page
