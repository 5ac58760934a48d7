"""Two records of one person become one; a person is erased, and nothing earned is lost."""

import json
from dataclasses import replace

import pytest
from fakes.hub_world import migrated
from fakes.machines import look

from kiosk.acts import accounts, care, front_desk, merging, refunds
from kiosk.acts.refunds import Refund
from kiosk.acts.selling import Counter
from kiosk.queries.people import person
from kiosk.rules.refusals import Refusal
from kiosk.rules.tenders import Pay
from kiosk.store import audit, bans, cards, keeping, ledger, sessions, training, visitors, work
from kiosk.store import merging as store
from kiosk.store.training import AttemptRow, PracticeRow
from kiosk.store.work import Work

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")


@pytest.fixture
def grace(site):
    return site.visitor("Grace Muthoni", code="471902")


@pytest.fixture
def twin(site):
    """The same person, registered again."""
    return site.visitor("Grace Mutoni", code="471903")


@pytest.fixture
def merge(site, grace, twin):
    def act(**changes):
        asked = {"keep": grace, "drop": twin, "by": site.operator, "reason": "registered twice"}
        site.hub.write(merging.merge_visitors, **{**asked, **changes})

    return act


@pytest.fixture
def erase(site, grace):
    def act(**changes):
        asked = {"visitor": grace, "by": site.operator, "reason": "asked for", "given_up": ""}
        site.hub.write(merging.erase_visitor, **{**asked, **changes})

    return act


def practised(visitor, item, *, right=True):
    return PracticeRow(visitor, "digits-e1", "p", item, "f/1/1", b"{}", right, 1, 0, 900)


def tried(visitor, n, *, passed=True):
    name = f"{visitor}-{n}"
    return AttemptRow(name, visitor, "digits-e1", "exam", n, "f/1/1", b'{"a":1}', 5, 5, passed)


def answered(visitor, assignment, state, minor=200):
    return Work(assignment, visitor, "hit", state, minor, 1, b'{"digit":"7"}', "f/1/2", 1, 1)


def write(site, function, **arguments):
    def act(db, now):
        return function(db, **arguments)

    return site.hub.write(act)


def write_now(site, function, *arguments, **words):
    def act(db, now):
        return function(db, now, *arguments, **words)

    return site.hub.write(act)


def test_time_money_and_visits_are_the_survivors(site, merge, grace, twin):
    for seat, who in ((1, grace), (2, twin)):
        site.sat(seat, who, by=site.operator)
    site.earn(grace, 1000)
    site.earn(twin, 500)
    before = look(site, lambda db: db.execute("SELECT max(n) FROM transfer").fetchone()[0])
    merge()
    shown = look(site, lambda db: person(db, site.hub.now(), visitor=grace))
    assert (shown.balance_minor, shown.left_s, len(shown.visits), len(shown.passes)) == (
        1500, 3600, 2, 2,
    )  # fmt: skip
    assert site.balance(f"visitor:{twin}") == 0
    assert look(site, lambda db: db.execute("SELECT max(n) FROM transfer").fetchone()[0]) == (
        before + 1
    )
    moved = look(site, ledger.by_id, f"merge:{twin}:visitor")
    assert (moved.amount.minor, moved.reason) == (500, "records merged: registered twice")


def test_the_other_card_opens_nothing_and_the_other_name_is_found_no_more(site, merge, grace, twin):
    merge()
    gone = look(site, visitors.by_id, twin)
    assert (gone.name, gone.code, gone.pin_hash, gone.merged_into) == ("", None, None, grace)
    card = look(site, cards.by_code, "471903")
    assert (card.state, card.visitor) == ("replaced", grace)
    assert look(site, visitors.count_found, "mutoni") == 0
    line = look(site, audit.latest, before=None, limit=1)[0]
    assert (line.act, line.about) == ("merge_visitors", f"visitor:{grace}")


