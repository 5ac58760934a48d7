"""Openings and courses on the panel: kept, closed, pasted, warned about, matched with visitors."""

import pytest
from fakes.career_stage import CLERK
from fakes.machines import import_pets

from kiosk.acts import careers, openings
from kiosk.rules.instants import S_PER_DAY, later
from kiosk.rules.openings import read_opening
from kiosk.store import openings as store
from kiosk.store import training


def keep(cafe, **changes):
    told = {"opening": read_opening({**CLERK, **changes}), "by": cafe.otieno}
    return cafe.hub.write(openings.add_opening, **told)


def kept(cafe, opening):
    with cafe.hub.read() as db:
        return store.by_id(db, opening)


def test_one_is_typed_changed_and_closed(mentor, cafe):
    import_pets(cafe.hub)
    assert "No opening yet" in mentor.page("/openings")
    sent = {**CLERK, "kind": "job", "want_pets": "1", "likes_C": "1", "closes": "2030-01-01"}
    made = mentor.post("/openings", page="/openings/new", **sent).location
    page = mentor.page(made)
    for words in ("Data entry clerk", "0700 000 111", "Order and numbers", "closes by itself"):
        assert words in page
    opening = made.rpartition("/")[2]
    assert kept(cafe, opening).opening.wanted == ("pets",)
    assert 'name="want_pets" value="1" checked' in mentor.page(f"{made}/change")
    mentor.post(f"{made}/change", page=f"{made}/change", **{**sent, "title": "Cook"})
    assert "Cook" in mentor.page("/openings")
    mentor.post(f"{made}/close", page=made)
    assert "Cook" not in mentor.page("/openings")
    assert "Cook" in mentor.page("/openings?closed=1")
    answer = mentor.post(f"{made}/change", page=f"{made}/change", **sent)
    assert "This opening is closed." in answer.get_data(as_text=True)
    answer = mentor.post(f"{made}/close", page=made)
    assert "This opening is closed." in answer.get_data(as_text=True)


def test_it_closes_by_itself(mentor, cafe):
    keep(cafe, closes="2020-01-01")
    assert "Data entry clerk" not in mentor.page("/openings")
    assert "Data entry clerk" in mentor.page("/openings?closed=1")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": ""}, "Type what it is called."),
        ({"contact": ""}, "Type a phone number, an address or a link."),
        ({"closes": "soon"}, "Type a day, such as 2026-12-24."),
        ({"note": "x" * 401}, "Please make this shorter."),
        ({"kind": "gift"}, "Choose a job or a course."),
    ],
)
def test_one_out_of_shape_is_said_at_its_field(mentor, cafe, change, said):
    page = mentor.post("/openings", page="/openings/new", **{**CLERK, **change})
    assert page.status_code == 422
    assert said in page.get_data(as_text=True)
    with cafe.hub.read() as db:
        assert store.not_closed(db) == ()


def test_one_that_asks_for_money_is_warned_about(mentor, cafe):
    opening = keep(cafe, note="Pay a registration fee of 500 first")
    assert "Honest work never costs a fee" in mentor.page(f"/openings/{opening}")
    assert "Asks for money" in mentor.page("/openings")


def test_only_who_agreed_is_seen_to_fit_and_it_is_suggested(mentor, cafe):
    import_pets(cafe.hub)
    grace, ruth = cafe.visitor(), cafe.visitor("Ruth Achieng", code="471903")
    opening = keep(cafe, wanted="pets digits")
    until = later(cafe.clock.now(), seconds=90 * S_PER_DAY)

    def grant(db, now):
        for one in (grace, ruth):
            training.grant(db, now, visitor=one, name="digits", valid_until=until, by="test")

    cafe.hub.write(grant)
    place = f"/openings/{opening}"
    assert "Nobody fits yet" in mentor.page(place)
    cafe.hub.write(careers.agree_at_desk, visitor=grace, by=cafe.otieno)
    page = mentor.page(place)
    assert "Grace" in page
    assert "Ruth" not in page
    assert "Has 1 of 2." in page
    assert "about" in page
    mentor.post(f"{place}/suggest", page=place, visitor=grace)
    assert "Suggested" in mentor.page(place)
    answer = mentor.post(f"{place}/suggest", page=place, visitor=ruth)
    assert "has not said yes" in answer.get_data(as_text=True)


def test_a_table_is_looked_at_before_it_is_kept(mentor, cafe):
    place = "/openings/paste"
    table = "title,who,contact,note\nClerk,Office,0700,\nCook,Inn,0701,Pay a training fee\n"
    page = mentor.post(place, page=place, table=table).get_data(as_text=True)
    assert "Will be kept" in page
    assert "Asks for money" in page
    with cafe.hub.read() as db:
        assert store.not_closed(db) == ()
    assert mentor.post(place, page=place, table=table, sure="yes").location == "/openings"
    with cafe.hub.read() as db:
        assert {one.opening.title for one in store.not_closed(db)} == {"Clerk", "Cook"}


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("title,who,contact\n,Office,0700", "Type what it is called."),
        ("title,who\nClerk,Office", "row 1"),
        ("", "row"),
        ("title,who,contact\n" + "Clerk,Office,0700\n" * 101, "too many at once"),
    ],
)
def test_a_table_to_mend_is_not_kept(mentor, cafe, table, said):
    place = "/openings/paste"
    page = mentor.post(place, page=place, table=table, sure="yes").get_data(as_text=True)
    assert said.lower() in page.lower()
    with cafe.hub.read() as db:
        assert store.not_closed(db) == ()


def test_operators_do_not_see_them(operator):
    assert operator.get("/openings").status_code == 403
    assert "/openings" not in operator.page("/people")
