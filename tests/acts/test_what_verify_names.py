"""`kiosk verify` holds what rows keep beside receipts and ledger: spoilt by hand, each is named."""

import sqlite3
from contextlib import closing

import pytest
from fakes import quick_disk
from fakes.clock import FakeClock
from fakes.hub_world import World, make_hub
from fakes.machines import SeatMachine

from kiosk.acts import (
    billing,
    buy_outs,
    equipment,
    front_desk,
    passes,
    products,
    renewal_consent,
)
from kiosk.acts.billing import Off
from kiosk.acts.buy_outs import PartPaid
from kiosk.acts.equipment import Lending, Returning
from kiosk.acts.granting import Terms
from kiosk.acts.selling import Counter
from kiosk.hub_folder import DATABASE
from kiosk.jobs.subscriptions import renew_subscriptions
from kiosk.rules.buy_outs import Terms as BuyOutTerms
from kiosk.rules.equipment import Kind, Move
from kiosk.rules.offers import Draft
from kiosk.rules.subscriptions import Period
from kiosk.store import subscriptions
from kiosk.verifying import verify_hub

HOUR, DAY, DEPOSIT = 3_600, 86_400, 20_000


@pytest.fixture(scope="module")
def honest():
    """The bytes of a hub with a subscription, one in arrears, a session paid after with a bill, two
    loans, and three contracts to buy: with the deposit, beside it, and stopped.
    """
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
        _buy(site, clock)
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
    tea = site.hub.write(
        products.set_product, title="Tea", price_minor=3_500, came=10, by=site.operator
    )
    put = {"pieces": ((tea, 3),), "told_used_s": 0, "by": site.operator}
    site.hub.write(billing.put_on_bill, seat=1, **put)
    off = Off(1, tea, 2, "a slip", site.operator)
    site.hub.write(billing.take_off_bill, off=off)
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


def _buy(site, clock):
    """Three tablets bought in two parts: one with the deposit, one beside it, one given back."""
    who = site.visitor("Otieno Oduor", code="471905")
    for title, counts in (("Tablet 3", True), ("Tablet 4", False), ("Tablet 5", False)):
        item = {"kind": Kind.TABLET, "title": title, "deposit_minor": DEPOSIT}
        code = site.hub.write(equipment.keep_item, **item, by=site.operator)
        terms = BuyOutTerms(50_000, 2, 30, 200)
        site.hub.write(buy_outs.set_terms, code=code, terms=terms, by=site.operator)
        lending = Lending(code, who, 7, site.operator, DEPOSIT)
        site.hub.write(equipment.lend, lending=lending)
        site.hub.write(buy_outs.start, code=code, deposit_counts=counts, by=site.operator)
        for n in (1, 2) if title != "Tablet 5" else (1,):
            paid = PartPaid(code, n, site.operator, tendered_minor=50_000)
            site.hub.write(buy_outs.pay_part, paid=paid)
    clock.forward(days=3)
    back = Returning(code, Move.RETURN, site.operator)
    site.hub.write(equipment.take_back, returning=back)


@pytest.fixture
def path(tmp_path, honest):
    made = tmp_path / DATABASE
    made.write_bytes(honest)
    return made


TRIGGERS = (
    *("transfer_is_never_changed", "transfer_is_never_deleted"),
    *("renewal_consent_no_update", "renewal_consent_no_delete"),
)


def spoil(path, sql):
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for trigger in TRIGGERS:
            db.execute(f"DROP TRIGGER {trigger}")
        assert db.execute(sql).rowcount == 1


def test_honest_rows_are_not_named(path):
    said = verify_hub(path)["problems"]
    assert [line for line in said if not line.startswith("transfer earned:")] == []


