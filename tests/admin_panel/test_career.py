"""A visitor's career record on the panel: opened by their PIN, kept by mentors, unseen by others."""

import pytest
from fakes.career_stage import CLERK
from fakes.hub_world import PIN

from kiosk.acts import career_notes, careers, openings
from kiosk.rules.openings import read_opening
from kiosk.store import career_notes as note_store
from kiosk.store import careers as store


@pytest.fixture
def grace(cafe):
    return cafe.visitor()


@pytest.fixture
def place(grace):
    return f"/people/{grace}/career"


@pytest.fixture
def agreed(cafe, grace):
    cafe.hub.write(careers.agree_at_desk, visitor=grace, by=cafe.otieno)
    return grace


@pytest.fixture
def opening(cafe):
    told = {"opening": read_opening({**CLERK, "wanted": "digits"}), "by": cafe.otieno}
    return cafe.hub.write(openings.add_opening, **told)


def kept(cafe, question, visitor):
    with cafe.hub.read() as db:
        return question(db, visitor)


def test_it_opens_with_the_visitors_pin_and_not_without(mentor, operator, cafe, grace, place):
    page = mentor.page(place)
    assert "Their own yes opens it" in page
    assert "Note a meeting" not in page
    assert mentor.post(f"{place}/agree", page=place, pin="0000").status_code == 401
    assert not kept(cafe, store.is_open, grace)
    assert mentor.post(f"{place}/agree", page=place, pin=PIN).location == place
    shown = mentor.page(place)
    assert "The career record is open." in shown
    assert "at the desk." in shown
    assert operator.get(place).status_code == 403
    assert f'href="{place}"' in mentor.page(f"/people/{grace}")
    assert f'href="{place}"' not in operator.page(f"/people/{grace}")


def test_it_closes_when_the_visitor_takes_it_back(mentor, cafe, agreed, place):
    mentor.post(f"{place}/note", page=place, words="Likes lists")
    mentor.post(f"{place}/close", page=place)
    page = mentor.page(place)
    assert "Taken back on" in page
    assert "Nobody here sees it." in page
    assert "Likes lists" not in page
    answer = mentor.post(f"{place}/note", page=place, words="More")
    assert "has not said yes" in answer.get_data(as_text=True)
    assert len(kept(cafe, note_store.notes, agreed)) == 1


def test_notes_goals_and_steps_are_kept(mentor, cafe, agreed, place):
    mentor.post(f"{place}/note", page=place, words="Likes lists", next_on="2026-12-03")
    mentor.post(f"{place}/note", page=place, words="The uncle", for_mentors="1")
    mentor.post(f"{place}/step", page=place, kind="goal", step="Work in an office")
    mentor.post(f"{place}/step", page=place, kind="step", step="Call them", due_on="2020-01-01")
    page = mentor.page(place)
    for words in ("Next meeting:", "mentors only", "Work in an office", "Late", "Otieno"):
        assert words in page
    for_mentors = [one.for_mentors for one in kept(cafe, note_store.notes, agreed)]
    assert sorted(for_mentors) == [False, True]
    late = next(one for one in kept(cafe, note_store.steps, agreed) if one.kind == "step")
    mentor.post(f"{place}/tick", page=place, id=late.id, done="1")
    assert "Late" not in mentor.page(place)


@pytest.mark.parametrize(
    ("door", "sent", "said"),
    [
        ("note", {"words": ""}, "Type what you talked about."),
        ("note", {"words": "x" * 601}, "600"),
        ("note", {"words": "x", "next_on": "soon"}, "Type a day, such as"),
        ("step", {"step": "", "kind": "step"}, "Type what it is."),
        ("step", {"step": "x", "kind": "dream"}, "Choose a goal or a step."),
        ("refer", {"opening": "none", "state": "suggested"}, "There is nothing here."),
        ("refer", {"opening": "none", "state": "dreaming"}, "Choose how far they are."),
        ("tick", {"id": "none", "done": "1"}, "There is nothing here."),
    ],
)
def test_a_form_out_of_shape_is_said(mentor, agreed, place, door, sent, said):
    page = mentor.post(f"{place}/{door}", page=place, **sent).get_data(as_text=True)
    assert said.lower() in page.lower()


def test_an_opening_that_fits_is_suggested_and_followed(mentor, cafe, agreed, place, opening):
    assert "Data entry clerk" not in mentor.page(place)  # nothing of it is held yet
    with cafe.hub.read() as db:
        assert store.referrals(db, agreed) == ()
    mentor.post(f"{place}/refer", page=place, opening=opening, state="suggested")
    page = mentor.page(place)
    assert "Data entry clerk" in page
    mentor.post(f"{place}/refer", page=place, opening=opening, state="got_it")
    assert [one.state for one in kept(cafe, store.referrals, agreed)] == ["got_it"]


