"""What a session costs its sponsor at its end: what its budget, its week and its promises allow."""

from dataclasses import replace

import pytest
from acts.test_blocks import wish as class_wish
from acts.test_moving import move_lost
from fakes import quick_disk
from fakes.hub_world import World, make_hub
from fakes.machines import SeatMachine, look

from kiosk.acts import blocks, front_desk, merging, outages, sponsorships
from kiosk.acts.granting import Terms
from kiosk.rules import offers
from kiosk.rules.refusals import Refusal
from kiosk.rules.sponsorships import Pledge
from kiosk.store import sponsorships as store

HOUR = 3_600
PLEDGE = Pledge("County library", frozenset({"student"}), 20, 10 * HOUR, None, 6_000, 90)

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")


@pytest.fixture
def site(clock):
    """Students pay 70.00 an hour after; a sponsor pays 60.00."""
    with quick_disk.folder() as folder:
        told = {"postpaid_cap_minor": 140_000, "increment_s": 1, "grace_s": 120}
        world = World(make_hub(folder, clock, internet_away_percent=50, **told), clock)
        world.operator = world.staff()
        world.open_shift(world.operator)
        world.offer()
        world.machines = {}
        for number in (1, 2, 3):
            world.station(number)
            world.machines[number] = SeatMachine(world, number)
        world.asha = world.visitor("Asha Noor", code="300001", group="student")
        world.brian = world.visitor("Brian Otieno", code="300002", group="student")
        yield world
        world.hub.close()


def sponsor(site, *, budget_minor=60_000, **changes):
    told = {"pledge": replace(PLEDGE, **changes), "paid_by": "funder", "by": site.operator}
    return site.hub.write(sponsorships.make_sponsorship, budget_minor=budget_minor, **told)


def sit(site, visitor, seat=1):
    return site.hub.write(front_desk.start_with_pass, seat=seat, visitor=visitor, by=site.operator)


def sit_metered(site, visitor, seat=1, kind="postpaid"):
    told = {"seat": seat, "visitor": visitor, "terms": Terms(kind), "by": site.operator}
    return site.hub.write(front_desk.start_metered, **told)


def close(site, clock, name, seconds, seat=1, *, forward=True):
    if forward:
        clock.forward(seconds=seconds)
    site.machines[seat].close(name, used_s=seconds)
    site.beat(seat)


def rows(site, sql):
    with site.hub.read() as db:
        return [tuple(row) for row in db.execute(sql)]


def spends(site):
    return rows(site, "SELECT seconds, minor FROM sponsor_spend ORDER BY at, rowid")


def due(site):
    return sum(minor for (minor,) in rows(site, "SELECT minor FROM due"))


