"""A funder pays for minutes: once, within the budget, and hears what came of it."""

from dataclasses import replace
from fractions import Fraction

import pytest
from fakes import quick_disk
from fakes.clock import FakeClock
from fakes.hub_world import World, make_hub
from fakes.machines import SeatMachine, look
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.acts import front_desk, passes, sponsorships
from kiosk.rules.money import round_half_up
from kiosk.rules.offers import Terms
from kiosk.rules.refusals import Refusal
from kiosk.rules.sponsorships import Pledge
from kiosk.store import ledger, offers, sessions
from kiosk.store import sponsorships as store

HOUR, DAY = 3_600, 86_400
PLEDGE = Pledge("County library", frozenset({"student"}), 2, 10 * HOUR, None, 6_000, 90)

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")


def make(site, *, budget_minor=60_000, paid_by="funder", **changes):
    return site.hub.write(
        sponsorships.make_sponsorship,
        pledge=replace(PLEDGE, **changes),
        budget_minor=budget_minor,
        paid_by=paid_by,
        by=site.operator,
    )


def sit(site, visitor, seat=1):
    return site.hub.write(front_desk.start_with_pass, seat=seat, visitor=visitor, by=site.operator)


def granted(site, name):
    return look(site, sessions.by_id, name).granted_s


def budget(site, made):
    return look(site, ledger.balance, f"sponsor:{made}")


def refused(act, *arguments, **words):
    with pytest.raises(Refusal) as refusal:
        act(*arguments, **words)
    return refusal.value.code


@pytest.fixture
def asha(site):
    return site.visitor("Asha Noor", code="300001", group="student")


