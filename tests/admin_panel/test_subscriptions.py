"""Subscriptions at the desk: who must pay, and what is done with one."""

import re
from dataclasses import replace

import pytest
from fakes.hub_world import PIN
from fakes.machines import look

from kiosk.acts import front_desk, passes, renewal_consent
from kiosk.acts.selling import Counter
from kiosk.jobs.subscriptions import renew_subscriptions
from kiosk.rules.offers import Draft
from kiosk.rules.subscriptions import LONGEST_S, Period
from kiosk.store import subscriptions as store

WEEK = 7 * 86_400


@pytest.fixture
def grace(cafe, shift):
    visitor = cafe.visitor()
    cafe.weekly = cafe.subscribe(visitor, by=cafe.amina)
    return visitor


def agree(cafe, visitor):
    told = {"subscription": cafe.weekly, "visitor": visitor, "minor": 20_000, "by": cafe.amina}
    cafe.hub.write(renewal_consent.agree_at_desk, **told)


def plain(text):
    return " ".join(text.replace("<bdi>", "").replace("</bdi>", "").replace("\xa0", " ").split())


def do(desk, cafe, what, **fields):
    place = f"/people/subscriptions/{cafe.weekly}"
    return desk.post(f"{place}/{what}", page=place, **fields)


def state(cafe):
    return look(cafe, store.by_id, cafe.weekly).standing


def test_nothing_runs_yet(operator):
    assert "No subscription runs" in operator.page("/people/subscriptions")
    assert "about to lapse" not in operator.page("/people")


@pytest.mark.parametrize("gone", [0, 2])
def test_unlimited_time_is_as_much_as_the_period_has_left(operator, cafe, shift, clock, gone):
    visitor = cafe.visitor()
    longest = LONGEST_S[Period.WEEK]
    cafe.weekly = cafe.subscribe(visitor, by=cafe.amina, seconds=longest)
    clock.forward(days=gone)
    left = f"{(7 - gone) * 24} h"
    for place in (f"/people/{visitor}", f"/people/subscriptions/{cafe.weekly}", "/people"):
        page = plain(operator.page(place))
        assert re.search(rf"> ?{left} ?<", page), place
        assert f"{longest // 3600} h" not in page, place


def test_what_comes_next_is_said_on_every_page_of_it(operator, cafe, grace, clock):
    agree(cafe, grace)
    pages = (
        "/people/subscriptions",
        f"/people/{grace}",
        f"/people/subscriptions/{cafe.weekly}",
    )
    for page in pages:
        assert "from the account, which is" in plain(operator.page(page))
    clock.forward(seconds=WEEK - 3600)
    assert "1 about to lapse" in plain(operator.page("/people"))
    assert "Pay to renew" in operator.page("/people/subscriptions")
    clock.forward(seconds=3600)
    renew_subscriptions(cafe.hub, cafe.hub.now())
    for page in pages:
        assert "unless" in plain(operator.page(page))
    assert "Not paid" in operator.page(f"/people/{grace}")


def test_who_has_the_money_reads_what_will_be_taken(operator, cafe, grace):
    cafe.earn(grace, 50_000)
    assert "Paid each time" in operator.page(f"/people/{grace}")
    agree(cafe, grace)
    assert "Renews" in operator.page(f"/people/{grace}")


def test_paused_resumed_cancelled_and_kept(operator, cafe, grace):
    assert do(operator, cafe, "pause").status_code == 422
    assert do(operator, cafe, "pause", reason="ill").status_code == 303
    assert "Its time stands still" in operator.page(f"/people/{grace}")
    assert do(operator, cafe, "resume").status_code == 303
    assert do(operator, cafe, "cancel", reason="").status_code == 422
    assert do(operator, cafe, "cancel", reason="moves away").status_code == 303
    assert "It ends on" in operator.page(f"/people/{grace}")
    assert do(operator, cafe, "keep").status_code == 303
    assert state(cafe).renews
    assert do(operator, cafe, "keep").status_code == 409


def test_an_upgrade_shows_what_is_credited_and_says_what_is_missing(operator, cafe, grace):
    draft = Draft("Big", 50_000, 360_000, 86_400, 9, period=Period.MONTH)
    big = cafe.hub.write(passes.make_offer, draft=draft, by=cafe.naomi)
    assert "What is unused, KSh 200" in plain(
        operator.page(f"/people/subscriptions/{cafe.weekly}")
    ).replace('<bdi class="money" dir="ltr">', "")
    refused = do(operator, cafe, "upgrade", to=big, account_pin=PIN)
    assert refused.status_code == 409
    cafe.earn(grace, 30_000)
    for wrong in ("", "000000"):
        assert do(operator, cafe, "upgrade", to=big, account_pin=wrong).status_code >= 400
        assert cafe.balance(f"visitor:{grace}") == 30_000
    assert do(operator, cafe, "upgrade", to=big, account_pin=PIN).status_code == 303
    assert cafe.balance(f"visitor:{grace}") == 0
    assert "Stopped" in operator.page(f"/people/subscriptions/{cafe.weekly}")
    assert "Big" in operator.page(f"/people/{grace}")


