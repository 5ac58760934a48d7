"""What seldom happens at an exchange: revoked hubs, closed drafts, odd reactions, the demo."""

import json
from pathlib import Path

import pytest
from exchange.browser import Browser
from exchange.market import EXPECTATION, HubAtWork, request_id

from kiosk.cli.exchange import make_demo_requester, verify_exchange
from kiosk.cli.main import kiosk
from kiosk.exchange import commands
from kiosk.exchange.acts.allotting import allot
from kiosk.exchange.acts.approving import approve_soon
from kiosk.exchange.acts.drafting import keep_draft
from kiosk.exchange.acts.people import fund, revoke_hub
from kiosk.exchange.acts.posting import post_batch, reopen_lapsed
from kiosk.exchange.app import create_app
from kiosk.exchange.exchange import open_exchange
from kiosk.exchange.store import drafts, standing
from kiosk.protocol.bodies import Practice, SessionUsed
from kiosk.rules.refusals import Refusal
from kiosk.settings import ExchangeSettings, HubSettings

SHIPPED = Path(__file__).parents[2] / "kiosk" / "shipped" / "digits_tasks"


def refusal_of(function, *arguments, **named):
    with pytest.raises(Refusal) as caught:
        function(*arguments, **named)
    return caught.value.code


def test_a_revoked_hub_is_given_nothing_and_is_still_paid(quick_market):
    (name,) = quick_market.submitted()
    quick_market.post(rows=2)
    origin = quick_market.hub.origin
    quick_market.exchange.write(revoke_hub, origin=origin, by="test")
    assert quick_market.exchange.write(allot, hub=origin) == 0
    assert quick_market.exchange.write(allot, hub="nobody") == 0
    quick_market.decide(name, "approve")
    assert quick_market.earned() == 5
    assert (
        refusal_of(quick_market.exchange.write, revoke_hub, origin="nobody", by="t")
        == "unknown_origin"
    )


def test_an_allotment_is_topped_up_to_its_target_only(tmp_path, clock):
    from exchange.market import Market

    exchange = open_exchange(tmp_path / "e", ExchangeSettings(allotment_target=3), clock)
    market = Market(exchange)
    market.post(rows=8)
    first = market.hub.slots()
    assert len(first) == 3
    assert exchange.write(allot, hub=market.hub.origin) == 0
    market.hub.submit(first[0].assignment)
    assert len(market.hub.slots()) == 1
    exchange.close()


def test_rejections_and_waits_are_told_with_the_next_tasks(quick_market, clock):
    names = quick_market.submitted(rows=4)
    clock.forward(hours=25)
    for name in names[:3]:
        quick_market.decide(name, "approve")
    quick_market.decide(names[3], "reject")
    quick_market.hub.submit(names[3], digit="9", nth=2)
    quick_market.decide(names[3], "reject")
    quick_market.hub.react(names[3], "accept")
    quick_market.post(rows=1)
    terms = [body.terms[0] for body in quick_market.hub.pull() if hasattr(body, "terms")]
    assert (terms[-1].rejected_percent, terms[-1].days_to_pay) == (25, 2)
    with quick_market.exchange.read() as db:
        assert standing.standing_of(db, "nobody") == standing.Standing(0, 0)


@pytest.mark.parametrize(("enough", "percent"), [(1, 0), (2, 50)])
def test_a_standing_is_that_of_the_newest_decisions(
    quick_market, clock, monkeypatch, enough, percent
):
    """Batches without a decision say nothing, and enough of them hide nothing."""
    monkeypatch.setattr("kiosk.exchange.store.standing.DECISIONS_ENOUGH", enough)
    (old,) = quick_market.submitted()
    quick_market.decide(old, "reject")
    quick_market.hub.submit(old, digit="9", nth=2)
    quick_market.decide(old, "reject")
    quick_market.hub.react(old, "accept")
    clock.forward(hours=1)
    (new,) = quick_market.submitted()
    quick_market.decide(new, "approve")
    clock.forward(hours=1)
    quick_market.post(rows=1)
    with quick_market.exchange.read() as db:
        found = standing.standing_of(db, quick_market.requester)
    assert found.rejected_percent == percent


@pytest.mark.parametrize("kind", ["seen", "accept", "appeal"])
def test_a_reaction_to_work_that_is_not_the_hubs_is_rejected(quick_market, kind):
    (name,) = quick_market.submitted()
    other = HubAtWork(quick_market.exchange, "Nakuru")
    assert other.react(name, kind) == "rejected"


