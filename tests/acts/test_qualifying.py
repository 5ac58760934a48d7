"""Good work renews what an exam granted; what lapses soon is told."""

import pytest
from fakes.machines import look

from kiosk.acts import qualifying
from kiosk.acts.records import record_of
from kiosk.protocol.exam_calls import LapsingSkill
from kiosk.rules.instants import S_PER_DAY, later
from kiosk.store import renewals, training, work
from kiosk.store.work import Work

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")
DAYS = 30


@pytest.fixture
def grace(site, exchange):
    """She holds it for 30 days, and there are tasks that ask for it, and others."""
    exchange.allot("slot-1", hit_type="hit-1", qualification="digits")
    exchange.allot("slot-2", hit_type="hit-2")
    visitor = site.visitor()
    hold(site, visitor)
    return visitor


def hold(site, visitor, *, days=DAYS):
    def grant(db, now):
        until = later(now, seconds=days * S_PER_DAY)
        training.grant(db, now, visitor=visitor, name="digits", valid_until=until, by="attempt:a")

    site.hub.write(grant)


def decided(site, visitor, state, count, *, hit_type="hit-1"):
    def add(db, now):
        for n in range(count):
            name = f"{hit_type}-{state}-{now}-{n}"
            work.add(db, Work(name, visitor, hit_type, state, 0, 1, b"{}", "f", now, now))

    site.hub.write(add)


def renew(site, visitor, hit_type="hit-1"):
    site.hub.write(
        qualifying.renew_by_work, visitor=visitor, hit_type=hit_type, assignment="assignment-1"
    )


def days_left(site, visitor):
    (held,) = look(site, renewals.held, visitor, at=site.hub.now())
    return (held.valid_until - site.hub.now()) // (S_PER_DAY * 1000)


def told(site, visitor):
    with site.hub.read() as db:
        return record_of(db, site.hub.now(), site.hub.site, visitor=visitor).lapsing_skills


@pytest.mark.parametrize(
    ("approved", "rejected", "left"),
    [
        pytest.param(49, 0, 20, id="not enough yet"),
        pytest.param(50, 0, 30, id="enough"),
        pytest.param(50, 2, 30, id="nearly all were good"),
        pytest.param(50, 3, 20, id="too many were not"),
    ],
)
def test_good_work_renews_it_for_as_long_again(site, grace, approved, rejected, left):
    site.clock.forward(days=10)
    decided(site, grace, "Approved", approved)
    decided(site, grace, "Rejected", rejected)
    renew(site, grace)
    assert days_left(site, grace) == left


def test_the_next_approval_of_the_day_changes_nothing(site, grace):
    site.clock.forward(days=10)
    decided(site, grace, "Approved", 50)
    for _ in range(2):
        renew(site, grace)
        site.clock.forward(hours=1)
    rows = look(site, lambda db: db.execute("SELECT by FROM qualification").fetchall())
    assert [row["by"] for row in rows] == ["attempt:a", "work:assignment-1"]


def test_it_is_renewed_again_by_work_of_later(site, grace):
    for _ in range(4):
        site.clock.forward(days=20)
        decided(site, grace, "Approved", 50)
        renew(site, grace)
        assert days_left(site, grace) == DAYS


def test_other_work_renews_it_not(site, grace):
    site.clock.forward(days=10)
    decided(site, grace, "Approved", 60, hit_type="hit-2")
    renew(site, grace, "hit-2")
    renew(site, grace)
    renew(site, grace, "unknown")
    assert days_left(site, grace) == 20


def test_work_of_too_long_ago_counts_no_more(site, grace):
    decided(site, grace, "Approved", 30)
    site.clock.forward(days=29)
    hold(site, grace)
    site.clock.forward(days=10)
    decided(site, grace, "Approved", 30)
    renew(site, grace)
    assert days_left(site, grace) == 20


def test_one_that_has_lapsed_is_not_renewed_by_work(site, grace):
    site.clock.forward(days=31)
    decided(site, grace, "Approved", 60)
    renew(site, grace)
    assert look(site, renewals.held, grace, at=site.hub.now()) == ()


def test_one_for_ever_needs_no_work(site, grace):
    hold(site, grace, days=36_500)
    decided(site, grace, "Approved", 60)
    renew(site, grace)
    site.clock.forward(days=36_490)
    assert told(site, grace) == ()


def test_an_approval_that_comes_down_renews_it(site, seat_1, exchange, grace):
    site.clock.forward(days=10)
    decided(site, grace, "Approved", 49)

    def submit(db, now):
        work.add(db, Work("slot-1", grace, "hit-1", "Submitted", 150, 1, b"{}", "f", now, now))

    site.hub.write(submit)
    assert exchange.decide("slot-1") == [("stored", "")]
    assert days_left(site, grace) == DAYS


@pytest.mark.parametrize(
    ("days", "approved", "rejected", "missing"),
    [
        (15, 0, 0, None),
        (16, 0, 0, 50),
        (29, 38, 0, 12),
        (29, 50, 3, 7),
        (29, 60, 0, 1),
        (31, 0, 0, None),
    ],
)
def test_some_days_before_it_lapses_its_visitor_is_told(
    site, grace, days, approved, rejected, missing
):
    until = later(site.hub.now(), seconds=DAYS * S_PER_DAY)
    site.clock.forward(days=days)
    decided(site, grace, "Approved", approved)
    decided(site, grace, "Rejected", rejected)
    wanted = () if missing is None else (LapsingSkill("digits", until, missing),)
    assert told(site, grace) == wanted