def test_a_subscription_that_is_not_there(operator):
    assert operator.get("/people/subscriptions/none").status_code == 404


def test_a_period_paid_ahead_says_when_it_begins(operator, cafe, grace):
    offer = look(cafe, store.by_id, cafe.weekly).offer
    operator.post(f"/people/{grace}/sell", page=f"/people/{grace}", offer=offer, given="exact")
    assert "Begins" in operator.page(f"/people/{grace}")


def test_what_is_paid_ahead_offers_no_change_that_would_be_refused(operator, cafe, grace, clock):
    draft = Draft("Big", 50_000, 360_000, 86_400, 9, period=Period.MONTH)
    cafe.hub.write(passes.make_offer, draft=draft, by=cafe.naomi)
    place = f"/people/subscriptions/{cafe.weekly}"
    offer = look(cafe, store.by_id, cafe.weekly).offer
    operator.post(f"/people/{grace}/sell", page=f"/people/{grace}", offer=offer, given="exact")
    page = operator.page(place)
    assert "It may be changed or paused once that begins" in page
    assert f"{place}/upgrade" not in page
    assert f"{place}/pause" not in page
    assert f"{place}/cancel" in page
    clock.forward(seconds=WEEK + 3600)
    page = operator.page(place)
    assert f"{place}/upgrade" in page
    assert f"{place}/pause" in page