@pytest.mark.parametrize("kind", ["seen", "accept", "appeal"])
def test_a_reaction_that_comes_too_late_changes_nothing(quick_market, kind):
    (name,) = quick_market.submitted()
    quick_market.decide(name, "approve")
    assert quick_market.hub.react(name, kind) == "stored"
    assert quick_market.state(name) == "Approved"


def test_facts_that_are_for_somebody_else_are_rejected(quick_market):
    outcomes = quick_market.hub.push(SessionUsed("S", 10, "paused"), Practice("V", "E", "s", "i", {}, right=True, tries=1, hints=0, took_ms=1))  # fmt: skip
    assert [one.result for one in outcomes] == ["rejected", "rejected"]


def test_another_fact_under_the_same_number_is_kept_beside_the_first(quick_market):
    quick_market.post(rows=2)
    first, second = quick_market.hub.slots()
    one = quick_market.hub.fact(quick_market.hub.submission(first.assignment), seq=1)
    two = quick_market.hub.fact(quick_market.hub.submission(second.assignment), seq=1)
    quick_market.hub.push_facts(one)
    for _ in range(2):
        assert quick_market.hub.push_facts(two)[0].result == "conflict"
    assert quick_market.verify()["facts"]["quarantined"] == 1


@pytest.mark.parametrize(
    ("answer", "code"),
    [("[1]", "malformed"), ("no json", "malformed"), ("[" * 5000, "malformed")],
)
def test_an_answer_that_is_no_mapping_is_rejected(quick_market, answer, code):
    import hashlib

    import msgspec

    quick_market.post(rows=1)
    (slot,) = quick_market.hub.slots()
    body = msgspec.structs.replace(
        quick_market.hub.submission(slot.assignment),
        answer=answer,
        answer_sha256=hashlib.sha256(answer.encode()).hexdigest(),
    )
    (outcome,) = quick_market.hub.push(body)
    assert (outcome.result, outcome.code) == ("rejected", code)


def test_many_are_approved_all_or_none(quick_market, clock):
    names = quick_market.submitted(rows=3)

    def approve(*those):
        asked = {"requester": quick_market.requester, "assignments": tuple(those)}
        asked["click"] = request_id()
        return quick_market.exchange.write(approve_soon, request_id=asked["click"], **asked)

    assert refusal_of(approve, names[0], "NONE") == "assignment_unknown"
    assert refusal_of(approve, *(str(n) for n in range(101))) == "too_many"
    clock.forward(seconds=60)
    quick_market.exchange.let_time_pass()
    assert quick_market.earned() == 0
    assert approve(*names, names[0]) == 3
    assert refusal_of(approve, *names) == "decision_made"
    clock.forward(seconds=60)
    quick_market.exchange.let_time_pass()
    assert quick_market.earned() == 15


def test_what_does_not_exist_cannot_be_paid_for(quick_market):
    exchange, plan = quick_market.exchange, quick_market.plan(rows=1)
    assert (
        refusal_of(exchange.write, fund, requester="NONE", amount_minor=1, reference="x", by="t")
        == "not_found"
    )
    assert (
        refusal_of(exchange.write, post_batch, requester="NONE", title="x", plan=plan)
        == "not_found"
    )
    asked = {"requester": quick_market.requester, "plan": plan}
    for title in ("", " ", "x" * 121, "a\nb"):
        assert refusal_of(exchange.write, post_batch, title=title, **asked) == "field_wrong"
    assert (
        refusal_of(exchange.write, reopen_lapsed, requester=quick_market.requester, batch="NONE")
        == "hit_unknown"
    )


def test_offering_again_needs_the_money_for_it(quick_market, clock):
    poor = quick_market.add_requester("Poor", 5)
    posted = quick_market.post(rows=1, requester=poor)
    quick_market.hub.slots()
    clock.forward(hours=73)
    quick_market.exchange.let_time_pass()
    asked = {"requester": poor, "batch": posted.batch}
    assert refusal_of(quick_market.exchange.write, reopen_lapsed, **asked) == "escrow_short"
    quick_market.adds_up()


def test_taking_back_a_rejection_needs_the_money_for_it(quick_market):
    poor = quick_market.add_requester("Poor", 5)
    quick_market.post(rows=1, requester=poor)
    (slot,) = quick_market.hub.slots()
    name = slot.assignment
    for nth in (1, 2):
        quick_market.hub.submit(name, digit=str(nth), nth=nth)
        quick_market.decide(name, "reject", requester=poor)
    quick_market.hub.react(name, "accept")
    quick_market.post(rows=1, requester=poor)
    assert refusal_of(quick_market.decide, name, "approve", requester=poor) == "escrow_short"
    assert quick_market.state(name) == "Rejected"
    quick_market.adds_up()


