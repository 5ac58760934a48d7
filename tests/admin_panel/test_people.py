"""People: found, registered with a PIN typed twice, sold to, started, paid."""

import re

import pytest
from fakes.page_words import without_tokens

from kiosk import passwords
from kiosk.store import visitors

NEW = {
    "name": "Grace Muthoni",
    "language": "en",
    "group": "student",
    "pin": "4711",
    "pin_again": "4711",
}
REQUEST = "0123456789abcdef0123456789abcdef"


def register(desk, *, request_id=None, **other):
    return desk.post("/people", page="/people", request_id=request_id, **{**NEW, **other})


def test_a_visitor_is_registered_and_gets_a_card(operator, cafe):
    answer = register(operator)
    assert answer.status_code == 303
    page = operator.page(answer.location)
    code = re.search(r'class="slip__code">(\d{6})<', page)[1]
    assert "<svg" in page
    with cafe.hub.read() as db:
        who = visitors.by_code(db, code)
    assert (who.name, who.group) == ("Grace Muthoni", "student")
    assert passwords.matches(cafe.hub.pepper.opened(who.pin_hash), "4711")
    assert code in operator.page(answer.location.partition("?")[0] + "/card")


def test_a_double_click_registers_one_person(operator, cafe):
    places = {register(operator, request_id=REQUEST).location for _click in range(2)}
    assert len(places) == 1
    with cafe.hub.read() as db:
        assert visitors.count(db) == 1


def test_a_pin_in_arabic_digits_is_a_pin(operator, cafe):
    assert register(operator, pin="٤٧١١", pin_again="4711").status_code == 303


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"name": " "}, "name", "Type the name."),
        ({"name": "x" * 90}, "name", "shorter than 80"),
        ({"pin": "12", "pin_again": "12"}, "pin", "Type a PIN of 4 to 8 digits."),
        ({"pin": "abcd", "pin_again": "abcd"}, "pin", "Type a PIN"),
        ({"pin_again": "4712"}, "pin_again", "The two PINs differ."),
        ({"group": "royalty"}, "group", "Choose a group."),
        ({"language": "tlh"}, "language", "Choose a language."),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_is_kept(operator, cafe, wrong, field, said):
    answer = register(operator, **wrong)
    assert answer.status_code == 422
    assert f'<a href="#{field}">' in answer.text
    assert said in answer.text
    assert "4711" not in without_tokens(answer.text)
    if field != "name":
        assert 'value="Grace Muthoni"' in answer.text
    with cafe.hub.read() as db:
        assert visitors.count(db) == 0


def test_people_are_found_by_any_of_their_names_and_by_code(operator, cafe):
    assert "Nobody is registered yet" in operator.page("/people")
    cafe.visitor("Grace Muthoni", code="471902")
    cafe.visitor("Hassan Ali", code="471903")
    for words in ("grace", "Muth", "471902"):
        page = operator.page(f"/people?q={words}")
        assert "Grace Muthoni" in page
        assert "Hassan Ali" not in page
    assert "Nobody found" in operator.page("/people?q=%25")


def test_the_list_has_pages(operator, cafe):
    for n in range(21):
        cafe.visitor(f"Person {n:02d}", code=f"{n:06d}")
    first = operator.page("/people")
    assert "Person 00" in first
    assert "Person 20" not in first
    assert "Person 20" in operator.page("/people?page=2")
    assert "Nobody found" in operator.page("/people?page=9")


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("2", "/floor?seat=2"),
        ("٢", "/floor?seat=2"),
        ("471902", "/people/{grace}"),
        ("KC1:471902", "/people/{grace}"),
        ("grace", "/people/{grace}"),
        ("zzz", "/people?q=zzz"),
        ("", "/people"),
    ],
)
def test_the_find_box_finds_seats_cards_and_names(operator, cafe, typed, place):
    grace = cafe.visitor()
    answer = operator.get(f"/find?q={typed}")
    assert answer.location == place.format(grace=grace)


def test_the_find_box_finds_a_scanned_voucher(operator, cafe, shift):
    code = cafe.sell_voucher(by=cafe.amina).code
    assert operator.get(f"/find?q=KV1:{code}").location == f"/vouchers/{code}"
    assert operator.get(f"/find?q={code[:4]}-{code[4:].lower()}").location == f"/vouchers/{code}"


def test_a_pass_is_sold_and_started_at_a_seat(operator, cafe, shift):
    grace = cafe.visitor()
    place = f"/people/{grace}"
    sold = operator.post(f"{place}/sell", page=place, offer="hour", given="10000")
    assert sold.location == place
    page = operator.page(place)
    assert "give back KSh 30" in page
    assert "1 h" in page
    assert operator.post(f"{place}/start", page=place, seat="2").status_code == 303
    assert cafe.session_at(2).visitor == grace
    assert "Now at seat" in operator.page(place)


def test_nobody_starts_without_time(operator, cafe, shift):
    place = f"/people/{cafe.visitor()}"
    answer = operator.post(f"{place}/start", page=place, seat="2")
    assert answer.status_code == 409
    assert "There is no time left" in answer.text


def test_a_settled_visit_shows_its_receipt(operator, cafe, clock, shift):
    grace = cafe.visitor()
    session = cafe.start(1, by=cafe.amina, visitor=grace).session
    cafe.running(1, session, used_s=600)
    clock.forward(minutes=10)
    cafe.hub.write(_note_used, session=session)
    operator.post("/floor/settle", seat="1")
    page = operator.page(f"/people/{grace}")
    assert "10 min of it paid before" in " ".join(re.sub(r"<[^>]+>", "", page).split())


def test_who_is_not_there_is_404(operator):
    assert operator.get("/people/nobody").status_code == 404
    assert operator.get("/people/nobody/card").status_code == 404


def _note_used(db, now, *, session: str) -> None:
    from kiosk.store import sessions

    sessions.note_used(db, session=session, used_s=600)
