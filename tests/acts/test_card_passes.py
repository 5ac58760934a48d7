"""Who pays for a session that a card has opened, and how long it may run: it was asked for no PIN."""

from dataclasses import replace

import pytest
from acts.test_dealing import MANY, qualify
from fakes.machines import look, told

from kiosk.acts import extending, front_desk, merging, moving, refunds, seating
from kiosk.acts.selling import Counter
from kiosk.protocol.bodies import CardOpened, Hand, SessionClosed
from kiosk.protocol.cards import write_card
from kiosk.protocol.vouchers import guest_of
from kiosk.store import card_uses, ledger, passes, sales, sessions, sponsorships, tasks

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")
CODE, ALLOWED_S, HALF_HOUR, PRICE = "471902", 900, 1_800, 4_000


@pytest.fixture
def site(site):
    site.hub.settings = replace(site.hub.settings, offline_ok_s=ALLOWED_S, last_extension_s=120)
    site.hub.site = site.hub.site.with_settings(site.hub.settings)
    site.owner = site.visitor(code=CODE, group="student")
    site.card = write_card(site.hub.keys.signing, code=CODE)
    site.guest = guest_of(site.card)
    return site


def opened(site, name="own-1", *, card=None):
    return CardOpened(name, card or site.card, ALLOWED_S)


def closed(name="own-1", *, used_s=600):
    return SessionClosed(name, used_s, "finished")


def session(site, name="own-1"):
    return look(site, sessions.by_id, name)


def buy(site, visitor=None):
    counter = Counter("half-hour", PRICE, site.operator)
    return site.hub.write(front_desk.sell_pass, visitor=visitor or site.owner, counter=counter)


def extend(site, seat=1):
    counter = Counter("half-hour", PRICE, site.operator)
    return site.hub.write(front_desk.extend_session, seat=seat, counter=counter)


def left_s(site, visitor=None):
    held = look(site, passes.usable, visitor=visitor or site.owner, at=site.hub.now())
    return [one.left_s for one in held]


# bought at the desk


def test_what_is_bought_comes_on_top_of_what_the_card_gave(site, seat_1):
    seat_1.tell(opened(site))
    extend(site)
    assert session(site).granted_s == ALLOWED_S + HALF_HOUR


def test_it_pays_and_what_is_left_of_it_is_the_owners(site, seat_1):
    seat_1.tell(opened(site))
    sale = extend(site)
    seat_1.tell(closed(used_s=1_200))
    assert (left_s(site), left_s(site, site.guest)) == ([HALF_HOUR - 1_200], [])
    assert look(site, sales.by_id, sale).visitor == site.owner
    assert site.balance("sales:pass") == PRICE


def test_a_package_of_the_owners_lets_nobody_sit_on_without_a_pin(site, seat_1):
    for _ in range(5):
        buy(site)
    seat_1.tell(opened(site))
    extend(site)
    assert session(site).granted_s == ALLOWED_S + HALF_HOUR
    seat_1.tell(closed(used_s=9_999))
    assert sum(left_s(site)) == 6 * HALF_HOUR - (ALLOWED_S + HALF_HOUR)


def test_what_is_bought_at_a_second_seat_is_the_owners_too(site, seat_1, seat_2):
    seat_1.tell(opened(site))
    seat_2.tell(opened(site, "own-2"))
    extend(site, 2)
    seat_2.tell(closed("own-2"))
    assert left_s(site) == [HALF_HOUR - 600]


def test_what_is_bought_with_a_card_of_nobody_stays_the_guests(site, seat_1):
    seat_1.tell(opened(site, card=write_card(site.hub.keys.signing, code="999999")))
    guest = session(site).visitor
    extend(site)
    seat_1.tell(closed())
    assert (left_s(site), left_s(site, guest)) == ([], [HALF_HOUR - 600])


def test_while_the_owner_sits_elsewhere_what_is_bought_here_is_used_here(site, seat_1, seat_2):
    seat_1.tell(opened(site))
    started = site.start(2, by=site.operator, visitor=site.owner)
    extend(site)
    seat_1.tell(closed(used_s=1_000))
    seat_2.close(started.session, used_s=1_500)
    assert sum(left_s(site)) == 2 * HALF_HOUR - 1_000 - 1_500


