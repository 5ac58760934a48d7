"""Signing out ends a sign-in everywhere, also where somebody copied its cookie."""

import pytest
from fakes.hub_world import PASSWORD


@pytest.fixture
def copy(app, operator):
    """Another browser with a copy of the operator's cookie."""
    client = app.test_client()
    client.set_cookie("hub_session", operator.client.get_cookie("hub_session").value)
    return client


def test_a_copied_cookie_opens_nothing_after_signing_out(operator, copy):
    assert copy.get("/till").status_code == 200
    operator.post("/sign-out")
    assert copy.get("/till").status_code == 303


def test_other_sign_ins_of_the_same_person_go_on(operator, desk_of):
    other = desk_of("amina")
    operator.post("/sign-out")
    assert other.get("/till").status_code == 200
    assert operator.sign_in("amina", PASSWORD).status_code == 303
    assert operator.get("/till").status_code == 200


def test_what_was_ended_is_forgotten_once_the_cookie_is_too_old(operator, desk_of, hub, clock):
    operator.post("/sign-out")
    clock.forward(seconds=hub.settings.signed_in_for_s + 1)
    desk_of("amina").post("/sign-out")
    with hub.read() as db:
        kept = db.execute("SELECT count(*) AS n FROM lock_out WHERE subject LIKE 'sign-in:%'")
        assert kept.fetchone()["n"] == 1


def test_signing_out_twice_is_signing_out(operator):
    operator.post("/sign-out")
    assert operator.post("/sign-out", page="/sign-in").status_code == 303
