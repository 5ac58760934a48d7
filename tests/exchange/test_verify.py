"""`kiosk verify` of an exchange: it says yes to honest books and finds what was broken on purpose."""

import shutil

import pytest
from sqlalchemy import create_engine, text

from kiosk.exchange.exchange import DATABASE, database_url
from kiosk.exchange.queries.verify import verify_database, verify_folder
from kiosk.rules.refusals import Refusal


def break_it(market, *statements):
    """Change rows behind the exchange's back, as a bug or a thief would."""
    url = database_url(market.exchange.folder, market.exchange.settings)
    engine = create_engine(url)
    with engine.begin() as db:
        for table in ("transfer", "submission", "decision"):
            drop = [f"DROP TRIGGER {table}_never_update", f"DROP TRIGGER {table}_never_delete"]
            if engine.dialect.name == "postgresql":
                drop = [f"DROP TRIGGER {table}_never_changes ON {table}"]
            for statement in drop:
                db.execute(text(statement))
        for statement in statements:
            db.execute(text(statement))
    engine.dispose()


def paid(market):
    (name,) = market.submitted()
    market.decide(name, "approve")
    return name


def problems(market):
    found = market.verify()
    assert not found["ok"]
    return " / ".join(found["problems"])


def test_honest_books_add_up(market):
    paid(market)
    found = market.adds_up()
    assert found["integrity"] == "ok"
    assert found["ledger"] == {"transfers": 3, "balanced": True, "chain": True}
    assert found["facts"]["waiting"] == 2


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE transfer SET amount_minor = 6 WHERE n = 2", "chain of transfers breaks at 2"),
        ("UPDATE transfer SET amount_minor = 6 WHERE n = 3", "was below zero"),
        ("DELETE FROM transfer WHERE n = 2", "chain of transfers breaks at 3"),
        ("DELETE FROM transfer WHERE n = 3", "approved and was paid 0 times"),
        ("UPDATE transfer SET currency = 'USD' WHERE n = 3", "more than one currency"),
        ("UPDATE assignment SET state = 'Submitted'", "was paid and is not approved"),
        ("UPDATE assignment SET state = 'Rejected'", "was paid and is not approved"),
        ("DELETE FROM submission", "has no answer"),
        ("DELETE FROM outbox WHERE seq = 1", "should hold 2 facts and holds 1"),
        ("DELETE FROM inbox", "which was never kept"),
    ],
)
def test_what_was_broken_is_found(quick_market, statement, said):
    paid(quick_market)
    break_it(quick_market, statement)
    assert said in problems(quick_market)


def test_a_payment_made_twice_is_found(market):
    paid(market)
    again = """
        INSERT INTO transfer
        SELECT n + 1, id || '-again', debit, credit, amount_minor, currency, at, reason, reference,
               digest
        FROM transfer
        WHERE n = 3
    """
    break_it(market, again)
    said = problems(market)
    assert "was paid 2 times" in said
    assert "was below zero" in said
    assert "chain of transfers breaks at 4" in said


def test_a_slot_without_its_escrow_is_found(market):
    market.post(rows=1)
    break_it(market, "DELETE FROM transfer WHERE n = 2")
    assert "needs 5 in escrow and has 0" in problems(market)


def test_a_copy_is_checked_like_the_original(quick_market, tmp_path):
    paid(quick_market)
    quick_market.exchange.close()
    copy = tmp_path / "copy.db"
    shutil.copy(quick_market.exchange.folder / DATABASE, copy)
    assert verify_folder(copy)["ok"]
    assert verify_folder(quick_market.exchange.folder)["ok"]


def test_a_folder_without_an_exchange_is_refused(tmp_path):
    with pytest.raises(Refusal) as caught:
        verify_folder(tmp_path)
    assert caught.value.code == "data_folder_wrong"


def test_a_file_that_is_no_database_is_refused(tmp_path):
    (tmp_path / DATABASE).write_bytes(b"no database" * 1000)
    with pytest.raises(Refusal) as caught:
        verify_folder(tmp_path)
    assert caught.value.code == "database_damaged"


def test_the_address_of_a_database_is_enough(market):
    paid(market)
    settings = market.exchange.settings
    assert verify_folder(market.exchange.folder, settings.database_url)["ok"]
    assert verify_database(database_url(market.exchange.folder, settings))["ok"]
