"""Certificates on the person's page: given, printed with a code that scans, taken back."""

import re

import pytest
from fakes.passing import passed
from fakes.qr_reader import pictures_in, read

from kiosk.store import awards


@pytest.fixture
def grace(cafe):
    return cafe.visitor()


@pytest.fixture
def place(grace):
    return f"/people/{grace}/certificates"


@pytest.fixture
def given(mentor, cafe, grace, place):
    exam = passed(cafe.hub, grace)
    assert mentor.post(place, page=place, attempt=exam, name="Grace M.").location == place
    with cafe.hub.read() as db:
        (row,) = awards.of_visitor(db, grace)
    return row


def test_a_mentor_gives_one_and_an_operator_does_not(given, mentor, operator, grace, place):
    shown = mentor.page(place)
    assert "The certificate is made" in shown
    assert "Valid" in shown
    assert f'href="{place}"' in mentor.page(f"/people/{grace}")
    assert operator.get(place).status_code == 403
    assert f'href="{place}"' not in operator.page(f"/people/{grace}")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_code_on_the_paper_scans_as_what_was_signed(mentor, given, place, language):
    made = mentor.get(f"{place}/{given.number}.pdf?lang={language}")
    assert made.mimetype == "application/pdf"
    (picture,) = pictures_in(made.data)
    assert read(picture) == given.paper
    assert b"/MediaBox [0 0 841.89 595.28]" in made.data


def test_papers_are_offered_in_each_language_of_the_site(mentor, given, place):
    assert set(re.findall(rf"{given.number}\.pdf\?lang=(\w+)", mentor.page(place))) >= {"en", "ar"}


def test_what_is_missing_is_said_at_its_field(mentor, cafe, grace, place):
    exam = passed(cafe.hub, grace)
    answer = mentor.post(place, page=place, attempt=exam, name="")
    assert answer.status_code == 422
    assert "Type the name as it shall stand there." in answer.text
    answer = mentor.post(place, page=place, attempt="nothing", name="Grace")
    assert answer.status_code == 409
    assert "not passed" in answer.text


def test_one_is_taken_back_with_a_reason(mentor, given, place):
    answer = mentor.post(f"{place}/revoke", page=place, number=given.number, revoke_reason="")
    assert answer.status_code == 422
    told = {"number": given.number, "revoke_reason": "name misspelt"}
    assert mentor.post(f"{place}/revoke", page=place, **told).location == place
    shown = mentor.page(place)
    assert "name misspelt" in shown
    assert f"{given.number}.pdf" not in shown
    assert "Give the certificate" in shown


def test_nobody_elses_certificate_is_printed_or_taken_back(mentor, cafe, given, place):
    other = f"/people/{cafe.visitor('Ruth', code='471903')}/certificates"
    assert mentor.get(f"{other}/{given.number}.pdf").status_code == 404
    told = {"number": given.number, "revoke_reason": "x"}
    assert mentor.post(f"{other}/revoke", page=other, **told).status_code == 404
    assert mentor.get("/people/nobody/certificates").status_code == 404


def test_a_paper_of_an_erased_person_is_not_printed_again(mentor, owner, cafe, given, grace, place):
    kept = f"/people/{grace}/kept"
    told = {"erase_reason": "asked", "erase_sure": "yes"}
    assert owner.post(f"/people/{grace}/erase", page=kept, **told).status_code == 303
    assert mentor.get(f"{place}/{given.number}.pdf").status_code == 404
