"""A session is settled once; passes are spent once and never over."""

import msgspec
import pytest
from fakes import quick_disk
from fakes.clock import FakeClock
from fakes.hub_world import World, make_hub
from fakes.machines import SeatMachine, look
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.acts import front_desk, settling
from kiosk.acts.selling import Counter
from kiosk.store import checks, given_time, ledger_checks, passes, sessions
from kiosk.store.tariffs import of_settings

HALF_HOUR = 1_800
PRICE = 4_000


def session(site, name):
    return look(site, sessions.by_id, name)


def receipt(site, name):
    return msgspec.json.decode(session(site, name).receipt)


def spent(site, name):
    with site.hub.read() as db:
        rows = db.execute(
            "SELECT pass, seconds FROM pass_spend WHERE session = :name", {"name": name}
        )
        return {row["pass"]: row["seconds"] for row in rows}


def left(site, visitor):
    held = look(site, passes.usable, visitor=visitor, at=site.hub.now())
    return [one.left_s for one in held]


def sell_pass(site, visitor):
    counter = Counter("half-hour", PRICE, site.operator)
    site.hub.write(front_desk.sell_pass, visitor=visitor, counter=counter)


def sit(site, visitor, seat=1):
    return site.hub.write(front_desk.start_with_pass, seat=seat, visitor=visitor, by=site.operator)


@pytest.mark.usefixtures("nothing_is_wrong")
class TestOneSession:
    def test_used_seconds_are_taken_from_the_pass_and_cost_nothing(self, site, seat_1, clock):
        grace = site.visitor()
        sell_pass(site, grace)
        name = sit(site, grace)
        clock.forward(minutes=10)
        seat_1.close(name, used_s=600)
        assert left(site, grace) == [HALF_HOUR - 600]
        assert receipt(site, name)["total_minor"] == 0
        assert site.balance("sales:time") == 0

    def test_a_close_that_comes_twice_settles_once(self, site, seat_1):
        grace = site.visitor()
        sell_pass(site, grace)
        name = sit(site, grace)
        from kiosk.protocol.bodies import SessionClosed

        close = seat_1.say(SessionClosed(name, 600, "finished"))
        results = [one.result for _ in range(3) for one in seat_1.give(close).results]
        assert results == ["stored", "duplicate", "duplicate"]
        assert seat_1.close(name, used_s=900) == [("stored", "")]
        assert left(site, grace) == [HALF_HOUR - 600]

    @pytest.mark.parametrize("first", ["desk", "station"])
    def test_desk_and_station_both_close_and_the_first_counts(self, site, seat_1, first):
        grace = site.visitor()
        sell_pass(site, grace)
        name = sit(site, grace)
        if first == "desk":
            site.hub.write(front_desk.settle_lost_session, seat=1, by=site.operator)
        seat_1.close(name, used_s=600)
        assert session(site, name).used_s == (0 if first == "desk" else 600)
        assert left(site, grace) == [HALF_HOUR - session(site, name).used_s]

    def test_more_than_was_granted_is_never_charged(self, site, seat_1):
        grace = site.visitor()
        sell_pass(site, grace)
        site.earn(grace, 50_000)
        name = sit(site, grace)
        seat_1.close(name, used_s=5 * HALF_HOUR)
        assert session(site, name).used_s == HALF_HOUR
        assert site.balance(f"visitor:{grace}") == 50_000
        assert left(site, grace) == []

    def test_the_pass_that_lapses_first_is_spent_first(self, site, seat_1, clock):
        grace = site.visitor()
        sell_pass(site, grace)
        clock.forward(days=1)
        sell_pass(site, grace)
        name = sit(site, grace)
        seat_1.close(name, used_s=HALF_HOUR + 100)
        assert left(site, grace) == [HALF_HOUR - 100]
        assert sorted(spent(site, name).values()) == [100, HALF_HOUR]

    def test_a_session_keeps_the_tariff_it_opened_under(self, site):
        name = site.start(1, by=site.operator).session
        kept = msgspec.json.decode(session(site, name).tariff)
        assert kept["rate"][0]["per_hour_minor"] == site.hub.settings.per_hour_minor
        assert kept == msgspec.json.decode(of_settings(site.hub.settings))

    def test_pauses_are_not_charged(self, site, seat_1, clock):
        from kiosk.protocol.bodies import SessionClosed, SessionUsed

        grace = site.visitor()
        sell_pass(site, grace)
        name = sit(site, grace)
        clock.forward(minutes=5)
        seat_1.tell(SessionUsed(name, 300, "paused"))
        clock.forward(minutes=10)
        seat_1.tell(SessionUsed(name, 300, "resumed"))
        clock.forward(minutes=5)
        seat_1.tell(SessionClosed(name, 600, "finished"))
        assert left(site, grace) == [HALF_HOUR - 600]
        assert sum(line["seconds"] for line in receipt(site, name)["segments"]) == 600

    @pytest.mark.parametrize("ahead_ms", [0, 86_400_000, -86_400_000])
    def test_time_that_a_pass_covered_is_covered_however_late_it_is_told(
        self, site, seat_1, clock, ahead_ms
    ):
        """The hub was away from the pause on; the pass has lapsed when it hears the rest."""
        from kiosk.protocol.bodies import SessionClosed, SessionUsed

        site.offer("today", title="Today", seconds=HALF_HOUR, price_minor=PRICE, valid_s=3_600)
        grace = site.visitor()
        site.hub.write(
            front_desk.sell_pass, visitor=grace, counter=Counter("today", PRICE, site.operator)
        )
        site.earn(grace, 50_000)
        name = sit(site, grace)
        seat_1.clock_is_ahead_ms = ahead_ms
        clock.forward(minutes=5)
        paused = seat_1.say(SessionUsed(name, 300, "paused"))
        clock.forward(minutes=5)
        resumed = seat_1.say(SessionUsed(name, 300, "resumed"))
        clock.forward(minutes=20)
        closed = seat_1.say(SessionClosed(name, 1_500, "finished"))
        clock.forward(hours=5)
        seat_1.give(paused, resumed, closed)
        assert sum(spent(site, name).values()) == 1_500
        assert site.balance(f"visitor:{grace}") == 50_000
        assert [
            (line["start"] - session(site, name).opened_at) // 1000
            for line in receipt(site, name)["segments"]
        ] == [0]


