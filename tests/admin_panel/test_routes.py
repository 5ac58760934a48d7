"""Every route against every role; no form without its token; no script inside any page."""

import re

import pytest
from fakes.career_stage import CLERK
from fakes.machines import import_pets
from fakes.passing import passed
from fakes.plans import Spy, slow
from fakes.stage import Stage

from admin_panel.report_list import REPORTS
from kiosk.acts import (
    awards,
    blocks,
    bookings,
    buy_outs,
    cards,
    classes,
    equipment,
    meetings,
    openings,
    vouchers,
    waiting,
)
from kiosk.acts.equipment import Lending
from kiosk.rules.buy_outs import Terms
from kiosk.rules.equipment import Kind
from kiosk.rules.instants import later
from kiosk.rules.openings import read_opening
from kiosk.rules.roles import RIGHTS, Role, for_staff
from kiosk.store import staff

OPEN = {"sign_in.show", "sign_in.enter", "sign_in.leave", "language.choose"}
NO_PAGE = {
    *("audit.as_csv_file", "batches.show_paper", "reports.as_csv_file", "reports.as_xlsx_file"),
    *("leakage.as_csv_file", "leakage.as_xlsx_file", "cards.pdf", "sponsorships.workbook"),
    *("awards.pdf", "equipment.labels", "equipment.slip", "buy_outs.contract"),
    "screen.media",
    *("item_sheets.as_file", "translating.show", "work_items.picture", "sounds.file"),
    "draft_media.file",
    *("editions.as_file", "editions.items_file", "editions.as_csv_file", "editions.as_xlsx_file"),
    *("attendance.as_csv_file", "attendance.as_xlsx_file"),
    *("gradebook.as_csv_file", "gradebook.as_xlsx_file"),
    *("item_results.as_csv_file", "item_results.as_xlsx_file"),
    *("statutory.as_csv_file", "statutory.as_xlsx_file"),
}
ASKS_TWO = {"floor.extend": "sell"}
"""Views that ask for a second right besides their own."""
VALUES_OF = {
    **{room: {"code": "E0001"} for room in ("equipment", "buy_outs")},
    "sounds": {"name": "a.mp3"},
    "screen": {"edition": "digits-e1", "step": "work", "name": "media/p01.png"},
    "draft_media": {"name": "media/a.png"},
}
"""Where a word of an address means another thing than elsewhere, by room."""
REFUSED = "You may not do this"
ANY_STAFF = "staff"
"""The views that concern nobody but whoever is signed in."""
STAFF = {"amina": Role.OPERATOR, "otieno": Role.MENTOR, "naomi": Role.OWNER}
INLINE = re.compile(
    r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE
)


@pytest.fixture
def places(app, cafe, shift):
    """Every view of the panel with an address that leads to something."""
    grace = cafe.visitor()
    Stage(cafe).digits()
    voucher = cafe.sell_voucher(by=cafe.amina)
    values = {
        "visitor": grace,
        "number": _certificate(cafe, grace),
        "code": voucher.code,
        "payment": voucher.sale,
        "station": cafe.stations[3],
        "offer": "quarter",
        "batch": _batch(cafe),
        "paper": "a4",
        "sheet": _sheet(cafe),
        "kind": "visits",
        "person": cafe.otieno,
        "group": "money",
        "name": "given-back",
        "key": shift,
        "block": _block(cafe),
        "booking": _booking(cafe),
        "ticket": _ticket(cafe),
        "sponsorship": cafe.sponsor(by=cafe.amina),
        "loan": _loan(cafe, grace),
        "subscription": cafe.subscribe(grace, by=cafe.amina),
        "edition": import_pets(cafe.hub),
        "draft": _draft(cafe),
        "lang": "es",
        "assignment": "A-1",
        "step_id": "read",
        "item_id": "p1",
        **_class(cafe, grace),
        "attempt": f"{grace}-digits-e1-1",
        "opening_id": _opening(cafe),
    }
    panel = set(app.blueprints) - {"looks"}
    with app.test_request_context():
        return [
            (rule.endpoint, method, app.view_functions[rule.endpoint].__may__, _url(rule, values))
            for rule in app.url_map.iter_rules()
            for method in sorted(rule.methods & {"GET", "POST"})
            if rule.endpoint.partition(".")[0] in panel and rule.endpoint not in OPEN
        ]


def _opening(cafe):
    told = {"opening": read_opening(CLERK), "by": cafe.otieno}
    return cafe.hub.write(openings.add_opening, **told)


