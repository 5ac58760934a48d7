"""The hub's wall clock is set wrong for a while, by an hour or a day, and comes back.

Meanwhile sessions run, seats are kept ahead, subscriptions end and are paused: what was used, paid,
kept and summed up is in the end what it would have been.
"""

import pytest
from acts.test_metered import PER_HOUR, cafe
from fakes import quick_disk
from fakes.machines import SeatMachine, look
from journeys.month import NEVER_BY_TEST
from queries.test_takings import ledger_by_day

from kiosk.acts import accounts, blocks, bookings, front_desk, renewal_consent, subscriptions
from kiosk.acts.bookings import Wish
from kiosk.acts.granting import Terms
from kiosk.hub_folder import DATABASE
from kiosk.jobs.table import JOBS
from kiosk.rules.bookings import LIVE, state_of
from kiosk.rules.instants import later
from kiosk.rules.tenders import Pay
from kiosk.store import bookings as kept_bookings
from kiosk.store import dues, sessions
from kiosk.store import subscriptions as kept_subscriptions
from kiosk.verifying import verify_hub

HOUR, DAY = 3_600, 86_400
JUMPS = (-DAY, -HOUR, HOUR, DAY)
PRICE_MINOR = 20_000
PAID_MINOR = 3 * PRICE_MINOR
ENDS_IN_S = 12 * HOUR


@pytest.fixture
def site(clock):
    """Four seats; open all day; nothing is wrong in the books after each test."""
    with quick_disk.folder() as folder:
        world = cafe(folder, clock)
        world.station(3)
        world.station(4)
        world.grace = world.visitor()
        yield world
        assert verify_hub(world.hub.folder / DATABASE)["problems"] == []
        world.hub.close()


def run_jobs(site):
    for job in JOBS:
        if job.name not in NEVER_BY_TEST:
            job.run(site.hub, site.hub.now())


def wrong_for_a_while(site, clock, seconds, *, meanwhile=lambda: None):
    """The clock is set wrong, a minute passes with all jobs, and it is set right again."""
    clock.jump_wall(seconds=seconds)
    run_jobs(site)
    meanwhile()
    clock.forward(seconds=60)
    run_jobs(site)
    clock.jump_wall(seconds=-seconds)
    for seat in site.stations:
        site.beat(seat)
    run_jobs(site)


def rich(site, visitor):
    paid = {"amount_minor": PAID_MINOR, "tendered_minor": PAID_MINOR, "pay": Pay()}
    site.hub.write(accounts.top_up, visitor=visitor, **paid, by=site.operator)


def weekly(site, visitor, clock):
    """A subscription that its visitor's account renews, and that ends in half a day."""
    rich(site, visitor)
    made = site.subscribe(visitor, by=site.operator, price_minor=PRICE_MINOR)
    told = {"subscription": made, "visitor": visitor, "minor": PRICE_MINOR, "by": site.operator}
    site.hub.write(renewal_consent.agree_at_desk, **told)
    clock.forward(seconds=7 * DAY - ENDS_IN_S)
    return made


@pytest.mark.parametrize("jump_s", JUMPS)
def test_a_subscription_about_to_end_is_renewed_once(site, clock, jump_s):
    made = weekly(site, site.grace, clock)
    before = look(site, kept_subscriptions.by_id, made).standing
    wrong_for_a_while(site, clock, jump_s)
    clock.forward(seconds=ENDS_IN_S)
    run_jobs(site)
    wrong_for_a_while(site, clock, jump_s)
    after = look(site, kept_subscriptions.by_id, made).standing
    assert after.n == 2
    assert site.balance(f"visitor:{site.grace}") == PAID_MINOR - PRICE_MINOR
    assert after.ends >= later(before.ends, seconds=7 * DAY), "no paid second is taken"


