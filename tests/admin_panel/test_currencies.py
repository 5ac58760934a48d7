"""Currencies without decimals and with three: sold, taxed, rounded, lent, given back, reported."""

import csv
import io
from dataclasses import dataclass

import pytest
from fakes.busy_days import asked
from fakes.hub_world import make_hub
from fakes.machines import look

from admin_panel.cash import pieces
from admin_panel.receipts import paper_of
from kiosk.acts import equipment, front_desk
from kiosk.acts.equipment import Lending, Returning
from kiosk.acts.selling import Counter
from kiosk.queries import receipts, takings
from kiosk.queries.sums import Found, all_of
from kiosk.rules.equipment import Kind, Move
from kiosk.rules.reports import Word
from kiosk.store import checks, payments, till_checks

NO_BREAK, MINUS = "\N{NO-BREAK SPACE}", "\N{MINUS SIGN}"


@dataclass(frozen=True)
class Money:
    """A currency with what one sale of 1 to its smallest coin comes to, all in minor units."""

    name: str
    symbol: str
    decimals: int
    coin: int
    price: int
    tax: int
    paid: int
    deposit: int
    said: dict[str, str]
    smallest: int


YEN = Money(
    *("JPY", "¥", 0, 10, 333, 30, 330, 5_000),
    {"price": "¥ 333", "tax": "¥ 30", "paid": "¥ 330", "rounded": "-¥ 3", "deposit": "¥ 5,000"},
    smallest=1,
)
DINAR = Money(
    *("TND", "DT", 3, 50, 3_333, 303, 3_350, 50_000),
    {"price": "DT 3.333", "tax": "DT 0.303", "paid": "DT 3.350", "rounded": "DT 0.017"}
    | {"deposit": "DT 50"},
    smallest=50,
)


@pytest.fixture(params=[YEN, DINAR], ids=["yen", "dinar"])
def money(request):
    return request.param


@pytest.fixture
def hub(tmp_path, clock, money):
    hub = make_hub(
        tmp_path,
        clock,
        currency=money.name,
        currency_symbol=money.symbol,
        currency_decimals=money.decimals,
        smallest_coin_minor=money.coin,
        tax_basis_points=1_000,
    )
    yield hub
    hub.close()


@pytest.fixture
def sale(cafe, shift, money):
    cafe.offer("odd", title="Odd", price_minor=money.price)
    counter = Counter("odd", money.paid, cafe.amina)
    return cafe.hub.write(front_desk.sell_pass, visitor=cafe.visitor(), counter=counter)


def read(desk, path):
    """A page with plain spaces and signs: on paper and screen sums never break over two lines."""
    return plain(desk.page(path))


def plain(text):
    return text.replace(NO_BREAK, " ").replace(MINUS, "-")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_sale_its_tax_and_its_coin_stand_on_the_receipt(
    operator, cafe, app, money, sale, language
):
    kept = look(cafe, payments.by_id, sale)
    assert (kept.due_minor, kept.tax_minor, kept.paid_minor) == (
        *(money.price, money.tax, money.paid),
    )
    sums = [cafe.balance(each) for each in ("sales:pass", "tax", "rounding")]
    assert sums == [money.price - money.tax, money.tax, money.paid - money.price]
    operator.get(f"/language/{language}")
    page = read(operator, f"/receipts/{sale}")
    for said in ("price", "tax", "paid", "rounded"):
        assert money.said[said] in page, said
    with app.test_request_context(), cafe.hub.read() as db:
        paper = paper_of(receipts.receipt(db, sale))
    lines = {plain(row.value) for row in paper.rows}
    assert {money.said[each] for each in ("price", "tax", "paid", "rounded")} <= lines


def test_the_report_and_its_file_say_what_the_ledger_says(owner, cafe, money, sale):
    with cafe.hub.read() as db:
        whole = all_of(Found(db, asked(cafe)).takings_by_day().values())
    assert (whole.net_minor, whole.tax_minor) == (money.paid, money.tax)
    for language in ("en", "ar"):
        owner.get(f"/language/{language}")
        assert money.said["paid"] in read(owner, "/reports/tenders")
        text = owner.get("/reports/tenders.csv").get_data().decode("utf-8-sig")
        (row,) = [
            row for row in csv.reader(io.StringIO(text)) if row and row[0] in ("Cash", "نقدًا")
        ]
        unit = 10**money.decimals
        assert float(row[-1]) == money.paid / unit
        assert owner.get("/reports/tenders.xlsx").status_code == 200


def test_a_deposit_comes_in_and_goes_back_to_the_coin(owner, cafe, shift, money):
    before = cafe.balance(f"till:{shift}")
    item = {"kind": Kind.TABLET, "title": "Tablet 1", "deposit_minor": money.deposit}
    code = cafe.hub.write(equipment.keep_item, **item, by=cafe.amina)
    lending = Lending(code, cafe.visitor(), 7, cafe.amina, money.deposit)
    cafe.hub.write(equipment.lend, lending=lending)
    assert (
        cafe.balance(f"deposit:{code}") == cafe.balance(f"till:{shift}") - before == money.deposit
    )
    for language in ("en", "ar"):
        owner.get(f"/language/{language}")
        assert money.said["deposit"] in read(owner, "/reports/tenders")
    cafe.hub.write(equipment.take_back, returning=Returning(code, Move.RETURN, cafe.amina))
    assert cafe.balance(f"deposit:{code}") == cafe.balance("tax") == cafe.balance("rounding") == 0
    with cafe.hub.read() as db:
        rows = {row[0]: row[-4:] for row in takings.by_tender(db, asked(cafe)).table.rows}
    assert rows == {Word("cash"): (0, money.deposit, money.deposit, 0)}


def test_a_part_is_given_back_as_it_is_typed(operator, cafe, shift, money, sale):
    before = cafe.balance(f"till:{shift}")
    typed = {0: "100", 3: "0.100"}[money.decimals]
    fields = {"amount": typed, "back_by": "cash", "reason": "no sound"}
    place = f"/receipts/{sale}"
    assert operator.post(f"{place}/give-back", page=place, **fields).status_code == 303
    assert cafe.balance(f"till:{shift}") == before - 100
    too_fine = {0: "1.5", 3: "0.0005"}[money.decimals]
    answer = operator.post(f"{place}/give-back", page=place, **fields | {"amount": too_fine})
    assert answer.status_code == 422
    with cafe.hub.read() as db:
        assert checks.session_problems(db) == till_checks.till_problems(db) == []


def test_the_drawer_is_counted_in_its_own_coins(cafe, money):
    assert pieces(cafe.hub.settings)[0] == money.smallest
