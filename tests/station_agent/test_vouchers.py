"""Signed vouchers at a station whose hub is away, on a clock that only the test moves."""

import pytest

from kiosk.protocol.bodies import Hours, SessionClosed, VouchersVoid
from kiosk.protocol.keys import make_keys
from kiosk.protocol.vouchers import guest_of
from kiosk.rules.refusals import Refusal
from kiosk.rules.scans import read_scan
from station_agent import entering
from station_agent.states import State

CODE = "4F7K2M9T"


def refusal(action, *arguments, **named):
    with pytest.raises(Refusal) as refused:
        action(*arguments, **named)
    return refused.value.code


def scan(desk, paper, *, request_id="request-1"):
    """A scanner types the whole QR into the lock's code field."""
    entering.enter(desk.agent, code=read_scan(paper), pin="", request_id=request_id, paper=paper)


@pytest.fixture
def cut(desk):
    """The cable is out; the station has heard of its hub before."""
    desk.forward(6)
    desk.hub.up = False
    desk.forward(6)
    return desk


def mend(desk):
    desk.hub.up = True
    desk.forward(120, step=5)


def heard(desk):
    return [(type(one).__name__, getattr(one, "used_s", None)) for one in desk.hub.heard]


def test_a_signed_voucher_opens_the_seat_by_itself(cut):
    scan(cut, cut.hub.paper())
    assert (cut.agent.state, cut.agent.seconds_left) == (State.OPEN, 1800)
    cut.forward(61)
    assert cut.agent.seconds_left == 1739
    assert cut.agent.sitting.record.guest


def test_its_seconds_are_all_there_is_with_the_hub_away(cut):
    scan(cut, cut.hub.paper(seconds=180))
    cut.forward(179)
    assert cut.agent.state is State.ENDING
    cut.forward(1)
    assert cut.agent.state is State.LOCKED


def test_it_ends_by_closing_and_does_not_begin_after_it(desk):
    """It is Sunday, 01:26:40 in Nairobi, and the site closes at 01:40."""
    hours = Hours(("sat 20:00-01:40",))
    desk.hub.put_window(hours=hours, timezone="Africa/Nairobi")
    desk.forward(6)
    desk.hub.up = False
    desk.forward(14)
    scan(desk, desk.hub.paper())
    assert desk.agent.seconds_left == 13 * 60
    desk.forward(13 * 60)
    assert desk.agent.state is State.LOCKED
    told = {"code": CODE, "pin": "", "request_id": "request-2", "paper": desk.hub.paper()}
    assert refusal(entering.enter, desk.agent, **told) == "site_closed"


def test_a_typed_code_still_needs_the_hub(cut):
    assert (
        refusal(entering.enter, cut.agent, code=CODE, pin="", request_id="request-1") == "hub_away"
    )


def test_the_hub_is_told_once_it_is_back_and_gives_its_own_lease(cut):
    paper = cut.hub.paper()
    scan(cut, paper)
    session = cut.agent.sitting.kept.session
    cut.forward(60)
    assert cut.agent.sitting.is_alone
    mend(cut)
    (told,) = cut.hub.bodies("voucher_opened")
    assert (told.session, told.voucher, told.seconds) == (session, paper, 1800)
    assert not cut.agent.sitting.is_alone
    assert cut.agent.state is State.OPEN
    cut.agent.finish()
    cut.forward(6)
    assert heard(cut)[-1][0] == "SessionClosed"
    assert cut.hub.bodies("session_closed")[0].session == session


def test_what_ended_before_the_hub_was_back_is_told_in_order(cut):
    scan(cut, cut.hub.paper(seconds=180))
    session = cut.agent.sitting.kept.session
    cut.forward(200)
    mend(cut)
    assert [type(one).__name__ for one in cut.hub.heard] == ["VoucherOpened", "SessionClosed"]
    assert cut.hub.heard[-1] == SessionClosed(session, 180, "time_up", (), hub_away_s=180)


def test_a_lost_answer_to_the_telling_tells_once(cut):
    scan(cut, cut.hub.paper())
    cut.hub.up = True
    cut.hub.lose_answers = 3
    cut.forward(120, step=5)
    assert len(cut.hub.bodies("voucher_opened")) == 1
    assert cut.agent.state is State.OPEN


def test_a_hub_that_does_not_take_the_session_ends_it(cut):
    scan(cut, cut.hub.paper())
    cut.hub._opened_without_us = lambda *_: None
    mend(cut)
    assert cut.agent.state is State.LOCKED
    assert cut.hub.bodies("session_closed")[0].why == "desk"


# unused time


def test_unused_time_stays_on_the_voucher(cut):
    paper = cut.hub.paper()
    scan(cut, paper)
    cut.forward(600)
    cut.agent.finish()
    scan(cut, paper, request_id="request-2")
    assert cut.agent.seconds_left == 1200
    cut.forward(1200)
    assert cut.agent.state is State.LOCKED
    assert refusal(scan, cut, paper, request_id="request-3") == "voucher_used_up"


