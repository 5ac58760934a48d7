"""Rows on their way into the database, and the ledger's chain; one day at a time.

Acts would take hours for a year, so rows are written as acts write them, without asking the rules.
`kiosk verify` then reads them and must find nothing.
"""

import hashlib
import random
import sqlite3
from collections import defaultdict

from kiosk.rules.ledger import CHAIN_PURPOSE, CHAIN_START, LENGTH_BYTES

COLUMNS = {
    "visitor": "id, code, name, language, price_group, pin_hash, worker, made_at",
    "shift": "id, operator, opened_at, float_minor, closed_at, counted_minor, difference_minor,"
    " reason",
    "pass": "id, visitor, offer, kind, seconds, bought_at, lapses, begins",
    "payment": "id, shift, by, at, kind, title, visitor, tender, provider, reference, list_minor,"
    " discount_minor, tax_minor, rounding_minor, tendered_minor",
    "sale": "id, shift, by, at, offer, pass, visitor, price_minor, tendered_minor",
    "session": "id, visitor, station, seat, state, opened_at, tariff, granted_s, used_s, closed_at,"
    " why, receipt, kind, limit_minor, limit_s, covered_s, charged_s, given_s",
    "session_fact": "session, kind, at, zone, used_s",
    "lease": "session, lease_id, boot_id, n, seconds, renewed_at",
    "pass_spend": "session, pass, seconds",
    "pass_day": "pass, day, session, seconds",
    "charged_day": "visitor, day, session, minor",
    "due": "session, seat, minor, at, settled_at, how, shift, by, reason",
    "voucher_batch": "id, offer, title, seconds, price_minor, count, made_by, made_at, lapses",
    "voucher": "code, state, visitor, seconds, lapses, batch, n, held_by, pass, sold_by, sold_at",
    "voucher_use": "session, code",
    "subscription": "id, visitor, offer, state, n, starts, ends, anchor, anchor_n, renews, made_at",
    "subscription_period": "subscription, n, pass, starts, ends, price_minor, paid, at",
    "renewal_consent": "subscription, visitor, minor, way, by, at",
    "sponsor_spend": "session, sponsorship, visitor, price_group, seconds, minor, at",
    "product": "id, title, price_minor",
    "product_line": "payment, product, title, pieces, each_minor",
    "stock_move": "product, at, by, pieces, why, payment",
    "taken_back": "id, payment, shift, by, at, kind, minor, tender, used_s, reason",
    "walked_out": "session, seat, shift, by, at, reason",
    "cash_move": "id, shift, by, at, kind, minor, reason",
    "credit_granted": "visitor, at, limit_minor, by, reason",
    "work": "assignment, visitor, hit_type, state, reward_minor, round, answer, fact_id,"
    " submitted_at, changed_at",
    "attempt": "id, visitor, edition, step, try_number, fact_id, answers, answers_right,"
    " answers_asked, passed, at",
    "audit": "at, by, act, about, reason",
    "command": "station, n, kind, session, words, made_at, done_at",
    "request_done": "request_id, act, arguments_sha256, result, at",
    "inbox": "origin, epoch, seq, type, sha256, raw, signature, state, code, answer, received_at",
    "outbox": "audience, epoch, seq, type, raw, signature, state, at",
}
TRANSFER = "id, debit, credit, amount_minor, currency, at, reason, reference, chain"
LENGTHS = tuple(n.to_bytes(LENGTH_BYTES, "big") for n in range(256))
PURPOSE = LENGTHS[len(CHAIN_PURPOSE)] + CHAIN_PURPOSE.encode() + LENGTHS[len(CHAIN_START)]


class Book:
    """Collects a day's rows; `close_day` chains its transfers in their order and writes all."""

    def __init__(self, db: sqlite3.Connection, chance: random.Random, currency: str) -> None:
        self.db = db
        self.chance = chance
        self.rows: dict[str, list[tuple[object, ...]]] = defaultdict(list)
        self._named = 0
        self.posted = db.execute("SELECT count(*) FROM transfer").fetchone()[0]
        last = db.execute("SELECT chain FROM transfer ORDER BY n DESC LIMIT 1").fetchone()
        self._last = CHAIN_START if last is None else bytes(last[0])
        self._currency = currency
        self._day: list[tuple[int, str, str, str, int, str, str]] = []

    def new_id(self) -> str:
        """A name that no other thing has (24 hex), by the seed.

        They rise, which those of acts do not: an index that grows at its end is written in a
        third of the time, and is read in as many steps.
        """
        self._named += 1
        return f"{self._named:08x}{self.chance.getrandbits(64):016x}"

    def post(
        self, at: int, name: str, debit: str, credit: str, minor: int, reason: str, about: str
    ) -> None:
        """A transfer of this day."""
        self._day.append((at, name, debit, credit, minor, reason, about))
        self.posted += 1

    def close_day(self) -> None:
        """Write everything of the day."""
        for table, rows in self.rows.items():
            self._insert(table, COLUMNS[table], rows)
            rows.clear()
        self._day.sort()
        self._insert("transfer", TRANSFER, [self._chained(one) for one in self._day])
        self._day.clear()

    def _insert(self, table: str, columns: str, rows: list[tuple[object, ...]]) -> None:
        marks = ", ".join("?" * (columns.count(",") + 1))
        self.db.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)

    def _chained(self, one: tuple[int, str, str, str, int, str, str]) -> tuple[object, ...]:
        """The row with its digest, as `rules/ledger.chain` makes it, eight times as fast."""
        at, name, debit, credit, minor, reason, about = one
        parts = [PURPOSE, self._last]
        for field in (name, debit, credit, str(minor), self._currency, str(at), reason, about):
            raw = field.encode()
            parts += (LENGTHS[len(raw)], raw)
        self._last = hashlib.sha256(b"".join(parts)).digest()
        return name, debit, credit, minor, self._currency, at, reason, about, self._last
