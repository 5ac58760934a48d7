"""Guessing at a name locks out whoever guesses, not the person at the desk."""

import pytest
from fakes.hub_world import PASSWORD


def guess(browser, name, times=5):
    return [browser.sign_in(name, "wrong").status_code for _ in range(times)][-1]


def rows(hub):
    with hub.read() as db:
        return db.execute("SELECT count(*) AS n FROM lock_out").fetchone()["n"]


def test_a_strangers_guesses_do_not_keep_the_person_from_her_own_desk(stranger, operator):
    assert guess(stranger, "amina") == 429
    assert stranger.sign_in("amina").status_code == 429
    operator.post("/sign-out")
    assert operator.sign_in("amina").status_code == 303


def test_wrong_tries_at_the_desk_lock_out_there_too(operator, clock):
    operator.post("/sign-out")
    assert guess(operator, "amina") == 429
    assert operator.sign_in("amina").status_code == 429
    clock.forward(minutes=16)
    assert operator.sign_in("amina").status_code == 303


def test_a_browser_known_to_one_is_a_strangers_to_another(operator, owner):
    operator.post("/sign-out")
    assert guess(operator, "naomi") == 429
    owner.post("/sign-out")
    assert owner.sign_in("naomi").status_code == 303


def test_two_who_share_a_desk_are_both_known_there(operator, stranger):
    operator.post("/sign-out")
    assert operator.sign_in("naomi").status_code == 303
    operator.post("/sign-out")
    for name in ("amina", "naomi"):
        assert guess(stranger, name) == 429
        assert operator.sign_in(name).status_code == 303
        operator.post("/sign-out")


@pytest.mark.parametrize("kept", ["", "nonsense", "WyJ4Il0.AAAA", "x" * 4000])
def test_a_forged_cookie_is_no_cookie(stranger, kept):
    stranger.client.set_cookie("hub_session_known", kept)
    assert guess(stranger, "amina") == 429


def test_the_cookie_opens_nothing(operator):
    operator.client.delete_cookie("hub_session")
    assert operator.client.get_cookie("hub_session_known") is not None
    assert operator.get("/floor").status_code == 303
    assert PASSWORD not in operator.client.get_cookie("hub_session_known").value


def test_guessing_names_does_not_fill_the_table(stranger, hub, monkeypatch):
    monkeypatch.setattr("kiosk.passwords.matches", lambda _kept, _secret: False)
    for n in range(300):
        stranger.sign_in(f"nobody-{n}", "wrong")
    assert rows(hub) <= 256
