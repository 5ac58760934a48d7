"""The room as its mentor sees it, and what is sent to its seats."""

import json
import re
from dataclasses import replace

import pytest
from fakes.deeds import DIGITS
from fakes.passing import passed
from fakes.stage import Stage

from kiosk.acts import blocks, classroom
from kiosk.acts.importing import keep_module
from kiosk.acts.marking import keep_practice
from kiosk.protocol.bodies import Practice
from kiosk.rules.instants import later
from kiosk.rules.rooms import At
from kiosk.store import audit, commands

EDITION = "digits-e1"
ROOM = "/room"


@pytest.fixture
def digits(cafe):
    """The module of digits is here."""
    files = {
        file.relative_to(DIGITS).as_posix(): file.read_bytes()
        for file in sorted(DIGITS.rglob("*"))
        if file.is_file()
    }
    row = keep_module(files, modules=cafe.hub.modules, blobs=cafe.hub.blobs)
    cafe.hub.write(classroom.import_edition, row=row, by=cafe.otieno)
    return cafe.hub.module_of(EDITION)


@pytest.fixture
def three(cafe, shift, digits):
    """Three walk-ins at three seats."""
    for seat in (1, 2, 3):
        cafe.running(seat, cafe.start(seat, by=cafe.amina).session)
        learns(cafe, seat)
    return cafe


def learns(cafe, seat, step="practice", item="p01", **more):
    """The station at a seat says what its learner is at."""
    station = cafe.stations[seat]
    now = cafe.hub.now()
    at = At(EDITION, step, item, **{"since": now, "moved": now, **more})
    cafe.hub.heard[station] = replace(cafe.hub.heard[station], learner=at)


def answered(cafe, seat, item="p01", *, right, step="practice"):
    """A first answer came up from a seat."""
    visitor = cafe.session_at(seat).visitor
    body = Practice(visitor, EDITION, step, item, {"digit": "7"}, right, 1, 0, 900)
    told = {"body": body, "at": cafe.hub.now(), "fact_id": f"fact/{seat}/{item}"}
    cafe.hub.write(keep_practice, **told)


def waiting(cafe, seat):
    with cafe.hub.read() as db:
        return [(one.kind, one.words) for one in commands.waiting(db, cafe.stations[seat])][1:]


def order_of(page):
    return re.findall(r'id="learner-(\d+)"', page)


def test_the_room_is_sorted_by_need(mentor, three):
    now = three.hub.now()
    learns(three, 1, step="", item="")
    learns(three, 2, moved=later(now, seconds=-400))
    learns(three, 3, hand=later(now, seconds=-130))
    page = mentor.page(ROOM)
    assert order_of(page) == ["3", "2", "1"]
    assert "Asked for help 2 min ago" in page
    assert "6 min without a move" in page
    mentor.client.get("/language/ar?next=/room")
    there = mentor.page(ROOM)
    assert re.search("\u2068[^\u2068\u2069]+\u2069\u060c 6", there)


def test_only_mentors_and_owners_see_it(operator, owner, three):
    assert operator.get(ROOM).status_code == 403
    assert owner.get(ROOM).status_code == 200


def test_a_poll_is_not_made_anew_while_nothing_moves(mentor, three):
    first = mentor.get("/room/rows")
    again = mentor.get("/room/rows", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)


