"""Fifty thousand answers wait for the exchange: how fast a hub sends them, and its memory then.

The hub and who takes them share a process and its cores, so the figure is what a hub does at least;
the exchange's own acts are measured apart. Run by `drained`, in a process of its own.
"""

import json
import resource
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.parts import Found
from benchmarks.site import open_site

from kiosk import link
from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.hub import Hub
from kiosk.jobs.exchange_jobs import send_to_exchange
from kiosk.link import sqlite_outbox
from kiosk.link.client import Answer
from kiosk.link.gate import Gate, Peer
from kiosk.link.receiver import open_batch, take
from kiosk.link.sqlite_inbox import SqliteInbox
from kiosk.making import make_site
from kiosk.protocol.bodies import HubSubmission
from kiosk.protocol.codec import encode
from kiosk.protocol.keys import make_keys
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal

AT_ONCE = 1_000
PER_S, MOST_MB = 1_000, 150
KB_PER_MB = 1024


class Exchange:
    """Checks signatures, keeps each fact in a database of its own, says its word to each."""

    def __init__(self, hub: Hub, folder: Path) -> None:
        self._hub, self.keys = hub, make_keys()
        ours = hub.keys
        peer = Peer(ours.origin, ours.public_signing, ours.public_sealing, "hub")
        self._gate = Gate(self.keys, {ours.origin: peer}.get)
        self._db = sqlite3.connect(folder / "kept.db", isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.executescript((Path(link.__path__[0]) / "schema.sql").read_text("utf-8"))
        self._db.execute("PRAGMA journal_mode = WAL")

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """As a transport, without the network between."""
        heard = dict(headers)
        try:
            self._gate.admit(method=method, path=path, headers=heard, body=body)
            status, content = 200, self._take(body)
        except Refusal as refusal:
            status = refusal.status
            content = encode({"refusal": refusal.code, "details": refusal.details})
        signed = self._gate.answer_headers(request_headers=heard, status=status, body=content)
        return Answer(status, signed, content)

    def _take(self, body: bytes) -> bytes:
        facts = open_batch(body, public_key=self._hub.keys.public_signing)
        self._db.execute("BEGIN IMMEDIATE")
        answer = take(SqliteInbox(self._db), self._hub.now(), facts, lambda _: "accepted")
        self._db.execute("COMMIT")
        return encode(answer)

    def kept(self) -> int:
        """How many there are."""
        return int(self._db.execute("SELECT count(*) FROM inbox").fetchone()[0])


def put_answers(db: Db, now: Instant, *, site: Site, first: int, count: int) -> None:
    """Answers of visitors, as the hub makes them for the exchange."""
    for n in range(first, first + count):
        cites = f"{'ab' * 16}/{'cd' * 8}/{n + 1}"
        answer = f'{{"words":"the total is {n}, on a receipt of Mama Njeri Stores"}}'
        body = HubSubmission(f"assignment-{n}", "A" * 17, 1, cites, "ef" * 32, answer, 9_000, now)
        sqlite_outbox.put(db, site.writing(now), audience="exchange", body=body)


def drain(folder: Path, count: int) -> dict[str, float]:
    """Answers a second of each half, and the most memory that this process ever had."""
    hub = open_site(folder)
    make_site(hub, password="measured-only")
    for first in range(0, count, AT_ONCE):
        hub.write(put_answers, first=first, count=min(AT_ONCE, count - first))
    exchange = Exchange(hub, folder)
    hub.line.connect(exchange, hub.keys, public_key=exchange.keys.public_signing)
    halves = [_sent(hub, exchange.kept, count // 2), _sent(hub, exchange.kept, count)]
    memory_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    kept = exchange.kept()
    hub.close()
    first_s, second_s = halves
    return {
        "kept": float(kept),
        "per_s": count / (first_s + second_s),
        "first_per_s": count / 2 / first_s,
        "second_per_s": count / 2 / second_s,
        "most_mb": memory_kb / KB_PER_MB,
    }


def _sent(hub: Hub, kept: Callable[[], int], upto: int) -> float:
    """Seconds until so many are kept."""
    begun = time.perf_counter()
    while (before := kept()) < upto:
        send_to_exchange(hub, hub.now())
        if kept() == before:
            raise RuntimeError("nothing goes any more")
    return time.perf_counter() - begun


def drained(folder: Path, *, count: int) -> list[Found]:
    """The budget of hop 2, measured in a process of its own."""
    command = [sys.executable, str(Path(__file__)), str(folder), str(count)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found = json.loads(done.stdout.splitlines()[-1])
    return [
        Found(
            f"outbox of {count:,} answers, hop 2",
            f">= {PER_S:,}/s, < {MOST_MB} MB, linear",
            f"{found['per_s']:.0f}/s (first half {found['first_per_s']:.0f}, second "
            f"{found['second_per_s']:.0f}), {found['most_mb']:.0f} MB with the receiver",
            holds=found["per_s"] >= PER_S
            and found["most_mb"] < MOST_MB
            and found["second_per_s"] > 0.75 * found["first_per_s"]
            and found["kept"] == count,
            numbers=found,
        )
    ]


if __name__ == "__main__":
    print(json.dumps(drain(Path(sys.argv[1]), int(sys.argv[2]))))
