"""Who comes in at the panel, and who does not."""

import pytest


def test_staff_sign_in_and_see_the_floor(stranger):
    answer = stranger.sign_in("amina")
    assert (answer.status_code, answer.location) == (303, "/floor")
    assert "Amina W." in stranger.page("/floor")


def test_the_cookie_is_for_the_browser_alone(stranger):
    cookies = stranger.sign_in("amina").headers.getlist("Set-Cookie")
    assert sorted(cookie.partition("=")[0] for cookie in cookies) == [
        "hub_session",
        "hub_session_known",
    ]
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie


def test_the_cookie_starts_afresh_at_sign_in(stranger):
    with stranger.client.session_transaction() as before:
        before["planted"] = "by somebody else"
    stranger.sign_in("amina")
    with stranger.client.session_transaction() as after:
        assert "planted" not in after


@pytest.mark.parametrize("name", ["amina", "nobody"])
def test_a_wrong_password_and_an_unknown_name_are_told_the_same(stranger, name):
    answer = stranger.sign_in(name, "wrong")
    assert answer.status_code == 401
    assert "The name or the password is wrong" in answer.text
    assert f'value="{name}"' in answer.text
    assert "wrong&#34;" not in answer.text


def test_five_wrong_passwords_lock_out_also_the_right_one_until_time_has_passed(stranger, clock):
    for _try in range(4):
        assert stranger.sign_in("amina", "wrong").status_code == 401
    assert stranger.sign_in("amina", "wrong").status_code == 429
    assert stranger.sign_in("amina").status_code == 429
    clock.forward(minutes=16)
    assert stranger.sign_in("amina").status_code == 303


def test_signing_out_ends_it(operator):
    assert operator.post("/sign-out").status_code == 303
    assert operator.get("/floor").location == "/sign-in?next=/floor"


def test_after_signing_in_the_page_that_was_asked_for_comes(stranger):
    place = stranger.get("/till").location
    assert place == "/sign-in?next=/till"
    shown = stranger.post(place, page=place, name="amina", password="correct horse")
    assert shown.location == "/till"


@pytest.mark.parametrize(
    "place", ["https://evil.example/", "//evil.example", "/%5Cevil.example", "javascript:x", ""]
)
def test_nobody_is_sent_away_to_another_site(stranger, place):
    page = f"/sign-in?next={place}"
    answer = stranger.post(page, page=page, name="amina", password="correct horse")
    assert answer.location == "/floor"


def test_a_program_is_told_in_json(stranger):
    answer = stranger.get("/floor", headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert answer.json["refusal"] == "sign_in_first"


def test_a_poll_of_somebody_signed_out_goes_to_the_sign_in_page(stranger):
    answer = stranger.get("/floor/seats", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == "/sign-in"


def test_the_language_is_chosen_and_kept(stranger):
    answer = stranger.get("/language/ar?next=/sign-in")
    assert answer.location == "/sign-in"
    assert 'dir="rtl"' in stranger.page("/sign-in")
    assert stranger.get("/language/xx").status_code == 404


def test_a_sign_in_lasts_a_span_whatever_year_the_hubs_clock_has(stranger):
    """A browser with the right time would throw away at once what ended last year."""
    cookies = stranger.sign_in("amina").headers.getlist("Set-Cookie")
    told = next(one for one in cookies if one.startswith("hub_session="))
    assert "Expires" not in told
    assert f"Max-Age={stranger.client.application.config['PERMANENT_SESSION_LIFETIME']}" in told
