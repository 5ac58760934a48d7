"""The owner's page of sponsorships: pledged, funded, stopped; what came of one, as page and CSV."""

import csv
import io

import pytest
from fakes.machines import SeatMachine, look

from kiosk.acts import front_desk
from kiosk.store import sessions, sponsorships

PAGE = "/settings/sponsorships"
NEW = f"{PAGE}/new"
FILLED = {
    "funder": "County library",
    "paid_by": "funder",
    "group-1": "1",
    "budget": "600",
    "per_hour": "60",
    "visitors": "20",
    "each": "10",
    "a_day": "1",
    "week": "3",
    "days": "90",
    **{f"day-{n}": "1" for n in range(7)},
}


def make(owner, **changes):
    filled = {name: value for name, value in {**FILLED, **changes}.items() if value is not None}
    return owner.post(PAGE, page=NEW, **filled)


def plain(text):
    for mark in ("<bdi>", "</bdi>", '<bdi class="money" dir="ltr">'):
        text = text.replace(mark, "")
    return text.replace("\xa0", " ")


def test_nobody_sponsors_yet(owner):
    assert "Nobody sponsors yet" in owner.page(PAGE)


def test_a_change_from_a_later_day_waits_is_shown_and_taken_back(owner, cafe):
    place = make(owner).location
    form = f"{place}/change"
    later = dict(FILLED, since="2026-11-30", days="0", visitors="35")
    answer = owner.post(form, page=form, **later)
    assert answer.location == place
    assert "The change is kept." in owner.page(place)
    shown = plain(owner.page(place))
    assert "From 30 Nov 2026 on" in shown
    assert "For 35 visitors at most." in shown
    assert "For 20 visitors at most." in shown
    assert "changes on 30 Nov 2026" in plain(owner.page(PAGE))
    refused = owner.post(form, page=form, **later)
    assert refused.status_code == 409
    assert "Take it back first." in refused.text
    assert owner.post(f"{place}/change/take-back", page=place).location == place
    assert "From 30 Nov 2026 on" not in plain(owner.page(place))
    (made,) = look(cafe, sponsorships.latest)
    assert made.visitors_limit == 20


@pytest.mark.parametrize(
    ("since", "said"),
    [
        ("2026-02-30", "Choose a day."),
        ("1", "Choose a day."),
        ("9999-12-31", "Choose a day."),
        ("2027-06-01", "Choose a day before it ends."),
        ("2026-11-01", "Choose today or a day to come."),
    ],
)
def test_a_day_that_cannot_be_is_said_at_its_field(owner, since, said):
    form = f"{make(owner).location}/change"
    answer = owner.post(form, page=form, **dict(FILLED, since=since, days="0"))
    assert answer.status_code == 422
    assert said in answer.text


def test_a_pledge_is_kept_used_and_reported(owner, cafe):
    answer = make(owner)
    assert answer.status_code == 303
    (made,) = look(cafe, sponsorships.latest)
    assert (made.groups, made.seconds_a_week) == (frozenset({"student"}), 3 * 3600)
    assert "Nobody has used it yet" in owner.page(answer.location)
    asha = cafe.visitor("Asha Noor", group="student")
    name = cafe.hub.write(front_desk.start_with_pass, seat=1, visitor=asha, by=cafe.amina)
    SeatMachine(cafe, 1).close(name, used_s=1_800)
    shown = plain(owner.page(answer.location))
    for words in ("KSh 600", "KSh 30", "KSh 570", "1 of 20", "30 min", "Student"):
        assert words in shown
    assert "Asha" not in shown
    assert "Pays" in owner.page(PAGE)
    table = owner.get(f"{answer.location}.csv")
    assert table.mimetype == "text/csv"
    row, _total, blank, *sums = csv.reader(io.StringIO(table.text.partition("\r\n")[2]))
    assert row[:5] == ["Student", "1", "1", "0:30:00", "30.00"]
    assert blank == []
    assert [name for name, _value in sums] == ["Given", "Spent", "Left"]
    assert "Asha" not in table.text
    book = owner.get(f"{answer.location}.xlsx")
    assert book.status_code == 200
    assert book.data.startswith(b"PK")


def test_what_is_left_goes_back(owner, cafe):
    place = make(owner).location
    back = f"{place}/give-back"
    assert owner.post(back, page=place, paid_to="drawer").status_code == 409
    owner.post(f"{place}/stop", page=place, reason="the year is over")
    shown = plain(owner.page(place))
    assert "Give back KSh 600" in shown
    assert "Cash from the drawer" in shown
    for wrong in ("", "me", "next:none", "next"):
        assert owner.post(back, page=place, paid_to=wrong).status_code in (400, 422)
    assert owner.post(back, page=place, paid_to="outside").status_code == 303
    shown = plain(owner.page(place))
    assert "By bank, or otherwise outside" in shown
    assert "Give back KSh" not in shown
    assert owner.post(back, page=place, paid_to="outside").status_code == 409
    assert "Given back, " in owner.get(f"{place}.csv").text


