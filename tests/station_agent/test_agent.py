"""The agent against a small hub with real signatures, on a clock that only the test moves."""

import pytest

from kiosk.protocol.bodies import SessionClosed, SessionUsed
from kiosk.protocol.codec import decode
from kiosk.protocol.leases import Lease
from kiosk.rules.refusals import Refusal
from station_agent import entering
from station_agent.states import State

CODE = "4F7K2M9T"


def refusal(action, *arguments, **named):
    with pytest.raises(Refusal) as refused:
        action(*arguments, **named)
    return refused.value.code


def enter(desk, code=CODE, pin=""):
    entering.enter(desk.agent, code=code, pin=pin, request_id=f"request-{len(desk.hub.calls)}-x")


def test_a_voucher_opens_the_seat_and_its_seconds_count_down(desk):
    desk.sit_down(seconds=1800)
    assert (desk.agent.state, desk.agent.seconds_left) == (State.OPEN, 1800)
    desk.forward(61)
    assert desk.agent.seconds_left == 1739
    assert desk.hub.beats[-1].state == "open"


def test_time_runs_out_with_an_ending_before_the_lock(desk):
    session = desk.sit_down(seconds=120)
    desk.forward(59)
    assert desk.agent.state is State.OPEN
    desk.forward(1)
    assert desk.agent.state is State.ENDING
    desk.forward(60)
    assert desk.agent.state is State.LOCKED
    desk.agent.tick()
    assert desk.hub.heard == [SessionClosed(session, 120, "time_up", ())]
    assert desk.hub.beats[-1].state == "locked"


def test_time_added_in_the_ending_opens_the_seat_again(desk):
    session = desk.sit_down(seconds=65)
    desk.forward(10)
    assert desk.agent.state is State.ENDING
    desk.hub.extend(session, 600)
    desk.hub.order("renew", session=session)
    desk.forward(6)
    assert (desk.agent.state, desk.agent.seconds_left) == (State.OPEN, 649)


def test_the_desk_opens_a_session_and_the_seat_takes_it_up_once(desk):
    desk.hub.sell(CODE, seconds=600, name="Grace Wanjiru")
    session = desk.hub.open_at_desk(CODE)
    desk.forward(1)
    assert desk.agent.sitting.kept.session == session
    assert desk.agent.sitting.record.name == "Grace Wanjiru"
    desk.forward(10)
    assert desk.hub.done == 1
    assert sum(path.endswith("/take") for _, path in desk.hub.calls) == 1


def test_a_lost_answer_is_made_good_by_the_desks_order(desk):
    desk.hub.sell(CODE, seconds=600)
    desk.agent.tick()
    desk.hub.lose_answers = 1
    assert refusal(enter, desk) == "hub_away"
    desk.hub.order("take", session="session-1")
    desk.forward(6)
    assert desk.agent.state is State.OPEN


@pytest.mark.parametrize(
    ("order", "words", "why"), [("lock", "", "desk"), ("lock", "moved", "moved")]
)
def test_the_desk_ends_a_session(desk, order, words, why):
    session = desk.sit_down(seconds=600)
    desk.forward(30)
    desk.hub.order(order, session=session, words=words)
    desk.forward(6)
    (closed,) = desk.hub.bodies("session_closed")
    assert (closed.session, closed.why) == (session, why)
    assert 30 <= closed.used_s <= 36


def test_an_order_for_another_session_is_acknowledged_and_nothing_else(desk):
    desk.sit_down(seconds=600)
    desk.hub.order("lock", session="session-of-yesterday")
    desk.forward(11)
    assert desk.agent.state is State.OPEN
    assert desk.hub.done == 1


def test_a_pause_stops_the_meter_and_is_told(desk):
    session = desk.sit_down(seconds=600)
    desk.forward(30)
    desk.hub.order("pause", session=session)
    desk.forward(5)
    left_s = desk.agent.seconds_left
    desk.forward(120)
    assert (desk.agent.state, desk.agent.seconds_left) == (State.PAUSED, left_s)
    desk.hub.order("resume", session=session)
    desk.forward(6)
    assert desk.agent.state is State.OPEN
    assert [body.why for body in desk.hub.bodies("session_used")] == ["paused", "resumed"]


def test_a_pause_that_lasts_too_long_closes_the_session(desk):
    desk.sit_down(seconds=6000)
    desk.clock.suspend(seconds=61)
    desk.forward(10)
    desk.forward(960, step=30)
    assert desk.agent.state is State.LOCKED
    assert desk.hub.bodies("session_closed")[0].why == "suspended"


def test_a_pause_of_the_desk_is_the_desks_to_end(desk):
    """It may be an assembly; the hub closes it when it lasts too long for the site."""
    session = desk.sit_down(seconds=6000)
    desk.hub.order("pause", session=session)
    desk.forward(10)
    desk.forward(7200, step=30)
    assert desk.agent.state is State.PAUSED
    desk.hub.order("lock", session=session, words="paused")
    desk.forward(10)
    assert desk.hub.bodies("session_closed")[0].why == "desk"


