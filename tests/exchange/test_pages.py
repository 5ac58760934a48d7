"""The pages of requesters and of anybody, by a browser without a screen."""

import csv
import io
import json
import re

import pytest
from exchange.browser import Browser, zipped
from exchange.market import EXPECTATION, PNG, template

from kiosk.exchange import commands
from kiosk.exchange.app import create_app
from kiosk.exchange.requester_pages.dressing import COOKIE
from kiosk.exchange.store.reports import unread


@pytest.fixture
def app(quick_market):
    return create_app(quick_market.exchange)


@pytest.fixture
def made(quick_market):
    """A requester with keys."""
    return commands.add_requester(quick_market.exchange, name="Duka Data", fund_minor=1000)


@pytest.fixture
def stranger(app):
    return Browser(app)


@pytest.fixture
def browser(app, made):
    """Somebody signed in."""
    opened = Browser(app)
    opened.sign_in("Duka Data", made["secret_key"])
    return opened


@pytest.fixture
def posted(browser):
    """A batch of three tasks, posted through the pages; its address."""
    browser.upload()
    response = browser.post("/requester/post", confirm="yes")
    browser.follow(response)
    return response.headers["Location"]


def answers(market, count=3, digit="7"):
    names = [slot.assignment for slot in market.hub.slots()][:count]
    for name in names:
        market.hub.submit(name, digit=digit)
    return names


def test_a_requester_signs_in_by_name_or_access_key_and_leaves(app, made):
    for name in ("Duka Data", made["access_key"]):
        browser = Browser(app)
        browser.follow(browser.sign_in(name, made["secret_key"]))
        assert "Duka Data" in browser.page
        browser.post("/requester/leave")
        browser.get("/requester/", status=303)


def test_the_cookie_is_our_own_and_new_after_the_sign_in(app, made):
    browser = Browser(app)
    before = browser.get("/requester/sign-in").headers["Set-Cookie"]
    after = browser.post("/requester/sign-in", name="Duka Data", secret=made["secret_key"])
    cookie = next(one for one in after.headers.getlist("Set-Cookie") if f"{COOKIE}=" in one)
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    token = re.search(r'csrf_token" value="([^"]+)"', browser.page)[1]
    assert before.partition(";")[0] != cookie.partition(";")[0]
    browser.get("/requester/")
    stale = browser.client.post(
        "/requester/leave", data={"csrf_token": token, "request_id": "x" * 32}
    )
    assert stale.status_code == 400


def test_five_wrong_keys_lock_the_name_out_for_a_while(app, made, clock):
    browser = Browser(app)
    for _ in range(5):
        browser.sign_in("Duka Data", "wrong", status=401)
    browser.sign_in("Duka Data", made["secret_key"], status=429)
    clock.forward(minutes=16)
    browser.sign_in("Duka Data", made["secret_key"])


def test_a_name_nobody_has_is_answered_as_a_wrong_key(stranger):
    stranger.sign_in("Nobody", "x", status=401)
    assert "Nobody" in stranger.page


def test_a_sign_in_ends_after_half_a_day(browser, clock):
    browser.get("/requester/")
    clock.forward(hours=13)
    browser.get("/requester/", status=303)


@pytest.mark.parametrize(
    "path",
    [
        "/requester/",
        "/requester/post",
        "/requester/batches/B1",
        "/requester/batches/B1/results.csv",
        "/requester/batches/B1/review",
    ],
)
def test_pages_of_requesters_ask_for_a_sign_in(stranger, path):
    assert stranger.get(path, status=303).headers["Location"].endswith("/requester/sign-in")


def test_a_form_without_its_token_changes_nothing(app, browser):
    browser.get("/requester/post")
    browser.post("/requester/leave", keys=False, status=400)
    browser.get("/requester/")


def test_a_batch_is_previewed_with_its_price_and_then_paid(browser, quick_market):
    browser.upload()
    assert "Which digit is this?" in browser.page
    assert browser.page.count("/pictures/") == 3
    assert "0.15" in browser.page
    assert quick_market.hub.slots() == []
    location = browser.post("/requester/post", confirm="yes").headers["Location"]
    browser.get(location)
    assert "Digits of May" in browser.page
    assert "3 tasks are open now." in browser.page
    assert len(quick_market.hub.slots()) == 3


def test_paying_twice_for_one_preview_posts_one_batch(browser, quick_market):
    browser.upload()
    first = browser.post("/requester/post", confirm="yes")
    second = browser.post("/requester/post", confirm="yes")
    assert first.headers["Location"] == second.headers["Location"]
    assert len(quick_market.hub.slots()) == 3


