"""A visitor's signed card at a station whose hub is away, on a clock that only the test moves."""

import pytest

from kiosk.protocol.bodies import Hours, SessionClosed, VouchersVoid
from kiosk.protocol.keys import make_keys
from kiosk.protocol.vouchers import guest_of
from kiosk.rules.refusals import Refusal
from station_agent import entering
from station_agent.states import State

CODE, PIN, OFFLINE_OK_S = "471902", "4711", 900


def refusal(action, *arguments, **named):
    with pytest.raises(Refusal) as refused:
        action(*arguments, **named)
    return refused.value.code


@pytest.fixture
def cut(desk):
    """The cable is out; the station has heard of its hub before, which allows a quarter of an hour."""
    desk.hub.put_window(offline_ok_s=OFFLINE_OK_S)
    desk.forward(6)
    desk.hub.up = False
    desk.forward(6)
    return desk


def mend(desk):
    desk.hub.up = True
    desk.forward(120, step=5)


def enter(desk, text=None, code=CODE):
    entering.enter(desk.agent, code=code, pin=PIN, request_id="request-1", paper=text or "")


def test_a_card_opens_the_seat_for_what_the_site_allows_as_a_guest(cut):
    entering.enter_by_card(cut.agent, cut.hub.card())
    assert (cut.agent.state, cut.agent.seconds_left) == (State.OPEN, OFFLINE_OK_S)
    kept, record = cut.agent.sitting.kept, cut.agent.sitting.record
    assert (kept.visitor, record.guest, record.name) == (guest_of(cut.hub.card()), True, "")
    assert cut.agent.sitting.is_alone
    cut.forward(OFFLINE_OK_S)
    assert cut.agent.state is State.LOCKED


def test_it_opens_once_a_day(cut):
    text = cut.hub.card()
    entering.enter_by_card(cut.agent, text)
    cut.forward(60)
    cut.agent.finish()
    assert refusal(entering.enter_by_card, cut.agent, text) == "card_used_here"
    entering.enter_by_card(cut.agent, cut.hub.card("471903"))
    cut.agent.finish()
    cut.clock.forward(seconds=86_400)
    entering.enter_by_card(cut.agent, text)
    assert cut.agent.seconds_left == OFFLINE_OK_S


def test_it_ends_by_closing(desk):
    """It is Sunday, 01:26:40 in Nairobi, and the site closes at 01:40."""
    told = {"hours": Hours(("sat 20:00-01:40",)), "timezone": "Africa/Nairobi"}
    desk.hub.put_window(**told, offline_ok_s=3600)
    desk.forward(6)
    desk.hub.up = False
    desk.forward(14)
    entering.enter_by_card(desk.agent, desk.hub.card())
    assert desk.agent.seconds_left == 13 * 60
    desk.forward(13 * 60)
    assert desk.agent.state is State.LOCKED
    assert refusal(entering.enter_by_card, desk.agent, desk.hub.card("471903")) == "site_closed"


def test_the_hub_is_told_in_order_once_it_is_back(cut):
    text = cut.hub.card()
    entering.enter_by_card(cut.agent, text)
    session = cut.agent.sitting.kept.session
    cut.forward(OFFLINE_OK_S)
    mend(cut)
    opened, closed = cut.hub.heard
    assert (opened.session, opened.card, opened.seconds) == (session, text, OFFLINE_OK_S)
    away_s = OFFLINE_OK_S
    assert closed == SessionClosed(session, away_s, "time_up", (), hub_away_s=away_s)


def test_the_hubs_own_lease_replaces_the_cards(cut):
    entering.enter_by_card(cut.agent, cut.hub.card())
    cut.forward(60)
    mend(cut)
    assert not cut.agent.sitting.is_alone
    assert cut.agent.state is State.OPEN


def test_after_a_power_cut_the_card_goes_on_with_its_own_seconds(cut):
    entering.enter_by_card(cut.agent, cut.hub.card())
    cut.forward(100)
    cut.agent.sitting.pause("rebooted")
    assert refusal(enter, cut, code="000000") == "wrong_pin"
    entering.enter(cut.agent, code=CODE, pin="", request_id="request-2")
    assert cut.agent.state is State.OPEN
    assert cut.agent.seconds_left == OFFLINE_OK_S - 100


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (lambda hub: hub.card()[:-1] + "Z", "card_forged"),
        (lambda hub: hub.card()[:-4], "card_forged"),
        (lambda hub: hub.card(keys=make_keys()), "card_other_site"),
    ],
)
def test_a_card_that_is_not_the_hubs_opens_nothing(cut, text, code):
    assert refusal(entering.enter_by_card, cut.agent, text(cut.hub)) == code
    assert cut.agent.state is State.LOCKED


def test_a_card_that_was_replaced_opens_nothing(desk):
    desk.hub.put_window(offline_ok_s=OFFLINE_OK_S)
    desk.hub.put(VouchersVoid((CODE,)))
    desk.forward(6)
    desk.hub.up = False
    desk.forward(6)
    assert refusal(entering.enter_by_card, desk.agent, desk.hub.card()) == "card_replaced"


