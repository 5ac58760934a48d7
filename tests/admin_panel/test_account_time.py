"""A session paid from its visitor's account as it is used: set aside, shown, given back."""

import re

import pytest
from fakes.hub_world import PIN
from fakes.machines import SeatMachine

HOUR = 3_600


@pytest.fixture
def open_desk(operator, shift):
    """Amina at the desk with her shift open."""
    return operator


@pytest.fixture
def grace(cafe):
    """A visitor with KSh 100 on the account."""
    visitor = cafe.visitor()
    cafe.earn(visitor, 10_000)
    return visitor


def start(desk, **typed):
    told = {"seat": "1", "account_who": "471902", "aside_pin": PIN, "aside": "", **typed}
    return desk.post("/floor/account", page="/floor?seat=1", **told)


def test_an_hour_at_the_dearest_price_is_set_aside_and_the_rest_comes_back(open_desk, cafe, grace):
    assert "Pay from the account" in open_desk.page("/floor?seat=1")
    assert start(open_desk).status_code == 303
    session = cafe.session_at(1)
    assert (session.kind, session.limit_minor, session.granted_s) == ("account", 7_000, HOUR)
    assert cafe.balance(f"visitor:{grace}") == 3_000
    page = re.sub(r"<[^>]+>|[\u2066-\u2069]", "", open_desk.page("/floor?seat=1"))
    assert re.search(r"From the account · KSh\s70 set aside", page)
    SeatMachine(cafe, 1).close(session.id, used_s=HOUR // 2)
    assert cafe.balance(f"visitor:{grace}") == 6_500


def test_the_sum_may_be_typed(open_desk, cafe, grace):
    start(open_desk, aside="35")
    assert cafe.session_at(1).granted_s == HOUR // 2
    assert cafe.balance(f"visitor:{grace}") == 6_500


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        pytest.param({"account_who": ""}, "Say who it is", id="nobody"),
        pytest.param({"account_who": "999999"}, "Nobody is found", id="a stranger"),
        pytest.param({"aside": "lots"}, "Type the amount in numbers", id="no sum"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_set_aside(open_desk, cafe, grace, typed, says):
    answer = start(open_desk, **typed)
    assert answer.status_code in (400, 409, 422)
    assert says in answer.text
    assert cafe.balance(f"visitor:{grace}") == 10_000


def test_an_account_with_nothing_on_it_opens_nothing(open_desk, cafe):
    cafe.visitor()
    assert start(open_desk).status_code == 409


def test_a_double_click_sets_aside_once(open_desk, cafe, grace):
    form = open_desk.page("/floor?seat=1")
    request = re.search(r'name="request_id" value="([^"]+)"', form)[1]
    for _ in range(2):
        start(open_desk, request_id=request)
    assert cafe.balance(f"visitor:{grace}") == 3_000
