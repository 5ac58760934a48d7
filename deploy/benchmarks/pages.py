"""Every page that staff may open, timed over HTTP at the hub's real process by a signed-in owner.

The pages are those of the panel's own table of routes, so that a new one is measured too; what
stands in a route's `<…>` comes from the database.
"""

import http.client
import re
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.load import figures
from benchmarks.parts import Found
from benchmarks.site import HOST, PASSWORD, children, cpu_s, hub_process, open_site, resident_mb
from werkzeug.routing import Rule

from admin_panel.history import KINDS
from admin_panel.panel import ROOMS
from admin_panel.report_list import REPORTS
from admin_panel.setting_pages import PAGES
from kiosk.app import create_app
from kiosk.hub_folder import DATABASE

BUDGET_MS = 300
MEMORY_MB = 130
ANSWER_LIMIT_S = 60
NOT_MEASURED = frozenset({"sign_in.show", "language.choose", "batches.show_paper"})
"""Without a signed-in owner, no page, or two hundred QR codes drawn for a printer."""
NO_ROW_IN_THE_YEAR = frozenset({"sounds.file", "work_items.show", "work_items.picture"})
"""The year has no sound of a draft, and no work that a requester lets a mentor learn from."""
CSRF = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')

A_CLASS = "SELECT id FROM class ORDER BY rowid LIMIT 1"
A_LEARNER = f"SELECT visitor FROM class_member WHERE class = ({A_CLASS}) LIMIT 1"
SAMPLES: Mapping[str, str] = {
    "visitor": "SELECT visitor FROM session GROUP BY visitor ORDER BY count(*) DESC LIMIT 1",
    "payment": "SELECT id FROM payment WHERE kind = 'products' ORDER BY rowid DESC LIMIT 1",
    "code": "SELECT code FROM voucher ORDER BY state = 'sold' DESC, rowid DESC LIMIT 1",
    "batch": "SELECT id FROM voucher_batch ORDER BY made_at DESC LIMIT 1",
    "subscription": "SELECT id FROM subscription LIMIT 1",
    "sponsorship": "SELECT id FROM sponsorship LIMIT 1",
    "offer": "SELECT id FROM offer WHERE active = 1 LIMIT 1",
    "key": "SELECT id FROM shift WHERE closed_at IS NOT NULL ORDER BY closed_at DESC LIMIT 1",
    "person": "SELECT id FROM staff WHERE role = 'operator' LIMIT 1",
    "booking": "SELECT id FROM booking WHERE code IS NOT NULL LIMIT 1",
    "block": "SELECT id FROM booking_block LIMIT 1",
    "station": "SELECT station FROM seat WHERE station <> '' LIMIT 1",
    "equipment.code": "SELECT code FROM equipment WHERE state = 'out' LIMIT 1",
    "loan": "SELECT loan FROM buy_out LIMIT 1",
    "sheet": "SELECT id FROM card_batch LIMIT 1",
    "class_id": A_CLASS,
    "meeting": f"SELECT id FROM meeting WHERE class = ({A_CLASS}) ORDER BY starts LIMIT 1",
    "attendance.visitor": A_LEARNER,
    "learner_work.visitor": A_LEARNER,
    "attempt": f"SELECT id FROM attempt WHERE visitor = ({A_LEARNER}) LIMIT 1",
    "edition": "SELECT 'digits-e1'",
    "step": "SELECT 'example'",
    "screen.name": "SELECT 'media/c01.png'",
    "awards.visitor": "SELECT visitor FROM award ORDER BY number LIMIT 1",
    "number": "SELECT number FROM award ORDER BY number LIMIT 1",
    "career.visitor": "SELECT visitor FROM career_note LIMIT 1",
    "opening_id": "SELECT id FROM opening WHERE wanted <> '' ORDER BY id LIMIT 1",
    "draft": "SELECT id FROM module_draft LIMIT 1",
    "step_id": "SELECT 'example'",
    "item_id": "SELECT 'c01'",
    "draft_media.name": "SELECT 'media/c01.png'",
}
"""What a route's `<name>` stands for, or `room.name` where rooms differ. A page without any is said
not to be measured, and a test fails."""
WORDS: Mapping[str, Sequence[str]] = {
    "name": tuple(report.name for report in REPORTS),
    "kind": tuple(KINDS),
    "group": tuple(PAGES),
}
"""Those that are no thing in the database."""

ASKED: Mapping[str, str] = {"translating.show": "?lang=es"}
"""What a page wants behind its path."""
FOUND_BY = (
    ("people: start of a name", "/people", {"q": "Grace"}),
    ("people: part of a name", "/people", {"q": "Muth"}),
    ("people: nobody's name", "/people", {"q": "zzzz"}),
    ("people: a code", "/people", {"q": "100777"}),
    ("people: the hundredth page", "/people", {"page": "100"}),
    ("find: a scanned card", "/find", {"q": "100777"}),
    ("find: a name", "/find", {"q": "Grace M. Muthoni"}),
    ("find: a seat", "/find", {"q": "7"}),
)


@dataclass(frozen=True, slots=True)
class Page:
    """What is asked for, and what it is called in the result."""

    name: str
    path: str