def test_a_draft_is_forgotten_after_a_day(quick_market, clock):
    words = {
        "requester": quick_market.requester,
        "title": "t",
        "template": "{}",
        "csv": "",
        "pictures": "{}",
    }
    first = quick_market.exchange.write(keep_draft, **words)
    clock.forward(days=1, seconds=1)
    second = quick_market.exchange.write(keep_draft, **words)
    with quick_market.exchange.read() as db:
        assert drafts.draft_of(db, first) is None
        assert drafts.draft_of(db, second) is not None


def test_lapsed_tasks_are_offered_again_from_the_batch_page(quick_market, clock):
    made = commands.add_requester(quick_market.exchange, name="Duka", fund_minor=1000)
    browser = Browser(create_app(quick_market.exchange))
    posted = quick_market.post(rows=2, requester=made["requester"])
    quick_market.hub.slots()
    clock.forward(hours=1)
    browser.sign_in("Duka", made["secret_key"])
    browser.get(f"/requester/batches/{posted.batch}")
    assert "without internet, until" in browser.page
    clock.forward(hours=72)
    quick_market.exchange.let_time_pass()
    browser.sign_in("Duka", made["secret_key"])
    browser.get(f"/requester/batches/{posted.batch}")
    assert "2 tasks were not sent back in time." in browser.page
    browser.follow(browser.post(f"/requester/batches/{posted.batch}/reopen"))
    assert "2 tasks are offered again." in browser.page
    clock.forward(hours=72)
    quick_market.exchange.let_time_pass()
    browser.sign_in("Duka", made["secret_key"])
    browser.get("/requester/")
    assert "Waiting for sites" in browser.page


@pytest.mark.parametrize(
    "typed", [{"verdict": "praise", "assignment": "x"}, {"verdict": "approve"}]
)
def test_a_decision_that_names_nothing_is_refused(quick_market, typed):
    made = commands.add_requester(quick_market.exchange, name="Duka", fund_minor=0)
    browser = Browser(create_app(quick_market.exchange))
    browser.sign_in("Duka", made["secret_key"])
    browser.get("/requester/post")
    browser.post("/requester/decide", status=400, **typed)
    browser.post("/requester/decide", status=404, verdict="approve", assignment="NONE")


def test_a_decision_made_elsewhere_is_said(quick_market):
    made = commands.add_requester(quick_market.exchange, name="Duka", fund_minor=1000)
    browser = Browser(create_app(quick_market.exchange))
    browser.sign_in("Duka", made["secret_key"])
    posted = quick_market.post(rows=25, requester=made["requester"])
    names = [slot.assignment for slot in quick_market.hub.slots()]
    for name in names:
        quick_market.hub.submit(name)
    browser.get(f"/requester/batches/{posted.batch}/review?page=2")
    assert "Newer" in browser.page
    assert browser.page.count("<article") == 5
    for page in ("0", "x", "-1", "999999"):
        browser.get(f"/requester/batches/{posted.batch}/review?page={page}")
    assert "Older" in browser.page
    quick_market.decide(names[0], "approve", requester=made["requester"])
    typed = {
        "assignment": names[0],
        "verdict": "reject",
        "expectation": EXPECTATION,
        "reason": "No.",
    }
    browser.post("/requester/decide", status=409, **typed)
    browser.get("/requester/")


def test_the_demo_requester_has_a_batch_and_money(tmp_path):
    files = {
        name: (SHIPPED / name).read_bytes()
        for name in ("template.json", "batch.csv", "pictures.zip")
    }
    sign_in = make_demo_requester(tmp_path / "exchange", HubSettings(currency="KES"), files)
    assert sign_in["role"] == "requester"
    found = verify_exchange(tmp_path)
    assert found["ok"]
    assert found["ledger"]["transfers"] == 201
    assert verify_exchange(tmp_path / "exchange" / "exchange.db")["ok"]


def test_commands_print_words_or_json(tmp_path):
    from click.testing import CliRunner

    def run(*words):
        done = CliRunner().invoke(kiosk, [*words, "--data", str(tmp_path / "e")])
        assert done.exit_code == 0, done.output
        return done.output

    made = json.loads(run("requester", "add", "Duka", "--fund", "5", "--json"))
    assert "secret key:" in run("requester", "add", "Savanna")
    assert "9" in run("requester", "fund", made["requester"], "4", "--reference", "M1")
    assert "ten minutes" in run("exchange", "hub", "add", "Kibera")
