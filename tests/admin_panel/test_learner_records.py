"""A learner's own record, handed out at their wish."""

import pytest
from fakes.hub_world import PIN
from fakes.passing import passed

from kiosk.acts import awards
from kiosk.protocol.learner_records import read_record
from kiosk.queries.learner_records import check_record
from kiosk.rules.awards import Said


@pytest.fixture
def grace(cafe):
    visitor = cafe.visitor()
    told = {"attempt": passed(cafe.hub, visitor), "name": "Grace", "by": cafe.otieno}
    cafe.hub.write(awards.give, visitor=visitor, **told)
    return visitor


@pytest.fixture
def place(grace):
    return f"/people/{grace}/record"


@pytest.fixture
def hand_out(mentor, place):
    def sent(**typed):
        return mentor.post(
            place, page=place, **{"name": "Grace", "as": "json", "pin": PIN, **typed}
        )

    return sent


def test_a_signed_file_says_skills_certificates_and_no_earnings(hand_out, cafe):
    answer = hand_out()
    record = read_record(answer.data).record
    assert [one.name for one in record.skills] == ["digits"]
    assert [one.title for one in record.certificates] == ["Read digits"]
    assert (record.name, record.earned_minor) == ("Grace", None)
    with cafe.hub.read() as db:
        found = check_record(db, raw=answer.data, keys=cafe.hub.keys)
    assert (found.said, found.ours) == (Said.VALID, True)
    assert check_record(None, raw=answer.data, keys=None).said is Said.UNKNOWN_HUB


def test_earnings_stand_on_it_only_where_they_wish(hand_out):
    assert read_record(hand_out(earnings="1").data).record.earned_minor == 0


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_pdf_is_drawn_in_the_language_of_the_desk(hand_out, mentor, language):
    mentor.get(f"/language/{language}")
    answer = hand_out(**{"as": "pdf", "earnings": "1"})
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF")


def test_without_their_pin_nothing_is_handed_out(hand_out, operator, mentor, place):
    answer = hand_out(pin="0000")
    assert answer.status_code == 401
    assert b"learner_record" not in answer.data
    assert hand_out(**{"as": "doc"}).status_code == 422
    assert operator.get(place).status_code == 403
    assert "Read digits" in mentor.page(place)