def test_what_is_left_is_kept_for_the_next_one_of_its_funder(owner, cafe):
    place = make(owner).location
    following = make(owner, budget="10").location
    other = make(owner, funder="Rotary Club").location
    owner.post(f"{place}/stop", page=place, reason="the year is over")
    shown = owner.page(place)
    assert "Keep it for their one until" in shown
    assert other.rpartition("/")[2] not in shown
    paid_to = f"next:{following.rpartition('/')[2]}"
    assert owner.post(f"{place}/give-back", page=place, paid_to=paid_to).status_code == 303
    assert "KSh 610" in plain(owner.page(following))


def test_what_the_cafe_gave_itself_stays_there(owner):
    place = make(owner, paid_by="house").location
    owner.post(f"{place}/stop", page=place, reason="the year is over")
    assert "Keep KSh 600 in the café" in plain(owner.page(place))
    assert owner.post(f"{place}/give-back", page=place, paid_to="house").status_code == 303


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"funder": ""}, "Type who pays."),
        ({"paid_by": "you"}, "Choose who pays."),
        ({"from": "08:00"}, "Type both times, or none."),
        ({"from": "25:00", "to": "08:00"}, "Type a time such as"),
        ({"from": "08:00", "to": "08:00"}, "Type another time than the first."),
        ({"a_day": "3"}, "Type less than all its time"),
        ({"budget": "-1"}, "Type the amount in numbers"),
        ({"budget": "0"}, "field__error"),
        ({"per_hour": "0"}, "Please check"),
        ({"visitors": "0"}, "Type a whole number"),
        ({"week": "10"}, "Type less than all its time"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_begins(owner, cafe, changes, said):
    answer = make(owner, **changes)
    assert answer.status_code in (400, 422)
    assert said in answer.text
    assert look(cafe, sponsorships.latest) == ()


def test_more_money_and_an_end(owner, cafe):
    place = make(owner, a_day="", week="", **{"group-1": None}).location
    assert owner.post(f"{place}/fund", page=place, amount="x", paid_by="house").status_code == 422
    assert owner.post(f"{place}/fund", page=place, amount="50", paid_by="house").status_code == 303
    assert "KSh 650" in plain(owner.page(place))
    assert owner.post(f"{place}/stop", page=place, reason="").status_code == 422
    assert owner.post(f"{place}/stop", page=place, reason="enough").status_code == 303
    assert "It is over." in owner.page(place)
    assert "Over" in owner.page(PAGE)
    assert owner.get(f"{PAGE}/none").status_code == 404


def test_it_says_what_it_would_pay_for_before_it_begins(owner, cafe):
    answer = make(owner, look="1", **{"from": "08:00", "to": "18:00", "day-6": None, "zone-0": "1"})
    assert answer.status_code == 200
    said = plain(answer.text)
    for words in (
        "County library pays for 10 h for each visitor, at KSh 60 an hour, until",
        "Only for: Student.",
        "For 20 visitors at most.",
        "At most 1 h a day.",
        "At most 3 h a week.",
        "Only at these times: Mon, Tue, Wed, Thu, Fri, Sat, 08:00–18:00.",
        "Only in: ",
    ):
        assert words in said
    assert look(cafe, sponsorships.latest) == ()


def test_a_change_holds_for_who_comes_from_now_on(owner, cafe):
    place = make(owner, a_day="", week="").location
    asha = cafe.visitor("Asha Noor", group="student")
    name = cafe.hub.write(front_desk.start_with_pass, seat=1, visitor=asha, by=cafe.amina)
    form = owner.page(f"{place}/change")
    assert "keeps it as it was given" in form
    typed = {"visitors": "5", "each": "2", "days": "30", "day-0": "1", "group-3": "1"}
    looked = owner.post(f"{place}/change", page=f"{place}/change", look="1", **typed)
    assert "Only for: Retiree." in plain(looked.text)
    assert "Only at these times: Mon." in plain(looked.text)
    answer = owner.post(f"{place}/change", page=f"{place}/change", **typed)
    assert answer.status_code == 303
    (made,) = look(cafe, sponsorships.latest)
    assert (made.groups, made.visitors_limit) == (frozenset({"retiree"}), 5)
    assert made.ends - made.made_at == 120 * 86_400_000
    assert "For 5 visitors at most." in plain(owner.page(place))
    assert look(cafe, sessions.by_id, name).granted_s == 36_000
    for wrong in ({**typed, "visitors": "0"}, {**typed, "days": "9999"}, {**typed, "each": "x"}):
        refused = owner.post(f"{place}/change", page=f"{place}/change", **wrong)
        assert refused.status_code == 422


def test_it_is_paused_and_goes_on(owner, cafe):
    place = make(owner).location
    assert owner.post(f"{place}/pause", page=place).status_code == 303
    assert "Paused" in owner.page(PAGE)
    assert "Let it pay again" in owner.page(place)
    assert owner.post(f"{place}/go-on", page=place).status_code == 303
    assert look(cafe, sponsorships.latest)[0].paused_at is None
    owner.post(f"{place}/stop", page=place, reason="enough")
    assert owner.post(f"{place}/pause", page=PAGE).status_code == 409
    assert owner.post(f"{place}/go-on", page=PAGE).status_code == 409
    assert owner.post(f"{place}/change", page=PAGE, **FILLED).status_code == 409