def test_nobody_pays_for_the_draft_of_another(app, browser, quick_market):
    browser.upload()
    other = Browser(app)
    made = commands.add_requester(quick_market.exchange, name="Other", fund_minor=1000)
    other.sign_in("Other", made["secret_key"])
    other.get("/requester/post")
    draft = re.search(r'name="draft" value="([^"]+)"', browser.page)[1]
    other.post("/requester/post", confirm="yes", draft=draft, status=404)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"file": b"image,note\nd1.png,a\nd9.png,b\n"}, "Row 3"),
        ({"file": b"image,note\nd1.png\n"}, "Row 2"),
        ({"file": b"picture\nd1.png\n"}, "image"),
        ({"file": b""}, "fill in file"),
        ({"file": b"\xff\xfe\x00"}, "UTF-8"),
        ({"template": b"not json"}, "This file is no template"),
        ({"template": b"[]"}, "This file is no template"),
        ({"template": json.dumps(template(reward_minor=0)).encode()}, "reward_minor"),
        (
            {"template": json.dumps(template(title="Like our page on Facebook")).encode()},
            "not allowed",
        ),
        ({"pictures": b"no zip"}, "pictures: this is no ZIP file."),
        ({"pictures": zipped(1, **{"x.svg": b"<svg/>"})}, "x.svg: this is no PNG"),
        ({"template": json.dumps(template(**{"a\ud800": 1})).encode()}, r"a\ud800"),
        ({"template": b"x" * 70_000}, "too large"),
    ],
)
def test_a_mistake_in_what_was_sent_is_said_and_nothing_is_kept(browser, quick_market, files, said):
    response = browser.upload(
        **files, status=413 if files.get("template", b"")[:2] == b"xx" else 400
    )
    assert said in response.get_data(as_text=True)
    assert 'value="Digits of May"' in browser.page
    assert quick_market.verify()["ledger"]["transfers"] == 2


def test_too_little_money_is_said_at_the_price(browser):
    browser.upload(rows=300)
    browser.post("/requester/post", confirm="yes", status=409)
    assert "not enough money" in browser.page


def test_a_template_to_begin_with_can_be_posted(browser):
    example = browser.get("/requester/post/template.json").get_data()
    content = b"image\nd1.png\n"
    browser.upload(template=example, file=content)
    assert "Which digit do you see?" in browser.page


def test_answers_are_reviewed_beside_their_pictures(browser, posted, quick_market, clock):
    names = answers(quick_market)
    browser.get(f"{posted}/review")
    assert browser.page.count("<article") == 3
    assert browser.page.count("/pictures/") == 3
    assert [key for key in ("A", "R", "L") if f'data-key="{key}"' in browser.page] == [
        "A",
        "R",
        "L",
    ]
    browser.follow(browser.post("/requester/decide", assignment=names[0], verdict="approve"))
    assert browser.page.count("<article") == 2
    time_passes(quick_market, clock, seconds=12)
    assert quick_market.state(names[0]) == "Approved"


def time_passes(market, clock, **span):
    clock.forward(**span)
    market.exchange.let_time_pass()


def test_all_answers_of_a_page_are_approved_at_once(browser, posted, quick_market, clock):
    names = answers(quick_market)
    browser.get(f"{posted}/review")
    browser.follow(browser.post("/requester/decide", assignment=names, verdict="approve"))
    assert "3 answers approved." in browser.page
    assert "All reviewed" in browser.page
    assert quick_market.earned() == 0
    browser.get(posted)
    assert ">Approved<" in browser.page
    time_passes(quick_market, clock, seconds=12)
    assert quick_market.earned() == 15


def test_a_second_go_needs_a_reason_and_keeps_what_was_typed(browser, posted, quick_market):
    (name, *_) = answers(quick_market)
    browser.get(f"{posted}/review")
    typed = {"assignment": name, "verdict": "revision", "expectation": EXPECTATION}
    browser.post("/requester/decide", **typed, reason=" ", status=400)
    assert f'id="reason-{name}-error"' in browser.page
    browser.post("/requester/decide", **typed, reason="It is a one.")
    assert quick_market.state(name) == "RevisionRequested"
    quick_market.hub.submit(name, digit="1", nth=2)
    browser.get(f"{posted}/review")
    assert 'value="reject"' in browser.page
    browser.post("/requester/decide", **{**typed, "verdict": "reject"}, reason="Still wrong.")
    assert quick_market.state(name) == "RejectProposed"


def test_an_approval_is_undone_by_its_toast(browser, posted, quick_market, clock):
    names = answers(quick_market)
    browser.get(f"{posted}/review")
    browser.follow(browser.post("/requester/decide", assignment=names[:2], verdict="approve"))
    click = re.search(r'name="click" value="([^"]+)"', browser.page)[1]
    undo = f"{posted}/undo"
    assert f'action="{undo}"' in browser.page
    assert 'data-key="Z"' in browser.page
    browser.follow(browser.post(undo, click=click))
    assert "2 answers wait again. Nothing was paid." in browser.page
    assert browser.page.count("<article") == 3
    time_passes(quick_market, clock, seconds=60)
    assert quick_market.earned() == 0
    browser.post(undo, click=click, status=409)
    assert "decided already" in browser.page


