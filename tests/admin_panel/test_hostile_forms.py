"""Every form of every page, each field filled with what no honest reader types.

The forms are read off the pages themselves, so a new page is tried from its first day. Whatever comes,
nothing breaks (no 5xx), and `kiosk verify` finds the site's books whole afterwards.
"""

import re
from urllib.parse import urlsplit

import pytest
from fakes.hub_world import make_hub
from fakes.machines import SeatMachine
from fakes.page_forms import PageReader

from kiosk.acts import accounts, front_desk, products
from kiosk.acts.granting import Terms
from kiosk.hub_folder import DATABASE
from kiosk.rules.money import AMOUNT_LIMIT_MINOR
from kiosk.rules.tenders import Pay
from kiosk.verifying import verify_hub

PAGES_LIMIT = 150
TOO_MUCH_MINOR = AMOUNT_LIMIT_MINOR // 1_000
HOSTILE = (
    pytest.param("-1", id="negative"),
    pytest.param("99999999999999999999999", id="absurd"),
    pytest.param("9223372036854775807", id="the largest that SQLite holds", marks=pytest.mark.slow),
    pytest.param("1e9", id="a float", marks=pytest.mark.slow),
    pytest.param("NaN", id="not a number", marks=pytest.mark.slow),
    pytest.param("", id="nothing", marks=pytest.mark.slow),
    pytest.param("'; DROP TABLE transfer; --", id="SQL", marks=pytest.mark.slow),
    pytest.param("<script>alert(1)</script>", id="a script", marks=pytest.mark.slow),
    pytest.param("a\x00b\ud7ff\u202e" + "é" * 5_000, id="long and strange"),
    pytest.param("../../etc/passwd", id="a path", marks=pytest.mark.slow),
    pytest.param("0001-01-01T00:00", id="the first day of all", marks=pytest.mark.slow),
    pytest.param("9999-12-31T23:59", id="the last day of all", marks=pytest.mark.slow),
)
KEPT = ("csrf_token", "request_id")
ENDS_THE_DAY = ("/till/count", "/till/close", "/till/hand-over", "/sign-out")
"""Sent last: after them nobody may sell."""

NEVER_FOLLOWED = re.compile(r"/sign-out|/language/|\.(pdf|csv|xlsx|png|svg|zip)\b")


def kind_of(url):
    """Pages of one kind are read once: a calendar has no last day. The seats differ."""
    path = urlsplit(url).path
    return url if path == "/floor" else re.sub(r"[0-9a-f]{8,}|\d+", "*", path)


@pytest.fixture
def hub(tmp_path, clock):
    hub = make_hub(tmp_path, clock, postpaid_cap_minor=20_000)
    yield hub
    hub.close()


@pytest.fixture
def busy(cafe):
    """A café in the middle of a day: somebody of each kind, something of each kind."""
    cafe.open_shift(cafe.naomi)
    hub, by = cafe.hub, cafe.naomi
    grace = cafe.visitor(group="student")
    paid = {"amount_minor": 50_000, "tendered_minor": 50_000, "pay": Pay(), "by": by}
    hub.write(accounts.top_up, visitor=grace, **paid)
    cafe.subscribe(grace, by=by)
    cafe.sponsor(by=by)
    cafe.sell_voucher(by=by)
    hub.write(products.set_product, title="Tea", price_minor=2_000, came=5, by=by)
    cafe.running(1, cafe.start(1, by=by).session, used_s=60)
    due = hub.write(front_desk.start_metered, seat=2, visitor=None, terms=Terms("postpaid"), by=by)
    cafe.running(2, due, used_s=900)
    SeatMachine(cafe, 2).close(due, used_s=900)
    cafe.beat(2)
    return cafe


@pytest.fixture
def forms(busy, owner):
    """Every form that the owner can reach by following links from the floor."""
    ahead, seen, found = ["/floor", "/floor?seat=1", "/floor?seat=2", "/floor?seat=3"], set(), {}
    while ahead and len(seen) < PAGES_LIMIT:
        url = ahead.pop(0)
        kind = kind_of(url)
        own = url.endswith(owner.who)  # a new password of one's own would end the test
        if own or kind in seen or NEVER_FOLLOWED.search(url):
            continue
        seen.add(kind)
        answer = owner.get(url)
        assert answer.status_code < 500, url
        if answer.status_code != 200 or "html" not in answer.content_type:
            continue
        reader = PageReader(url)
        reader.feed(answer.text)
        ahead.extend(reader.links)
        for form in reader.forms:
            found.setdefault(form.shape, form)
    return sorted(found.values(), key=lambda form: form.action in ENDS_THE_DAY)


def test_the_forms_are_found(forms):
    assert len(forms) > 25
    assert {"/till/cash", "/products", "/settings/sponsorships"} <= {form.action for form in forms}


@pytest.mark.parametrize("hostile", HOSTILE)
def test_whatever_is_typed_nothing_breaks_and_the_books_stay_whole(forms, owner, busy, hostile):
    for form in forms:
        for name, _value in form.fields:
            if name in KEPT:
                continue
            fields = {**dict(form.fields), name: hostile}
            answer = _sent(owner, form, {k: v for k, v in fields.items() if k not in KEPT})
            assert answer.status_code < 500, (form.action, name, answer.status_code)
    found = verify_hub(busy.hub.folder / DATABASE)
    assert found["problems"] == []
    with busy.hub.read() as db:
        assert db.execute("SELECT max(amount_minor) FROM transfer").fetchone()[0] < TOO_MUCH_MINOR


def _sent(owner, form, fields):
    if form.method == "get":
        return owner.client.get(form.action, query_string=fields)
    page = owner.get(form.page)
    if 'name="csrf_token"' not in page.text:
        page = owner.get("/floor")
    keys = {key: re.search(rf'name="{key}" value="([^"]+)"', page.text)[1] for key in KEPT}
    return owner.client.post(form.action, data={**fields, **keys})
