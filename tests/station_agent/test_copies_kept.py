"""The station keeps a copy of what it sent until the hub has it safely too."""

from msgspec.structs import replace

from station_agent.store import outbox

HOUR_S = 3600
CODE = "4F7K2M9T"


def counts(desk):
    with desk.agent.store.readers.read() as db:
        return outbox.counts(db)


def sat_down(desk):
    desk.sit_down(seconds=600)
    desk.agent.finish()
    desk.forward(6)


def says(desk, **changes):
    """What the next beats tell of how far the hub has our facts."""
    desk.hub.kept = tuple(replace(one, **changes) for one in desk.hub.kept)
    desk.forward(6)


def test_a_copy_stays_two_days_after_it_is_safe(desk):
    sat_down(desk)
    kept = counts(desk)["acknowledged"]
    assert kept
    says(desk, safe_upto=desk.hub.kept[0].have)
    assert counts(desk)["safe"] == kept
    desk.clock.forward(days=1)
    desk.forward(5)
    assert counts(desk)["safe"] == kept
    desk.clock.forward(days=1, seconds=HOUR_S)
    desk.forward(5)
    desk.forward(HOUR_S)
    assert counts(desk)["safe"] == 0


def test_without_a_safe_copy_at_the_hub_it_stays_thirty_days(desk):
    sat_down(desk)
    kept = counts(desk)["acknowledged"]
    desk.clock.forward(days=29)
    desk.forward(15)
    assert counts(desk)["acknowledged"] == kept
    desk.clock.forward(days=1, seconds=HOUR_S)
    desk.forward(15)
    assert counts(desk)["acknowledged"] == 0


def test_while_the_hub_is_away_nothing_is_let_go(desk):
    sat_down(desk)
    kept = counts(desk)["acknowledged"]
    desk.hub.up = False
    desk.clock.forward(days=60)
    desk.forward(HOUR_S)
    assert counts(desk)["acknowledged"] == kept


def test_a_hub_that_lost_what_was_let_go_is_told_which_numbers_do_not_come(desk):
    sat_down(desk)
    desk.clock.forward(days=31)
    desk.forward(15)
    assert counts(desk)["acknowledged"] == 0
    desk.hub.restore(heard=0)
    desk.forward(12)
    [word] = desk.hub.bodies("abandoned")
    assert (word.first, word.why) == (1, "let_go")
    desk.forward(30)
    assert len(desk.hub.bodies("abandoned")) == 1


def test_a_hub_that_was_away_for_three_days_gets_all_with_no_restart(desk):
    """A fixed poll that nothing cancels, beside the back-off and what a beat wakes."""
    desk.sit_down(seconds=600)
    desk.hub.up = False
    desk.agent.finish()
    for _ in range(72):
        desk.clock.forward(hours=1)
        desk.forward(3)
    assert counts(desk)["waiting"]
    desk.hub.up = True
    desk.forward(desk.agent.settings.poll_interval_s + 1)
    assert counts(desk)["waiting"] == 0