def test_once_the_sale_is_undone_the_cards_own_seconds_stay(site, seat_1):
    seat_1.tell(opened(site))
    sale = extend(site)
    site.hub.write(refunds.undo_sale, sale=sale, by=site.operator, reason="slip")
    assert (session(site).state, session(site).granted_s) == ("open", ALLOWED_S)
    seat_1.tell(closed(used_s=ALLOWED_S))
    assert (left_s(site), site.balance("sales:pass")) == ([], 0)


def test_a_little_more_at_the_end_comes_on_top(site, seat_1):
    seat_1.tell(opened(site))
    site.hub.write(extending.extend_at, seat=1, by=site.operator)
    assert session(site).granted_s == ALLOWED_S + 120


def test_it_takes_its_seconds_along_to_another_seat(site, seat_1, seat_2):
    seat_1.tell(opened(site))
    site.hub.write(moving.ask_move, seat=1, target=2, by=site.operator)
    seat_1.tell(SessionClosed("own-1", 300, "moved"))
    assert (session(site).seat, session(site).granted_s) == (2, ALLOWED_S)
    seat_2.tell(closed(used_s=700))
    assert (session(site).used_s, session(site).state) == (700, "closed")


# what its owner holds


def test_a_sponsor_pays_for_the_owner_once_and_knows_whom(site, seat_1):
    made = site.sponsor(by=site.operator)
    started = site.hub.write(
        front_desk.start_with_pass, seat=2, visitor=site.owner, by=site.operator
    )
    site.hub.write(front_desk.settle_lost_session, seat=2, by=site.operator)
    account = look(site, sponsorships.by_id, made).account
    before = look(site, ledger.balance, account)
    facts = [seat_1.say(opened(site)), seat_1.say(closed())]
    for _ in range(2):
        seat_1.give(*facts)
    assert before - look(site, ledger.balance, account) == 1_000  # 600 s at 60.00 an hour
    assert spent(site) == [("own-1", site.owner, 600)]
    other = site.visitor("Grace", code="471903")
    why = {"by": site.operator, "reason": "twice"}
    site.hub.write(merging.merge_visitors, keep=other, drop=site.owner, **why)
    assert spent(site) == [("own-1", other, 600)]
    assert started


def spent(site):
    with site.hub.read() as db:
        rows = db.execute("SELECT session, visitor, seconds FROM sponsor_spend WHERE seconds > 0")
        return [tuple(row) for row in rows]


def test_a_card_gives_no_tasks_though_its_owner_may_do_them(site, seat_1, exchange):
    exchange.allot(*MANY)
    for who in (site.owner, site.guest):
        seat_1.tell(opened(site))
        qualify(site, who)
    ask = {"station": site.stations[1], "boot_id": "boot-1", "used_s": 60}
    site.hub.write(seating.renew_lease, session="own-1", **ask)
    assert look(site, tasks.dealt_to, "own-1") == ()
    assert not any(isinstance(one, Hand) for one in told(site, f"station:{site.stations[1]}"))
    seat_1.tell(closed())
    started = site.start(1, by=site.operator, visitor=site.owner)
    take = {"station": site.stations[1], "boot_id": "boot-1"}
    site.hub.write(seating.take_session, session=started.session, **take)
    assert look(site, tasks.dealt_to, started.session)


def test_the_seat_where_it_was_used_first_is_named(site, seat_1, seat_2):
    seat_1.tell(opened(site), closed())
    seat_2.tell(opened(site, "own-2"), closed("own-2"))
    (row,) = look(site, card_uses.found, limit=9)
    assert (row.seat, row.first_seat, row.found) == (2, 1, "again")


def test_a_card_of_nobody_has_no_first_seat(site, seat_1, seat_2):
    seat_1.tell(opened(site), closed())
    site.clock.forward(seconds=86_400)
    unknown = write_card(site.hub.keys.signing, code="999999")
    seat_2.tell(opened(site, "own-2", card=unknown), closed("own-2"))
    (row,) = look(site, card_uses.found, limit=9)
    assert (row.first_seat, row.found) == (0, "unknown")