def test_a_message_of_the_desk_is_kept_for_the_screen(desk):
    desk.hub.order("message", words="We close in ten minutes")
    desk.forward(1)
    assert desk.agent.orders.message == "We close in ten minutes"


def test_prepaid_time_goes_on_with_the_hub_away_until_it_is_used(desk):
    desk.sit_down(seconds=900, offline_ok_s=60)
    desk.hub.up = False
    desk.forward(890)
    assert desk.agent.state is State.ENDING
    desk.forward(11)
    assert desk.agent.state is State.LOCKED
    desk.hub.up = True
    desk.forward(61)
    assert desk.hub.bodies("session_closed")[0].used_s == 900


def test_other_time_goes_on_as_long_as_the_owner_allows(desk):
    desk.sit_down(seconds=7200, kind="pass", offline_ok_s=300)
    desk.forward(60)
    assert desk.agent.seconds_left == 7140
    desk.hub.up = False
    desk.forward(240)
    assert desk.agent.hub_away
    assert desk.agent.state is State.ENDING
    desk.forward(65)
    assert desk.agent.state is State.LOCKED


def test_a_hub_that_comes_back_renews_at_once(desk):
    desk.sit_down(seconds=7200, kind="pass", offline_ok_s=300)
    desk.hub.up = False
    desk.forward(260)
    assert desk.agent.state is State.ENDING
    desk.hub.up = True
    desk.forward(6)
    assert desk.agent.state is State.OPEN


@pytest.mark.parametrize(
    ("code", "pin", "expected"),
    [("WRONG", "", "voucher_unknown"), ("471932", "0000", "wrong_pin")],
)
def test_the_hub_says_who_may_come_in(desk, code, pin, expected):
    desk.hub.sell("471932", seconds=600, pin="4711", name="Grace")
    assert refusal(enter, desk, code, pin) == expected
    assert desk.agent.state is State.LOCKED


def test_a_typed_code_needs_the_hub(desk):
    desk.hub.sell(CODE, seconds=600)
    desk.hub.up = False
    assert refusal(enter, desk) == "hub_away"


def test_one_session_at_a_seat(desk):
    desk.sit_down(seconds=600)
    desk.hub.sell("OTHER", seconds=600)
    assert refusal(enter, desk, "OTHER") == "station_not_free"


def test_finishing_closes_the_session_once(desk):
    session = desk.sit_down(seconds=600)
    desk.forward(20)
    desk.agent.finish()
    assert refusal(desk.agent.finish) == "no_session_here"
    desk.agent.tick()
    assert desk.hub.heard == [SessionClosed(session, 20, "finished", ())]


def test_a_killed_agent_goes_straight_on_in_the_same_boot(desk):
    session = desk.sit_down(seconds=600, name="Grace Wanjiru")
    desk.forward(33)
    agent = desk.restart()
    assert agent.state is State.OPEN
    assert agent.sitting.kept.session == session
    assert agent.sitting.record.name == "Grace Wanjiru"
    assert agent.seconds_left == 567
    desk.clock.forward(seconds=4)
    agent.tick()
    assert agent.seconds_left == 563


def test_after_a_power_cut_the_visitor_shows_the_voucher_again(desk):
    desk.sit_down(seconds=600)
    desk.forward(33)
    desk.kill()
    desk.clock.reboot()
    desk.hub.up = False
    agent = desk.start()
    assert agent.state is State.PAUSED
    assert refusal(enter, desk, "NOTHERS") == "wrong_pin"
    enter(desk, "4f7k-2m9t")
    assert agent.state is State.OPEN
    assert 567 <= agent.seconds_left <= 572
    desk.hub.up = True
    desk.forward(61)
    used = desk.hub.bodies("session_used")
    assert [body.why for body in used] == ["paused", "rebooted"]
    assert 28 <= used[0].used_s <= 33


def test_after_a_power_cut_nobody_comes_and_the_session_closes(desk):
    desk.sit_down(seconds=6000)
    desk.kill()
    desk.clock.reboot()
    desk.start()
    desk.forward(960, step=30)
    assert desk.agent.state is State.LOCKED
    assert desk.hub.bodies("session_closed")[0].why == "rebooted"


def test_a_lid_closed_for_long_locks_the_seat(desk):
    session = desk.sit_down(seconds=600)
    desk.forward(10)
    desk.clock.suspend(seconds=300)
    desk.agent.tick()
    assert desk.agent.state is State.PAUSED
    enter(desk)
    desk.forward(2)
    assert desk.agent.state is State.OPEN
    assert desk.hub.heard[0] == SessionUsed(session, 10, "paused")