@pytest.mark.parametrize("jump_s", JUMPS)
def test_a_paused_subscription_is_longer_by_its_pause(site, clock, jump_s):
    made = weekly(site, site.grace, clock)
    before = look(site, kept_subscriptions.by_id, made).standing
    told = {"subscription": made, "by": site.operator}
    site.hub.write(subscriptions.pause, **told, reason="travels")
    wrong_for_a_while(site, clock, jump_s)
    clock.forward(seconds=DAY - 60)
    site.hub.write(subscriptions.resume, **told)
    after = look(site, kept_subscriptions.by_id, made).standing
    assert after.ends == later(before.ends, seconds=DAY)
    assert after.n == 1


@pytest.mark.parametrize("jump_s", JUMPS)
def test_seats_kept_ahead_are_kept_when_the_clock_is_right_again(site, clock, jump_s):
    starts = later(site.hub.now(), seconds=2 * HOUR)
    wish = Wish(2, "", starts, later(starts, seconds=HOUR))
    told = {"visitor": None, "name": "Yusuf", "by": site.operator}
    booking = site.hub.write(bookings.book, wish=wish, **told)
    class_wish = blocks.ClassWish("CV", (3, 4), starts, later(starts, seconds=HOUR), "free")
    block = site.hub.write(blocks.book_block, wish=class_wish, by=site.operator)
    rows = look(site, kept_bookings.of_block, block)
    all_kept = (look(site, kept_bookings.by_id, booking), *rows)
    wrong_for_a_while(site, clock, jump_s)
    again = tuple(look(site, kept_bookings.by_id, row.booking.id) for row in all_kept)
    assert again == all_kept
    for row in again:
        assert state_of(row.booking, site.hub.now(), before_s=900) in LIVE


@pytest.mark.parametrize("jump_s", JUMPS)
def test_a_session_is_charged_what_its_station_counted(site, clock, jump_s):
    machine, used_s = SeatMachine(site, 1), 600
    started = site.start(1, by=site.operator)
    site.running(1, started.session)
    clock.forward(seconds=300)

    def beats():
        site.beat(1, state="open", session=started.session, used_s=300)

    clock.jump_wall(seconds=jump_s)
    beats()
    run_jobs(site)
    clock.forward(seconds=300)
    machine.close(started.session, used_s=used_s)
    site.beat(1)
    run_jobs(site)
    clock.jump_wall(seconds=-jump_s)
    site.beat(1)
    run_jobs(site)
    closed = look(site, sessions.by_id, started.session)
    assert (closed.used_s, look(site, sessions.spent_s, started.session)) == (used_s, used_s)


@pytest.mark.parametrize("jump_s", JUMPS)
def test_who_pays_after_owes_what_was_used(site, clock, jump_s):
    machine, used_s = SeatMachine(site, 1), 1_000
    told = {"seat": 1, "visitor": None, "terms": Terms("postpaid"), "by": site.operator}
    session = site.hub.write(front_desk.start_metered, **told)
    site.running(1, session)
    clock.forward(seconds=400)
    clock.jump_wall(seconds=jump_s)
    site.beat(1, state="open", session=session, used_s=400)
    run_jobs(site)
    clock.forward(seconds=600)
    clock.jump_wall(seconds=-jump_s)
    machine.close(session, used_s=used_s)
    site.beat(1)
    run_jobs(site)
    assert look(site, dues.at_seat, 1).minor == round(PER_HOUR * used_s / HOUR)


@pytest.mark.parametrize("jump_s", JUMPS)
def test_no_day_is_summed_up_twice_and_no_sale_is_lost(site, clock, jump_s):

    site.sell_voucher(by=site.operator)
    run_jobs(site)
    wrong_for_a_while(site, clock, jump_s, meanwhile=lambda: site.sell_voucher(by=site.operator))
    site.sell_voucher(by=site.operator)
    for _ in range(3):
        clock.forward(days=1)
        run_jobs(site)
    with site.hub.read() as db:
        rolled = db.execute("SELECT day, stale FROM day_rolled ORDER BY day").fetchall()
        summed = db.execute("SELECT sum(sold_minor) AS n FROM day_takings WHERE by = 'hour'")
        assert summed.fetchone()["n"] == sum(ledger_by_day(db).values()) == 3 * 4_000
        assert not any(row["stale"] for row in rolled)
