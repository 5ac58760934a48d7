"""What stations opened for visitors' cards with the hub away, in whatever order they tell."""

from dataclasses import replace

import pytest
from fakes.machines import SeatMachine, look, told

from kiosk.acts import cards as card_acts
from kiosk.acts import care, front_desk, merging, seating
from kiosk.acts.cards import Codes
from kiosk.acts.selling import Counter
from kiosk.protocol.bodies import CardOpened, Practice, SessionClosed, SessionUsed, VouchersVoid
from kiosk.protocol.cards import write_card
from kiosk.protocol.codec import decode
from kiosk.protocol.keys import make_keys
from kiosk.protocol.leases import Lease, sign_lease
from kiosk.protocol.vouchers import guest_of
from kiosk.queries import vouchers as query
from kiosk.rules.instants import Instant
from kiosk.store import (
    audit,
    card_uses,
    commands,
    ledger,
    passes,
    restores,
    sessions,
    statutory_log,
    visitors,
)

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")
CODE, ALLOWED_S, HALF_HOUR, PRICE = "471902", 900, 1_800, 4_000


@pytest.fixture
def site(site):
    set_to(site, offline_ok_s=ALLOWED_S)
    site.owner = site.visitor(code=CODE)
    return site


def set_to(site, **some):
    site.hub.settings = replace(site.hub.settings, **some)
    site.hub.site = site.hub.site.with_settings(site.hub.settings)


def text(site, code=CODE):
    return write_card(site.hub.keys.signing, code=code)


def opened(site, name="own-1", *, seconds=ALLOWED_S, card=None):
    return CardOpened(name, card or text(site), seconds)


def session(site, name="own-1"):
    return look(site, sessions.by_id, name)


def use(site, name="own-1"):
    return look(site, card_uses.of_session, name)


def found(site):
    return sorted(
        (row.seat, row.operator, row.found) for row in look(site, card_uses.found, limit=9)
    )


def locks(site, seat):
    orders = look(site, commands.waiting, site.stations[seat])
    return [one.session for one in orders if one.kind == "lock"]


def buy(site):
    return site.hub.write(
        front_desk.sell_pass, visitor=site.owner, counter=Counter("half-hour", PRICE, site.operator)
    )


def left_s(site):
    held = look(site, passes.usable, visitor=site.owner, at=site.hub.now())
    return [one.left_s for one in held]


# one card, one seat


def test_the_hub_makes_a_guests_session_when_it_hears_of_it(site, seat_1):
    assert seat_1.tell(opened(site)) == [("stored", "")]
    made = session(site)
    assert (made.visitor, made.seat, made.granted_s, made.state, made.kind) == (
        *(guest_of(text(site)), 1, ALLOWED_S, "open", "prepaid"),
    )
    assert look(site, visitors.by_id, made.visitor).is_guest
    assert (use(site).code, use(site).owner, use(site).found) == (CODE, site.owner, "")
    assert (locks(site, 1), found(site)) == ([], [])


def test_what_is_told_twice_counts_once(site, seat_1):
    facts = [seat_1.say(opened(site)), seat_1.say(SessionClosed("own-1", 600, "finished"))]
    seat_1.give(*facts)
    seat_1.give(*facts)
    assert seat_1.tell(opened(site)) == [("stored", "")]
    assert (session(site).state, session(site).used_s) == ("closed", 600)
    assert found(site) == []


def test_without_a_pass_its_seconds_are_given_and_the_account_is_not_touched(site, seat_1):
    before = look(site, ledger.balance, f"visitor:{site.owner}")
    seat_1.tell(opened(site), SessionClosed("own-1", 600, "finished"))
    assert look(site, ledger.balance, f"visitor:{site.owner}") == before
    assert look(site, ledger.balance, f"visitor:{guest_of(text(site))}") == 0


def test_the_owners_passes_pay_for_it_once(site, seat_1):
    buy(site)
    seat_1.tell(opened(site), SessionClosed("own-1", 600, "finished"))
    assert left_s(site) == [HALF_HOUR - 600]


def test_what_the_owner_sits_on_elsewhere_is_that_sessions(site, seat_1, seat_2):
    buy(site)
    site.start(2, by=site.operator, visitor=site.owner)
    seat_1.tell(opened(site), SessionClosed("own-1", 600, "finished"))
    assert left_s(site) == [HALF_HOUR, HALF_HOUR]


def test_a_session_that_is_still_open_goes_on_under_the_hubs_lease_without_tasks(site, seat_1):
    seat_1.tell(opened(site))
    ask = {"station": site.stations[1], "boot_id": "boot-1", "used_s": 60}
    renewed = site.hub.write(seating.renew_lease, session="own-1", **ask)
    lease = decode(renewed.lease.raw, Lease)
    assert (lease.n, lease.seconds, lease.kind) == (2, ALLOWED_S, "prepaid")