class TestPaying:
    def test_a_student_sits_down_and_the_library_pays_once(self, site, seat_1, asha):
        made = make(site)
        name = sit(site, asha)
        assert granted(site, name) == 10 * HOUR
        for _again in range(2):
            seat_1.close(name, used_s=2 * HOUR)
        assert budget(site, made) == 60_000 - 12_000
        assert site.balance("sales:time") == 12_000
        assert site.balance(f"visitor:{asha}") == 0

    def test_it_grants_no_more_than_its_budget_pays_for(self, site, seat_1, asha):
        made = make(site, budget_minor=3_000)
        name = sit(site, asha)
        assert granted(site, name) == HOUR // 2
        seat_1.close(name, used_s=HOUR // 2)
        assert budget(site, made) == 0
        assert refused(sit, site, asha) == "no_time_left"

    def test_two_at_once_are_never_promised_more_than_there_is(self, site, seat_1, seat_2, asha):
        made = make(site, budget_minor=3_000)
        other = site.visitor("Brian Otieno", code="300002", group="student")
        first = sit(site, asha)
        assert refused(sit, site, other, seat=2) == "no_time_left"
        seat_1.close(first, used_s=HOUR // 3)
        second = sit(site, other, seat=2)
        assert granted(site, second) == HOUR // 2 - HOUR // 3
        seat_2.close(second, used_s=HOUR // 2)
        assert budget(site, made) == 0
        (line,) = look(site, store.by_group, look(site, store.by_id, made))
        assert (line.visitors, line.seconds, line.minor) == (2, HOUR // 2, 3_000)

    def test_only_its_group_and_no_more_visitors_than_it_says(self, site, seat_1, asha):
        make(site, visitors_limit=1)
        grace = site.visitor()
        assert refused(sit, site, grace) == "no_time_left"
        seat_1.close(sit(site, asha), used_s=60)
        other = site.visitor("Brian Otieno", code="300002", group="student")
        assert refused(sit, site, other) == "no_time_left"
        assert granted(site, sit(site, asha)) == 10 * HOUR - 60

    def test_a_day_and_a_week_have_their_limits(self, site, seat_1, asha, clock):
        clock.forward(seconds=_to_monday(site))
        make(site, seconds_a_week=3 * HOUR, terms=Terms(seconds_a_day=2 * HOUR))
        seat_1.close(_sat(site, clock, asha, 2 * HOUR), used_s=2 * HOUR)
        assert refused(sit, site, asha) == "no_time_left"
        clock.forward(days=1)
        name = sit(site, asha)
        assert granted(site, name) == HOUR
        seat_1.close(name, used_s=HOUR)
        clock.forward(days=6)
        assert granted(site, sit(site, asha)) == 2 * HOUR

    def test_the_cafe_itself_may_be_the_funder(self, site, seat_1, asha):
        make(site, funder="The café", groups=frozenset(), paid_by="house", budget_minor=6_000)
        assert site.balance("loss") == 6_000
        seat_1.close(sit(site, asha), used_s=HOUR)
        assert site.balance("sales:time") == 6_000

    def test_what_is_bought_is_left_for_later(self, site, seat_1, asha):
        """The sponsorship lapses later than the half hour, so that one is spent first; then it."""
        make(site)
        counter = front_desk.Counter("half-hour", 10_000, site.operator)
        site.hub.write(front_desk.sell_pass, visitor=asha, counter=counter)
        assert granted(site, sit(site, asha)) == 10 * HOUR + 1_800


def _sat(site, clock, visitor, seconds):
    name = sit(site, visitor)
    clock.forward(seconds=seconds)
    return name


def _to_monday(site):
    """Seconds to Monday 08:00 of a site at UTC+3."""
    now = site.hub.now() // 1000 + 3 * HOUR
    return (4 * DAY + 8 * HOUR - now) % (7 * DAY)


class TestKeeping:
    def test_stopped_it_pays_for_nobody(self, site, seat_1, asha, clock):
        made = make(site)
        name = _sat(site, clock, asha, HOUR)
        words = {"sponsorship": made, "by": site.operator}
        assert refused(site.hub.write, sponsorships.stop, reason=" ", **words) == "reason_missing"
        site.hub.write(sponsorships.stop, reason="money is needed elsewhere", **words)
        assert granted(site, name) == HOUR
        seat_1.close(name, used_s=HOUR)
        assert budget(site, made) == 54_000
        assert refused(sit, site, asha) == "no_time_left"
        assert refused(site.hub.write, sponsorships.stop, reason="x", **words) == "sponsorship_over"
        more = {"minor": 1, "paid_by": "funder", **words}
        assert refused(site.hub.write, sponsorships.fund, **more) == "sponsorship_over"

    def test_more_money_makes_more_time(self, site, asha):
        made = make(site, budget_minor=1)
        assert refused(sit, site, asha) == "no_time_left"
        words = {"sponsorship": made, "by": site.operator}
        site.hub.write(sponsorships.fund, minor=5_999, paid_by="funder", **words)
        assert granted(site, sit(site, asha)) == HOUR
        asked = [(0, "funder", "amount_wrong"), (5, "nobody", "field_wrong")]
        for minor, paid_by, code in asked:
            more = {"minor": minor, "paid_by": paid_by, **words}
            assert refused(site.hub.write, sponsorships.fund, **more) == code

    def test_a_wrong_pledge_is_refused(self, site):
        assert refused(make, site, funder="") == "sponsorship_wrong"
        assert look(site, store.latest) == ()

    def test_its_terms_are_no_offer_that_anybody_sells(self, site):
        make(site)
        assert [one.id for one in look(site, offers.active)] == ["half-hour"]
        assert look(site, offers.retired) == ()

    def test_what_is_not_there_is_not_found(self, site):
        words = {"sponsorship": "none", "by": site.operator, "reason": "x"}
        assert refused(site.hub.write, sponsorships.stop, **words) == "not_found"


class TestChanging:
    def test_who_has_its_time_keeps_it_and_who_comes_has_the_new_terms(
        self, site, seat_1, seat_2, asha, clock
    ):
        made = make(site)
        first = sit(site, asha)
        words = {"sponsorship": made, "by": site.operator}
        pledge = replace(PLEDGE, seconds_each=HOUR, days=10, groups=frozenset({"retiree"}))
        site.hub.write(sponsorships.change, pledge=pledge, applies_from=0, **words)
        assert granted(site, first) == 10 * HOUR
        seat_1.close(first, used_s=HOUR)
        clock.forward(days=1)
        assert granted(site, sit(site, asha)) == 9 * HOUR
        student = site.visitor("Brian Otieno", code="300002", group="student")
        assert refused(sit, site, student, seat=2) == "no_time_left"
        retired = site.visitor("Rose Atieno", code="300003", group="retiree")
        assert refused(sit, site, retired, seat=2) == "no_time_left"
        site.hub.write(sponsorships.fund, minor=6_000, paid_by="funder", **words)
        assert granted(site, sit(site, retired, seat=2)) == HOUR
        assert look(site, store.visitors_of, made) == 2

    def test_a_later_end_is_everybodys(self, site, seat_1, asha, clock):
        made = make(site)
        seat_1.close(sit(site, asha), used_s=60)
        pledge = replace(PLEDGE, days=30)
        told = {"sponsorship": made, "pledge": pledge, "by": site.operator}
        site.hub.write(sponsorships.change, applies_from=0, **told)
        clock.forward(days=100)
        assert granted(site, sit(site, asha)) == 10 * HOUR - 60

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"visitors_limit": 0, "days": 0}, "sponsorship_wrong"),
            ({"days": -1}, "sponsorship_wrong"),
            ({"days": 9_999}, "sponsorship_wrong"),
            ({"groups": frozenset({"king"}), "days": 0}, "sponsorship_wrong"),
        ],
    )
    def test_what_cannot_be_kept_changes_nothing(self, site, asha, changes, code):
        made = make(site)
        before = look(site, store.by_id, made)
        told = {"sponsorship": made, "pledge": replace(PLEDGE, **changes), "by": site.operator}
        told["applies_from"] = 0
        assert refused(site.hub.write, sponsorships.change, **told) == code
        assert look(site, store.by_id, made) == before

    def test_paused_it_pays_for_nobody_who_comes(self, site, seat_1, seat_2, asha, clock):
        made = make(site)
        running = sit(site, asha)
        clock.forward(seconds=HOUR)
        words = {"sponsorship": made, "by": site.operator}
        other = site.visitor("Brian Otieno", code="300002", group="student")
        site.hub.write(sponsorships.pause, **words)
        site.hub.write(sponsorships.pause, **words)
        assert refused(sit, site, other, seat=2) == "no_time_left"
        seat_1.close(running, used_s=HOUR)
        assert budget(site, made) == 54_000
        assert refused(sit, site, asha) == "no_time_left"
        site.hub.write(sponsorships.go_on, **words)
        site.hub.write(sponsorships.go_on, **words)
        assert granted(site, sit(site, asha)) == 9 * HOUR

    def test_over_it_is_neither_changed_nor_paused(self, site, clock):
        made = make(site)
        clock.forward(days=91)
        words = {"sponsorship": made, "by": site.operator}
        assert refused(site.hub.write, sponsorships.pause, **words) == "sponsorship_over"
        assert refused(site.hub.write, sponsorships.go_on, **words) == "sponsorship_over"
        told = {"pledge": PLEDGE, "applies_from": 0, **words}
        assert refused(site.hub.write, sponsorships.change, **told) == "sponsorship_over"


