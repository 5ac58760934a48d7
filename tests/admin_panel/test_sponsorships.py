"""The owner's page of sponsorships: pledged, funded, stopped; what came of one, as page and CSV."""

import csv
import io

import pytest
from fakes.machines import SeatMachine, look

from kiosk.acts import front_desk
from kiosk.store import sponsorships

PAGE = "/settings/sponsorships"
FILLED = {
    "funder": "County library",
    "paid_by": "funder",
    "group": "student",
    "budget": "600",
    "per_hour": "60",
    "visitors": "20",
    "each": "10",
    "a_day": "1",
    "week": "3",
    "days": "90",
}


def make(owner, **changes):
    return owner.post(PAGE, page=PAGE, **{**FILLED, **changes})


def plain(text):
    for mark in ("<bdi>", "</bdi>", '<bdi class="money" dir="ltr">'):
        text = text.replace(mark, "")
    return text.replace("\xa0", " ")


def test_nobody_sponsors_yet(owner):
    assert "Nobody sponsors yet" in owner.page(PAGE)


def test_a_pledge_is_kept_used_and_reported(owner, cafe):
    answer = make(owner)
    assert answer.status_code == 303
    (made,) = look(cafe, sponsorships.latest)
    assert (made.group, made.seconds_a_week) == ("student", 3 * 3600)
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
    (row,) = csv.DictReader(io.StringIO(table.text.removeprefix("\ufeff")))
    assert (row["group"], row["visitors"], row["seconds"], row["cost_minor"]) == (
        "student",
        "1",
        "1800",
        "3000",
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"funder": ""}, "Type who pays."),
        ({"paid_by": "you"}, "Choose who pays."),
        ({"group": "king"}, "Choose a group."),
        ({"budget": "-1"}, "Type the amount in numbers"),
        ({"budget": "0"}, "field__error"),
        ({"per_hour": "0"}, "Please check"),
        ({"visitors": "0"}, "Type a whole number"),
        ({"week": "10"}, "Please check"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_begins(owner, cafe, changes, said):
    answer = make(owner, **changes)
    assert answer.status_code in (400, 422)
    assert said in answer.text
    assert look(cafe, sponsorships.latest) == ()


def test_more_money_and_an_end(owner, cafe):
    place = make(owner, group="everybody", a_day="", week="").location
    assert owner.post(f"{place}/fund", page=place, amount="x", paid_by="house").status_code == 422
    assert owner.post(f"{place}/fund", page=place, amount="50", paid_by="house").status_code == 303
    assert "KSh 650" in plain(owner.page(place))
    assert owner.post(f"{place}/stop", page=place, reason="").status_code == 422
    assert owner.post(f"{place}/stop", page=place, reason="enough").status_code == 303
    assert "It is over." in owner.page(place)
    assert "Over" in owner.page(PAGE)
    assert owner.get(f"{PAGE}/none").status_code == 404