class TestMetered:
    def test_who_pays_after_pays_what_the_budget_does_not(self, site, clock):
        sponsor(site, budget_minor=3_000)
        close(site, clock, sit_metered(site, site.asha), 2 * HOUR)
        assert (spends(site), due(site)) == ([(HOUR // 2, 3_000)], 10_500)

    def test_an_account_pays_what_the_budget_does_not(self, site, clock):
        sponsor(site, budget_minor=3_000)
        site.earn(site.asha, 50_000)
        close(site, clock, sit_metered(site, site.asha, kind="account"), 2 * HOUR)
        assert spends(site) == [(HOUR // 2, 3_000)]
        assert site.balance(f"visitor:{site.asha}") == 50_000 - 10_500

    def test_a_budget_used_up_pays_nothing(self, site, clock):
        sponsor(site, budget_minor=3_000)
        close(site, clock, sit(site, site.asha), HOUR // 2)
        clock.forward(hours=3)
        site.beat(1)
        close(site, clock, sit_metered(site, site.asha), 2 * HOUR)
        assert (spends(site), due(site)) == ([(HOUR // 2, 3_000)], 14_000)

    def test_a_week_has_its_limit(self, site, clock):
        sponsor(site, seconds_a_week=HOUR)
        close(site, clock, sit_metered(site, site.asha), 2 * HOUR)
        assert (spends(site), due(site)) == ([(HOUR, 6_000)], 7_000)


def test_after_the_budget_the_next_pass_is_spent(site, clock):
    sponsor(site, budget_minor=3_000)
    site.offer("five", title="5 h", seconds=5 * HOUR, place=4, valid_s=365 * 86_400)
    counter = front_desk.Counter("five", 10**6, site.operator)
    site.hub.write(front_desk.sell_pass, visitor=site.asha, counter=counter)
    name = sit(site, site.asha)
    assert site.session_at(1).granted_s == HOUR // 2 + 5 * HOUR
    close(site, clock, name, HOUR // 2 + 5 * HOUR)
    assert spends(site) == [(HOUR // 2, 3_000)]
    assert rows(site, "SELECT sum(seconds) FROM pass_spend") == [(HOUR // 2 + 5 * HOUR,)]
    with pytest.raises(Refusal, match="no_time_left"):
        sit(site, site.asha)


def test_what_one_was_promised_no_other_takes(site, clock):
    made = sponsor(site, budget_minor=6_000)
    first = sit(site, site.asha)
    second = sit_metered(site, site.brian, seat=2)
    clock.forward(seconds=HOUR)
    close(site, clock, second, HOUR, seat=2, forward=False)
    assert (site.balance(f"sponsor:{made}"), due(site)) == (6_000, 7_000)
    close(site, clock, first, HOUR, forward=False)
    assert (spends(site), site.balance(f"sponsor:{made}")) == ([(HOUR, 6_000)], 0)
    assert rows(site, "SELECT * FROM sponsor_promise") == []


class TestMerged:
    def merge(self, site, clock, used_s=0):
        for seat, visitor in ((1, site.asha), (2, site.brian)):
            close(site, clock, sit(site, visitor, seat=seat), used_s, seat=seat)
        told = {"keep": site.asha, "drop": site.brian, "by": site.operator, "reason": "one person"}
        site.hub.write(merging.merge_visitors, **told)

    def test_two_cards_of_one_student_are_one_student(self, site, clock):
        made = sponsor(site, terms=offers.Terms(seconds_a_day=HOUR))
        self.merge(site, clock, used_s=600)
        assert look(site, store.visitors_of, made) == 1
        clock.forward(hours=2)
        site.beat(1)
        name = sit(site, site.asha)
        assert site.session_at(1).granted_s == HOUR - 2 * 600
        close(site, clock, name, HOUR - 2 * 600)
        assert sum(seconds for seconds, _minor in spends(site)) == HOUR
        with pytest.raises(Refusal, match="no_time_left"):
            sit(site, site.asha)

    def test_its_seconds_and_its_budget_count_once(self, site, clock):
        sponsor(site, budget_minor=6_000)
        self.merge(site, clock)
        name = sit(site, site.asha)
        assert site.session_at(1).granted_s == HOUR
        close(site, clock, name, HOUR)
        assert spends(site) == [(HOUR, 6_000)]


class TestClasses:
    def start(self, site, block, seat=1, visitor=None):
        told = {"seat": seat, "visitor": visitor, "block": block, "by": site.operator}
        return site.hub.write(blocks.start_for_class, **told)

    def book(self, site, clock, made):
        wish = class_wish(site)
        wish = blocks.ClassWish(
            wish.title, wish.seats, wish.starts, wish.ends, wish.pays, made, False
        )
        block = site.hub.write(blocks.book_block, wish=wish, by=site.operator)
        clock.forward(seconds=HOUR)
        site.beat(1)
        return block

    def test_the_grace_is_given_once_an_hour(self, site, clock):
        block = self.book(site, clock, sponsor(site))
        for _again in range(3):
            close(site, clock, self.start(site, block, visitor=site.asha), 119)
        assert spends(site) == [(119, 198)] * 2

    def test_an_outage_is_taken_off(self, site, clock):
        block = self.book(site, clock, sponsor(site))
        name = self.start(site, block, visitor=site.asha)
        clock.forward(seconds=600)
        site.hub.write(outages.note_internet, away_since=site.hub.now())
        clock.forward(seconds=HOUR // 2 - 600)
        close(site, clock, name, HOUR // 2, forward=False)
        assert spends(site) == [(600 + (HOUR // 2 - 600) // 2, 2_000)]


def test_what_a_lost_station_ran_is_paid_from_what_its_session_was_promised(site, clock):
    made = sponsor(site, budget_minor=3_000)
    name = sit(site, site.asha)
    site.running(1, name)
    clock.forward(seconds=600)
    move_lost(site, told_used_s=300)
    site.machines[1].close(name, used_s=600, why="desk")
    assert spends(site) == [(300, 500)]
    assert rows(site, "SELECT seconds FROM sponsor_promise") == [(HOUR // 2 - 300,)]
    assert site.session_at(2).granted_s == HOUR // 2 - 300
    clock.forward(hours=1)
    site.machines[2].close(name, used_s=HOUR // 2 - 300)
    assert site.balance(f"sponsor:{made}") == 0
    assert sum(seconds for seconds, _minor in spends(site)) == HOUR // 2