def test_the_report_says_what_came_of_it(site, asha):
    made = make(site)
    seat = SeatMachine(site, 1)
    seat.close(sit(site, asha), used_s=HOUR)
    seat.close(sit(site, asha), used_s=HOUR)
    (line,) = look(site, store.by_group, look(site, store.by_id, made))
    assert (line.group, line.visitors, line.sessions, line.seconds) == ("student", 1, 2, 2 * HOUR)
    assert (line.minor, line.modules_passed, line.earned_minor) == (12_000, 0, 0)


@settings(max_examples=20)
@given(
    budget_minor=st.integers(1, 20_000),
    per_hour_minor=st.integers(1, 9_000),
    steps=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 8_000)), max_size=9),
)
def test_all_that_sessions_were_granted_at_once_is_paid_in_full(
    budget_minor, per_hour_minor, steps
):
    """Four students come and go: nobody's minutes are left without a payer, nor paid twice."""
    with quick_disk.folder() as folder:
        site = World(make_hub(folder, FakeClock()), FakeClock())
        site.operator = site.staff()
        site.open_shift(site.operator)
        seats = []
        for n in range(1, 5):
            site.station(n)
            seats.append(SeatMachine(site, n))
        students = [
            site.visitor(f"Student {n}", code=f"30000{n}", group="student") for n in range(4)
        ]
        made = make(
            site, budget_minor=budget_minor, per_hour_minor=per_hour_minor, visitors_limit=4
        )
        running, spent = {}, 0
        for who, used_s in steps:
            if who in running:
                name = running.pop(who)
                used = min(used_s, granted(site, name))
                spent += round_half_up(Fraction(used * per_hour_minor, HOUR))
                seats[who].close(name, used_s=used_s)
            else:
                try:
                    running[who] = sit(site, students[who], seat=who + 1)
                except Refusal:
                    continue
        assert budget(site, made) == budget_minor - spent
        site.hub.close()


def test_what_a_sponsorship_pays_for_is_never_put_on_sale(site):
    made = look(site, store.by_id, make(site))
    for offer in (made.offer, "power-cut"):
        with pytest.raises(Refusal, match="offer_unknown"):
            site.hub.write(passes.restore_offer, offer=offer, by=site.operator)
        assert look(site, offers.on_sale, offer) is None
