"""One person's page of changes: name, PIN or pictures, card, note, ban, wrong tries; cards of the find box."""

import re

import pytest
from fakes.page_words import without_tokens

from kiosk import passwords
from kiosk.acts import cards as card_acts
from kiosk.acts.cards import Codes
from kiosk.store import cards, visitors

DAY = "2026-11-30"


@pytest.fixture
def grace(cafe):
    return cafe.visitor()


@pytest.fixture
def blank(cafe):
    """A printed card that nobody has."""
    codes = Codes(("300001",))
    cafe.hub.write(card_acts.make_cards, count=1, codes=codes, by=cafe.amina)
    return "300001"


def kept(cafe, visitor):
    with cafe.hub.read() as db:
        return visitors.by_id(db, visitor)


def send(desk, grace, what, **fields):
    return desk.post(f"/people/{grace}/{what}", page=f"/people/{grace}/care", **fields)


def test_name_language_and_note_are_changed(mentor, cafe, grace):
    assert send(mentor, grace, "care", name="Grace W.", language="ar").status_code == 303
    assert send(mentor, grace, "note", note="Reads slowly").status_code == 303
    who = kept(cafe, grace)
    assert (who.name, who.language, who.note) == ("Grace W.", "ar", "Reads slowly")
    assert "Reads slowly" in mentor.page(f"/people/{grace}")


@pytest.mark.parametrize(
    ("what", "fields", "said"),
    [
        ("care", {"name": "", "language": "en"}, "Type the name."),
        ("care", {"name": "Grace", "language": "xx"}, "Choose a language."),
        ("note", {"note": "x" * 301}, "shorter than 300"),
        ("pin", {"how": "digits", "pin": "1990", "pin_again": "1990"}, "easy to guess"),
        ("pin", {"how": "digits", "pin": "12", "pin_again": "12"}, "4 to 8 digits"),
        ("pin", {"how": "digits", "pin": "4712", "pin_again": "4713"}, "two PINs differ"),
        ("pin", {"how": "pictures", "pictures": "sun moon star"}, "easy to guess"),
        ("pin", {"how": "pictures", "pictures": "sun"}, "Pick three different pictures."),
        ("pin", {"how": "pictures", "pictures": "sun cat dragon"}, "Pick three different pictures."),
        ("ban", {"until": "2026-11-22", "ban_reason": "fights"}, "from tomorrow on"),
        ("ban", {"until": "", "ban_reason": ""}, "Choose the day."),
        ("new-card", {"card": "999999"}, "no card of this place"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field(operator, cafe, grace, what, fields, said):
    before = kept(cafe, grace)
    answer = send(operator, grace, what, **fields)
    assert answer.status_code in (400, 404, 422)
    assert said in answer.text
    assert kept(cafe, grace) == before


@pytest.mark.parametrize(
    ("fields", "secret", "kind"),
    [
        ({"how": "digits", "pin": "٨٥٣١", "pin_again": "8531"}, "8531", "digits"),
        ({"how": "pictures", "pictures": "key sun cat"}, "P120108", "pictures"),
    ],
)
def test_another_pin_works(operator, cafe, grace, fields, secret, kind):
    assert send(operator, grace, "pin", **fields).status_code == 303
    who = kept(cafe, grace)
    assert passwords.matches(cafe.hub.pepper.opened(who.pin_hash), secret)
    assert who.pin_kind == kind


def test_a_ban_is_shown_with_its_day_and_lifted(operator, grace):
    assert send(operator, grace, "ban", until=DAY, ban_reason="Fights").status_code == 303
    page = operator.page(f"/people/{grace}")
    assert re.search(r"No sign-in before <bdi>30 Nov 2026</bdi>", page)
    assert "Fights" in page
    assert "Fights" in operator.page(f"/people/{grace}/care")
    assert send(operator, grace, "lift-ban").status_code == 303
    assert "No sign-in before" not in operator.page(f"/people/{grace}")
    assert "ended by" in operator.page(f"/people/{grace}/care")


def test_the_desk_is_told_the_day_when_who_is_banned_would_start(operator, cafe, grace, shift):
    send(operator, grace, "ban", until=DAY, ban_reason="Fights")
    answer = operator.post("/floor/start", seat="1", who="471902", offer="half-hour", given="4000")
    assert "There is no sign-in before 30 Nov 2026." in answer.text
    assert cafe.session_at(1) is None


def test_a_mentor_bans_nobody(mentor, grace):
    page = without_tokens(mentor.page(f"/people/{grace}/care"))
    assert "Ban" not in page.replace("Banned", "")
    assert send(mentor, grace, "ban", until=DAY, ban_reason="x").status_code == 403


def test_wrong_tries_are_forgotten(operator, cafe, grace):
    assert "Nothing is locked now." in operator.page(f"/people/{grace}/care")
    assert send(operator, grace, "try-again").status_code == 303


def test_a_lost_card_opens_nothing_and_leads_to_its_owner(operator, cafe, grace, blank):
    answer = send(operator, grace, "new-card", card=f"KC1:{blank}")
    assert answer.location == f"/people/{grace}?fresh=1"
    assert blank in operator.page(answer.location)
    found = operator.get("/find?q=KC1:471902")
    assert found.location == f"/people/{grace}"
    assert "The new code is" in operator.page(found.location)
    assert operator.get(f"/find?q=KC1:{blank}").location == f"/people/{grace}"


def test_without_a_blank_card_a_new_code_is_drawn(operator, cafe, grace):
    assert send(operator, grace, "new-card", card="").status_code == 303
    assert kept(cafe, grace).code != "471902"


def test_a_scan_of_a_blank_card_registers_for_it(operator, cafe, blank):
    place = operator.get(f"/find?q=KC1:{blank}").location
    assert place == f"/people?card={blank}"
    assert f'name="card" value="{blank}"' in operator.page(place)
    new = {"name": "Hassan Ali", "language": "en", "group": "visitor", "card": blank}
    wrong = operator.post("/people", page=place, **new, how="pictures", pictures="sun")
    assert f'name="card" value="{blank}"' in wrong.text
    made = operator.post("/people", page=place, **new, how="pictures", pictures="sun cat key")
    assert made.status_code == 303
    with cafe.hub.read() as db:
        assert visitors.by_code(db, blank).name == "Hassan Ali"
        assert cards.by_code(db, blank).state == "bound"
    assert "and then picks the pictures" in operator.page(made.location)
    again = operator.post("/people", page="/people", **new, how="pictures", pictures="sun cat key")
    assert again.status_code == 409
    assert "has an owner already" in again.text


def test_a_card_of_nobody_any_more_says_so(operator, cafe, grace):
    def forget(db, now):
        cards.replace(db, now, code="300009", visitor=None)

    cafe.hub.write(forget)
    place = operator.get("/find?q=KC1:300009").location
    assert "Nobody has it any more." in operator.page(place)
