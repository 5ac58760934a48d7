"""Whatever happens to a session paid ahead, the visitor's account is never asked."""

from fakes import quick_disk
from fakes.clock import FakeClock
from fakes.hub_world import World, make_hub
from fakes.machines import SeatMachine, look
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.acts import front_desk
from kiosk.acts.selling import Counter
from kiosk.protocol.bodies import SessionClosed, SessionUsed
from kiosk.store import checks, given_time, sessions

PIECE = st.tuples(st.integers(0, 2_000), st.integers(1, 2_000), st.booleans())
"""Seconds that ran, seconds of the pause behind them, and whether the station then heard the hub."""


@settings(max_examples=25)
@given(
    pieces=st.lists(PIECE, max_size=4),
    last_s=st.integers(0, 4_000),
    valid_s=st.lists(st.integers(60, 5_000), min_size=1, max_size=2),
)
def test_a_session_paid_ahead_takes_nothing_from_the_account(pieces, last_s, valid_s):
    clock = FakeClock()
    with quick_disk.folder() as folder:
        site = World(make_hub(folder, clock), clock)
        operator = site.staff()
        site.open_shift(operator)
        site.station(1)
        seat = SeatMachine(site, 1)
        grace = site.visitor()
        site.earn(grace, 50_000)
        for n, lasts_s in enumerate(valid_s):
            offer = f"offer-{n}"
            site.offer(offer, title=offer, seconds=3_600, price_minor=100, valid_s=lasts_s)
            counter = Counter(offer, 100, operator)
            site.hub.write(front_desk.sell_pass, visitor=grace, counter=counter)
        name = site.hub.write(front_desk.start_with_pass, seat=1, visitor=grace, by=operator)

        held = granted(site, name)  # what the station's lease holds
        used, told = 0, []
        for wanted_s, pause_s, is_heard in pieces:
            run_s = min(wanted_s, max(0, held - used))
            used += run_s
            clock.forward(seconds=run_s)
            told.append(seat.say(SessionUsed(name, used, "paused")))
            clock.forward(seconds=pause_s)
            told.append(seat.say(SessionUsed(name, used, "resumed")))
            if is_heard:
                seat.give(*told)
                told, held = [], granted(site, name)
        run_s = min(last_s, max(0, held - used))
        clock.forward(seconds=run_s)
        seat.give(*told, seat.say(SessionClosed(name, used + run_s, "finished")))

        assert site.balance(f"visitor:{grace}") == 50_000
        ours_s = sum(one.seconds for one in look(site, given_time.of_session, name))
        assert look(site, sessions.spent_s, name) + ours_s == used + run_s
        if all(is_heard for *_, is_heard in pieces):
            assert ours_s == 0
        assert look(site, checks.session_problems) == []
        site.hub.close()


def granted(site, name):
    return look(site, sessions.by_id, name).granted_s