def test_nothing_of_it_stands_on_the_floor_or_in_reports(owner, cafe, agreed, place, grace):
    cafe.open_shift(cafe.amina)
    told = {"kind": "goal", "words": "Xylophone player", "due_on": None, "by": cafe.otieno}
    cafe.hub.write(career_notes.add_step, visitor=agreed, **told)
    cafe.start(1, by=cafe.amina, visitor=agreed)
    for page in ("/floor", "/floor?seat=1", f"/people/{grace}", "/reports", "/people"):
        assert "Xylophone" not in owner.page(page)


def test_a_note_is_changed_taken_back_and_put_back(mentor, cafe, agreed, place):
    mentor.post(f"{place}/note", page=place, words="Likes lists", for_mentors="1")
    one = kept(cafe, note_store.notes, agreed)[0]
    changing = f"{place}?change={one.id}"
    assert ">Likes lists</textarea>" in mentor.page(changing)
    sent = {"page": changing, "id": one.id}
    wrong = mentor.post(f"{place}/note/change", words="", **sent).get_data(as_text=True)
    assert "Change the note" in wrong
    mentor.post(f"{place}/note/change", words="Likes numbers", **sent)
    page = mentor.page(place)
    assert "Likes numbers" in page
    assert "Changed on" in page
    assert "Likes lists" in page  # what it said before
    mentor.post(f"{place}/take-back", page=place, what="note", id=one.id, back="1")
    assert "It can be put back." in mentor.page(place)
    mentor.post(f"{place}/take-back", page=place, what="note", id=one.id, back="0")
    assert "It can be put back." not in mentor.page(place)
    nothing = mentor.post(f"{place}/take-back", page=place, what="dream", id=one.id, back="1")
    assert "There is nothing here." in nothing.get_data(as_text=True)


def test_a_step_is_changed_and_taken_back(mentor, cafe, agreed, place):
    mentor.post(f"{place}/step", page=place, kind="goal", step="An office", due_on="2027-01-01")
    one = kept(cafe, note_store.steps, agreed)[0]
    page = mentor.page(f"{place}?change={one.id}")
    assert "Change the goal" in page
    assert 'value="An office"' in page
    mentor.post(f"{place}/step/change", page=place, id=one.id, step="A shop", due_on="")
    assert kept(cafe, note_store.steps, agreed)[0].words == "A shop"
    mentor.post(f"{place}/take-back", page=place, what="step", id=one.id, back="1")
    assert kept(cafe, note_store.steps, agreed)[0].taken_back_at is not None
    assert "A shop" in mentor.page(place)


def test_the_career_list_reminds_of_next_steps(mentor, operator, cafe, agreed, place):
    assert "due this week" not in mentor.page("/career")
    mentor.post(f"{place}/step", page=place, kind="step", step="Call them", due_on="2020-01-01")
    page = mentor.page("/career")
    for words in ("Grace", "Call them", "is late", "shares a career record"):
        assert words in page
    assert 'href="/career"' in mentor.page("/people")
    assert operator.get("/career").status_code == 403
    assert mentor.get("/career?page=x").status_code == 200


def test_the_list_of_nobody_says_how_a_record_is_opened(mentor, cafe):
    assert "Nobody shares a record yet" in mentor.page("/career")


def test_the_report_for_funders_tells_counts_and_hides_small_ones(owner, cafe, opening):
    path = "/reports/referrals?period=year"
    assert "Nobody" not in owner.page(path)
    visitors = [cafe.visitor(f"Learner {n}", code=f"30000{n}") for n in range(6)]
    for n, visitor in enumerate(visitors):
        cafe.hub.write(careers.agree_at_desk, visitor=visitor, by=cafe.otieno)
        told = {"visitor": visitor, "opening": opening, "by": cafe.otieno}
        cafe.hub.write(careers.refer, state="suggested", **told)
        if n < 2:
            cafe.hub.write(careers.refer, state="got_it", **told)
    told = owner.get("/reports/referrals.csv?period=year").get_data(as_text=True)
    assert [line.split(",")[:3] for line in told.strip().splitlines()[-5:]] == [
        ["Suggested", "6", "0"],
        ["Applied", "0", "0"],
        ["Interview", "0", "0"],
        ["Got it", "fewer than 5", "0"],
        ["Not this time", "0", "0"],
    ]
    assert "Learner" not in told