def test_what_was_used_under_the_hub_is_remembered_when_it_is_gone(desk):
    paper = desk.hub.paper()
    desk.hub.sell(CODE, seconds=1800, kind="prepaid", visitor=guest_of(paper))
    desk.forward(6)
    scan(desk, paper)
    desk.forward(500)
    desk.agent.finish()
    desk.forward(6)
    desk.hub.up = False
    desk.forward(6)
    scan(desk, paper, request_id="request-2")
    assert desk.agent.seconds_left == 1300


def test_the_hub_decides_while_it_is_there(desk):
    """It may give less than the paper says: used elsewhere, or only up to closing."""
    paper = desk.hub.paper()
    desk.hub.sell(CODE, seconds=700, kind="prepaid", visitor=guest_of(paper))
    desk.forward(6)
    scan(desk, paper)
    assert desk.agent.seconds_left == 700
    assert desk.hub.calls[-1][1].endswith("/open")


def test_vouchers_are_forgotten_after_a_year_and_more(cut):
    paper = cut.hub.paper(lapses_s=10**8)
    scan(cut, paper)
    cut.forward(600)
    cut.agent.finish()
    cut.clock.forward(seconds=401 * 86_400)
    scan(cut, cut.hub.paper("00000000", lapses_s=10**8), request_id="request-2")
    cut.agent.finish()
    scan(cut, paper, request_id="request-3")
    assert cut.agent.seconds_left == 1800


# killed, cut off


def test_a_killed_agent_goes_on_where_it_was(cut):
    scan(cut, cut.hub.paper())
    cut.forward(60)
    cut.restart()
    assert (cut.agent.state, cut.agent.seconds_left) == (State.OPEN, 1740)
    mend(cut)
    assert len(cut.hub.bodies("voucher_opened")) == 1
    assert cut.agent.state is State.OPEN


@pytest.mark.parametrize("shown", ["paper", "code"])
def test_after_a_power_cut_the_voucher_resumes_its_session(cut, shown):
    paper = cut.hub.paper()
    scan(cut, paper)
    cut.forward(60)
    cut.clock.reboot()
    cut.restart()
    assert cut.agent.state is State.PAUSED
    other = cut.hub.paper("00000000")
    assert refusal(scan, cut, other, request_id="request-2") == "wrong_pin"
    if shown == "paper":
        scan(cut, paper, request_id="request-3")
    else:
        entering.enter(cut.agent, code="4f7k-2m9t", pin="", request_id="request-3")
    assert cut.agent.state is State.OPEN
    assert 1735 <= cut.agent.seconds_left <= 1745
    mend(cut)
    assert cut.agent.state is State.OPEN
    assert cut.hub.bodies("voucher_opened")


# refused


@pytest.mark.parametrize("up", [True, False], ids=["hub there", "hub away"])
@pytest.mark.parametrize(
    ("made", "code"),
    [
        (lambda hub: hub.paper()[:-1] + "Z", "voucher_forged"),
        (lambda hub: hub.paper()[:21] + "ZZZZZ" + hub.paper()[26:], "voucher_forged"),
        (lambda hub: hub.paper()[:-4], "voucher_forged"),
        (lambda hub: hub.paper(keys=make_keys()), "voucher_other_site"),
    ],
    ids=["signature", "more seconds", "cut short", "another site"],
)
def test_paper_that_is_not_ours_is_refused_before_anybody_is_asked(desk, made, code, up):
    desk.forward(6)
    desk.hub.up = up
    calls = len(desk.hub.calls)
    assert refusal(scan, desk, made(desk.hub)) == code
    assert len(desk.hub.calls) == calls
    assert desk.agent.state is State.LOCKED


def test_a_voucher_of_yesterday_is_refused(cut):
    paper = cut.hub.paper(lapses_s=120)
    cut.forward(120)
    assert refusal(scan, cut, paper) == "voucher_expired"


def test_a_voucher_that_the_hub_has_cancelled_is_refused(desk):
    desk.hub.put(VouchersVoid((CODE, "00000000")))
    desk.hub.put(VouchersVoid((CODE,)))
    desk.forward(6)
    desk.hub.up = False
    desk.forward(6)
    assert refusal(scan, desk, desk.hub.paper()) == "voucher_void"


def test_a_seat_that_is_taken_takes_no_second_voucher(cut):
    scan(cut, cut.hub.paper())
    other = cut.hub.paper("00000000")
    assert refusal(scan, cut, other, request_id="request-2") == "station_not_free"


def test_a_fact_on_its_way_hides_the_code_from_whoever_steals_the_disk(cut):
    paper = cut.hub.paper()
    scan(cut, paper)
    cut.forward(30)
    kept = b"".join(path.read_bytes() for path in cut.folder.glob("station.sqlite*"))
    assert paper.encode() not in kept
    assert CODE.encode() not in kept


# at the lock


def test_the_lock_takes_a_scan_in_its_code_field(browser):
    browser.desk.hub.up = False
    browser.desk.forward(6)
    browser.get("/")
    browser.send("/open", code=browser.desk.hub.paper())
    assert browser.desk.agent.state is State.OPEN


def test_the_lock_says_what_is_wrong_with_a_scan(browser):
    browser.desk.hub.up = False
    browser.desk.forward(6)
    browser.get("/")
    browser.send("/open", code=browser.desk.hub.paper(keys=make_keys()))
    assert "This voucher is of another site." in browser.text
    browser.send("/open", code=CODE)
    assert "The desk cannot be reached just now." in browser.text
