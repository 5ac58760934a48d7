"""The hub's machine is cut off and starts again with a wrong clock: years off, or a day behind.

Nothing is renewed, lapsed, forgotten or lost by such a day; sessions are charged what was used. Once
the clock is set right, or somebody says that it is, everything goes on.
"""

import pytest
from acts.test_metered import PER_HOUR, cafe
from fakes import quick_disk
from fakes.machines import SeatMachine, look
from journeys.month import NEVER_BY_TEST

from kiosk.acts import accounts, bookings, front_desk, renewal_consent, statutory_log, waiting
from kiosk.acts import clock as clock_acts
from kiosk.acts.bookings import Wish
from kiosk.acts.granting import Terms
from kiosk.acts.saved_settings import save_settings
from kiosk.acts.selling import Counter
from kiosk.backups.hub_backups import FOLDER, back_up_hub
from kiosk.hub_folder import DATABASE
from kiosk.jobs.table import JOBS
from kiosk.rules.bookings import LIVE, state_of
from kiosk.rules.clock_doubt import Doubt
from kiosk.rules.instants import later
from kiosk.rules.tenders import Pay
from kiosk.rules.waiting import TicketState
from kiosk.rules.waiting import state_of as ticket_state
from kiosk.store import bookings as kept_bookings
from kiosk.store import clock_doubts, dues, passes, sessions
from kiosk.store import statutory_log as kept_log
from kiosk.store import subscriptions as kept_subscriptions
from kiosk.store import waiting as kept_waiting
from kiosk.verifying import verify_hub

HOUR, DAY, YEAR = 3_600, 86_400, 365 * 86_400
WRONG = (-YEAR, -DAY, YEAR)
PRICE_MINOR = 20_000
ENDS_IN_S = 12 * HOUR


@pytest.fixture
def site(clock):
    """Two seats that ran for a while; nothing is wrong in the books after each test."""
    with quick_disk.folder() as folder:
        world = cafe(folder, clock)
        world.grace = world.visitor()
        run_jobs(world)
        yield world
        assert verify_hub(world.hub.folder / DATABASE)["problems"] == []
        world.hub.close()


def run_jobs(site):
    for job in JOBS:
        if job.name not in NEVER_BY_TEST:
            job.run(site.hub, site.hub.now())


def starts_wrong(site, clock, off_s):
    """The power goes and comes back; the clock is wrong, and the hub runs so for an hour."""
    run_jobs(site)
    clock.forward(seconds=30)
    site.restart(off_s=off_s)
    for _ in range(4):
        run_jobs(site)
        clock.forward(minutes=15)


def set_right(site, clock, off_s):
    clock.jump_wall(seconds=-off_s)
    goes_on(site)


def goes_on(site):
    run_jobs(site)
    for seat in site.stations:
        site.beat(seat)
    run_jobs(site)


def confirm(site):
    shows, spell = site.hub.clock.now(), site.hub.clock_watch.spell(site.hub.clock_doubt())
    told = {"shown": shows, "shows": shows, "spell": spell, "by": site.operator}
    site.hub.write(clock_acts.confirm_clock, **told)
    site.hub.believe_clock()
    goes_on(site)


def weekly(site, clock):
    """A subscription that its visitor's account renews, and that ends in half a day."""
    paid = {"amount_minor": 3 * PRICE_MINOR, "tendered_minor": 3 * PRICE_MINOR, "pay": Pay()}
    site.hub.write(accounts.top_up, visitor=site.grace, **paid, by=site.operator)
    made = site.subscribe(site.grace, by=site.operator, price_minor=PRICE_MINOR)
    told = {"subscription": made, "visitor": site.grace, "minor": PRICE_MINOR, "by": site.operator}
    site.hub.write(renewal_consent.agree_at_desk, **told)
    clock.forward(seconds=7 * DAY - ENDS_IN_S)
    return made


def standing(site, made):
    return look(site, kept_subscriptions.by_id, made).standing


def paid(site):
    return 3 * PRICE_MINOR - site.balance(f"visitor:{site.grace}")


@pytest.mark.parametrize("off_s", WRONG)
def test_a_subscription_waits_and_renews_once(site, clock, off_s):
    made = weekly(site, clock)
    before = standing(site, made)
    starts_wrong(site, clock, off_s)
    assert (standing(site, made), paid(site)) == (before, 0)
    set_right(site, clock, off_s)
    assert site.hub.clock_doubt() is None
    clock.forward(seconds=ENDS_IN_S)
    goes_on(site)
    goes_on(site)
    after = standing(site, made)
    assert (after.n, paid(site)) == (2, PRICE_MINOR)
    assert after.starts >= before.ends, "no paid second is taken"