@pytest.mark.parametrize("change", ["answer", "hand", "fact", "language"])
def test_a_poll_is_made_anew_when_something_moved(mentor, three, change):
    first = mentor.get("/room/rows")
    match change:
        case "answer":
            learns(three, 1, last="wrong")
        case "hand":
            learns(three, 1, hand=three.hub.now())
        case "fact":
            answered(three, 1, right=True)
        case _:
            mentor.get("/language/ar")
    again = mentor.get("/room/rows", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200


def test_a_step_is_read_by_its_mark(mentor, three):
    answered(three, 1, right=False)
    learns(three, 1, last="wrong")
    page = mentor.page(ROOM)
    assert "pip--wrong" in page
    assert "0%" in page


def test_a_page_is_opened_at_all_or_at_some(mentor, three, digits):
    what = f"{EDITION}/practice/p02"
    assert mentor.post("/room/send", page=ROOM, do="show", what=what).status_code == 303
    told = json.loads(waiting(three, 1)[-1][1])
    assert (told["slug"], told["step"], told["item"], told["by"]) == (
        *("digits", "practice", "p02"),
        "Otieno J.",
    )
    mentor.post("/room/send", page=ROOM, do="show", what=EDITION, seats=["2"])
    assert [len(waiting(three, seat)) for seat in (1, 2, 3)] == [1, 2, 1]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"do": "show", "what": ""}, "Choose what to open."),
        ({"do": "show", "what": "gone-e1/x"}, "Choose what to open."),
        ({"do": "show", "what": f"{EDITION}/practice/e01"}, "Choose what to open."),
        ({"do": "ask", "what": f"{EDITION}/work"}, "Choose a question to ask."),
        ({"do": "ask", "what": f"{EDITION}/exam"}, "Choose a question to ask."),
        ({"do": "ask", "what": EDITION}, "Choose a question to ask."),
        ({"do": "message", "words": ""}, "Type the words."),
        ({"do": "dance"}, "Choose what to do."),
    ],
)
def test_what_cannot_be_sent_is_said(mentor, three, told, said):
    answer = mentor.post("/room/send", page=ROOM, **told)
    assert answer.status_code == 422
    assert said in answer.text


def test_nobody_sits_there(mentor, cafe, digits):
    answer = mentor.post("/room/send", page="/floor", do="unhold")
    assert (answer.status_code, "Nobody sits" in answer.text) == (409, True)


def test_words_go_to_the_screens_and_hold_them(mentor, three):
    mentor.post("/room/send", page=ROOM, do="message", words="Ten more minutes")
    mentor.post("/room/send", page=ROOM, do="hold", words="Eyes on me")
    mentor.post("/room/send", page=ROOM, do="unhold")
    assert waiting(three, 3) == [
        ("message", "Ten more minutes"),
        ("hold", "Eyes on me"),
        ("unhold", ""),
    ]


def test_a_learner_reads_who_is_coming(mentor, three):
    learns(three, 1, hand=three.hub.now())
    assert "I am coming" in mentor.page(ROOM)
    mentor.post("/room/hand", page=ROOM, seat="1", do="coming")
    learns(three, 1, hand=three.hub.now(), coming=True)
    assert 'value="helped"' in mentor.page(ROOM)
    mentor.post("/room/hand", page=ROOM, seat="1", do="helped")
    assert waiting(three, 1) == [("coming", "Otieno J."), ("helped", "")]
    assert mentor.post("/room/hand", page=ROOM, seat="1", do="").status_code == 422


def test_all_see_one_question_and_bars_have_no_names(mentor, three, digits):
    mentor.post("/room/send", page=ROOM, do="ask", what=f"{EDITION}/practice/p01")
    ask = three.hub.room.question.ask
    for seat, digit in ((1, "7"), (2, "7"), (3, "1")):
        learns(three, seat, asked=ask, chosen=(digit,))
    page = mentor.page(ROOM)
    bars = re.search(r'live__bars">(.*?)</dl>', page, re.DOTALL)[1]
    counts = re.findall(r"<b><bdi>(\d+)</bdi></b>", bars)
    assert counts == ["0", "1", "0", "0", "0", "0", "0", "2", "0", "0"]
    assert "Walk-in" not in bars
    mentor.post("/room/question", page=ROOM, do="next")
    assert three.hub.room.question.item == digits.step("practice").items[1]
    assert json.loads(waiting(three, 1)[-1][1])["item"] == digits.step("practice").items[1]
    mentor.post("/room/question", page=ROOM, do="end")
    assert three.hub.room.question is None
    mentor.post("/room/question", page=ROOM, do="next")
    assert three.hub.room.question is None


def test_after_the_last_question_none_is_asked(mentor, three, digits):
    last = digits.step("practice").items[-1]
    mentor.post("/room/send", page=ROOM, do="ask", what=f"{EDITION}/practice/{last}")
    mentor.post("/room/question", page=ROOM, do="next")
    assert three.hub.room.question is None


def test_a_step_of_which_the_first_question_is_asked(mentor, three, digits):
    mentor.post("/room/send", page=ROOM, do="ask", what=f"{EDITION}/practice")
    assert three.hub.room.question.item == digits.step("practice").items[0]


