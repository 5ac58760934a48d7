"""A class that a sponsorship pays for: each session is promised its part and charged once."""

from dataclasses import replace

import pytest
from acts.test_blocks import wish as class_wish
from acts.test_bookings import HOUR
from acts.test_metered import cafe
from fakes import quick_disk
from fakes.machines import SeatMachine, look

from kiosk.acts import blocks, dues, front_desk, leftovers, sponsorships
from kiosk.acts.class_sponsoring import payable_s
from kiosk.acts.granting import Terms
from kiosk.acts.saved_settings import save_settings
from kiosk.rules import offers
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import Window
from kiosk.rules.sponsorships import Pledge
from kiosk.store import blocks as store
from kiosk.store import sponsorships as sponsor_store


@pytest.fixture
def site(clock):
    with quick_disk.folder() as folder:
        world = cafe(folder, clock)
        world.station(3, zone="door")
        world.grace = world.visitor(group="student")
        yield world
        world.hub.close()


pytestmark = pytest.mark.usefixtures("nothing_is_wrong")


def book(site, made, *, goes_on_free=False, **told):
    wish = class_wish(site, **told)
    wish = blocks.ClassWish(
        wish.title, wish.seats, wish.starts, wish.ends, wish.pays, made, goes_on_free
    )
    return site.hub.write(blocks.book_block, wish=wish, by=site.operator)


def start(site, block, seat=1, visitor=None):
    told = {"seat": seat, "visitor": visitor, "block": block, "by": site.operator}
    return site.hub.write(blocks.start_for_class, **told)


def left(site, made):
    return site.balance(f"sponsor:{made}")


def sponsor(site, **told):
    """Whoever comes is paid for, guests too."""
    return site.sponsor(by=site.operator, group="", **told)