def test_after_somebody_confirms_the_clock_what_waited_is_done_once(site, clock):
    """It was closed for two months: the clock is right, and only a person can know."""
    made = weekly(site, clock)
    starts_wrong(site, clock, 60 * DAY)
    assert site.hub.clock_doubt() is Doubt.AHEAD
    assert (standing(site, made).n, paid(site)) == (1, 0)
    confirm(site)
    goes_on(site)
    assert site.hub.clock_doubt() is None
    assert (standing(site, made).n, paid(site)) == (2, PRICE_MINOR)


@pytest.mark.parametrize("off_s", WRONG)
def test_a_pass_is_there_when_the_clock_is_right_again(site, clock, off_s):
    counter = Counter("half-hour", 10**9, site.operator)
    site.hub.write(front_desk.sell_pass, visitor=site.grace, counter=counter)
    before = look(site, passes.usable, visitor=site.grace, at=site.hub.now())
    assert len(before) == 1
    starts_wrong(site, clock, off_s)
    set_right(site, clock, off_s)
    assert look(site, passes.usable, visitor=site.grace, at=site.hub.now()) == before


@pytest.mark.parametrize("off_s", WRONG)
def test_a_seat_kept_ahead_is_kept(site, clock, off_s):
    starts = later(site.hub.now(), seconds=3 * HOUR)
    wish = Wish(2, "", starts, later(starts, seconds=HOUR))
    told = {"visitor": None, "name": "Yusuf", "by": site.operator}
    booking = site.hub.write(bookings.book, wish=wish, **told)
    before = look(site, kept_bookings.by_id, booking)
    starts_wrong(site, clock, off_s)
    set_right(site, clock, off_s)
    after = look(site, kept_bookings.by_id, booking)
    assert after == before
    assert state_of(after.booking, site.hub.now(), before_s=900) in LIVE


@pytest.mark.parametrize("off_s", WRONG)
def test_who_waits_keeps_their_place(site, clock, off_s):
    told = {"visitor": None, "name": "Yusuf", "zone": "", "by": site.operator}
    for seat in site.stations:
        site.start(seat, by=site.operator)
    ticket = site.hub.write(waiting.join, **told)
    starts_wrong(site, clock, off_s)
    set_right(site, clock, off_s)
    found = look(site, kept_waiting.by_id, ticket)
    assert ticket_state(found, site.hub.now()) is TicketState.WAITING


@pytest.mark.parametrize("off_s", WRONG)
def test_a_session_is_charged_what_its_station_counted(site, clock, off_s):
    machine, used_s = SeatMachine(site, 1), 1_000
    told = {"seat": 1, "visitor": None, "terms": Terms("postpaid"), "by": site.operator}
    session = site.hub.write(front_desk.start_metered, **told)
    site.running(1, session)
    clock.forward(seconds=400)
    starts_wrong(site, clock, off_s)
    machine.close(session, used_s=used_s)
    assert look(site, dues.at_seat, 1).minor == round(PER_HOUR * used_s / HOUR)
    set_right(site, clock, off_s)


@pytest.mark.parametrize("off_s", WRONG)
def test_whoever_comes_meanwhile_is_served_and_charged_alike(site, clock, off_s):
    starts_wrong(site, clock, off_s)
    machine = SeatMachine(site, 1)
    started = site.start(1, by=site.operator)
    site.running(1, started.session)
    clock.forward(seconds=600)
    set_right(site, clock, off_s)
    machine.close(started.session, used_s=600)
    closed = look(site, sessions.by_id, started.session)
    assert (closed.used_s, look(site, sessions.spent_s, started.session)) == (600, 600)


@pytest.mark.parametrize("off_s", WRONG)
def test_a_second_restart_does_not_believe_what_was_written_meanwhile(site, clock, off_s):
    starts_wrong(site, clock, off_s)
    why = site.hub.clock_doubt()
    site.hub.write(clock_acts.note_doubt, seen=site.hub.now(), shown=clock.now(), why=why)
    site.staff("naomi")  # a line of the log, by the wrong clock
    starts_wrong(site, clock, 0)
    assert site.hub.clock_doubt() is why
    set_right(site, clock, off_s)
    assert look(site, clock_doubts.open_one) is None
    starts_wrong(site, clock, 0)
    assert site.hub.clock_doubt() is None


def test_a_clock_set_while_the_hub_ran_is_doubted_by_the_next_process(site, clock):
    clock.jump_wall(seconds=DAY)
    run_jobs(site)
    site.restart_process()
    assert site.hub.clock_doubt() is Doubt.SET
    set_right(site, clock, DAY)
    assert site.hub.clock_doubt() is None


