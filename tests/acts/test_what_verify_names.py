"""`kiosk verify` holds what rows keep beside receipts and ledger: spoilt by hand, each is named."""

import sqlite3
from contextlib import closing

import pytest
from fakes import quick_disk
from fakes.clock import FakeClock
from fakes.hub_world import World, make_hub
from fakes.machines import SeatMachine

from kiosk.acts import equipment, front_desk, passes, renewal_consent
from kiosk.acts.equipment import Lending, Returning
from kiosk.acts.granting import Terms
from kiosk.acts.selling import Counter
from kiosk.hub import DATABASE
from kiosk.jobs.subscriptions import renew_subscriptions
from kiosk.rules.equipment import Kind, Move
from kiosk.rules.offers import Draft
from kiosk.rules.subscriptions import Period
from kiosk.store import subscriptions
from kiosk.verifying import verify_hub

HOUR, DAY, DEPOSIT = 3_600, 86_400, 20_000


@pytest.fixture(scope="module")
def honest():
    """The bytes of a hub with a subscription, one in arrears, a session paid after, and two loans."""
    with quick_disk.folder() as folder:
        clock = FakeClock()
        site = World(make_hub(folder, clock, postpaid_cap_minor=20_000), clock)
        site.operator = site.staff()
        site.open_shift(site.operator)
        site.offer()
        site.station(1)
        seat = SeatMachine(site, 1)
        _subscribe(site, clock, seat)
        _pay_after(site, clock, seat)
        _lend(site)
        site.hub.close()
        yield (folder / DATABASE).read_bytes()


def _subscribe(site, clock, seat):
    draft = Draft(
        "An hour a day",
        9_000,
        HOUR,
        DAY,
        5,
        period=Period.WEEK,
        allowance=Period.DAY,
        arrears_days=2,
    )
    offer = site.hub.write(passes.make_offer, draft=draft, by=site.operator)
    grace, asha = site.visitor(), site.visitor("Asha Odera", code="471903")
    for who in (grace, asha):
        counter = Counter(offer, 10**9, site.operator)
        site.hub.write(front_desk.sell_pass, visitor=who, counter=counter)
    name = site.hub.write(front_desk.start_with_pass, seat=1, visitor=grace, by=site.operator)
    seat.close(name, used_s=600)
    site.earn(grace, 9_000)
    with site.hub.read() as db:
        held = subscriptions.live_of(db, grace)
    agreed = {"subscription": held.id, "visitor": grace, "minor": 9_000, "by": site.operator}
    site.hub.write(renewal_consent.agree_at_desk, **agreed)
    clock.forward(days=7)
    renew_subscriptions(site.hub, site.hub.now())
    site.beat(1)


def _pay_after(site, clock, seat):
    terms = Terms("postpaid")
    name = site.hub.write(
        front_desk.start_metered, seat=1, visitor=None, terms=terms, by=site.operator
    )
    clock.forward(minutes=30)
    seat.close(name, used_s=1_800)


def _lend(site):
    grace = site.visitor("Lea Njoki", code="471904")
    for title in ("Tablet 1", "Tablet 2"):
        code = site.hub.write(
            equipment.keep_item,
            kind=Kind.TABLET,
            title=title,
            deposit_minor=DEPOSIT,
            by=site.operator,
        )
        lending = Lending(code, grace, 7, site.operator, DEPOSIT)
        site.hub.write(equipment.lend, lending=lending)
    back = Returning(
        code,
        Move.RETURN_DAMAGED,
        site.operator,
        damage_minor=5_000,
        agreed=True,
        reason="the glass is broken",
    )
    site.hub.write(equipment.take_back, returning=back)


@pytest.fixture
def path(tmp_path, honest):
    made = tmp_path / DATABASE
    made.write_bytes(honest)
    return made


def spoil(path, sql):
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for trigger in ("transfer_is_never_changed", "transfer_is_never_deleted"):
            db.execute(f"DROP TRIGGER {trigger}")
        assert db.execute(sql).rowcount == 1


def test_honest_rows_are_not_named(path):
    said = verify_hub(path)["problems"]
    assert [line for line in said if not line.startswith("transfer earned:")] == []


ONE_PERIOD = "WHERE rowid = (SELECT min(rowid) FROM subscription_period WHERE paid = '{paid}')"
LAST = "(SELECT max(pass) FROM allowance WHERE n = 1)"
FIRST = "SELECT min(starts) FROM allowance AS a WHERE a.subscription = allowance.subscription"
SPOILT = {
    "the ledger is cut off at its end": (
        "DELETE FROM transfer WHERE n = (SELECT max(n) FROM transfer)",
        "ledger: it ends at transfer",
    ),
    "nothing says where it ends": ("DELETE FROM ledger_end", "nothing says where it ends"),
    "a period sold at the till for another price": (
        "UPDATE subscription_period SET price_minor = 1 " + ONE_PERIOD.format(paid="till"),
        "its price is not what was paid",
    ),
    "a period paid from an account for another price": (
        "UPDATE subscription_period SET price_minor = 1 WHERE paid = 'account'",
        "its account paid another sum than its price",
    ),
    "a period that was paid and is owed": (
        "UPDATE subscription_period SET paid = '' WHERE paid = 'account'",
        "its price is not what was paid",
    ),
    "an allowance of more than was sold": (
        "UPDATE pass SET seconds = seconds + 1 WHERE id = " + LAST,
        "it holds more than was sold",
    ),
    "an allowance that outlasts its days": (
        "UPDATE pass SET lapses = lapses + 90000000 WHERE id = " + LAST,
        "outlasts its own days",
    ),
    "an allowance given twice": (
        f"UPDATE allowance SET starts = ({FIRST}) WHERE pass = {LAST}",
        "two of its subscription are for the same days",
    ),
    "seconds that a pass did not pay": (
        "UPDATE pass_spend SET seconds = seconds - 1",
        "what its passes paid is not what its receipt covers",
    ),
    "a day that was charged otherwise": (
        "UPDATE charged_day SET minor = minor + 1",
        "what is counted for its days is not the sum of its receipt",
    ),
    "a deposit of another sum": (
        "UPDATE equipment_loan SET deposit_minor = deposit_minor + 1 WHERE back_at IS NULL",
        "its deposit is not what was paid",
    ),
    "damage of another sum": (
        "UPDATE equipment_loan SET kept_minor = kept_minor + 1 WHERE kept_minor > 0",
        "what was kept for damage is not in the ledger with this amount",
    ),
    "a deposit that came back in part": (
        "UPDATE taken_back SET minor = minor - 1",
        "what came back of its deposit is not what is left of it",
    ),
}


@pytest.mark.parametrize(("sql", "says"), SPOILT.values(), ids=SPOILT)
def test_each_is_named(path, sql, says):
    spoil(path, sql)
    found = verify_hub(path)
    assert not found["ok"]
    assert any(says in problem for problem in found["problems"]), found["problems"]