def test_each_session_costs_the_funder_what_was_used(site, clock):
    made = sponsor(site, budget_minor=60_000)
    block = book(site, made)
    clock.forward(seconds=HOUR)
    name = start(site, block, visitor=site.grace)
    assert site.session_at(1).granted_s == HOUR
    SeatMachine(site, 1).close(name, used_s=HOUR // 2)
    assert left(site, made) == 57_000
    (line,) = look(site, sponsor_store.by_group, look(site, sponsor_store.by_id, made))
    assert (line.group, line.visitors, line.seconds, line.minor) == ("student", 1, 1_800, 3_000)


def test_seconds_inside_the_grace_cost_nothing(site, clock):
    made = sponsor(site)
    asked = {"applies_from": site.hub.now(), "reason": "", "by": site.operator}
    site.hub.write(save_settings, values={"grace_s": 120}, **asked)
    block = book(site, made)
    clock.forward(seconds=HOUR)
    seat_1 = SeatMachine(site, 1)
    seat_1.close(start(site, block), used_s=119)
    SeatMachine(site, 2).close(start(site, block, seat=2), used_s=0)
    assert left(site, made) == 60_000
    seat_1.close(start(site, block), used_s=120)
    assert left(site, made) == 59_800


def test_what_a_class_was_promised_is_not_promised_again(site, clock):
    made = sponsor(site, budget_minor=9_000)
    block = book(site, made)
    clock.forward(seconds=HOUR)
    start(site, block)
    assert look(site, payable_s, site.hub.now(), sponsorship=made) == HOUR // 2
    start(site, block, seat=2)
    assert site.session_at(2).granted_s == HOUR // 2
    with pytest.raises(Refusal, match="no_time_left"):
        site.hub.write(front_desk.start_with_pass, seat=3, visitor=site.grace, by=site.operator)
    stop = {"sponsorship": made, "by": site.operator, "reason": "enough"}
    site.hub.write(sponsorships.stop, **stop)
    back = {"sponsorship": made, "by": site.operator, "paid_to": "outside", "following": ""}
    with pytest.raises(Refusal, match="nothing_left_over"):
        site.hub.write(leftovers.give_back, **back)
    SeatMachine(site, 1).close(site.session_at(1).id, used_s=HOUR)
    SeatMachine(site, 2).close(site.session_at(2).id, used_s=600)
    assert left(site, made) == 2_000
    assert site.hub.write(leftovers.give_back, **back) == 2_000


def test_used_up_nobody_starts_and_the_desk_is_told(site, clock):
    made = sponsor(site, budget_minor=6_000)
    block = book(site, made)
    clock.forward(seconds=HOUR)
    start(site, block)
    with pytest.raises(Refusal, match="budget_used_up"):
        start(site, block, seat=2)
    assert site.session_at(2) is None


def test_used_up_it_goes_on_for_free_where_the_owner_chose_so(site, clock):
    made = sponsor(site, budget_minor=3_000)
    block = book(site, made, goes_on_free=True)
    clock.forward(seconds=HOUR)
    first, second = start(site, block), start(site, block, seat=2)
    assert site.session_at(1).granted_s == site.session_at(2).granted_s == HOUR
    SeatMachine(site, 1).close(first, used_s=HOUR)
    SeatMachine(site, 2).close(second, used_s=HOUR)
    assert left(site, made) == 0
    (line,) = look(site, sponsor_store.by_group, look(site, sponsor_store.by_id, made))
    assert (line.visitors, line.seconds, line.minor) == (1, HOUR // 2, 3_000)


@pytest.mark.parametrize("act", ["pause", "stop"])
def test_paused_or_stopped_it_pays_for_no_class(site, clock, act):
    made = sponsor(site)
    block = book(site, made)
    clock.forward(seconds=HOUR)
    reason = {"reason": "enough"} if act == "stop" else {}
    told = {"sponsorship": made, "by": site.operator, **reason}
    site.hub.write(getattr(sponsorships, act), **told)
    with pytest.raises(Refusal, match="budget_used_up"):
        start(site, block)


def test_a_sponsorship_that_pays_no_more_is_not_chosen(site):
    made = sponsor(site)
    for told in ({"made": "none"}, {"made": made, "pays": "own"}):
        with pytest.raises(Refusal, match="field_wrong"):
            book(site, **told)
    site.hub.write(sponsorships.stop, sponsorship=made, by=site.operator, reason="enough")
    with pytest.raises(Refusal, match="field_wrong"):
        book(site, made)
    assert look(site, store.from_on, 0, limit=9) == ()


def test_a_learner_who_types_the_code_at_the_seat_is_paid_for_too(site, clock):
    made = sponsor(site)
    block = book(site, made, goes_on_free=True)
    kept = look(site, store.by_id, block)
    assert (kept.sponsorship, kept.goes_on_free) == (made, True)
    clock.forward(seconds=HOUR)
    terms = blocks.class_terms(kept, site.hub.now())
    assert (terms.sponsorship, terms.goes_on_free) == (made, True)


def hours(start, end):
    return offers.Terms(window=Window(start=start, end=end))


class TestTerms:
    """Weekdays, hours, zones and groups hold in a class too."""

    def test_a_group_that_it_is_not_for_has_no_seat_and_a_guest_is_in_none(self, site, clock):
        block = book(site, site.sponsor(by=site.operator))
        clock.forward(seconds=HOUR)
        other = site.visitor("Brian Otieno", code="300002", group="retiree")
        for visitor in (other, None):
            with pytest.raises(Refusal, match="sponsor_pays_not"):
                start(site, block, visitor=visitor)
        assert start(site, block, visitor=site.grace)

    def test_who_is_not_paid_for_sits_for_free_where_the_owner_chose_so(self, site, clock):
        made = site.sponsor(by=site.operator)
        block = book(site, made, goes_on_free=True)
        clock.forward(seconds=HOUR)
        name = start(site, block)
        assert site.session_at(1).granted_s == HOUR
        SeatMachine(site, 1).close(name, used_s=HOUR)
        assert left(site, made) == 60_000

    def test_a_seat_of_another_zone_is_not_paid_for(self, site, clock):
        made = sponsor(site, terms=offers.Terms(zones=frozenset({"door"})))
        block = book(site, made, seats=(1, 3))
        clock.forward(seconds=HOUR)
        with pytest.raises(Refusal, match="sponsor_pays_not"):
            start(site, block, seat=1)
        SeatMachine(site, 3).close(start(site, block, seat=3), used_s=HOUR)
        assert left(site, made) == 54_000

    def test_it_ends_with_the_hours_that_are_paid(self, site, clock):
        made = sponsor(site, terms=hours(0, 3 * 60))
        block = book(site, made)
        clock.forward(seconds=HOUR)
        name = start(site, block)
        assert site.session_at(1).granted_s == 2_000  # from 2:26:40 on
        SeatMachine(site, 1).close(name, used_s=2_000)
        assert left(site, made) == 60_000 - 3_333

    def test_before_its_hours_nobody_starts_and_free_time_is_not_its_to_pay(self, site, clock):
        made = sponsor(site, terms=hours(3 * 60, 20 * 60))
        block, free = book(site, made), book(site, made, goes_on_free=True, seats=(3,))
        clock.forward(seconds=HOUR)
        with pytest.raises(Refusal, match="sponsor_pays_not"):
            start(site, block)
        name = start(site, free, seat=3)
        assert site.session_at(3).granted_s == HOUR
        clock.forward(seconds=HOUR)
        SeatMachine(site, 3).close(name, used_s=HOUR)
        assert left(site, made) == 60_000 - 2_667  # of 1,600 seconds

    def test_a_class_of_which_it_pays_nothing_is_not_booked_in_its_name(self, site):
        friday = offers.Terms(window=Window(frozenset({4}), 0, 24 * 60))
        for terms in (friday, offers.Terms(zones=frozenset({"door"}))):
            with pytest.raises(Refusal, match="sponsor_pays_not"):
                book(site, sponsor(site, terms=terms), goes_on_free=True)
        assert look(site, store.from_on, 0, limit=9) == ()

    def test_a_session_keeps_the_terms_under_which_it_began(self, site, clock):
        made = sponsor(site)
        block = book(site, made)
        clock.forward(seconds=HOUR)
        name = start(site, block)
        nowhere = Pledge("", frozenset(), 20, 36_000, None, 6_000, 0, hours(0, 60))
        told = {"sponsorship": made, "pledge": nowhere, "by": site.operator}
        site.hub.write(sponsorships.change, applies_from=0, **told)
        SeatMachine(site, 1).close(name, used_s=HOUR)
        assert left(site, made) == 54_000


class TestTax:
    """What a funder pays contains tax; what the house gives away is no income, and has none."""

    def spend(self, site, clock, made, seconds, seat=1):
        block = book(site, made)
        clock.forward(seconds=HOUR)
        SeatMachine(site, seat).close(start(site, block, seat), used_s=seconds)

    def taxed(self, site):
        settings = replace(site.hub.settings, tax_basis_points=1_600)
        site.hub.settings, site.hub.site = settings, replace(site.hub.site, settings=settings)

    def test_of_a_funder(self, site, clock):
        self.taxed(site)
        made = sponsor(site)
        self.spend(site, clock, made, HOUR)
        assert (site.balance("tax"), site.balance("sales:time")) == (828, 6_000 - 828)
        assert left(site, made) == 54_000
        assert look(site, sponsor_store.tax_minor, made) == 828

    def test_of_the_house(self, site, clock):
        self.taxed(site)
        made = sponsor(site, paid_by="house")
        self.spend(site, clock, made, HOUR)
        assert (site.balance("tax"), site.balance("sales:time")) == (0, 6_000)

    def test_of_both_the_funders_money_is_spent_first(self, site, clock):
        self.taxed(site)
        made = sponsor(site, budget_minor=2_000)
        told = {"sponsorship": made, "minor": 9_000, "by": site.operator}
        site.hub.write(sponsorships.fund, paid_by="house", **told)
        self.spend(site, clock, made, HOUR)
        assert site.balance("tax") == 276  # in 20.00; the other 40.00 is the house's
        site.hub.write(sponsorships.fund, paid_by="funder", **told)
        before = site.balance("tax")
        self.spend(site, clock, made, HOUR, seat=2)
        assert site.balance("tax") - before == 828

    def test_what_is_written_off_has_none(self, site, clock):
        self.taxed(site)
        started = front_desk.start_metered
        told = {"seat": 1, "visitor": None, "terms": Terms("postpaid"), "by": site.operator}
        SeatMachine(site, 1).close(site.hub.write(started, **told), used_s=HOUR)
        site.hub.write(dues.write_off_due, seat=1, reason="ran", by=site.operator)
        assert site.balance("tax") == 0
        assert site.balance("loss") == site.balance("sales:time") > 0
