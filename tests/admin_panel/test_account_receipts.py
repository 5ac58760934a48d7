"""What an account paid alone, at the panel: found from its person, given back, read afterwards."""

from dataclasses import replace

import pytest
from fakes.hub_world import PIN
from fakes.machines import SeatMachine, look

from kiosk.acts import front_desk, renewal_consent
from kiosk.acts.granting import Terms
from kiosk.jobs.subscriptions import renew_subscriptions
from kiosk.store import payments, till_checks

WEEK = 7 * 86_400
PRICE, TIME = 20_000, 3_500


@pytest.fixture
def grace(cafe, shift):
    return cafe.visitor()


@pytest.fixture
def period(cafe, grace, clock):
    """A week that was renewed from the account by itself."""
    cafe.weekly = cafe.subscribe(grace, by=cafe.amina)
    told = {"subscription": cafe.weekly, "visitor": grace, "minor": PRICE, "by": cafe.amina}
    cafe.hub.write(renewal_consent.agree_at_desk, **told)
    cafe.earn(grace, PRICE)
    clock.forward(seconds=WEEK)
    renew_subscriptions(cafe.hub, cafe.hub.now())
    return f"subscription:{cafe.weekly}:00002"


@pytest.fixture
def session(cafe, grace):
    """Half an hour that the account paid."""
    cafe.earn(grace, PRICE)
    told = {"seat": 1, "visitor": grace, "terms": Terms("account"), "by": cafe.amina}
    name = cafe.hub.write(front_desk.start_metered, **told)
    SeatMachine(cafe, 1).close(name, used_s=1_800)
    return name


def plain(text):
    return " ".join(text.replace("<bdi>", "").replace("</bdi>", "").replace("\xa0", " ").split())


def give_back(desk, name, **fields):
    place = f"/receipts/{name}"
    typed = {"amount": "20", "back_by": "account", "reason": "no sound", **fields}
    return desk.post(f"{place}/give-back", page=place, **typed)


def test_a_renewal_is_found_at_its_pass_and_given_back(operator, cafe, grace, period):
    assert f'href="/receipts/{period}"' in operator.page(f"/people/{grace}")
    page = plain(operator.page(f"/receipts/{period}"))
    assert "Paid by the account, not at the till" in page
    assert "Onto the account that paid it" in page
    assert 'value="200"' in page
    assert "/print" not in page
    assert '<option value="cash"' not in page
    assert give_back(operator, period, amount="200").status_code == 303
    assert cafe.balance(f"visitor:{grace}") == PRICE
    page = plain(operator.page(f"/receipts/{period}"))
    assert "no sound" in page
    assert "Give money back" not in page
    assert "Lapsed" in operator.page(f"/people/{grace}")
    assert look(cafe, till_checks.till_problems) == []


def test_a_session_is_found_at_its_visit_and_shows_both_lines(operator, cafe, grace, session):
    person = operator.page(f"/people/{grace}")
    assert f'href="/receipts/{session}"' in person
    assert "given back" not in person
    assert give_back(operator, session).status_code == 303
    assert cafe.balance(f"visitor:{grace}") == PRICE - TIME + 2_000
    person = plain(operator.page(f"/people/{grace}"))
    assert "35" in person
    assert "20 given back" in person
    assert "(no sound)" in person
    receipt = plain(operator.page(f"/receipts/{session}"))
    assert "30 min" in receipt
    assert "Amina Wanjiru" in receipt


@pytest.mark.parametrize("place", ["/people/{}/account", "/people/{}/history/sales"])
def test_lists_have_what_was_paid_and_what_came_back(operator, grace, session, place):
    assert f'href="/receipts/{session}"' in operator.page(place.format(grace))
    give_back(operator, session)
    page = plain(operator.page(place.format(grace)))
    assert page.count(f'href="/receipts/{session}"') == 2
    assert "Given back" in page
    assert "-20" in page.replace("\N{MINUS SIGN}", "-").replace("KSh ", "")


def test_the_till_has_it_among_what_was_given_back(operator, session):
    give_back(operator, session)
    page = plain(operator.page("/till"))
    assert "Given back in this shift" in page
    assert "no sound" in page
    assert f'href="/receipts/{session}"' in page


@pytest.mark.parametrize("way", ["cash", "mobile", "card"])
def test_it_is_never_handed_out(operator, cafe, session, way):
    answer = give_back(operator, session, back_by=way)
    assert answer.status_code == 409
    assert "It goes back onto the account." in answer.text
    assert look(cafe, payments.backs_of, session) == ()


def test_a_double_click_gives_back_once(operator, cafe, grace, session):
    for _click in range(2):
        place = f"/receipts/{session}"
        typed = {"amount": "20", "back_by": "account", "reason": "no sound"}
        sent = operator.post(
            f"{place}/give-back", page=place, request_id="0123456789abcdef", **typed
        )
        assert sent.status_code == 303
    assert cafe.balance(f"visitor:{grace}") == PRICE - TIME + 2_000


def test_above_the_limit_somebody_else_signs(operator, cafe, grace, clock):
    cafe.hub.site = _with(cafe, second_person_over_minor=1_000)
    cafe.earn(grace, PRICE)
    told = {"seat": 1, "visitor": grace, "terms": Terms("account"), "by": cafe.amina}
    name = cafe.hub.write(front_desk.start_metered, **told)
    SeatMachine(cafe, 1).close(name, used_s=1_800)
    assert "above your limit" in give_back(operator, name).text
    signed = {"approver": "naomi", "approver_pin": PIN}
    assert give_back(operator, name, **signed).status_code == 303


def _with(cafe, **changes):
    return replace(cafe.hub.site, settings=replace(cafe.hub.settings, **changes))


def test_it_has_no_paper_and_a_running_session_no_receipt(operator, cafe, grace, session):
    place = f"/receipts/{session}"
    refused = operator.post(f"{place}/print", page=place, on="pdf")
    assert refused.status_code == 404
    told = {"seat": 2, "visitor": grace, "terms": Terms("account"), "by": cafe.amina}
    running = cafe.hub.write(front_desk.start_metered, **told)
    assert operator.get(f"/receipts/{running}").status_code == 404
    assert operator.get("/receipts/subscription:nobody:00001").status_code == 404


def test_the_log_names_what_was_given_back(owner, operator, grace, session, period):
    give_back(operator, session)
    give_back(operator, period)
    page = plain(owner.page("/audit"))
    assert "Gave money back" in page
    assert f'href="/receipts/{period}"' in page
    assert f'href="/receipts/{session}"' in page
    assert "Payment Weekly · Grace Muthoni" in page