def test_a_common_mistake_goes_to_those_who_made_it(mentor, three):
    for seat, right in ((1, False), (2, False), (3, True)):
        answered(three, seat, right=right)
    page = mentor.page(ROOM)
    assert "2 had this wrong at first" in page
    mentor.post("/room/send", page=ROOM, do="drill", what=f"{EDITION}/practice/p01", seats="1,2")
    assert json.loads(waiting(three, 1)[-1][1])["tells"] is True
    assert waiting(three, 3) == []


def test_a_step_that_is_hard_is_named(mentor, three):
    three.station(4)
    three.running(4, three.start(4, by=three.amina).session)
    learns(three, 4)
    for seat in (1, 2, 3, 4):
        answered(three, seat, right=seat > 2)
    page = mentor.page(ROOM)
    assert "is hard for this group" in page
    assert "2 of 4 needed a second try." in page


def test_who_could_help_whom(mentor, three):
    learns(three, 1, step="", item="")
    learns(three, 2, hand=three.hub.now())
    assert "Seat 1 has finished and could help seat 2." in mentor.page(ROOM)


def test_the_wall_shows_no_answer_and_no_name(mentor, three, digits):
    page = mentor.page(f"/room/screen/{EDITION}/practice?item=p01")
    gold = digits.item("p01")
    assert gold.form.prompt in page
    assert gold.why not in page
    assert "Walk-in" not in page
    assert mentor.get(f"/room/screen/{EDITION}/exam?item=e01").status_code == 404
    picture = re.search(r'<img src="([^"]+)"', page)[1]
    answer = mentor.get(picture)
    assert (answer.status_code, "sandbox" in answer.headers["Content-Security-Policy"]) == (
        200,
        True,
    )
    assert mentor.get(f"/room/media/{EDITION}/items.csv").status_code == 404
    assert mentor.page(f"/room/screen/{EDITION}/work")


def test_packing_up_names_each_seat_that_is_not_ready(mentor, cafe):
    assert "You may switch off." in mentor.page("/room/pack-up")
    cafe.beat(1, waiting=3)
    page = mentor.page("/room/pack-up")
    assert "Still sending" in page
    assert "You may switch off." not in page
    cafe.clock.forward(seconds=120)
    assert "Not heard" in mentor.page("/room/pack-up")


def test_who_has_no_seat_learns_beside_another(mentor, cafe, shift):
    stage = Stage(cafe)
    stage.one_without_a_seat()
    page = mentor.page(ROOM)
    assert "Two at one seat" in page
    told = {"page": ROOM, "seat": "1"}
    assert mentor.post("/room/beside", learner="", **told).status_code == 422
    wrong = mentor.post("/room/beside", learner=cafe.visitor("Eve Otieno", code="471904"), **told)
    assert (wrong.status_code, "is not in the class that meets now" in wrong.text) == (409, True)
    assert mentor.post("/room/beside", learner=stage.ids["unseated"], **told).status_code == 303
    page = mentor.page(ROOM)
    assert "Grace M. + Ruth A." in page
    assert "Two at one seat" not in page


def test_a_zone_is_a_room_of_its_own(mentor, three):
    three.station(5, zone="lab")
    three.running(5, three.start(5, by=three.amina).session)
    assert order_of(mentor.page("/room?zone=lab")) == ["5"]
    mentor.post("/room/send", page="/room?zone=lab", do="unhold", zone="lab")
    assert [len(waiting(three, seat)) for seat in (1, 5)] == [0, 1]


def test_every_form_leads_back_to_the_part_of_the_room_that_was_shown(mentor, three, digits):
    place = "/room?zone=room"
    three.station(5, zone="lab")
    learns(three, 1, hand=three.hub.now())
    mentor.post("/room/send", page=place, do="ask", what=f"{EDITION}/practice/p01", zone="room")
    page = mentor.page(place)
    for form in re.findall(r'<form[^>]*action="/room/[^"]*".*?</form>', page, re.DOTALL):
        assert 'name="zone" value="room"' in form
    answer = mentor.post("/room/question", page=place, do="end", zone="room")
    assert answer.location.endswith(place)