@pytest.mark.parametrize("told", [{}, {"offline_ok_s": 0}])
def test_a_hub_that_allows_nothing_is_waited_for(desk, told):
    desk.hub.put_window(**told)
    desk.forward(6)
    desk.hub.up = False
    desk.forward(6)
    assert refusal(entering.enter_by_card, desk.agent, desk.hub.card()) == "hub_away"
    assert refusal(enter, desk) == "hub_away"


def test_a_typed_code_is_asked_for_its_card(cut):
    assert refusal(enter, cut) == "hub_away_scan_card"
    assert refusal(enter, cut, cut.hub.card()) == "hub_away"
    assert refusal(enter, cut, code="4F7K2M9T") == "hub_away"


def test_with_the_hub_there_a_card_asks_for_its_pin(desk):
    desk.hub.put_window(offline_ok_s=OFFLINE_OK_S)
    desk.hub.sell(CODE, seconds=1800, pin=PIN)
    desk.forward(6)
    assert refusal(entering.enter_by_card, desk.agent, desk.hub.card()) == "hub_is_back"
    enter(desk, desk.hub.card(keys=make_keys()))  # a hub with new keys takes old cards
    assert desk.agent.state is State.OPEN
    assert refusal(entering.enter_by_card, desk.agent, desk.hub.card()) == "station_not_free"


def test_a_removed_station_opens_for_no_card(cut):
    cut.agent.removal.note()
    assert refusal(entering.enter_by_card, cut.agent, cut.hub.card()) == "revoked"


def test_a_clock_that_must_be_wrong_opens_nothing(cut):
    cut.clock.reboot()
    cut.clock.jump_wall(seconds=-10 * 365 * 86_400)
    assert refusal(entering.enter_by_card, cut.agent, cut.hub.card()) == "clock_unsure"


# the screens of the lock


@pytest.fixture
def lock(desk, browser):
    desk.hub.put_window(offline_ok_s=OFFLINE_OK_S)
    desk.forward(6)
    desk.hub.up = False
    desk.forward(6)
    browser.get("/")
    return browser


def test_the_lock_says_what_a_card_gives_and_opens_with_a_yes(desk, lock):
    text = desk.hub.card()
    page = lock.send("/open", code=text)
    assert "Start with your card alone?" in page
    assert "15 min" in page.replace("\xa0", " ")
    assert lock.hidden("code") == text
    assert desk.agent.state is State.LOCKED
    lock.send("/open", code=text, alone="1")
    assert lock.path == "/home"
    assert desk.agent.seconds_left == OFFLINE_OK_S


def test_a_card_that_opens_nothing_says_why(desk, lock):
    assert "This card is not genuine" in lock.send("/open", code=desk.hub.card()[:-1] + "Z")
    told = {"code": desk.hub.card(keys=make_keys()), "alone": "1"}
    assert "This card is of another site" in lock.send("/open", **told)
    assert "Scan your card" in lock.send("/open", code=CODE, pin=PIN)


def test_a_card_without_a_signature_is_not_asked_to_be_scanned_again(desk, lock):
    """A blank card that somebody registered for says its code alone."""
    text = f"KC1:{CODE}"
    assert "Type your PIN" in lock.send("/open", code=text)
    assert lock.hidden("code") == text
    said = lock.send("/open", code=text, pin=PIN)
    assert "This card needs the desk, which cannot be reached just now" in said
    assert desk.agent.state is State.LOCKED


def test_a_card_without_a_signature_opens_by_pin_once_the_desk_is_back(desk, lock):
    desk.hub.up = True
    desk.hub.sell(CODE, seconds=1800, pin=PIN)
    desk.forward(60, step=5)
    lock.send("/open", code=f"kc1:{CODE}")
    lock.send("/open", code=lock.hidden("code"), pin=PIN)
    assert desk.agent.state is State.OPEN


def test_where_the_desk_is_back_the_pin_is_asked_for(desk, lock):
    desk.hub.up = True
    desk.hub.sell(CODE, seconds=1800, pin=PIN)
    desk.forward(60, step=5)
    text = desk.hub.card()
    assert "Type your PIN" in lock.send("/open", code=text, alone="1")
    assert lock.hidden("code") == text
    assert "Type your PIN" in lock.send("/open", code=text)
    lock.send("/open", code=text, pin=PIN)
    assert desk.agent.state is State.OPEN


def test_a_desk_that_goes_away_while_the_pin_is_typed_is_noticed(desk, browser):
    desk.hub.put_window(offline_ok_s=OFFLINE_OK_S)
    desk.forward(6)
    text = desk.hub.card()
    browser.get("/")
    assert "Type your PIN" in browser.send("/open", code=text)
    desk.hub.up = False
    assert "Start with your card alone?" in browser.send("/open", code=text, pin=PIN)
