"""Open the day: a line each, and what it says when something wants a look."""

import re
from dataclasses import replace
from http import HTTPStatus

import pytest
from fakes.clock import FakeClock

from kiosk.acts import floor_control
from kiosk.acts.clock import note_doubt
from kiosk.clock_watch import ClockWatch
from kiosk.rules.clock_doubt import Doubt, Past
from kiosk.store import audit

DAY = 86_400

LINES = ("Seats", "Printer", "Link to the exchange", "Backup", "Clock", "Float")


def line(desk, name):
    """(state, words) of a line."""
    page = desk.page("/open-the-day")
    row = next(one for one in re.findall(r"<tr>.*?</tr>", page, re.DOTALL) if f">{name}<" in one)
    cells = re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in cells[1:3]]


def test_there_is_a_line_for_each(operator):
    page = operator.page("/open-the-day")
    assert [name for name in LINES if f"</svg>{name}<" in page] == list(LINES)


def test_seats_answer_or_are_named(operator, cafe):
    assert line(operator, "Seats") == ["Ready", "All 3 seats answer."]
    cafe.hub.write(floor_control.lock_seat, seat=3, reason="dust", by=cafe.amina)
    assert line(operator, "Seats") == ["Ready", "All answer. Locked: 3."]
    cafe.clock.forward(seconds=60)
    cafe.beat(1)
    assert line(operator, "Seats") == ["Look at it", "These do not answer: 2. Switch them on."]


def test_the_float_lies_in_the_drawer_once_a_shift_is_open(operator, cafe):
    assert line(operator, "Float")[0] == "Look at it"
    cafe.open_shift(cafe.amina)
    assert line(operator, "Float")[0] == "Ready"


@pytest.mark.parametrize(
    ("age_s", "state"), [(60, "Ready"), (3 * 900, "Ready"), (9_000, "Look at it")]
)
def test_a_backup_grows_old(operator, cafe, age_s, state):
    none = "There is none yet. The hub makes one every 15 min."
    assert line(operator, "Backup") == ["Look at it", none]
    folder = cafe.hub.folder / "backups"
    folder.mkdir()
    (folder / f"hub-{cafe.hub.now()}.db").touch()
    (folder / "hub-before-restore.db").touch()
    cafe.clock.forward(seconds=age_s)
    assert line(operator, "Backup")[0] == state


QUESTION = "Is this the day and the time now?"
YES = "Yes, the clock is right"
ALARM = "The clock may be wrong"


def test_a_clock_that_runs_evenly_asks_nothing(operator, cafe):
    cafe.clock.forward(seconds=600)
    assert line(operator, "Clock")[0] == "Ready"
    page = operator.page("/open-the-day")
    assert QUESTION not in page
    assert ALARM not in page


def test_a_clock_in_doubt_says_so_on_every_page(operator, cafe):
    cafe.clock.jump_wall(seconds=3_600)
    assert line(operator, "Clock") == [
        "Act now",
        "It may be wrong. Renewals wait until it is set or confirmed.",
    ]
    for path in ("/floor", "/people", "/till"):
        assert ALARM in operator.page(path)
    assert ALARM in operator.client.get("/floor/bar").text


def restarted(cafe, off_s):
    """As if the hub had begun just now, its clock off by so much."""
    seen = cafe.hub.now()
    cafe.clock.reboot()
    cafe.clock.jump_wall(seconds=off_s)
    cafe.hub.clock_watch = ClockWatch(cafe.clock, Past(None, seen))


@pytest.mark.parametrize(
    ("off_s", "shown", "why"),
    [
        (-400 * DAY, "Saturday, 18 Oct 2025, 01:26", "before this program was made"),
        (-DAY, "Saturday, 21 Nov 2026, 01:26", "ran on 22 Nov 2026 at 01:26"),
        (365 * DAY, "Monday, 22 Nov 2027, 01:26", "Was it off for 365 days?"),
    ],
)
def test_it_is_asked_in_words_that_nobody_mistakes(operator, cafe, off_s, shown, why):
    restarted(cafe, off_s)
    page = operator.page("/open-the-day")
    assert all(words in page for words in (QUESTION, shown, why, YES))