def price_beyond_passes(site, name, used_s):
    """Settle a session whose passes are gone, as when their sale was undone."""

    def act(db, now, *, site) -> None:
        running = sessions.by_id(db, name)
        db.execute("UPDATE session SET granted_s = 100000 WHERE id = :id", {"id": name})
        settling.close(
            db, now, site, session=sessions.by_id(db, running.id), used_s=used_s, why="desk"
        )

    site.hub.write(act)


@pytest.mark.parametrize("balance", [50_000, 1_000])
def test_seconds_that_no_pass_covers_are_ours_and_never_the_accounts(site, clock, balance):
    grace = site.visitor()
    sell_pass(site, grace)
    site.earn(grace, balance)
    name = sit(site, grace)
    clock.forward(hours=2)
    price_beyond_passes(site, name, HALF_HOUR + 3_600)
    assert site.balance(f"visitor:{grace}") == balance
    assert site.balance("sales:time") == 0
    assert receipt(site, name)["total_minor"] == 0
    assert receipt(site, name)["given_s"] == 3_600
    assert given_s(site, name) == {"uncovered": 3_600}


def test_the_lock_that_came_late_is_ours_too(site, seat_1):
    grace = site.visitor()
    sell_pass(site, grace)
    name = sit(site, grace)
    seat_1.close(name, used_s=HALF_HOUR + 40)
    assert given_s(site, name) == {"late_lock": 40}
    now = site.hub.now()
    assert look(site, given_time.seconds_between, since=now, until=now + 1) == {"late_lock": 40}
    assert look(site, given_time.seconds_between, since=now + 1, until=now + 2) == {}


def test_hours_without_a_price_stop_no_session_paid_ahead_from_closing(site, clock):
    grace = site.visitor()
    sell_pass(site, grace)
    name = sit(site, grace)
    body = msgspec.json.decode(session(site, name).tariff)
    body["rate"][0]["zone"] = "elsewhere"

    def reprice(db, now) -> None:
        db.execute("UPDATE session SET tariff = :body", {"body": msgspec.json.encode(body)})

    site.hub.write(reprice)
    clock.forward(hours=2)
    price_beyond_passes(site, name, HALF_HOUR + 60)
    assert given_s(site, name) == {"uncovered": 60}


def given_s(site, name):
    return {one.why: one.seconds for one in look(site, given_time.of_session, name)}


@pytest.mark.parametrize(
    ("wait_s", "is_free"),
    [(0, False), (3_599, False), (3_700, True)],
    ids=["at once", "soon", "later"],
)
@pytest.mark.parametrize("who", ["visitor", "guest"])
def test_grace_is_given_only_without_a_session_in_the_hour_before(clock, wait_s, is_free, who):
    """A visitor is known by name, a guest only by the station."""
    with quick_disk.folder() as folder:
        hub = make_hub(folder, clock, grace_s=120)
        site = World(hub, clock)
        site.operator = site.staff()
        site.open_shift(site.operator)
        site.offer()
        site.station(1)
        seat_1 = SeatMachine(site, 1)
        visitor = site.visitor() if who == "visitor" else None

        def use(seconds):
            name = site.start(1, by=site.operator, visitor=visitor).session
            clock.forward(seconds=seconds)
            seat_1.close(name, used_s=seconds)
            return sum(spent(site, name).values())

        assert use(60) == 0
        clock.forward(hours=2)
        assert use(300) == 300
        clock.forward(seconds=wait_s)
        assert use(60) == (0 if is_free else 60)
        hub.close()


@settings(max_examples=20)
@given(
    used=st.lists(st.integers(0, 2_500), min_size=1, max_size=5),
    bought=st.integers(1, 3),
)
def test_however_often_a_visitor_sits_no_pass_is_ever_overspent(used, bought):
    clock = FakeClock()
    with quick_disk.folder() as folder:
        hub = make_hub(folder, clock)
        site = World(hub, clock)
        site.operator = site.staff()
        site.open_shift(site.operator)
        site.offer()
        site.station(1)
        seat_1 = SeatMachine(site, 1)
        grace = site.visitor()
        for _ in range(bought):
            sell_pass(site, grace)
        rest = bought * HALF_HOUR
        for used_s in used:
            if rest == 0:
                break
            name = sit(site, grace)
            clock.forward(seconds=used_s)
            seat_1.close(name, used_s=used_s)
            rest -= min(used_s, rest)
            assert sum(left(site, grace)) == rest
        assert look(site, checks.session_problems) == []
        assert look(site, ledger_checks.ledger).balanced
        hub.close()
