"""Blank cards: made, printed on A4, registered for at their first scan."""

import re

import pytest

from kiosk.store import cards

PAGE = "/people/cards"


@pytest.fixture
def made(mentor):
    answer = mentor.post(PAGE, page=PAGE, count="12")
    assert answer.location == PAGE
    return mentor


def test_cards_are_made_and_listed(made, cafe):
    page = made.page(PAGE)
    assert "blank cards are made" in page
    with cafe.hub.read() as db:
        (batch,) = cards.batches(db, limit=9)
        codes = [card.code for card in cards.blank_of(db, batch.id, limit=99)]
    assert (batch.count, batch.blank, len(set(codes))) == (12, 12, 12)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_sheet_holds_ten_cards_with_their_codes(made, cafe, language):
    made.get(f"/language/{language}")
    sheet = re.search(r'href="([^"]+\.pdf)"', made.page(PAGE))[1]
    answer = made.get(sheet)
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF")
    assert answer.data.count(b"/Type /Page\n") == 2


@pytest.mark.parametrize("count", ["0", "501", "many", ""])
def test_too_many_or_none_are_refused(mentor, cafe, count):
    answer = mentor.post(PAGE, page=PAGE, count=count)
    assert answer.status_code == 422
    with cafe.hub.read() as db:
        assert cards.batches(db, limit=9) == ()


def test_a_sheet_of_nothing_is_not_there(mentor):
    assert mentor.get("/people/cards/nothing.pdf").status_code == 404
    assert "No blank cards yet" in mentor.page(PAGE)