def test_a_double_click_decides_once(browser, posted, quick_market, clock):
    (name, *_) = answers(quick_market)
    browser.get(f"{posted}/review")
    for _ in range(2):
        browser.post("/requester/decide", assignment=name, verdict="approve")
    time_passes(quick_market, clock, seconds=12)
    assert quick_market.earned() == 5


def rows_of(response):
    return list(csv.DictReader(io.StringIO(response.get_data().decode("utf-8-sig"))))


def test_results_are_a_table_no_spreadsheet_runs(browser, posted, quick_market):
    answers(quick_market)
    response = browser.get(f"{posted}/results.csv")
    rows = rows_of(response)
    assert [row["Answer.digit"] for row in rows] == ["7", "7", "7"]
    assert [row["Input.image"] for row in rows] == ["d1.png", "d2.png", "d3.png"]
    notes = [f"'=row {n};'=1+1" for n in (1, 2, 3)]  # also where cells are parted by semicolons
    assert [row["Input.note"] for row in rows] == notes
    assert {row["AssignmentStatus"] for row in rows} == {"Submitted"}
    assert rows[0]["Reward"] == "0.05"
    assert "attachment" in response.headers["Content-Disposition"]


def test_after_a_final_rejection_the_answer_is_returned_no_more(
    browser, posted, made, quick_market, clock
):
    (name, *_) = answers(quick_market, count=1, digit="4")
    for nth in (2, 3):
        browser.get(f"{posted}/review")
        typed = {"assignment": name, "expectation": EXPECTATION, "reason": "No."}
        browser.post("/requester/decide", verdict="reject", **typed)
        quick_market.hub.submit(name, digit="4", nth=nth)
    (shown,) = rows_of(browser.get(f"{posted}/results.csv"))
    assert (shown["Answer.digit"], shown["AssignmentStatus"]) == ("4", "Rejected")

    clock.forward(days=14)
    quick_market.exchange.let_time_pass()
    browser.sign_in("Duka Data", made["secret_key"])
    (shown,) = rows_of(browser.get(f"{posted}/results.csv"))
    assert (shown["Answer.digit"], shown["AssignmentStatus"]) == ("", "Rejected")
    browser.get(posted)
    assert "<b><bdi>4</bdi></b>" not in browser.page
    with quick_market.exchange.read() as db:
        assert unread(db, {name}, how="results") == set()


def test_a_batch_of_another_is_not_there(app, posted, quick_market):
    made = commands.add_requester(quick_market.exchange, name="Nosy", fund_minor=0)
    nosy = Browser(app)
    nosy.sign_in("Nosy", made["secret_key"])
    for path in (posted, f"{posted}/review", f"{posted}/results.csv"):
        nosy.get(path, status=404)


def test_anybody_sees_tasks_their_pay_and_an_example(posted, stranger):
    stranger.get("/")
    assert "Read one digit" in stranger.page
    assert "KSh" in stranger.page
    path = re.search(r'href="(/tasks/[^"]+)"', stranger.page)[1]
    stranger.get(path)
    assert "Which digit is this?" in stranger.page
    picture = re.search(r'src="(/pictures/[0-9a-f]{64})"', stranger.page)[1]
    response = stranger.client.get(picture)
    assert response.content_type == "image/png"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_tasks_that_wait_at_a_site_are_still_seen(posted, stranger, quick_market, clock):
    quick_market.hub.slots()
    stranger.get("/")
    assert "Read one digit" in stranger.page
    clock.forward(days=15)
    stranger.get("/")
    assert "No task is open now" in stranger.page


def test_pages_speak_the_language_that_was_chosen(stranger):
    stranger.get("/?language=ar")
    assert 'dir="rtl"' in stranger.page
    stranger.get("/")
    assert 'dir="rtl"' in stranger.page
    stranger.get("/?language=xx")
    assert 'dir="rtl"' not in stranger.page or 'lang="ar"' in stranger.page


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nothing", 404),
        ("/tasks/NONE", 404),
        ("/pictures/" + "0" * 64, 404),
        ("/pictures/..", 404),
    ],
)
def test_what_is_not_there_is_a_page_that_says_so(stranger, path, status):
    stranger.get(path, status=status)
    assert "<html" in stranger.page


def test_every_answer_carries_the_strict_policy(stranger):
    policy = stranger.get("/").headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'")
    assert "unsafe" not in policy


def test_a_host_that_is_not_ours_is_refused(app):
    response = app.test_client().get("/", headers={"Host": "evil.example"})
    assert response.status_code == 400


def test_every_view_says_who_may_use_it(app):
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.endswith("static"):
            assert app.view_functions[rule.endpoint].__may__


def test_a_batch_may_be_much_larger_than_other_forms(browser):
    large = {f"more{n}.png": PNG + bytes(100_000) for n in range(5)}
    browser.upload(pictures=zipped(3, **large))
    assert "Post and set aside" in browser.page
    browser.post("/requester/leave", status=413, more="x" * 300_000)