def test_a_new_hub_that_begins_in_1970(operator, cafe):
    cafe.hub.clock_watch = ClockWatch(FakeClock(now=0), Past())
    assert "before this program was made" in operator.page("/open-the-day")


def test_somebody_says_that_it_is_right_once(operator, cafe):
    cafe.clock.jump_wall(seconds=3_600)
    form = {"shown": str(cafe.clock.now()), "request_id": "just-once-1"}
    for _ in range(2):
        answer = operator.post("/open-the-day/clock", page="/open-the-day", **form)
        assert answer.status_code == HTTPStatus.SEE_OTHER
    page = operator.page("/open-the-day")
    assert "The clock is believed. What waited goes on." in page
    assert QUESTION not in page
    with cafe.hub.read() as db:
        lines = audit.latest(db, before=None, limit=9)
    assert [one.by for one in lines if one.act == "confirm_clock"] == [cafe.amina]


def test_a_page_that_is_old_confirms_nothing(operator, cafe):
    cafe.clock.jump_wall(seconds=3_600)
    shown = cafe.clock.now()
    cafe.clock.jump_wall(seconds=3_600)
    answer = operator.post("/open-the-day/clock", page="/open-the-day", shown=str(shown))
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "The clock shows another time by now." in answer.text
    assert QUESTION in operator.page("/open-the-day")


@pytest.mark.parametrize("shown", ["", "now", "-1", "9" * 30])
def test_nonsense_confirms_nothing(operator, cafe, shown):
    cafe.clock.jump_wall(seconds=3_600)
    answer = operator.post("/open-the-day/clock", page="/open-the-day", shown=shown)
    assert answer.status_code in {HTTPStatus.CONFLICT, HTTPStatus.BAD_REQUEST}
    assert QUESTION in operator.page("/open-the-day")


def test_a_mentor_sees_the_question_and_asks_somebody(mentor, cafe):
    cafe.clock.jump_wall(seconds=3_600)
    page = mentor.page("/open-the-day")
    assert QUESTION in page
    assert YES not in page
    assert "Ask an operator or the owner" in page
    answer = mentor.post("/open-the-day/clock", page="/open-the-day", shown=str(cafe.clock.now()))
    assert answer.status_code == HTTPStatus.FORBIDDEN


def test_the_exchange_answers_or_is_away(operator, cafe, monkeypatch):
    assert line(operator, "Link to the exchange") == ["Look at it", "No exchange is joined yet."]
    monkeypatch.setattr("kiosk.store.upstream.load", lambda _db: object())
    assert "Away for" in line(operator, "Link to the exchange")[1]
    cafe.hub.line.worked(cafe.hub.now())
    assert line(operator, "Link to the exchange") == ["Ready", "It answers."]


def test_it_says_until_when_the_site_is_open(operator, cafe):
    assert "Always open." in operator.page("/open-the-day")
    hours = replace(cafe.hub.settings, opening_hours=("sat 20:00-02:00",))
    cafe.hub.site = replace(cafe.hub.site, settings=hours)
    assert "Open until" in operator.page("/open-the-day")
    cafe.clock.forward(seconds=3_600)
    assert "We are closed now." in operator.page("/open-the-day")


@pytest.mark.parametrize(
    ("off_s", "words"), [(3 * DAY, "3 d 0 h later"), (-DAY, "1 d 0 h earlier")]
)
def test_reports_say_what_was_written_in_doubt(operator, owner, cafe, off_s, words):
    cafe.hub.write(note_doubt, seen=cafe.hub.now(), shown=cafe.clock.now(), why=Doubt.SET)
    cafe.clock.forward(seconds=600)
    path = "/reports/tenders?period=from-to&from={day}&to={day}"
    days = [path.format(day=day) for day in ("2026-11-22", "2026-10-01")]
    assert "The hub&#39;s clock was in doubt" not in owner.page(days[0])
    cafe.clock.jump_wall(seconds=off_s)
    operator.post("/open-the-day/clock", page="/open-the-day", shown=str(cafe.clock.now()))
    page = owner.page(days[0])
    assert "clock was in doubt from" in page
    assert f"What stands there happened {words}." in page
    assert "clock was in doubt" not in owner.page(days[1])
