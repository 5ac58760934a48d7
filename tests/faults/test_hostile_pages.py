"""Three hundred hostile texts in names, reasons, messages, modules and tasks, read in a real Chromium.

Each stands where a stranger or staff may have typed it, past the checks of today, at the hub, in the
lobby, on the exchange and at a station. No script of theirs runs, no dialog opens, no element of
theirs stands in a page, and nothing is asked of anybody but the machine whose page it is: a listening
socket and the browser's own list of requests both say so.
"""

import html
import itertools
import json
import re
import socket
import sqlite3
import threading
from contextlib import ExitStack, contextmanager, suppress
from urllib.parse import urlsplit

import pytest
from fakes import quick_disk
from fakes.clock import FakeClock
from fakes.page_forms import PageReader
from fakes.seat import Desk, Edition, pack_module, shipped, station_edition
from fakes.served import served
from fakes.station_browser import Browser
from faults.payloads import payloads
from faults.web import site, trade
from flask import Flask

from kiosk.acts import products
from kiosk.exchange.store import people
from kiosk.looks.headers import POLICY, SANDBOX
from kiosk.rules.forms import is_clean

pytestmark = pytest.mark.browser

NAMED = ("name", "title", "funder", "reason", "zone", "row_name", "description", "words", "about")
"""Columns that hold what somebody typed."""
PAGES_LIMIT = 60
STARTS = ("/floor", "/people", "/settings", "/reports", "/products", "/lobby/", "/lobby/line")
NEVER_FOLLOWED = re.compile(r"/sign-out|/language/|\.(pdf|csv|xlsx|png|svg|zip)\b|/export")
SETTLED_MS = 40
LOOKS_MOST = 400
FOREIGN = """(own) => {
    const bad = [];
    for (const e of document.querySelectorAll("*")) {
        if (["IFRAME", "OBJECT", "EMBED", "BASE", "FRAMESET", "PORTAL", "PLAINTEXT", "MARQUEE"].includes(e.tagName))
            bad.push(e.outerHTML.slice(0, 120));
        if (e.tagName === "SCRIPT" && !e.src || e.tagName === "STYLE") bad.push(e.outerHTML.slice(0, 120));
        if (e.tagName === "META" && e.httpEquiv) bad.push(e.outerHTML.slice(0, 120));
        for (const a of e.attributes) {
            if (/^on|^(data-)?hx-on|^style$|^srcdoc$|^ping$|^background$|^manifest$/i.test(a.name))
                bad.push(a.name + " " + e.outerHTML.slice(0, 120));
            if (/^(href|src|action|formaction|data|(data-)?hx-(get|post)|xlink:href)$/i.test(a.name)) {
                const to = new URL(a.value, location.href);
                if (to.origin !== own && to.protocol !== "data:") bad.push(e.outerHTML.slice(0, 120));
            }
        }
    }
    return bad;
}"""
"""Elements and attributes that none of our pages has, and places that are not ours."""


@contextmanager
def listening():
    """A socket of nobody's: what comes to it was sent by a payload."""
    calls, stop = [], threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)

        def take():
            while not stop.is_set():
                with suppress(TimeoutError):
                    connection, _ = server.accept()
                    with connection:
                        connection.settimeout(1)
                        calls.append(connection.recv(200))

        thread = threading.Thread(target=take)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}", calls
        finally:
            stop.set()
            thread.join()