@pytest.mark.parametrize("off_s", WRONG)
def test_settings_that_hold_go_on_holding(site, clock, off_s):
    told = {"reason": "", "by": site.operator}
    now = site.hub.now()
    site.hub.write(save_settings, values={"site_name": "Kibera"}, applies_from=now, **told)
    month = later(now, seconds=30 * DAY)
    site.hub.write(save_settings, values={"site_name": "Nyali"}, applies_from=month, **told)
    starts_wrong(site, clock, off_s)
    assert site.hub.settings.site_name == "Kibera"
    set_right(site, clock, off_s)
    assert site.hub.settings.site_name == "Kibera"


def test_the_statutory_log_is_not_forgotten_by_a_wrong_day(clock):
    with quick_disk.folder() as folder:
        site = cafe(folder, clock, statutory_log_days=90)
        site.grace = site.visitor()
        started = site.start(1, by=site.operator, visitor=site.grace)
        site.running(1, started.session)
        SeatMachine(site, 1).close(started.session, used_s=60)
        clock.forward(hours=1)

        def kept():
            return look(site, kept_log.any_before, later(site.hub.now(), seconds=2 * YEAR))

        assert kept()
        starts_wrong(site, clock, YEAR)
        assert kept()
        assert look(site, kept_log.any_before, statutory_log.too_old(site.hub.now(), site.hub.site))
        set_right(site, clock, YEAR)
        assert kept()
        site.hub.close()


@pytest.mark.parametrize("off_s", WRONG)
def test_copies_stand_in_the_order_in_which_they_were_made(site, clock, off_s):
    folder = site.hub.folder / FOLDER

    def copies():
        back_up_hub(site.hub, site.hub.now())
        return sorted(int(path.stem.removeprefix("hub-")) for path in folder.glob("hub-*"))

    (first,) = copies()
    clock.forward(minutes=20)
    starts_wrong(site, clock, off_s)
    second = copies()
    assert second[0] == first
    assert 0 < second[1] - first < 2 * HOUR * 1000
    set_right(site, clock, off_s)
    clock.forward(minutes=20)
    third = copies()
    assert third[:2] == second
    assert third[2] == site.hub.now()


OFF_S = 10 * HOUR
"""It stands still for a night, and the battery on its board is empty."""


def night_without_power(site, clock, off_s):
    """Returns when it was cut off."""
    run_jobs(site)
    was = site.hub.now()
    clock.forward(seconds=OFF_S)
    site.restart(off_s=off_s)
    run_jobs(site)
    return was


@pytest.mark.parametrize("off_s", WRONG)
def test_what_was_sold_in_doubt_lasts_as_long_as_was_paid(site, clock, off_s):
    """And a session that still runs is charged by the hours in which it ran."""
    was = night_without_power(site, clock, off_s)
    counter = Counter("half-hour", 10**9, site.operator)
    site.hub.write(front_desk.sell_pass, visitor=site.grace, counter=counter)
    sold = later(was, seconds=OFF_S)
    (wrong,) = look(site, passes.usable, visitor=site.grace, at=site.hub.now())
    started = site.start(1, by=site.operator)
    site.running(1, started.session)
    clock.forward(seconds=600)
    set_right(site, clock, off_s)
    (right,) = look(site, passes.usable, visitor=site.grace, at=site.hub.now())
    assert right.lapses - sold == wrong.lapses - (was if off_s < 0 else sold + off_s * 1000)
    assert look(site, sessions.by_id, started.session).opened_at == sold
    assert {one.at for one in look(site, sessions.facts, started.session)} == {sold}
    (spell,) = look(site, clock_doubts.spells)
    assert spell.true(spell.since) == sold


@pytest.mark.parametrize("off_s", WRONG)
def test_money_taken_in_doubt_stays_as_written_and_is_told(site, clock, off_s):
    night_without_power(site, clock, off_s)
    counter = Counter("half-hour", 10**9, site.operator)
    site.hub.write(front_desk.sell_pass, visitor=site.grace, counter=counter)
    before = look(site, lambda db: db.execute("SELECT * FROM transfer ORDER BY n").fetchall())
    clock.forward(seconds=600)
    set_right(site, clock, off_s)
    after = look(site, lambda db: db.execute("SELECT * FROM transfer ORDER BY n").fetchall())
    assert [tuple(row) for row in after] == [tuple(row) for row in before]
    (spell,) = look(site, clock_doubts.spells)
    assert abs(spell.late_ms) == (OFF_S if off_s < 0 else off_s) * 1000


def test_two_starts_in_one_doubt_count_on(site, clock):
    """What was written in the first stands before what was written in the second."""
    night_without_power(site, clock, -YEAR)
    site.staff("naomi")
    first = site.hub.now()
    clock.forward(seconds=60)
    site.restart()
    assert site.hub.now() >= first
    set_right(site, clock, -YEAR)
    assert site.hub.now() == clock.now()