def pages_of_a_year(folder: Path, *, times: int) -> list[Found]:
    """Each page so many times, one after the other."""
    pages, unknown = pages_of(folder)
    with hub_process(folder) as hub:
        owner = Owner(hub.port, hub.process.pid)
        found = [_timed(owner, page, times) for page in pages]
        memory = resident_mb(hub.process.pid)
        beside = sum(resident_mb(child) for child in children(hub.process.pid))
    found.sort(key=lambda one: -one.numbers["p99_ms"])
    held = Found(
        "hub's memory after all pages of a year",
        f"< {MEMORY_MB} MB",
        f"{memory:.0f} MB; for a minute {beside:.0f} MB in the process that draws papers",
        holds=memory < MEMORY_MB,
        numbers={"resident_mb": memory, "drawing_mb": beside},
    )
    return [*found, held, *(_not_measured(rule) for rule in unknown)]


def _timed(owner: "Owner", page: Page, times: int) -> Found:
    owner.ask(page.path)  # templates are read once
    taken, wrong, began, cpu = [], 0, time.perf_counter(), cpu_s(owner.hub)
    for _ in range(times):
        start = time.perf_counter()
        wrong += owner.ask(page.path) >= http.client.BAD_REQUEST
        taken.append(time.perf_counter() - start)
    seen = figures(taken, time.perf_counter() - began, wrong)
    part, cpu_ms = seen.p99_ms / BUDGET_MS, (cpu_s(owner.hub) - cpu) * 1000 / times
    said = (
        f"p50 {seen.p50_ms:.0f} ms, p99 {seen.p99_ms:.0f} ms, {part:.0%} of the budget; "
        f"{cpu_ms:.0f} CPU-ms"
    )
    return Found(
        f"year: {page.name}",
        f"p99 < {BUDGET_MS} ms",
        said if not wrong else f"{said}, {wrong} refused",
        holds=part < 1 and not wrong,
        numbers={"p50_ms": seen.p50_ms, "p99_ms": seen.p99_ms, "wrong": float(wrong)},
    )


def _not_measured(rule: str) -> Found:
    words = "not measured: nothing is known to stand in its place"
    return Found(f"year: {rule}", "measured", words, holds=False, numbers={"p99_ms": 0.0})


def pages_of(folder: Path) -> tuple[list[Page], list[str]]:
    """All pages, and the routes for which the database has nothing to show."""
    rules = _rules(folder)
    named = [
        f"/reports/{report.name}{kind}" for report in REPORTS for kind in ("", ".csv", ".xlsx")
    ]
    pages, unknown = [], []
    with closing(sqlite3.connect(folder / DATABASE)) as db:
        for rule in rules:
            filled = list(_filled(db, rule))
            many = len(filled) > 1
            asked = ASKED.get(rule.endpoint, "")
            pages += [Page(path if many else str(rule.rule), path + asked) for path in filled]
            unknown += [] if filled else [str(rule.rule)]
    pages += [Page(name, f"{path}?{urlencode(asked)}") for name, path, asked in FOUND_BY]
    pages += [Page(f"{path}, a year", f"{path}?period=year") for path in named]
    return pages, unknown


def _rules(folder: Path) -> list[Rule]:
    hub = open_site(folder)
    try:
        rooms = {room.name for room in ROOMS}
        rules = create_app(hub).url_map.iter_rules()
        return [
            rule
            for rule in rules
            if "GET" in (rule.methods or ())
            and rule.endpoint.partition(".")[0] in rooms
            and rule.endpoint not in NOT_MEASURED | NO_ROW_IN_THE_YEAR
        ]
    finally:
        hub.close()


def _filled(db: sqlite3.Connection, rule: Rule) -> Iterator[str]:
    """The rule's path with what the database or `WORDS` has for it; nothing where neither has."""
    paths = [str(rule.rule)]
    for name in rule.arguments:
        sample = SAMPLES.get(f"{rule.endpoint.partition('.')[0]}.{name}", SAMPLES.get(name))
        if sample is not None:
            row = db.execute(sample).fetchone()
            values: Sequence[str] = () if row is None else (str(row[0]),)
        else:
            values = WORDS.get(name, ())
        place = re.compile(rf"<(?:\w+:)?{name}>")
        paths = [place.sub(value, path) for path in paths for value in values]
    yield from paths


class Owner:
    """A browser of the owner, as far as it matters: a cookie and a kept-open connection."""

    def __init__(self, port: int, hub: int) -> None:
        self.hub = hub
        self._line = http.client.HTTPConnection(HOST, port, timeout=ANSWER_LIMIT_S)
        self._cookie = ""
        token = CSRF.search(self._get("/sign-in")[1])
        if token is None:
            raise RuntimeError("the sign-in page has no form")
        form = urlencode({"name": "owner", "password": PASSWORD, "csrf_token": token[1]})
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self._cookie}
        self._line.request("POST", "/sign-in", form, headers)
        if self._read()[0] != http.client.SEE_OTHER:
            raise RuntimeError("the owner was not let in")

    def ask(self, path: str) -> int:
        """Open a page; returns its status once all of it is here."""
        return self._get(path)[0]

    def _get(self, path: str) -> tuple[int, str]:
        self._line.request("GET", path, headers={"Cookie": self._cookie})
        return self._read()

    def _read(self) -> tuple[int, str]:
        answer = self._line.getresponse()
        for value in answer.headers.get_all("Set-Cookie") or ():
            if value.startswith("hub_session="):
                self._cookie = value.split(";")[0]
        return answer.status, answer.read().decode("utf-8", "replace")