def test_a_session_that_the_hub_has_closed_ends_here(desk):
    session = desk.sit_down(seconds=600)
    desk.hub.sessions[session]["open"] = False
    desk.forward(31)
    assert desk.agent.state is State.LOCKED


@pytest.mark.parametrize("comes_next", [True, False])
def test_a_late_no_to_a_renewal_ends_no_other_session(desk, monkeypatch, comes_next):
    """The visitor went home, and another sat down, while the hub's answer was on its way."""
    desk.sit_down(seconds=600)
    desk.hub.sell("0000000Z", seconds=600)

    def slow(_renewing):
        desk.agent.finish()
        if comes_next:
            enter(desk, "0000000Z")
        raise Refusal("no_session_here")

    monkeypatch.setattr(desk.agent.link, "renew", slow)
    desk.agent.rounds.renew()
    assert desk.agent.state is (State.OPEN if comes_next else State.LOCKED)


def test_a_lease_for_another_seat_is_refused(desk):
    desk.hub.sell(CODE, seconds=600)
    desk.agent.tick()
    other = desk.hub.keys.origin
    real = desk.hub.peer
    lease = desk.hub._lease
    desk.hub._lease = lambda session, boot_id: _for(desk.hub, real, other, lease, session, boot_id)
    assert refusal(enter, desk) == "lease_wrong"
    assert desk.agent.state is State.LOCKED


def _for(hub, real, other, lease, session, boot_id):
    from dataclasses import replace

    hub.peer = replace(real, origin=other)
    try:
        return lease(session, boot_id)
    finally:
        hub.peer = real


def test_an_older_lease_is_not_spent(desk):
    session = desk.sit_down(seconds=600)
    earlier = desk.hub._lease(session, "boot-1")
    newer = desk.hub._lease(session, "boot-1")
    desk.agent.sitting.renew(newer, used_s=0)
    assert refusal(desk.agent.sitting.renew, earlier, used_s=0) == "lease_replayed"


def test_the_language_chosen_at_the_lock_ends_with_the_session(desk):
    desk.hub.put_window()
    desk.forward(6)
    desk.agent.choose_language("ar")
    desk.agent.choose_language("xx")
    desk.sit_down(seconds=600)
    assert desk.agent.language == "ar"
    desk.agent.finish()
    assert desk.agent.language == "en"


def test_the_visitors_own_language_is_spoken_where_none_was_chosen(desk):
    desk.hub.put_window()
    desk.forward(6)
    desk.hub.sell(CODE, seconds=600, name="Amal")
    desk.hub.tell(f"visitor-{CODE}", language="ar")
    enter(desk)
    assert desk.agent.language == "ar"


def test_a_newer_record_is_fetched_when_a_beat_tells_of_it(desk):
    desk.sit_down(seconds=600, name="Grace")
    desk.hub.tell(f"visitor-{CODE}", balance_minor=1234)
    desk.forward(6)
    assert desk.agent.sitting.record.balance_minor == 1234


def test_idle_beats_write_nothing(desk):
    desk.forward(10)
    before = desk.folder.joinpath("station.sqlite-wal").stat().st_size
    desk.forward(60)
    assert desk.folder.joinpath("station.sqlite-wal").stat().st_size == before


def test_a_hub_that_was_restored_gets_again_what_it_lost(desk):
    """Nothing new has to happen at the seat first: the answer to a beat says what the hub has."""
    first = desk.sit_down(seconds=600)
    desk.agent.finish()
    desk.forward(5)
    second = desk.sit_down(seconds=600)
    desk.forward(20)
    desk.agent.finish()
    desk.forward(5)
    told = list(desk.hub.heard)
    assert [body.session for body in told] == [first, second]
    desk.hub.restore(heard=1)
    desk.forward(6)
    assert desk.hub.heard == told
    desk.forward(60)
    assert desk.hub.heard == told
    assert [decode(one.raw, Lease).session for one in desk.hub.leases[:2]] == [first, second]


def test_a_copy_from_before_our_first_fact_is_told_all_of_it(desk):
    """It does not name our epoch at all, and waits for nothing of it."""
    desk.sit_down(seconds=600)
    desk.agent.finish()
    desk.forward(5)
    told = list(desk.hub.heard)
    desk.hub.restore(heard=0)
    desk.forward(6)
    assert desk.hub.heard == told != []


def test_a_restored_hub_is_told_the_lease_of_a_session_it_has_lost(desk):
    session = desk.sit_down(seconds=600)
    desk.hub.lost = True
    desk.forward(31)
    assert desk.agent.state is State.OPEN
    told = desk.hub.heard[-1]
    assert (told.session, told.why) == (session, "resumed")
    assert decode(desk.hub.leases[-1].raw, Lease).session == session
    desk.agent.sitting.tell_lease("another session")
    assert desk.agent.waiting() == 0
