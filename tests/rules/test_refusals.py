import pytest

from kiosk.rules.refusals import CATALOGUE, Refusal


def test_a_refusal_knows_its_status_and_says_what_it_names():
    refused = Refusal("station_not_free", seat=7)
    assert refused.status == 409
    assert str(refused) == "station_not_free (seat=7)"
    assert str(Refusal("busy")) == "busy"


def test_what_a_refusal_names_can_be_sent_to_its_reader():
    """Half of a UTF-16 pair, which JSON can hold, has no bytes: the answer could not be written."""
    refused = Refusal("form_wrong", where="a\ud800é", row=1, field=None)
    assert refused.details == {"where": "a\\ud800é", "row": 1, "field": None}


def test_a_code_that_is_not_in_the_catalogue_is_a_slip_of_ours():
    with pytest.raises(KeyError):
        Refusal("no_such_code")


def test_every_code_has_a_status_that_says_no():
    assert all(400 <= status < 600 for status in CATALOGUE.values())