ONE_PERIOD = "WHERE rowid = (SELECT min(rowid) FROM subscription_period WHERE paid = '{paid}')"
LAST = "(SELECT max(pass) FROM allowance WHERE n = 1)"
FIRST = "SELECT min(starts) FROM allowance AS a WHERE a.subscription = allowance.subscription"
COUNTED = "(SELECT loan FROM buy_out WHERE counted_minor > 0)"
NOBODY_AGREED = "its account paid by itself, and nobody had agreed to that price"
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
    "an account that paid and had agreed to nothing": (
        "DELETE FROM renewal_consent",
        NOBODY_AGREED,
    ),
    "an account that paid more than was agreed to": (
        "UPDATE renewal_consent SET minor = minor - 1",
        NOBODY_AGREED,
    ),
    "a yes that came after the account paid": (
        "UPDATE renewal_consent SET at = at + 8 * 86400000",
        NOBODY_AGREED,
    ),
    "a yes that was taken back before the account paid": (
        (
            "INSERT INTO renewal_consent (subscription, visitor, minor, way, by, at) "
            "SELECT subscription, visitor, 0, way, by, at + 1 FROM renewal_consent"
        ),
        NOBODY_AGREED,
    ),
    "a yes of somebody else": (
        (
            "UPDATE renewal_consent SET visitor = "
            "(SELECT id FROM visitor WHERE id <> renewal_consent.visitor LIMIT 1)"
        ),
        NOBODY_AGREED,
    ),
    "more on a bill than left the shelf": (
        "UPDATE bill_line SET pieces = pieces + 1",
        "what stands on bills is not what left the shelf for them",
    ),
    "pieces that came off a bill and never went back": (
        "DELETE FROM stock_move WHERE why = 'back'",
        "what came off bills is not what went back onto the shelf",
    ),
    "pieces that went back and came off no bill": (
        "DELETE FROM taken_off",
        "what came off bills is not what went back onto the shelf",
    ),
    "pieces that came off a bill by somebody else": (
        "UPDATE taken_off SET at = at + 1",
        "what came off bills is not what went back onto the shelf",
    ),
    "a sum off a bill that is no price": (
        "UPDATE taken_off SET minor = minor + 1",
        "what came off its bill is no price of so many pieces",
    ),
    "a bill of another sum than is due": (
        "UPDATE bill_line SET each_minor = each_minor - 1",
        "the products in what is due are not those on its bill",
    ),
    "a part of a price that was paid otherwise": (
        f"UPDATE buy_out_part SET minor = minor + 1 WHERE n = 1 AND loan = {COUNTED}",
        "a part of its price is not what was paid",
    ),
    "parts that do not come to the price": (
        f"UPDATE buy_out SET price_minor = price_minor + 1 WHERE loan = {COUNTED}",
        "its parts and the deposit that counts do not come to its price",
    ),
    "a deposit that counts for less than it was": (
        f"UPDATE buy_out SET counted_minor = counted_minor - 1 WHERE loan = {COUNTED}",
        "the deposit that its price counts is not the one that was held",
    ),
    "a deposit that counts and was not kept": (
        f"UPDATE equipment_loan SET kept_minor = 0 WHERE id = {COUNTED}",
        "the deposit that its price counts is not the one that was held",
    ),
    "a deposit that did not come back with the bought thing": (
        (
            "DELETE FROM taken_back WHERE payment = (SELECT equipment_loan.payment "
            "FROM buy_out JOIN equipment_loan ON equipment_loan.id = buy_out.loan "
            "WHERE buy_out.outcome = 'paid' AND counted_minor = 0)"
        ),
        "what came back of the deposit of a bought thing is another sum",
    ),
    "a price that was earned otherwise": (
        f"UPDATE transfer SET amount_minor = amount_minor - 1 WHERE id = 'bought:' || {COUNTED}",
        "its price is not in the ledger with this amount",
    ),
    "rent of another sum": (
        "UPDATE buy_out SET used_minor = used_minor + 1 WHERE outcome = 'stopped'",
        "its price is not in the ledger with this amount",
    ),
    "damage of another sum": (
        "UPDATE equipment_loan SET kept_minor = kept_minor + 1 WHERE outcome LIKE '%damaged'",
        "what was kept for damage is not in the ledger with this amount",
    ),
    "a deposit that came back in part": (
        (
            "UPDATE taken_back SET minor = minor - 1 WHERE payment = "
            "(SELECT payment FROM equipment_loan WHERE outcome LIKE '%damaged')"
        ),
        "what came back of its deposit is not what is left of it",
    ),
}


@pytest.mark.parametrize(("sql", "says"), SPOILT.values(), ids=SPOILT)
def test_each_is_named(path, sql, says):
    spoil(path, sql)
    found = verify_hub(path)
    assert not found["ok"]
    assert any(says in problem for problem in found["problems"]), found["problems"]
