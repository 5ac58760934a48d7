"""A registered visitor's card is signed; its uses too many stand under Vouchers, Outstanding."""

import re

import pytest
from fakes.card_uses import use_card
from fakes.qr_reader import read
from PIL import Image

from kiosk.acts import cards, care
from kiosk.acts.cards import Codes
from kiosk.protocol.cards import check_card, write_card

CODE, OWED = "471902", "/vouchers/owed"
SECTION = "Cards that opened a seat once too often"


@pytest.fixture
def grace(cafe):
    return cafe.visitor(code=CODE)


def said_by_qr(page):
    """The text of the QR that is drawn on a page."""
    drawn = re.search(r'viewBox="0 0 (\d+) \d+"[^>]*><path d="([^"]+)"', page)
    squares = [(int(x), int(y)) for x, y in re.findall(r"M(\d+),(\d+)H", drawn[2])]
    edge = min(x for x, _ in squares)
    picture = Image.new("L", (int(drawn[1]) - 2 * edge,) * 2, 255)
    for x, y in squares:
        picture.putpixel((x - edge, y - edge), 0)
    return read(picture)


def rows(page):
    section = page.partition(SECTION)[2].partition("</section>")[0]
    plain = [re.sub(r"<[^>]+>", " ", row) for row in re.findall(r"<tr>(.*?)</tr>", section)]
    return [" ".join(row.split()) for row in plain][1:]


# paper


@pytest.mark.parametrize("place", ["/people/{}?fresh=1", "/people/{}/card"])
def test_the_qr_of_a_card_is_signed_by_the_hub(operator, cafe, grace, place):
    text = said_by_qr(operator.page(place.format(grace)))
    assert check_card(text, public_key=cafe.hub.keys.public_signing).code == CODE


def test_the_desk_finds_who_is_behind_a_scanned_card(operator, cafe, grace):
    text = write_card(cafe.hub.keys.signing, code=CODE)
    assert operator.get(f"/find?q={text}").location == f"/people/{grace}"


# too many uses


def test_a_day_without_such_a_use_shows_nothing(operator, cafe, grace):
    use_card(cafe, 1, "own-1")
    page = operator.page(OWED)
    assert (SECTION in page, "Nothing is outstanding" in page) == (False, True)


def test_each_use_too_many_stands_there_with_seat_and_operator(operator, cafe, grace):
    replace = {"blank": "", "codes": Codes(("471999",)), "by": cafe.amina}
    cafe.hub.write(cards.replace_card, visitor=grace, **replace)
    use_card(cafe, 1, "own-1", code="471999")
    use_card(cafe, 2, "own-2", code="471999", used_s=900)
    (row,) = rows(operator.page(OWED))
    assert "Grace Muthoni 2 Used at seat 1 too Amina Wanjiru 15" in row


@pytest.mark.parametrize(
    ("code", "why"),
    [("999999", "No card of this place"), (CODE, "Its owner is kept out")],
)
def test_it_says_why(operator, cafe, grace, code, why):
    ban = {"day": "2026-12-24", "reason": "noise", "by": cafe.amina}
    cafe.hub.write(care.ban_visitor, visitor=grace, **ban)
    use_card(cafe, 3, "own-1", code=code)
    (row,) = rows(operator.page(OWED))
    assert why in row


def test_a_card_that_was_replaced_is_named(operator, cafe, clock, grace):
    replace = {"blank": "", "codes": Codes(("471999",)), "by": cafe.amina}
    cafe.hub.write(cards.replace_card, visitor=grace, **replace)
    clock.forward(seconds=60)
    use_card(cafe, 3, "own-1")
    (row,) = rows(operator.page(OWED))
    assert "Grace Muthoni 3 The card was replaced Amina Wanjiru" in row


def test_the_words_stand_in_arabic_too(operator, cafe, grace):
    for seat in (1, 2):
        use_card(cafe, seat, f"own-{seat}")
    operator.get("/language/ar")
    page = operator.page(OWED)
    assert (SECTION in page, "Used at seat" in page) == (False, False)
    assert "Grace Muthoni" in page
