"""What some messages say in short: an appeal to the exchange, a price to who reads it."""

import pytest

from kiosk.protocol.seat_bodies import Appeal
from kiosk.protocol.window_bodies import Price


def test_an_appeal_goes_on_to_the_exchange_as_a_reaction():
    said = Appeal("visitor-1", "assignment-1", "I counted twice.").reaction
    assert (said.visitor, said.assignment) == ("visitor-1", "assignment-1")
    assert said.words == "I counted twice."


@pytest.mark.parametrize(("language", "title"), [("ar", "ساعة"), ("fr", "Hour"), ("en", "Hour")])
def test_an_offer_has_the_name_of_the_readers_language_where_there_is_one(language, title):
    assert Price("Hour", 500, {"ar": "ساعة"}).called(language) == title


def test_an_offer_without_other_names_has_its_own():
    assert Price("Hour", 500).called("ar") == "Hour"
