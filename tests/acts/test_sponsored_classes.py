"""A class that a sponsorship pays for: each session is promised its part and charged once."""

import pytest
from acts.test_blocks import wish as class_wish
from acts.test_bookings import HOUR
from acts.test_metered import cafe
from fakes import quick_disk
from fakes.machines import SeatMachine, look

from kiosk.acts import blocks, front_desk, leftovers, sponsorships
from kiosk.acts.saved_settings import save_settings
from kiosk.acts.sponsoring import payable_s
from kiosk.rules.refusals import Refusal
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


def test_each_session_costs_the_funder_what_was_used(site, clock):
    made = site.sponsor(by=site.operator, budget_minor=60_000)
    block = book(site, made)
    clock.forward(seconds=HOUR)
    name = start(site, block, visitor=site.grace)
    assert site.session_at(1).granted_s == HOUR
    SeatMachine(site, 1).close(name, used_s=HOUR // 2)
    assert left(site, made) == 57_000
    (line,) = look(site, sponsor_store.by_group, look(site, sponsor_store.by_id, made))
    assert (line.group, line.visitors, line.seconds, line.minor) == ("student", 1, 1_800, 3_000)


def test_seconds_inside_the_grace_cost_nothing(site, clock):
    made = site.sponsor(by=site.operator)
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
    made = site.sponsor(by=site.operator, budget_minor=9_000)
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
    made = site.sponsor(by=site.operator, budget_minor=6_000)
    block = book(site, made)
    clock.forward(seconds=HOUR)
    start(site, block)
    with pytest.raises(Refusal, match="budget_used_up"):
        start(site, block, seat=2)
    assert site.session_at(2) is None


def test_used_up_it_goes_on_for_free_where_the_owner_chose_so(site, clock):
    made = site.sponsor(by=site.operator, budget_minor=3_000)
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
    made = site.sponsor(by=site.operator)
    block = book(site, made)
    clock.forward(seconds=HOUR)
    reason = {"reason": "enough"} if act == "stop" else {}
    told = {"sponsorship": made, "by": site.operator, **reason}
    site.hub.write(getattr(sponsorships, act), **told)
    with pytest.raises(Refusal, match="budget_used_up"):
        start(site, block)


def test_a_sponsorship_that_pays_no_more_is_not_chosen(site):
    made = site.sponsor(by=site.operator)
    for told in ({"made": "none"}, {"made": made, "pays": "own"}):
        with pytest.raises(Refusal, match="field_wrong"):
            book(site, **told)
    site.hub.write(sponsorships.stop, sponsorship=made, by=site.operator, reason="enough")
    with pytest.raises(Refusal, match="field_wrong"):
        book(site, made)
    assert look(site, store.from_on, 0, limit=9) == ()


def test_a_learner_who_types_the_code_at_the_seat_is_paid_for_too(site, clock):
    made = site.sponsor(by=site.operator)
    block = book(site, made, goes_on_free=True)
    kept = look(site, store.by_id, block)
    assert (kept.sponsorship, kept.goes_on_free) == (made, True)
    clock.forward(seconds=HOUR)
    terms = blocks.class_terms(kept, site.hub.now())
    assert (terms.sponsorship, terms.goes_on_free) == (made, True)