def test_training_is_counted_on_and_a_first_answer_stays_the_first(site, merge, grace, twin):
    for row in (practised(grace, "p1", right=False), practised(twin, "p1"), practised(twin, "p2")):
        write_now(site, training.keep_practice, row)
    for row in (tried(grace, 1, passed=False), tried(twin, 1), tried(twin, 2)):
        write_now(site, training.keep_attempt, row)
    for who in (grace, twin):
        grant = {"visitor": who, "name": "digits", "valid_until": 10**15, "by": "attempt:x"}
        write_now(site, training.grant, **grant)
    merge()
    assert [row.try_number for row in look(site, training.attempts, grace)] == [1, 2, 3]
    assert [item for _, _, item in look(site, training.practised, grace)] == ["p1", "p2"]
    assert look(site, training.attempts, twin) == ()
    assert look(site, training.qualifications, visitor=grace, at=1) == ("digits",)


def test_an_old_page_puts_no_money_on_a_record_that_went(site, merge, grace, twin):
    """Its account was open in another browser: what was paid in there was nobody's any more."""
    merge()
    paid = {"amount_minor": 500, "tendered_minor": 500, "pay": Pay(), "by": site.operator}
    with pytest.raises(Refusal, match="not_found"):
        site.hub.write(accounts.top_up, visitor=twin, **paid)
    counter = Counter("half-hour", 10_000, site.operator)
    with pytest.raises(Refusal, match="not_found"):
        site.hub.write(front_desk.sell_pass, visitor=twin, counter=counter)
    assert site.hub.write(accounts.top_up, visitor=grace, **paid)


def test_who_was_erased_has_no_account_for_a_refund(site, erase, grace):
    counter = Counter("half-hour", 10_000, site.operator)
    sale = site.hub.write(front_desk.sell_pass, visitor=grace, counter=counter)
    erase()
    back = Refund(sale, 4_000, "account", "no sound", site.operator)
    with pytest.raises(Refusal, match="tender_unknown"):
        site.hub.write(refunds.give_back, refund=back)
    site.hub.write(refunds.give_back, refund=replace(back, tender="cash"))
    with pytest.raises(Refusal, match="not_found"):
        site.hub.write(front_desk.sell_pass, visitor=grace, counter=counter)


def test_bans_and_earlier_merges_follow(site, merge, grace, twin):
    third = site.visitor("G. Muthoni", code="471904")
    merge(keep=twin, drop=third)
    ban = {"visitor": twin, "day": "2026-11-30", "by": site.operator, "reason": "fights"}
    site.hub.write(care.ban_visitor, **ban)
    merge()
    assert look(site, bans.in_force, visitor=grace, at=site.hub.now()).reason == "fights"
    assert look(site, visitors.by_id, third).merged_into == grace


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"drop": "nobody"}, "not_found"),
        ({"keep": "nobody"}, "not_found"),
        ({"reason": " "}, "reason_missing"),
    ],
)
def test_a_merge_out_of_shape_is_refused(merge, changes, refusal):
    with pytest.raises(Refusal, match=refusal):
        merge(**changes)


def test_nobody_is_merged_into_themselves(merge, grace):
    with pytest.raises(Refusal, match="same_visitor"):
        merge(drop=grace)


STAYS = {
    *("visitor", "voucher", "credit_granted", "attempt", "renewal_consent"),
    "accommodation",
}
"""Of a guest only; the survivor's own limit holds; counted on above; asked anew; the better one."""


def test_every_table_that_names_a_visitor_is_moved():
    names = [row[0] for row in migrated().execute("SELECT name FROM sqlite_master")]
    pointing = {
        name
        for name in names
        for row in migrated().execute(f"PRAGMA foreign_key_list({name})")
        if row[2] == "visitor"
    }
    moved = " ".join((*store.MOVED, *store.ONCE_EACH))
    assert {name for name in pointing if f" {name} SET visitor" not in moved} == STAYS


@pytest.mark.parametrize("who", ["grace", "twin"])
def test_who_sits_somewhere_is_not_merged(site, merge, grace, twin, who):
    site.start(1, by=site.operator, visitor={"grace": grace, "twin": twin}[who])
    with pytest.raises(Refusal, match="visitor_has_session"):
        merge()