def test_a_pause_leaves_what_was_granted(site, seat_1):
    buy(site)
    seat_1.tell(
        opened(site), SessionUsed("own-1", 60, "paused"), SessionUsed("own-1", 60, "resumed")
    )
    assert session(site).granted_s == ALLOWED_S


def test_a_station_cannot_grant_more_than_the_site_allows(site, seat_1):
    seat_1.tell(opened(site, seconds=86_400))
    assert session(site).granted_s == ALLOWED_S


def test_what_was_learned_is_kept(site, seat_1):
    seat_1.tell(opened(site))
    read = Practice(guest_of(text(site)), "pets-e1", "read", "", {}, True, 1, 0, 0)
    assert seat_1.tell(read) == [("stored", "")]


# one card, several seats


def test_a_card_used_at_k_seats_is_found_with_seat_and_operator(site, seat_1, seat_2):
    site.station(3)
    for n, seat in enumerate((seat_1, seat_2, SeatMachine(site, 3)), start=1):
        name = f"own-{n}"
        seat.tell(opened(site, name), SessionClosed(name, ALLOWED_S, "time_up"))
    assert [row[0::2] for row in found(site)] == [(2, "again"), (3, "again")]
    assert locks(site, 2) == []
    rows = look(site, query.owed, site.hub.now()).cards
    assert {(row.owner, row.used_s) for row in rows} == {(site.owner, ALLOWED_S)}
    lines = look(site, audit.latest, before=None, limit=99)
    assert [line.reason for line in lines if line.act == "card_found"] == [
        f"seat 3, {CODE}, again",
        f"seat 2, {CODE}, again",
    ]


def test_a_second_use_has_a_guest_of_its_own_and_no_pass_pays_for_it(site, seat_1, seat_2):
    buy(site)
    seat_1.tell(opened(site))
    seat_2.tell(opened(site, "own-2"))
    assert session(site, "own-2").visitor != session(site).visitor
    seat_2.tell(SessionClosed("own-2", 600, "finished"))
    assert left_s(site) == [HALF_HOUR]
    read = Practice(guest_of(text(site)), "pets-e1", "read", "", {}, True, 1, 0, 0)
    assert seat_2.tell(read) == [("stored", "")]


def test_a_card_may_open_a_seat_again_the_next_day(site, seat_1, seat_2):
    seat_1.tell(opened(site), SessionClosed("own-1", 60, "finished"))
    site.clock.forward(seconds=86_400)
    seat_2.tell(opened(site, "own-2"))
    assert found(site) == []


# cards that are no longer good


def give_a_new_card(site):
    asked = {"blank": "", "codes": Codes(("471999",)), "by": site.operator}
    site.hub.write(card_acts.replace_card, visitor=site.owner, **asked)


def test_a_replaced_card_is_shown_and_its_seat_is_locked(site, seat_1):
    old = text(site)
    give_a_new_card(site)
    site.clock.forward(seconds=60)
    seat_1.tell(opened(site, card=old))
    assert [row[0::2] for row in found(site)] == [(1, "replaced")]
    assert locks(site, 1) == ["own-1"]
    assert use(site).owner == site.owner


def test_a_card_that_was_good_then_is_no_case_for_staff(site, seat_1):
    fact = seat_1.say(opened(site))
    site.clock.forward(seconds=60)
    give_a_new_card(site)
    seat_1.give(fact)
    assert (found(site), use(site).owner) == ([], site.owner)


def test_a_card_of_nobody_is_shown(site, seat_1):
    seat_1.tell(opened(site, card=text(site, "999999")))
    assert found(site) == [(1, "", "unknown")]
    assert locks(site, 1) == ["own-1"]


def test_the_card_of_somebody_who_is_kept_out_is_shown(site, seat_1):
    ban = {"day": "2026-12-24", "reason": "noise", "by": site.operator}
    site.hub.write(care.ban_visitor, visitor=site.owner, **ban)
    seat_1.tell(opened(site))
    assert [row[0::2] for row in found(site)] == [(1, "banned")]
    assert locks(site, 1) == ["own-1"]


def told_void(site, seat):
    audience = f"station:{site.stations[seat]}"
    return [one.codes for one in told(site, audience) if isinstance(one, VouchersVoid)]


def test_stations_are_told_of_a_replaced_card(site, seat_1):
    assert told_void(site, 1) == []
    give_a_new_card(site)
    assert told_void(site, 1) == [(CODE,)]


