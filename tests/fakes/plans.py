"""Watches how SQLite means to answer each question: with years of data nothing may read a whole big table.

Put a `Spy` where a connection stands; `slow` names what of its plans reads everything.
"""

import re
import sys
from pathlib import Path

TESTS = Path(__file__).parents[1]

BIG = frozenset(
    {
        *(
            "allowance",
            "audit",
            "booking",
            "cash_move",
            "charged_day",
            "command",
            "credit_granted",
            "due",
        ),
        *("inbox", "lease", "outbox", "pass", "pass_day", "pass_spend", "payment"),
        *("product_line", "receipt_print", "request_done", "sale", "session", "session_fact"),
        *("shift", "silence", "sponsor_spend", "stock_move", "subscription", "given_time"),
        *("subscription_period", "taken_back", "transfer", "visitor", "voucher", "voucher_use"),
        *("walked_out", "work", "attempt", "practice_done"),
        *(
            "equipment_loan",
            "buy_out",
            "buy_out_part",
            "outage_credit",
            "power_cut",
            "internet_outage",
            "link_outage",
        ),
    }
)
"""Tables that grow for ever, or with each visitor."""

SMALL_INDEXES = {
    "session_one_a_visitor": "open sessions only: one a seat at most",
    "session_one_a_station": "the same",
    "session_one_moves_to": "the same",
    "shift_one_open": "one row",
    "outbox_waiting": "what was not sent yet; the quota bounds it",
    "outbox_quarantined": "what staff must look at",
    "inbox_parked": "what is not understood yet",
    "inbox_parked_of": "the same",
    "inbox_rejected": "what staff must look at",
    "due_open": "one a seat at most",
    "silence_one_a_station": "one a station at most",
    "subscription_arrears": "unpaid for some days at most",
    "equipment_loan_one": "things that are out only",
    "equipment_loan_due": "the same",
    "buy_out_running": "contracts that run only: one a thing at most",
    "buy_out_part_due": "parts of those that are open",
    "link_outage_open": "groups of stations that are silent now",
}
"""Partial indexes that hold few rows however old the site is."""

READ_IN_ORDER = {
    "voucher_sold": "the last sold, with a limit",
    "voucher_use_overspent": "the last found, with a limit",
    "voucher_batch_made": "the last made, with a limit",
    "walked_out_at": "the last ones, with a limit",
    "due_written_off": "the last ones, with a limit",
    "shift_closed": "the last ones, with a limit",
    "subscription_ends": "what ends first, with a limit",
    "subscription_one_a_visitor": "those that run, counted or with a limit: a report of all of them",
    "command_done": "the eldest, with a limit",
    "work_state": "answers counted by state: an entry each, 40 ms for half a million",
    "visitor_folded": "a part of a name is looked for in all names: an entry each, 15 ms for 50,000",
}
"""Indexes read from one end with a limit; and the two that are read as a whole, with what it costs."""

SCAN = re.compile(r"^SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?")
ALIAS = re.compile(r"\b(\w+) AS (\w+)")
ASKS = re.compile(r"\s*(SELECT|WITH|INSERT|UPDATE|DELETE)\b")


class Spy:
    """A connection that keeps how SQLite means to answer each question; each text is looked at once."""

    def __init__(self, db, plans=None) -> None:
        self.db = db
        self.plans = {} if plans is None else plans

    def __getattr__(self, name):  # noqa: ANN204  a connection's own
        return getattr(self.db, name)

    def execute(self, sql, parameters=None):
        given = parameters or {}
        if sql not in self.plans and ASKS.match(sql) and not _a_test_asks():
            plan = self.db.execute("EXPLAIN QUERY PLAN " + sql, given).fetchall()
            self.plans[sql] = [row["detail"] for row in plan]
        return self.db.execute(sql, given)


def _a_test_asks():
    """A test may look at or damage a whole table; only the house's own questions are watched."""
    return Path(sys._getframe(2).f_code.co_filename).is_relative_to(TESTS)


def slow(plans):
    """Lines of plans that read all of a big table, each with its SQL."""
    return [
        (line, " ".join(sql.split()))
        for sql, lines in plans.items()
        for line in lines
        if _reads_all(line, sql)
    ]


def _reads_all(line, sql):
    found = SCAN.match(line)
    if found is None:
        return False
    table = {alias: name for name, alias in ALIAS.findall(sql)}.get(found[1], found[1])
    return table in BIG and found[2] not in SMALL_INDEXES and not _ends_soon(found[2], sql)


def _ends_soon(index, sql):
    """Read in an order that needs no sorting, up to a limit; `rowid` order has no index's name."""
    if index in READ_IN_ORDER:
        return True
    return index is None and re.search(r"ORDER BY (rowid|n)( DESC)?\s+LIMIT", sql) is not None
