"""Open the day: a line each, and what it says when something wants a look."""

import re
from dataclasses import replace

import pytest

from kiosk.acts import floor_control

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


def test_a_clock_that_was_set_is_told(operator, cafe):
    cafe.clock.forward(seconds=600)
    assert line(operator, "Clock")[0] == "Ready"
    cafe.clock.jump_wall(seconds=3_600)
    state, words = line(operator, "Clock")
    assert (state, "1 h" in words) == ("Look at it", True)


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