def _class(cafe, visitor):
    """A class with a code, and a meeting that is on, with somebody in it."""
    by, now = cafe.otieno, cafe.hub.now()
    draft = classes.ClassDraft("Morning group", by)
    made = cafe.hub.write(classes.make_class, draft=draft, by=by)
    cafe.hub.write(classes.add_member, class_id=made, visitor=visitor, by=by)
    cafe.hub.write(classes.open_joining, class_id=made, days=7, by=by)
    learns = {"class_id": made, "edition": "digits-e1", "starts": now}
    cafe.hub.write(classes.plan_module, by=by, **learns)
    told = {"spans": ((now, later(now, seconds=3_600)),), "seats": (), "by": by}
    (meeting,) = cafe.hub.write(meetings.add_meetings, class_id=made, **told)
    return {"class_id": made, "meeting": meeting}


def _loan(cafe, visitor):
    item = {"kind": Kind.TABLET, "title": "Tablet 1", "deposit_minor": 0}
    code = cafe.hub.write(equipment.keep_item, **item, by=cafe.naomi)
    terms = {"code": code, "terms": Terms(10_000, 2, 7, 10)}
    cafe.hub.write(buy_outs.set_terms, **terms, by=cafe.naomi)
    loan = cafe.hub.write(equipment.lend, lending=Lending(code, visitor, 7, cafe.amina))
    cafe.hub.write(buy_outs.start, code=code, deposit_counts=False, by=cafe.amina)
    return loan


def _booking(cafe):
    starts = later(cafe.hub.now(), seconds=7_200)
    wish = bookings.Wish(1, "room", starts, later(starts, seconds=3_600))
    return cafe.hub.write(bookings.book, wish=wish, visitor=None, name="Grace", by=cafe.amina)


def _ticket(cafe):
    joining = {"zone": "", "visitor": None, "name": "Ruth", "by": cafe.amina}
    return cafe.hub.write(waiting.join, **joining)


def _block(cafe):
    starts = later(cafe.hub.now(), seconds=7_200)
    wish = blocks.ClassWish("CV writing", (2,), starts, later(starts, seconds=3_600), "own")
    return cafe.hub.write(blocks.book_block, wish=wish, by=cafe.amina)


def _sheet(cafe):
    codes = cards.Codes(("300001",))
    return cafe.hub.write(cards.make_cards, count=1, codes=codes, by=cafe.amina)


def _draft(cafe):
    stage = Stage(cafe)
    stage.sheet()
    draft = stage.ids["draft"]
    fields = [{"name": "pet", "kind": "text"}]
    asked = {"prompt": "Which?", "picture": "${picture}", "picture_alt": "A pet", "fields": fields}
    stage.approved_task(form=asked, answer=b'{"pet": "cat"}')
    return draft


def _certificate(cafe, visitor):
    told = {"attempt": passed(cafe.hub, visitor), "name": "Grace", "by": cafe.otieno}
    return cafe.hub.write(awards.give, visitor=visitor, **told)


def _batch(cafe):
    hub = cafe.hub
    lapses = later(hub.now(), seconds=86_400)
    drawn = vouchers.draw(hub.site, seconds=900, lapses=lapses, count=2)
    return hub.write(vouchers.make_batch, offer="quarter", drawn=drawn, by=cafe.amina)


def _pages(places):
    return [url for name, method, _, url in places if method == "GET" and name not in NO_PAGE]


def _url(rule, values):
    values = {**values, **VALUES_OF.get(rule.endpoint.partition(".")[0], {})}
    found = {name: values[name] for name in rule.arguments}
    return rule.build(found)[1] if found else rule.rule


def test_there_are_views_to_test(places):
    assert len(places) > 25
    assert {right for _, _, right, _ in places} <= {*RIGHTS, ANY_STAFF}


@pytest.mark.parametrize("name", STAFF)
def test_each_view_lets_in_who_has_its_right_and_nobody_else(places, desk_of, name):
    desk = desk_of(name)
    for endpoint, method, right, url in places:
        answer = desk.get(url) if method == "GET" else desk.post(url)
        allowed = right == ANY_STAFF or STAFF[name] in RIGHTS[right].roles
        refused = answer.status_code == 403 and REFUSED in answer.text
        assert refused != allowed, (endpoint, method, answer.status_code)
        assert answer.status_code < 500, endpoint


def test_a_right_that_was_taken_is_refused_at_every_view_and_one_given_lets_in(
    places, desk_of, cafe
):
    """Each view of the panel, with its right taken from an owner and given to a mentor."""
    cafe.juma = cafe.staff("juma", role="owner")
    taken, given = desk_of("juma"), desk_of("otieno")
    for right in for_staff():
        cafe.hub.write(_mark, person=cafe.juma, right=right, mark="taken")
        cafe.hub.write(_mark, person=cafe.otieno, right=right, mark="given")
        needs_more = {name for name, more in ASKS_TWO.items() if more != right}
        for endpoint, method, asked, url in places:
            if asked == right:
                assert _refused(taken, method, url), (right, endpoint)
                refused = _refused(given, method, url)
                assert refused == (endpoint in needs_more), (right, endpoint)