def test_who_owes_is_not_merged(site, merge, twin):
    credit = {"limit_minor": 5000, "by": site.operator, "reason": "known here"}
    site.hub.write(accounts.grant_credit, visitor=twin, **credit)
    write(site, ledger.post, transfer=owing(site, twin))
    with pytest.raises(Refusal, match="account_not_empty"):
        merge()


def owing(site, visitor):
    from kiosk.rules.ledger import Transfer
    from kiosk.rules.money import Money

    money = Money(700, site.hub.settings.currency)
    debit, now = f"visitor:{visitor}", site.hub.now()
    return Transfer("owed:1", debit, "sales:time", money, now, "time", "session:x")


def test_two_subscriptions_are_not_one(site, merge, grace, twin):
    for n, who in enumerate((grace, twin)):
        site.subscribe(who, by=site.operator, title=f"Weekly {n}")
    with pytest.raises(Refusal, match="subscription_exists"):
        merge()


def test_one_subscription_is_the_survivors(site, merge, grace, twin):
    made = site.subscribe(twin, by=site.operator)
    merge()
    from kiosk.store import subscriptions

    assert look(site, subscriptions.live_of, grace).id == made


def test_who_is_erased_is_nobody_any_more_and_money_lines_stay(site, erase, grace):
    site.sat(1, grace, by=site.operator)
    site.hub.write(care.write_note, visitor=grace, note="Reads slowly", by=site.operator)
    for row in (practised(grace, "p1"),):
        write_now(site, training.keep_practice, row)
    write_now(site, training.keep_attempt, tried(grace, 1))
    write(site, work.add, work=answered(grace, "a1", "Rejected"))
    paid = look(site, lambda db: db.execute("SELECT count(*) FROM payment").fetchone()[0])
    erase()
    who = look(site, visitors.by_id, grace)
    assert (who.name, who.code, who.pin_hash, who.note) == ("", None, None, "")
    assert who.erased_at == site.hub.now()
    kept = look(site, keeping.everything, grace)
    assert kept["work"][0]["answer"] == b"{}"
    assert kept["exams"][0]["answers"] == b"{}"
    assert "Grace" not in json.dumps(kept, default=str)
    assert len(kept["payments"]) == paid
    assert look(site, cards.by_code, "471902").visitor is None
    assert look(site, sessions.of_visitor, visitor=grace, limit=9)
    line = look(site, audit.latest, before=None, limit=1)[0]
    assert (line.act, line.reason) == ("erase_visitor", "asked for")


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [({"visitor": "nobody"}, "not_found"), ({"reason": ""}, "reason_missing")],
)
def test_an_erasure_out_of_shape_is_refused(erase, changes, refusal):
    with pytest.raises(Refusal, match=refusal):
        erase(**changes)


def test_nothing_earned_is_lost_by_erasing(site, erase, grace):
    site.earn(grace, 1000)
    with pytest.raises(Refusal, match="account_not_empty"):
        erase()
    assert look(site, visitors.by_id, grace).name == "Grace Muthoni"


def test_pay_that_waits_is_given_up_on_paper_and_comes_to_the_nameless_account(site, erase, grace):
    write(site, work.add, work=answered(grace, "a1", "Submitted"))
    with pytest.raises(Refusal, match="work_waiting"):
        erase()
    erase(given_up="signed on 22 November, folder 3")
    assert look(site, work.by_assignment, "a1").visitor == grace
    line = look(site, audit.latest, before=None, limit=1)[0]
    assert line.reason == "asked for · signed on 22 November, folder 3"


def test_who_sits_somewhere_or_has_a_subscription_is_not_erased(site, erase, grace):
    site.subscribe(grace, by=site.operator)
    with pytest.raises(Refusal, match="subscription_runs"):
        erase()
    site.start(1, by=site.operator, visitor=grace)
    with pytest.raises(Refusal, match="visitor_has_session"):
        erase()


def test_an_export_stands_in_the_log(site, grace):
    site.hub.write(merging.note_export, visitor=grace, by=site.operator)
    kept = look(site, keeping.everything, grace)
    assert [line["act"] for line in kept["log"]] == ["register_visitor", "export_visitor"]
