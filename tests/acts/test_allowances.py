"""Time that comes anew each day or week of a subscription, over renewals, pauses and refunds."""

from itertools import pairwise

import msgspec
import pytest
from acts.subscribers import do, run, standing
from fakes.machines import look

from kiosk.acts import front_desk, passes, refunds, subscriptions
from kiosk.acts.selling import Counter
from kiosk.queries import people
from kiosk.queries import subscriptions as query
from kiosk.rules.offers import Draft
from kiosk.rules.refusals import Refusal
from kiosk.rules.subscriptions import Period, State
from kiosk.store import allowances, liability, sessions
from kiosk.store import passes as pass_store
from kiosk.store import subscriptions as store

HOUR, DAY = 3_600, 86_400
PRICE = 30_000
REMIND = 3

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")


def offer(site, title="Two hours a day", *, seconds=2 * HOUR, **changes):
    told = {"period": Period.MONTH, "allowance": Period.DAY, "arrears_days": 2, **changes}
    draft = Draft(title, PRICE, seconds, 30 * DAY, 5, **told)
    return site.hub.write(passes.make_offer, draft=draft, by=site.operator)


def sell(site, visitor, sold):
    counter = Counter(sold, 10**9, site.operator)
    asked = {"visitor": visitor, "counter": counter, "renews_itself": True}
    return site.hub.write(front_desk.sell_pass, **asked)


def left(site, visitor):
    """What may be used now, in hours, by pass."""
    now = site.hub.now()
    held = look(site, pass_store.usable, visitor=visitor, at=now)
    return [one.left_s / HOUR for one in held if one.has_begun(now)]


def shown(site, visitor):
    return look(site, query.of_visitor, site.hub.now(), visitor, remind_days=REMIND)


def use(site, seat, visitor, *, seconds):
    name = site.hub.write(front_desk.start_with_pass, seat=1, visitor=visitor, by=site.operator)
    seat.close(name, used_s=seconds)
    return name


def undo(site, sale):
    site.hub.write(refunds.undo_sale, sale=sale, by=site.operator, reason="typed twice")


def all_passes(site):
    with site.hub.read() as db:
        rows = db.execute("SELECT id FROM pass WHERE kind = 'subscription'").fetchall()
    return [row["id"] for row in rows]


@pytest.fixture
def grace(site):
    """A visitor with two hours a day, paid by the month at the till."""
    visitor = site.visitor()
    site.daily = offer(site)
    site.first = sell(site, visitor, site.daily)
    return visitor


