"""What is left of a sponsor's budget goes back once, to who had put it in, and never too much."""

import pytest
from fakes.machines import SeatMachine, look

from kiosk.acts import cashier, front_desk, leftovers, sponsorships
from kiosk.rules.refusals import Refusal
from kiosk.store import cash_moves, sponsor_returns
from kiosk.store import sponsorships as store

HOUR = 3_600

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")


def refused(act, *args, **words):
    with pytest.raises(Refusal) as refusal:
        act(*args, **words)
    return refusal.value.code


def back(site, made, paid_to="drawer", following="", **told):
    words = {"sponsorship": made, "paid_to": paid_to, "following": following}
    return site.hub.write(leftovers.give_back, by=site.operator, **words, **told)


def stop(site, made):
    told = {"sponsorship": made, "by": site.operator, "reason": "the year is over"}
    site.hub.write(sponsorships.stop, **told)


def sit(site, visitor, seat=1):
    return site.hub.write(front_desk.start_with_pass, seat=seat, visitor=visitor, by=site.operator)


@pytest.fixture
def asha(site):
    return site.visitor("Asha Noor", group="student")


@pytest.fixture
def over(site):
    made = site.sponsor(by=site.operator, budget_minor=60_000)
    stop(site, made)
    return made


@pytest.mark.parametrize(
    ("paid_to", "account", "balance"),
    [
        ("safe", "safe", -160_000),
        ("outside", "world", 0),
    ],
)
def test_it_goes_where_it_is_paid_to(site, over, paid_to, account, balance):
    assert back(site, over, paid_to) == 60_000
    assert site.balance(f"sponsor:{over}") == 0
    assert site.balance(account) == balance
    (kept,) = look(site, sponsor_returns.of_sponsorship, over)
    assert (kept.minor, kept.paid_to, kept.account) == (60_000, paid_to, account)


def test_from_the_drawer_it_stands_among_what_was_paid_out(site, over):
    with site.hub.read() as db:
        shift = db.execute("SELECT id FROM shift").fetchone()["id"]
    before = site.balance(f"till:{shift}")
    back(site, over)
    assert site.balance(f"till:{shift}") == before - 60_000
    (move,) = look(site, cash_moves.of_shift, shift=shift, limit=9)
    assert (move.kind, move.minor, move.reason) == ("expense", 60_000, "County library")


def test_once(site, over):
    first = back(site, over, request_id="the-same-click")
    assert back(site, over, request_id="the-same-click") == first
    assert refused(back, site, over) == "nothing_left_over"
    assert len(look(site, sponsor_returns.of_sponsorship, over)) == 1


def test_not_while_it_pays(site, clock):
    made = site.sponsor(by=site.operator)
    assert refused(back, site, made) == "sponsorship_not_over"
    clock.forward(days=91)
    assert back(site, made, "outside") == 60_000


def test_what_sessions_were_granted_stays_until_they_close(site, asha, clock):
    made = site.sponsor(by=site.operator)
    name = sit(site, asha)
    clock.forward(seconds=HOUR)
    site.running(1, name, used_s=HOUR)
    stop(site, made)
    assert back(site, made, "outside") == 54_000
    assert site.balance(f"sponsor:{made}") == 6_000
    assert refused(back, site, made, "outside") == "nothing_left_over"
    SeatMachine(site, 1).close(name, used_s=HOUR // 2)
    assert back(site, made, "outside") == 3_000
    assert site.balance(f"sponsor:{made}") == 0


def test_each_has_back_what_it_gave(site):
    made = site.sponsor(by=site.operator, budget_minor=10_000)
    more = {"sponsorship": made, "minor": 5_000, "paid_by": "house", "by": site.operator}
    site.hub.write(sponsorships.fund, **more)
    stop(site, made)
    assert back(site, made, "house") == 5_000
    assert site.balance("loss") == 0
    assert refused(back, site, made, "house") == "nothing_left_over"
    assert back(site, made, "safe") == 10_000


def test_it_is_kept_for_the_next_of_the_same_funder(site, over):
    following = site.sponsor(by=site.operator, budget_minor=1_000)
    assert back(site, over, "next", following) == 60_000
    assert site.balance(f"sponsor:{following}") == 61_000
    stop(site, following)
    assert back(site, following, "outside") == 61_000


def test_what_is_no_way_back_changes_nothing(site, over):
    other = site.sponsor(by=site.operator, funder="Rotary Club")
    ended = site.sponsor(by=site.operator)
    stop(site, ended)
    for following in ("", "none", over, other, ended):
        assert refused(back, site, over, "next", following) == "field_wrong"
    assert refused(back, site, over, "me") == "field_wrong"
    assert refused(back, site, "none") == "not_found"
    assert look(site, store.by_id, over).stopped_at is not None
    assert site.balance(f"sponsor:{over}") == 60_000


@pytest.mark.parametrize("paid_to", ["drawer", "safe"])
def test_cash_needs_an_open_shift(site, over, paid_to):
    told = {"counted_minor": 100_000, "by": site.operator}
    site.hub.write(cashier.count_drawer, **told)
    assert refused(back, site, over, paid_to) == "drawer_counted"
    site.hub.write(cashier.close_shift, reason="", **told)
    assert refused(back, site, over, paid_to) == "shift_not_open"
    assert back(site, over, "outside") == 60_000
