"""Used seconds without the hub are counted by boot time and told with the session's end."""

from kiosk.protocol.bodies import SessionClosed, SessionUsed


def test_seconds_without_the_hub_are_told_at_the_end(desk):
    session = desk.sit_down(seconds=600)
    desk.forward(60)
    desk.hub.up = False
    desk.forward(120)
    desk.hub.up = True
    desk.forward(420)
    closed = desk.hub.heard[-1]
    assert isinstance(closed, SessionClosed)
    assert (closed.session, closed.used_s) == (session, 600)
    assert 110 <= closed.hub_away_s <= 130


def test_a_session_with_the_hub_there_tells_of_none(desk):
    desk.sit_down(seconds=60)
    desk.forward(60)
    assert desk.hub.heard[-1].hub_away_s == 0


def test_what_was_counted_outlives_a_power_cut(desk):
    session = desk.sit_down(seconds=600)
    desk.hub.up = False
    desk.forward(65)
    away_s = desk.agent.sitting.kept.away_ms // 1000
    desk.kill()
    desk.clock.reboot()
    desk.hub.up = True
    desk.start()
    desk.forward(10)
    told = [fact for fact in desk.hub.heard if isinstance(fact, SessionUsed)]
    assert told[0].session == session
    assert told[0].hub_away_s == away_s >= 50