def test_every_deed_is_in_the_audit_log(mentor, three):
    learns(three, 1, hand=three.hub.now())
    mentor.post("/room/hand", page=ROOM, seat="1", do="coming")
    mentor.post("/room/send", page=ROOM, do="show", what=EDITION)
    with three.hub.read() as db:
        acts = [one.act for one in audit.latest(db, before=None, limit=2)]
    assert acts == ["show_at_seats", "say_coming"]


def test_a_hand_stands_on_the_floor_too(operator, three):
    first = operator.get("/floor/seats")
    assert "Hand up" not in first.text
    learns(three, 2, hand=three.hub.now())
    again = operator.get("/floor/seats", headers={"If-None-Match": first.headers["ETag"]})
    tile = re.search(r'id="seat-2".*?</a>', again.text, re.DOTALL)[0]
    assert "Hand up" in tile


def test_a_class_that_is_on_is_a_room_of_its_own(mentor, three):
    starts = later(three.hub.now(), seconds=3_600)
    wish = blocks.ClassWish("CV writing", (2,), starts, later(starts, seconds=3_600), "own")
    block = three.hub.write(blocks.book_block, wish=wish, by=three.otieno)
    three.clock.forward(seconds=3_600)
    page = mentor.page(ROOM)
    assert "CV writing" in page
    name = re.search(r"zone=(block:[^\"&]+)", page.replace("%3A", ":"))[1]
    assert order_of(mentor.page(f"/room?zone={name}")) == ["2"]
    assert block


def test_seats_say_on_their_screens_that_the_day_is_over(mentor, three):
    three.station(4)
    answer = mentor.post("/room/pack-up", page="/room/pack-up")
    assert answer.status_code == 303
    for seat in (1, 4):  # also where nobody sits
        with three.hub.read() as db:
            told = commands.waiting(db, three.stations[seat])[-1]
        assert (told.kind, told.session, told.words) == ("pack", "", "Otieno J.")


def test_one_class_packs_up_alone(mentor, three):
    three.station(5, zone="lab")
    page = mentor.page("/room/pack-up?zone=lab")
    assert len(re.findall(r'class="badge badge--', page)) == 1
    mentor.post("/room/pack-up", page="/room/pack-up?zone=lab", zone="lab")
    assert waiting(three, 1) == []


def test_nobody_packs_up_a_room_without_seats(mentor, cafe):
    answer = mentor.post("/room/pack-up", page="/room/pack-up", zone="nowhere")
    assert answer.status_code == 404


def test_who_passed_today_and_has_no_certificate_stands_there(mentor, cafe, shift, digits):
    grace = cafe.visitor()
    cafe.running(1, cafe.start(1, by=cafe.amina, visitor=grace).session)
    passed(cafe.hub, grace)
    page = mentor.page("/room/pack-up")
    assert f"/people/{grace}/certificates" in page
    assert "Passed today, no certificate yet" in page


def test_thirty_seats_are_there_within_two_polls(mentor, cafe, shift, digits):
    """The page asks each second. What a station said is in the next answer, at all seats."""
    for seat in range(1, 31):
        if seat > 3:
            cafe.station(seat)
        cafe.running(seat, cafe.start(seat, by=cafe.amina).session)
    first = mentor.get("/room/rows")
    assert 'hx-trigger="every 1s"' in first.text
    for seat in range(1, 31):
        learns(cafe, seat, last="right" if seat % 2 else "wrong")
    cafe.clock.forward(seconds=1)
    second = mentor.get("/room/rows", headers={"If-None-Match": first.headers["ETag"]})
    rows = re.findall(r'id="learner-(\d+)".*?live__last--(\w+)', second.text, re.DOTALL)
    assert {int(seat): mark for seat, mark in rows} == {
        seat: "good" if seat % 2 else "bad" for seat in range(1, 31)
    }
    cafe.clock.forward(seconds=1)
    for seat in range(1, 31):
        cafe.beat(seat, state="open", session=cafe.session_at(seat).id)
    learns(cafe, 30, hand=cafe.hub.now())
    third = mentor.get("/room/rows", headers={"If-None-Match": second.headers["ETag"]})
    assert order_of(third.text)[0] == "30"