class TestTheFloorSaysIt:
    def test_who_is_not_asked_for_the_account_pays_at_the_desk(self, operator, cafe, grace, clock):
        cafe.earn(grace, 50_000)
        clock.forward(seconds=WEEK - 3600)
        assert "Pay to renew: ends on" in plain(operator.page("/floor"))
        assert "unless KSh 200 is paid" in plain(operator.page(f"/people/{grace}")).replace(
            '<bdi class="money" dir="ltr">', ""
        )

    def test_who_is_short_stands_there_with_the_way_to_renew(self, operator, cafe, grace, clock):
        agree(cafe, grace)
        assert "Too little in the account" not in operator.page("/floor")
        clock.forward(seconds=WEEK - 3600)
        page = plain(operator.page("/floor"))
        assert "Too little in the account: ends on" in page
        assert f'href="/people/{grace}">Renew' in page
        assert "Pay to renew" in plain(operator.page(f"/people/{grace}"))

    def test_what_is_cancelled_and_what_is_owed_is_said_in_other_words(
        self, operator, cafe, grace, clock
    ):
        do(operator, cafe, "cancel", reason="moves away")
        clock.forward(seconds=WEEK - 3600)
        assert "Cancelled: ends on" in plain(operator.page("/floor"))
        do(operator, cafe, "keep")
        clock.forward(seconds=3600)
        renew_subscriptions(cafe.hub, cafe.hub.now())
        assert "Not paid: stops on" in plain(operator.page("/floor"))

    def test_an_open_floor_hears_of_it_though_nothing_was_committed(
        self, operator, cafe, grace, clock
    ):
        agree(cafe, grace)
        seen = operator.get("/floor/seats").headers["ETag"]
        asked = {"headers": {"If-None-Match": seen}}
        assert operator.get("/floor/seats", **asked).status_code == 304
        clock.forward(seconds=WEEK - 3600)
        assert "Too little" in operator.get("/floor/seats", **asked).text
        cafe.earn(grace, 50_000)
        assert "Too little" not in operator.page("/floor")

    def test_how_many_days_ahead_is_set(self, operator, cafe, clock, shift):
        offer = cafe.hub.write(
            passes.make_offer,
            draft=Draft("Monthly", 50_000, 360_000, 86_400, 9, period=Period.MONTH),
            by=cafe.naomi,
        )
        visitor = cafe.visitor()
        counter = Counter(offer, 10**9, cafe.amina)
        cafe.hub.write(front_desk.sell_pass, visitor=visitor, counter=counter)
        ends = look(cafe, store.live_of, visitor).standing.ends
        clock.forward(seconds=(ends - cafe.hub.now()) // 1000 - 3 * 86_400)
        assert "Pay to renew" not in operator.page("/floor")
        cafe.hub.settings = replace(cafe.hub.settings, remind_days=3)
        assert "Pay to renew" in operator.page("/floor")


def test_a_change_in_a_running_session_counts_what_its_station_said_last(operator, cafe, grace):
    """The session's row is written when it ends; the beats say meanwhile what is used."""
    even = Draft("Even", 10_000, 36_000, 86_400, 9, period=Period.WEEK)
    even = cafe.hub.write(passes.make_offer, draft=even, by=cafe.naomi)
    told = {"seat": 1, "visitor": grace, "by": cafe.amina}
    session = cafe.hub.write(front_desk.start_with_pass, **told)
    cafe.running(1, session, used_s=18_000)  # half of the ten hours
    page = plain(operator.page(f"/people/subscriptions/{cafe.weekly}"))
    assert "What is unused, KSh 100" in page.replace('<bdi class="money" dir="ltr">', "")
    assert do(operator, cafe, "upgrade", to=even, account_pin=PIN).status_code == 303
    assert cafe.balance(f"visitor:{grace}") == 0


# What a sale pays is read before.


MARK = re.compile(r'name="(pays_[^"]+)" value="([^"]+)"')


def read(desk, visitor):
    """The offer and the mark of the form that sells a subscription."""
    name, mark = MARK.search(desk.page(f"/people/{visitor}")).groups()
    return name.removeprefix("pays_"), mark


def sell(desk, visitor, offer, mark, **fields):
    place = f"/people/{visitor}"
    typed = {"offer": offer, "tender": "cash", "given": "exact", f"pays_{offer}": mark, **fields}
    return desk.post(f"{place}/sell", page=place, **typed)


def words(text):
    return plain(re.sub(r"<[^>]+>", " ", text))


def test_who_sells_it_again_reads_until_when_it_is_paid(operator, cafe, grace):
    until = state(cafe).ends
    page = words(operator.page(f"/people/{grace}"))
    assert "Weekly is paid until 29 Nov 2026 . Sold now, it is paid on to 6 Dec 2026 ." in page
    offer, mark = read(operator, grace)
    assert mark == "2:20000"
    assert sell(operator, grace, offer, mark).status_code == 303
    assert (state(cafe).n, state(cafe).starts) == (2, until)
    assert "Sold now" not in words(operator.page(f"/people/{grace}"))  # more than one ahead is none


def test_the_second_of_two_desks_reads_first_that_it_is_paid(operator, cafe, shift):
    cafe.brian = cafe.visitor("Asha Odera", code="471903")
    cafe.subscribe(cafe.visitor(), by=cafe.amina)
    offer, mark = read(operator, cafe.brian)
    assert "Sold now" not in words(operator.page(f"/people/{cafe.brian}"))
    assert sell(operator, cafe.brian, offer, mark).status_code == 303
    second = sell(operator, cafe.brian, offer, mark)
    assert second.status_code == 409
    assert "Weekly is paid until" in words(second.text)
    assert '<a href="#offer">' in second.text
    assert cafe.balance("sales:pass") == 40_000
    assert sell(operator, cafe.brian, *read(operator, cafe.brian)).status_code == 303


def test_a_lost_answer_is_no_second_sale(operator, cafe, grace):
    offer, mark = read(operator, grace)
    for _sent in range(2):
        answer = sell(operator, grace, offer, mark, request_id="0123456789abcdef")
        assert answer.status_code == 303
    assert state(cafe).n == 2


def test_what_is_owed_is_shown_and_taken_at_its_own_price(operator, cafe, grace, clock):
    old = look(cafe, store.by_id, cafe.weekly).offer
    dearer = Draft("Weekly", 25_000, 36_000, 86_400, 8, period=Period.WEEK, arrears_days=2)
    cafe.hub.write(passes.change_offer, offer=old, draft=dearer, by=cafe.naomi)
    clock.forward(seconds=WEEK)
    renew_subscriptions(cafe.hub, cafe.hub.now())
    page = operator.page(f"/people/{grace}")
    assert "Weekly : KSh 200 is owed since 29 Nov 2026" in words(page)
    assert 'data-price="20000"' in page
    assert 'data-price="25000"' not in page
    offer, mark = read(operator, grace)
    agrees = {"renews_itself": "1", "pin": PIN}
    assert sell(operator, grace, offer, "", **agrees).status_code == 409
    assert sell(operator, grace, offer, mark, **agrees).status_code == 303
    assert "200" in words(operator.page("/till"))
    kept = look(cafe, store.by_id, cafe.weekly)
    assert (kept.standing.n, kept.agreed_minor, cafe.balance("sales:pass")) == (2, 20_000, 40_000)


def test_a_seat_says_it_too(operator, cafe, grace):
    told = {"seat": 1, "visitor": grace, "by": cafe.amina}
    cafe.running(1, cafe.hub.write(front_desk.start_with_pass, **told))
    page = operator.page("/floor?seat=1")
    assert "Weekly is paid until 29 Nov 2026" in words(page)
    offer, mark = MARK.search(page).groups()
    typed = {"seat": "1", "tender": "cash", "given": "exact", offer: mark}
    typed["offer"] = offer.removeprefix("pays_")
    assert operator.post("/floor/extend", page="/floor?seat=1", **typed).status_code == 303
    again = operator.post("/floor/extend", page="/floor?seat=1", **typed)
    assert again.status_code == 409
    assert state(cafe).n == 2