def test_a_merged_and_an_erased_persons_card_opens_nothing(site, seat_1):
    other = site.visitor("Grace", code="471903")
    why = {"by": site.operator, "reason": "twice"}
    site.hub.write(merging.merge_visitors, keep=site.owner, drop=other, **why)
    site.hub.write(merging.erase_visitor, visitor=site.owner, given_up="", **why)
    assert told_void(site, 1) == [("471903",), (CODE,)]


def test_a_use_goes_with_the_record_that_is_merged(site, seat_1):
    seat_1.tell(opened(site), SessionClosed("own-1", 60, "finished"))
    other = site.visitor("Grace", code="471903")
    why = {"by": site.operator, "reason": "twice"}
    site.hub.write(merging.merge_visitors, keep=other, drop=site.owner, **why)
    assert use(site).owner == other


# what does not fit


def test_a_seat_that_the_desk_opened_meanwhile_waits_its_turn(site, seat_1):
    started = site.start(1, by=site.operator)
    facts = (opened(site), SessionUsed("own-1", 60, "paused"), SessionClosed("own-1", 600, "desk"))
    assert [result for result, _ in seat_1.tell(*facts)] == ["parked"] * 3
    seat_1.tell(SessionClosed(started.session, 0, "finished"))
    assert session(site).used_s == 600


def test_forged_and_foreign_cards_are_rejected(site, seat_1):
    swapped = text(site)[:-1] + ("1" if text(site)[-1] != "1" else "2")
    assert seat_1.tell(opened(site, card=swapped)) == [("rejected", "card_forged")]
    other = write_card(make_keys().signing, code=CODE)
    assert seat_1.tell(opened(site, "own-2", card=other)) == [("rejected", "card_other_site")]


def test_the_name_of_another_stations_session_is_a_conflict(site, seat_1, seat_2):
    seat_1.tell(opened(site))
    assert seat_2.tell(opened(site)) == [("rejected", "conflict")]


def test_a_station_without_a_seat_opens_nothing(site, seat_1):
    body = opened(site)
    site.hub.write(_unseat)
    assert seat_1.tell(body) == [("rejected", "no_such_station")]


def _unseat(db, now):
    db.execute("UPDATE seat SET station = NULL WHERE number = 1")


def test_the_statutory_log_names_who_the_card_is_of(site, seat_1):
    set_to(site, statutory_log_days=30)
    seat_1.tell(opened(site))
    line = look(site, statutory_log.here, "own-1")
    assert (line.code, line.identified) == (CODE, "card")
    assert line.name


def test_a_station_that_cut_off_longer_is_charged_no_pass_beside_it(site, seat_1):
    buy(site)
    seat_1.tell(opened(site))
    site.hub.write(front_desk.settle_lost_session, seat=1, by=site.operator)
    seat_1.tell(SessionClosed("own-1", 600, "finished"))
    assert left_s(site) == [HALF_HOUR]


def test_a_site_that_allows_it_no_more_keeps_what_the_station_gave(site, seat_1):
    set_to(site, offline_ok_s=0)
    seat_1.tell(opened(site, seconds=600))
    assert session(site).granted_s == 600


def test_a_card_of_before_the_hub_had_new_keys_is_believed(site, seat_1):
    old = site.hub.keys
    site.hub.keys = replace(make_keys(), older=(old,))
    assert seat_1.tell(opened(site, card=write_card(old.signing, code=CODE))) == [("stored", "")]
    assert use(site).owner == site.owner


# a hub that was restored from a copy


def lost(site, seat_1):
    """A card's session, with a lease of the hub's own, of which the copy knows nothing."""
    buy(site)
    site.hub.write(restores.note, copied_at=Instant(site.clock.now() - 3_600_000))
    given = Lease(
        *("own-1-2", "own-1", guest_of(text(site)), site.stations[1], "boot-1", 2, ALLOWED_S, 60),
        kind="prepaid",
        rate_text="",
        issued=site.clock.now(),
    )
    lease = sign_lease(site.hub.keys.signing, given)
    return seat_1.say(opened(site)), seat_1.say(
        SessionClosed("own-1", 600, "finished", lease=lease)
    )


def test_a_restored_hub_hears_of_it_again_and_it_is_paid_once(site, seat_1):
    facts = lost(site, seat_1)
    for _ in range(2):
        seat_1.give(*facts)
    assert (session(site).used_s, use(site).owner) == (600, site.owner)
    assert left_s(site) == [HALF_HOUR - 600]


def test_where_its_end_is_heard_first_it_is_a_guests_and_known_as_the_cards_later(site, seat_1):
    first, last = lost(site, seat_1)
    seat_1.give(last)
    assert (session(site).state, session(site).used_s) == ("closed", 600)
    seat_1.give(first)
    assert use(site).code == CODE
    assert left_s(site) == [HALF_HOUR]