def _refused(desk, method, url):
    answer = desk.get(url) if method == "GET" else desk.post(url, page="/me")
    assert answer.status_code < 500, url
    return answer.status_code == 403 and REFUSED in answer.text


def _mark(db, now, *, person, right, mark):
    given, taken = ((right,), ()) if mark == "given" else ((), (right,))
    staff.set_marks(db, person, given=given, taken=taken)


def test_nobody_comes_in_without_signing_in(places, stranger):
    for endpoint, method, _right, url in places:
        answer = stranger.get(url) if method == "GET" else stranger.post(url, page="/sign-in")
        assert answer.status_code == 303, (endpoint, method)
        assert answer.location.startswith("/sign-in"), endpoint


def test_no_form_goes_without_its_token(places, owner):
    for endpoint, method, _right, url in places:
        if method == "GET":
            continue
        answer = owner.client.post(url, data={"request_id": "0123456789abcdef"})
        assert answer.status_code == 400, endpoint
        assert "This page was open too long" in answer.text, endpoint


def test_a_token_of_another_browser_is_no_token(owner, stranger):
    theirs = re.search(r'name="csrf_token" value="([^"]+)"', stranger.get("/sign-in").text)[1]
    answer = owner.client.post("/floor/end", data={"csrf_token": theirs, "seat": "1"})
    assert answer.status_code == 400


def test_a_form_without_its_request_id_changes_nothing(operator, cafe, shift):
    answer = operator.post("/floor/start", request_id="x", seat="1", offer="hour", given="exact")
    assert answer.status_code == 400
    assert cafe.session_at(1) is None


@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_page_holds_a_script_a_style_or_a_handler(places, owner, stranger, cafe, language):
    owner.get(f"/language/{language}")
    pages = [owner.get(url) for url in _pages(places)]
    pages += [stranger.get("/sign-in"), owner.get("/nowhere"), owner.get("/people/nobody")]
    for page in pages:
        assert not INLINE.search(page.text), page.request.path
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]
        assert "'unsafe" not in page.headers["Content-Security-Policy"]


def test_no_page_reads_the_whole_of_a_table_that_grows(places, owner, cafe, monkeypatch):
    connection, plans = cafe.hub.readers._connection, {}
    monkeypatch.setattr(cafe.hub.readers, "_connection", lambda: Spy(connection(), plans))
    urls = [
        f"{url}?lang=es" if name == "translating.show" else url
        for name, method, _, url in places
        if method == "GET"
    ]
    urls += [f"/reports/{report.name}" for report in REPORTS]
    urls += ["/people?q=gra", "/find?q=grace", "/find?q=471902", "/find?q=1", "/bar"]
    for url in urls:
        assert owner.get(url).status_code < 400, url
    assert len(plans) > 50
    assert slow(plans) == []


def test_no_id_stands_twice_on_any_page(places, owner):
    for url in _pages(places):
        ids = re.findall(r'\sid="([^"]+)"', owner.get(url).text)
        assert len(ids) == len(set(ids)), url


def test_every_form_carries_its_keys(places, owner):
    for url in _pages(places):
        for form in re.findall(
            r'<form\b[^>]*method="post".*?</form>', owner.get(url).text, re.DOTALL
        ):
            assert 'name="csrf_token"' in form, url
            assert re.search(r'name="request_id" value="[0-9a-f]{32}"', form), url


def test_an_unknown_page_is_a_page(owner, stranger):
    answer = owner.get("/nowhere")
    assert answer.status_code == 404
    assert "There is nothing here" in answer.text
    assert stranger.get("/nowhere").status_code == 404
    assert owner.client.post("/tasks").status_code == 405


def test_a_form_that_is_too_long_is_refused(operator):
    answer = operator.post("/people", page="/people", name="x" * 70_000)
    assert answer.status_code == 413


def test_a_host_that_is_not_ours_is_refused(stranger, operator):
    for desk in (stranger, operator):
        answer = desk.get("/sign-in", headers={"Host": "evil.example"})
        assert answer.status_code == 400
    assert stranger.get("/sign-in", headers={"Host": "127.0.0.1:8080"}).status_code == 200


def test_stations_need_no_token_of_ours(app, stranger):
    """The panel guards its own rooms only: stations sign their calls."""
    app.post("/station/v1/beat", endpoint="beat")(lambda: "heard")
    assert stranger.client.post("/station/v1/beat").status_code == 200