@contextmanager
def watched(chromium, own, *, cookies=()):
    """A tab, and what it did that none of our pages does."""
    context, wrong = chromium.new_context(), []
    context.add_cookies([{"name": n, "value": v, "url": own} for n, v in cookies])
    page = context.new_page()
    page.on("dialog", lambda dialog: (wrong.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.on(
        "request",
        lambda asked: (
            None
            if asked.url.startswith((own + "/", "data:"))
            else wrong.append(f"asked {asked.url}")
        ),
    )
    page.on(
        "console",
        lambda said: (
            wrong.append(f"console {said.text}")
            if "Content Security Policy" in said.text or "Content-Security-Policy" in said.text
            else None
        ),
    )
    page.on("pageerror", lambda error: wrong.append(f"error {error}"))
    page.on("popup", lambda other: wrong.append(f"popup {other.url}"))
    page.on("download", lambda other: wrong.append(f"download {other.url}"))
    try:
        yield page, wrong
    finally:
        context.close()


def look(page, wrong, own, places):
    """Visit each place; what is wrong there, with its place."""
    found = []
    for place in places:
        page.goto(own + place, wait_until="load")
        page.wait_for_timeout(SETTLED_MS)
        if page.evaluate("window.xss"):
            found.append(f"{place}: ran {page.evaluate('window.xss')}")
        found += [f"{place}: {one}" for one in page.evaluate(FOREIGN, own)]
        found += [f"{place}: {one}" for one in wrong]
        wrong.clear()
    return found


def marks(texts):
    """The numbers of the payloads that stand in these pages."""
    return {n for text in texts for n in re.findall(r"\bp(\d{3}):", html.unescape(text))}


def crawled(client, *starts, limit=PAGES_LIMIT):
    """Pages of each kind once, found by following links; each with its text."""
    ahead, seen, found = list(starts), set(), {}
    while ahead and len(found) < limit:
        url = ahead.pop(0)
        kind = re.sub(r"[0-9a-f]{8,}|\d+|[?].*", "*", url)
        if kind in seen or NEVER_FOLLOWED.search(url):
            continue
        seen.add(kind)
        answer = client.get(url)
        assert answer.status_code < 500, url
        if answer.status_code != 200 or "html" not in answer.content_type:
            continue
        found[url] = answer.text
        reader = PageReader(url)
        reader.feed(answer.text)
        ahead.extend(
            urlsplit(link)._replace(scheme="", netloc="").geturl() for link in reader.links
        )
    return found


def type_everywhere(db, now, *, texts):
    """Every typed word reads as one payload after another, whoever would have refused it today."""
    del now
    n = 0
    tables = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    for table in [row["name"] for row in tables if row["name"] != "sqlite_sequence"]:
        for column in [row["name"] for row in db.execute(f"PRAGMA table_info({table})")]:
            if column not in NAMED or (table, column) in WORDS_OF_OURS:
                continue
            keys = []
            with suppress(sqlite3.Error):  # a table without row numbers holds no free text
                keys = [row[0] for row in db.execute(f"SELECT rowid FROM {table}").fetchall()]
            for key in keys:
                n += 1
                with suppress(sqlite3.Error):  # what is never changed, or is one of a few words
                    db.execute(
                        f"UPDATE {table} SET {column} = :text WHERE rowid = :key",
                        {"text": texts[n % len(texts)], "key": key},
                    )
    return n


SPOKEN = {
    "title",
    "summary",
    "prompt",
    "label",
    "picture_alt",
    "help",
    "text",
    "body",
    "alt",
    "why",
}
WORDS_OF_OURS = {("audit", "about")}


def cookies_of(client, *names):
    return [(name, client.get_cookie(name).value) for name in names]


def fill(cafe, count):
    """So many people, products and lines that every payload has a place of its own."""
    stage, world = cafe.stage, cafe.world
    stage.shift()
    for prepare in ("visitor", "booking", "ticket", "sponsored", "thing", "subscribed", "voucher"):
        with suppress(Exception):
            getattr(stage, prepare)()
    for n in range(40):
        world.visitor(f"Grace {n}", code=f"{500_000 + n}")
    for n in range(count):
        made = {"title": f"Tea {n}", "price_minor": 10, "came": 1}
        world.hub.write(products.set_product, **made, by=world.naomi)


def test_there_are_three_hundred():
    assert len(set(payloads("http://127.0.0.1:1"))) >= 300


def test_nothing_that_is_typed_at_the_hub_comes_to_life(chromium):
    with ExitStack() as stack:
        url, calls = stack.enter_context(listening())
        cafe = stack.enter_context(site())
        fill(cafe, 330)
        texts = payloads(url)
        owner = cafe.staff("naomi")
        own = stack.enter_context(served(cafe.app))
        cookies = cookies_of(owner, "hub_session")
        page, wrong = stack.enter_context(watched(chromium, own, cookies=cookies))
        seen, left, starts = set(), texts, STARTS
        for _ in range(3):  # the list of products has a limit
            cafe.world.hub.write(type_everywhere, texts=left)
            pages = crawled(owner, *starts, limit=PAGES_LIMIT if starts == STARTS else 1)
            assert look(page, wrong, own, pages) == []
            seen |= marks(pages.values())
            left, starts = [text for text in texts if text[1:4] not in seen], ("/products",)
        assert len(seen) > 200  # the tables refuse what is longer than any name
        assert calls == []


def clean(text):
    """A payload as a form of a task may hold it: no signs that are refused in words."""
    return "".join(sign if is_clean(sign) else " " for sign in text)


def forms_of(texts, each=100):
    """Forms of tasks in which every text is a payload."""
    for start in range(0, len(texts), each):
        words = [clean(text) for text in texts[start : start + each]]
        options = [{"value": str(n), "label": one} for n, one in enumerate(words)]
        yield {
            "prompt": words[1],
            "picture": "${image}",
            "picture_alt": words[2],
            "fields": [
                {"name": "digit", "kind": "choice", "label": words[3], "options": options},
                {"name": "more", "kind": "text", "label": words[4], "required": False},
            ],
        }


def test_nothing_that_a_requester_posts_comes_to_life_on_the_exchange(chromium):
    with ExitStack() as stack:
        url, calls = stack.enter_context(listening())
        market = stack.enter_context(trade())
        texts = payloads(url)
        buyer = market.requester("Savanna <img src=x onerror=alert(1)>")
        with market.exchange.read() as db:
            mine = people.requester_named(db, "Savanna <img src=x onerror=alert(1)>").id
        for n, form in enumerate(forms_of(texts)):
            title, line, want = (clean(texts[(n + k) % len(texts)]) for k in (11, 57, 101))
            shown = {"title": title[:120], "description": line, "expectations": [want[:200]]}
            market.market.post(1, requester=mine, form=form, **shown)
        pages = crawled(buyer, "/", "/requester/", "/requester/post")
        assert marks(pages.values()) == {f"{n:03d}" for n in range(len(texts))}
        own = stack.enter_context(served(market.app))
        cookies = cookies_of(buyer, "exchange_session")
        page, wrong = stack.enter_context(watched(chromium, own, cookies=cookies))
        assert look(page, wrong, own, pages) == []
        assert calls == []


def test_nothing_in_a_task_comes_to_life_at_a_station(chromium):
    with ExitStack() as stack:
        url, calls = stack.enter_context(listening())
        folder = stack.enter_context(quick_disk.folder())
        (folder / "memory").mkdir()
        desk = Desk(folder / "station", folder / "memory", FakeClock())
        stack.callback(desk.agent.store.close)
        texts = payloads(url)
        publish_hostile(desk, texts)
        session = desk.sit_down("471932", seconds=6000, pin="4711", name=clean(texts[12]))
        for n, form in enumerate(forms_of(texts, each=150)):
            shown = {"title": clean(texts[n + 11]), "description": clean(texts[n + 57])}
            more = {"requester": clean(texts[n + 3]), "expectations": (clean(texts[n + 101]),)}
            desk.deal(session, 1, hit_type=f"T{n}", first=n + 1, form=form, **shown, **more)
        desk.forward(6)
        browser = Browser(desk)
        own = stack.enter_context(served(browser.app))
        page, wrong = stack.enter_context(watched(chromium, own))
        pages = crawled(browser.client, "/", "/work", "/learn")
        found, shown = look(page, wrong, own, pages), list(pages.values())
        for n in range(2):
            browser.get("/work")
            browser.send("/work/accept", batch=f"T{n}")
            shown.append(browser.text)
            found += look(page, wrong, own, ("/work/task",))
            browser.send("/work/back", assignment=browser.hidden("assignment"))
        assert found == []
        assert marks(shown) == {f"{n:03d}" for n in range(len(texts))}
        assert calls == []


def publish_hostile(desk, texts):
    """A module whose every word is a payload reaches the station."""
    files = dict(station_edition(shipped("digits")))
    said, n = json.loads(files["module.json"]), itertools.count(40)

    def spoil(one):
        if isinstance(one, list):
            return [spoil(each) for each in one]
        if not isinstance(one, dict):
            return one
        return {
            key: clean(texts[next(n) % len(texts)])
            if key in SPOKEN and isinstance(value, str)
            else spoil(value)
            for key, value in one.items()
        }

    files["module.json"] = json.dumps(spoil(said)).encode()
    content = pack_module(files)
    name = desk.hub.keep(content)
    desk.hub.put(Edition("digits", said["edition"], clean(texts[7]), name), content)


def test_no_frame_and_no_script_of_a_page_is_allowed_and_a_picture_stands_in_a_sandbox():
    """Tasks are forms of ours, never pages of a requester's: so no page may frame anything."""
    said = dict(POLICY)
    assert said["default-src"] == "'none'"
    assert said["script-src"] == said["style-src"] == "'self'"
    assert {"frame-src", "object-src", "worker-src"}.isdisjoint(said)
    assert SANDBOX == "sandbox; default-src 'none'"


def test_the_watch_sees_what_comes_to_life(chromium):
    """The same payloads on a page that neither escapes nor forbids anything."""
    with ExitStack() as stack:
        url, calls = stack.enter_context(listening())
        texts = payloads(url)
        careless = Flask("careless")
        careless.add_url_rule("/<int:n>", "show", lambda n: texts[n])
        own = stack.enter_context(served(careless))
        page, wrong = stack.enter_context(watched(chromium, own))
        for n in (0, 12, 13, 14, 40):
            assert look(page, wrong, own, [f"/{n}"]), texts[n]
        for _ in range(LOOKS_MOST):  # the browser asks in its own time
            if calls:
                return
            page.wait_for_timeout(SETTLED_MS)
        raise AssertionError("nothing of a careless page asked for anything")