def to_midnight(site, clock, *, days=1):
    """To 00:00 of a day to come by the site's clock; a job may run then or not."""
    now = site.hub.now()
    with site.hub.read() as db:
        rows = db.execute(
            "SELECT starts FROM allowance WHERE starts > :now ORDER BY starts", {"now": now}
        ).fetchall()
    clock.forward(seconds=(rows[days - 1]["starts"] - now) // 1000)


class TestEachDay:
    def test_each_day_has_its_own_time_and_no_job_gives_it(self, site, grace, seat_1, clock):
        use(site, seat_1, grace, seconds=HOUR)
        assert left(site, grace) == [1]
        to_midnight(site, clock)
        assert left(site, grace) == [2]
        to_midnight(site, clock, days=9)
        assert left(site, grace) == [2]

    def test_a_session_rolls_over_midnight_without_a_stop(self, site, grace, seat_1, clock):
        to_midnight(site, clock)
        to_midnight(site, clock)
        clock.forward(seconds=-HOUR)
        name = site.hub.write(front_desk.start_with_pass, seat=1, visitor=grace, by=site.operator)
        assert look(site, sessions.by_id, name).granted_s == 3 * HOUR
        clock.forward(seconds=3 * HOUR)
        seat_1.close(name, used_s=3 * HOUR)
        receipt = msgspec.json.decode(look(site, sessions.by_id, name).receipt)
        assert receipt["covered_s"] == 3 * HOUR
        assert len({one["covered_by"] for one in receipt["segments"]}) == 2
        assert left(site, grace) == []
        assert site.balance("sales:time") == 0

    def test_unused_time_is_gone_at_midnight(self, site, grace, clock):
        to_midnight(site, clock)
        assert left(site, grace) == [2]

    def test_carried_over_it_lasts_one_day_more_and_is_spent_first(self, site, seat_1, clock):
        visitor = site.visitor()
        sell(site, visitor, offer(site, carry_over=True))
        to_midnight(site, clock)
        assert left(site, visitor) == [2, 2]
        use(site, seat_1, visitor, seconds=HOUR)
        assert left(site, visitor) == [1, 2]
        to_midnight(site, clock)
        assert left(site, visitor) == [2, 2]

    def test_a_month_of_days_is_given_once_each(self, site, grace, clock):
        """Bought in the middle of a day, the month has one allowance for each date in it."""
        made = len(all_passes(site))
        for _again in range(3):
            run(site)
        assert len(all_passes(site)) == made
        with site.hub.read() as db:
            rows = db.execute("SELECT starts, ends FROM allowance ORDER BY starts").fetchall()
        assert all(a["ends"] == b["starts"] for a, b in pairwise(rows))
        assert rows[0]["starts"] == standing(site, grace).starts
        assert rows[-1]["starts"] < standing(site, grace).ends <= rows[-1]["ends"]


class TestRenewal:
    def test_the_day_of_a_renewal_has_its_time_once(self, site, grace, seat_1, clock):
        site.earn(grace, PRICE)
        now = standing(site, grace)
        clock.forward(seconds=(now.ends - site.hub.now()) // 1000 - HOUR)
        use(site, seat_1, grace, seconds=HOUR)
        clock.forward(hours=1)
        run(site)
        clock.forward(seconds=900)
        assert standing(site, grace).n == 2
        assert left(site, grace) == [1]
        to_midnight(site, clock)
        assert left(site, grace) == [2]

    def test_unpaid_what_runs_ends_with_what_is_paid(self, site, clock):
        visitor = site.visitor()
        sell(site, visitor, offer(site, arrears_days=0))
        ends = standing(site, visitor).ends
        clock.forward(seconds=(ends - site.hub.now()) // 1000 - 1)
        assert left(site, visitor) == [2]
        clock.forward(seconds=1)
        run(site)
        assert left(site, visitor) == []
        assert look(site, store.live_of, visitor) is None

    @pytest.mark.parametrize("pays", [True, False])
    def test_in_arrears_it_works_for_some_days(self, site, grace, clock, pays):
        ends = standing(site, grace).ends
        clock.forward(seconds=(ends - site.hub.now()) // 1000 + 60)
        run(site)
        assert standing(site, grace).state is State.ARREARS
        assert left(site, grace) == [2]
        clock.forward(days=1)
        assert left(site, grace) == [2]
        if pays:
            sell(site, grace, site.daily)
        clock.forward(days=2)
        run(site)
        assert left(site, grace) == ([2] if pays else [])
        assert site.balance("sales:pass") == (2 * PRICE if pays else PRICE)

    def test_found_a_week_late_nothing_is_given_for_days_that_nobody_could_use(
        self, site, grace, clock
    ):
        site.earn(grace, PRICE)
        ends = standing(site, grace).ends
        clock.forward(seconds=(ends - site.hub.now()) // 1000 + 7 * DAY)
        run(site)
        run(site)
        assert left(site, grace) == [2]
        with site.hub.read() as db:
            rows = db.execute("SELECT starts FROM allowance WHERE n = 2").fetchall()
        assert min(row["starts"] for row in rows) == site.hub.now()

    def test_a_week_goes_on_over_the_renewal(self, site, seat_1, clock):
        visitor = site.visitor()
        sell(site, visitor, offer(site, allowance=Period.WEEK, seconds=10 * HOUR))
        site.earn(visitor, PRICE)
        ends = standing(site, visitor).ends
        clock.forward(seconds=(ends - site.hub.now()) // 1000 - 4 * HOUR)
        use(site, seat_1, visitor, seconds=4 * HOUR)
        clock.forward(hours=4)
        run(site)
        assert left(site, visitor) == [6]
        assert shown(site, visitor).left_s == 6 * HOUR

    def test_another_rhythm_begins_with_its_own_period(self, site, grace, clock):
        weekly = Draft(
            "Two hours a day", PRICE, 10 * HOUR, DAY, 5, period=Period.MONTH, allowance=Period.WEEK
        )
        new = site.hub.write(passes.change_offer, offer=site.daily, draft=weekly, by=site.operator)
        sell(site, grace, new)
        ends = standing(site, grace).starts
        clock.forward(seconds=(ends - site.hub.now()) // 1000 - 60)
        assert left(site, grace) == [2]
        clock.forward(seconds=60)
        assert left(site, grace) == [10]

    def test_then_one_for_the_whole_period_carries_no_single_day_over(self, site, grace, clock):
        whole = Draft(
            "Two hours a day", PRICE, 50 * HOUR, DAY, 5, period=Period.MONTH, carry_over=True
        )
        new = site.hub.write(passes.change_offer, offer=site.daily, draft=whole, by=site.operator)
        sell(site, grace, new)
        clock.forward(seconds=(standing(site, grace).starts - site.hub.now()) // 1000)
        assert left(site, grace) == [50]
        do(site, subscriptions.pause, grace, reason="ill")
        assert left(site, grace) == []
        do(site, subscriptions.resume, grace)
        assert left(site, grace) == [50]


class TestGivenBack:
    def test_the_first_sale_undone_ends_every_day_of_it(self, site, grace, clock):
        undo(site, site.first)
        assert left(site, grace) == []
        to_midnight(site, clock)
        assert left(site, grace) == []
        assert look(site, store.live_of, grace) is None

    def test_a_renewal_undone_leaves_the_days_that_run_and_is_paid_again(self, site, grace, clock):
        for _again in range(2):
            undo(site, sell(site, grace, site.daily))
            assert (standing(site, grace).n, left(site, grace)) == (1, [2])
        sell(site, grace, site.daily)
        ends = standing(site, grace).ends
        clock.forward(seconds=(ends - site.hub.now()) // 1000 - 60)
        assert left(site, grace) == [2]
        clock.forward(seconds=60)
        assert left(site, grace) == []

    def test_used_in_part_it_cannot_be_undone(self, site, grace, seat_1):
        use(site, seat_1, grace, seconds=HOUR)
        with pytest.raises(Refusal, match="conflict"):
            undo(site, site.first)

    def test_the_session_that_has_nothing_else_is_closed(self, site, grace, seat_1):
        name = site.hub.write(front_desk.start_with_pass, seat=1, visitor=grace, by=site.operator)
        undo(site, site.first)
        assert look(site, sessions.by_id, name).state == "closed"


class TestPauseAndCancel:
    def test_paused_no_day_is_lost(self, site, grace, seat_1, clock):
        clock.forward(days=2)
        use(site, seat_1, grace, seconds=HOUR)
        do(site, subscriptions.pause, grace, reason="ill")
        assert left(site, grace) == []
        assert shown(site, grace).left_s == HOUR
        assert shown(site, grace).next_at is None
        clock.forward(days=10)
        do(site, subscriptions.resume, grace)
        assert left(site, grace) == [1]
        to_midnight(site, clock)
        assert left(site, grace) == [2]
        ends = standing(site, grace).ends
        clock.forward(seconds=(ends - site.hub.now()) // 1000 - 1)
        assert left(site, grace) == [2]

    @pytest.mark.parametrize("hours", [1, 11, 13, 35, 37, 59])
    def test_after_a_pause_of_any_length_every_paid_second_lies_in_an_allowance(
        self, site, grace, clock, hours
    ):
        clock.forward(days=2)
        do(site, subscriptions.pause, grace, reason="ill")
        clock.forward(hours=hours)
        do(site, subscriptions.resume, grace)
        ends = standing(site, grace).ends
        while site.hub.now() < ends:
            assert sum(left(site, grace)) == 2
            clock.forward(hours=7)

    def test_what_was_carried_over_stands_still_too(self, site, clock):
        visitor = site.visitor()
        sell(site, visitor, offer(site, carry_over=True))
        to_midnight(site, clock)
        do(site, subscriptions.pause, visitor, reason="ill")
        clock.forward(days=5)
        do(site, subscriptions.resume, visitor)
        assert left(site, visitor) == [2, 2]

    def test_cancelled_it_runs_to_the_end_of_what_was_paid(self, site, grace, clock):
        do(site, subscriptions.cancel, grace, reason="moves away")
        clock.forward(seconds=(standing(site, grace).ends - site.hub.now()) // 1000 - 1)
        assert left(site, grace) == [2]
        clock.forward(seconds=1)
        run(site)
        assert left(site, grace) == []

    def test_in_arrears_it_stops_at_once(self, site, grace, clock):
        clock.forward(seconds=(standing(site, grace).ends - site.hub.now()) // 1000)
        run(site)
        do(site, subscriptions.cancel, grace, reason="no money")
        assert left(site, grace) == []
        clock.forward(days=1)
        assert left(site, grace) == []


class TestWorth:
    def test_an_upgrade_credits_the_days_to_come(self, site, grace, clock):
        """Halfway through, with each day used or not, half of the price comes back."""
        whole = standing(site, grace).ends - standing(site, grace).starts
        clock.forward(seconds=whole // 2000)
        worth = shown(site, grace).worth_minor
        assert PRICE * 48 // 100 <= worth <= PRICE // 2
        big = offer(site, "All day", seconds=12 * HOUR)
        site.earn(grace, PRICE)
        do(site, subscriptions.upgrade, grace, offer=big)
        assert site.balance(f"visitor:{grace}") == worth
        assert left(site, grace) == [12]

    def test_what_is_owed_to_a_visitor_is_the_days_to_come(self, site, grace, seat_1, clock):
        (owed,) = look(site, liability.subscriptions, site.hub.now(), limit=9)
        assert owed.left_s == owed.seconds == 2 * HOUR * len(all_passes(site))
        to_midnight(site, clock)
        use(site, seat_1, grace, seconds=HOUR)
        (owed,) = look(site, liability.subscriptions, site.hub.now(), limit=9)
        assert owed.left_s == owed.seconds - 3 * HOUR

    def test_a_life_lasts_as_long_as_its_last_day(self, site, grace, clock):
        ends = standing(site, grace).ends
        clock.forward(seconds=(ends - site.hub.now()) // 1000)
        do(site, subscriptions.cancel, grace, reason="moves away")
        run(site)
        (life,) = look(site, liability.lives, until=site.hub.now() + 1, limit=9)
        assert life.left_at == ends


class TestWhatIsShown:
    def test_what_is_left_and_when_more_comes(self, site, grace, seat_1, clock):
        use(site, seat_1, grace, seconds=HOUR)
        one = shown(site, grace)
        assert (one.every, one.each_s, one.left_s) == ("day", 2 * HOUR, HOUR)
        to_midnight(site, clock)
        assert one.next_at == site.hub.now()

    def test_a_person_has_one_line_for_it(self, site, grace, seat_1):
        use(site, seat_1, grace, seconds=2 * HOUR)
        person = look(site, people.person, site.hub.now(), visitor=grace)
        (line,) = person.passes
        assert (line.left_s, person.left_s) == (0, 0)
        assert line.lapses == standing(site, grace).ends
        assert line.next_at is not None

    def test_on_the_last_day_no_more_comes(self, site, grace, clock):
        clock.forward(seconds=(standing(site, grace).ends - site.hub.now()) // 1000 - 1)
        assert shown(site, grace).next_at is None
        assert look(site, allowances.at, standing_id(site, grace), now=site.hub.now()).left_s


def standing_id(site, visitor):
    return look(site, store.live_of, visitor).id


def test_money_back_for_a_month_that_is_over_takes_nothing_of_the_one_that_runs(site, clock):
    """A week that began in the old month was taken with it, though the new month is paid."""
    visitor = site.visitor()
    weekly = offer(site, "10 h a week", seconds=10 * HOUR, allowance=Period.WEEK)
    first = sell(site, visitor, weekly)
    clock.forward(days=29)
    sell(site, visitor, weekly)
    clock.forward(days=2)
    assert left(site, visitor) == [10]
    back = refunds.Refund(first, 100, "cash", "the printer was broken", site.operator)
    site.hub.write(refunds.give_back, refund=back)
    assert left(site, visitor) == [10]
    assert standing(site, visitor).state is State.RUNNING
