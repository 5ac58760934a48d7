"""The watch over query plans sees what it should see, and nothing else."""

import pytest
from fakes.plans import READ_IN_ORDER, SMALL_INDEXES, slow


@pytest.mark.parametrize(
    ("line", "sql", "is_slow"),
    [
        ("SCAN transfer", "SELECT sum(amount_minor) FROM transfer", True),
        ("SCAN newest", "SELECT 1 FROM session AS newest", True),
        ("SCAN sale USING COVERING INDEX sale_pass", "SELECT sum(price_minor) FROM sale", True),
        ("SCAN session USING INDEX session_one_a_visitor", "SELECT id FROM session", False),
        ("SCAN voucher USING INDEX voucher_sold", "SELECT code FROM voucher", False),
        ("SCAN audit", "SELECT n FROM audit ORDER BY n DESC LIMIT :limit", False),
        ("SCAN audit", "SELECT n FROM audit ORDER BY at DESC LIMIT :limit", True),
        ("SEARCH transfer USING INDEX transfer_debit (debit=?)", "SELECT 1 FROM transfer", False),
        ("SCAN seat", "SELECT number FROM seat", False),
        ("USE TEMP B-TREE FOR ORDER BY", "SELECT number FROM seat", False),
    ],
)
def test_what_is_slow(line, sql, is_slow):
    assert bool(slow({sql: [line]})) is is_slow


def test_each_exception_is_an_index_of_today(hub):
    with hub.read() as db:
        rows = db.execute("SELECT name FROM sqlite_master WHERE type = 'index'")
        there = {row["name"] for row in rows}
    assert {*SMALL_INDEXES, *READ_IN_ORDER} <= there
