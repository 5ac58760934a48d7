"""A hub that was restored learns from its stations what came after the copy."""

from dataclasses import replace

import pytest
from fakes.machines import look

from kiosk.acts import front_desk, ingest, moving, seating, station_link
from kiosk.acts.selling import Counter
from kiosk.acts.vouchers import paper_text
from kiosk.jobs.table import SPOKEN_FOR_S, hear_hands
from kiosk.protocol.bodies import RulesAccepted, SessionClosed, SessionUsed, VoucherOpened
from kiosk.protocol.keys import make_keys
from kiosk.protocol.leases import Lease, SignedLease, sign_lease
from kiosk.protocol.vouchers import guest_of, write_voucher
from kiosk.rules.instants import Instant, later
from kiosk.rules.refusals import Refusal
from kiosk.rules.vouchers import VoucherState
from kiosk.store import audit, passes, restores, sessions, tasks, visitors, vouchers

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")
HOUR = 3600


@pytest.fixture
def restored(site):
    """The hub stands on a copy of an hour ago."""
    site.hub.write(restores.note, copied_at=Instant(site.clock.now() - HOUR * 1000))
    return site


def lease(site, session="lost-1", *, visitor="guest-1", seat=1, seconds=1800, kind="prepaid"):
    """What the hub gave after the copy, as its station holds it."""
    given = Lease(
        *(f"{session}-1", session, visitor, site.stations[seat], "boot-1", 1, seconds, 60),
        kind=kind,
        rate_text="",
        issued=site.clock.now(),
    )
    return sign_lease(site.hub.keys.signing, given)


def closed(site, session="lost-1", *, used_s=600, why="finished", **told):
    return SessionClosed(session, used_s, why, lease=lease(site, session, **told))


def with_time(site, name="Grace Muthoni", *, code="471902"):
    """A visitor who has bought half an hour ahead."""
    visitor = site.visitor(name, code=code)
    site.hub.write(
        front_desk.sell_pass,
        visitor=visitor,
        counter=Counter("half-hour", 10_000, site.operator),
    )
    return visitor


def session(site, name="lost-1"):
    return look(site, sessions.by_id, name)


def done(site):
    return {line.act for line in look(site, audit.latest, before=None, limit=99)}


# sessions


def test_a_session_of_after_the_copy_is_settled_once(restored, seat_1):
    """What the counter took for it is lost with the disk; nobody pays it twice."""
    word = seat_1.say(closed(restored))
    assert [one.result for one in seat_1.give(word).results] == ["stored"]
    assert [one.result for one in seat_1.give(word).results] == ["duplicate"]
    kept = session(restored)
    assert (kept.used_s, kept.visitor, kept.kind, kept.state) == (
        600,
        "guest-1",
        "prepaid",
        "closed",
    )
    assert look(restored, visitors.by_id, "guest-1").is_guest
    assert "recover_session" in done(restored)


def test_its_visitors_pass_pays_for_it(restored, seat_1):
    grace = with_time(restored)
    seat_1.tell(closed(restored, visitor=grace))
    assert look(restored, sessions.spent_s, "lost-1") == 600


def test_a_free_session_stays_free(restored, seat_1):
    seat_1.tell(closed(restored, kind="class"))
    assert session(restored).kind == "free"


def test_a_session_that_still_runs_is_known_again_and_goes_on(restored, seat_1):
    with pytest.raises(Refusal, match="session_not_known"):
        renew(restored)
    word = SessionUsed("lost-1", 60, "resumed", lease=lease(restored))
    assert seat_1.tell(word) == [("stored", "")]
    assert restored.session_at(1).id == "lost-1"
    renew(restored)
    assert seat_1.tell(SessionUsed("lost-1", 70, "paused", lease=lease(restored))) == [
        ("stored", "")
    ]
    assert session(restored).state == "paused"


def renew(site):
    site.hub.write(
        seating.renew_lease,
        station=site.stations[1],
        session="lost-1",
        boot_id="boot-1",
        used_s=60,
    )


def test_a_hub_that_was_never_restored_knows_its_own_sessions(site, seat_1):
    with pytest.raises(Refusal, match="no_session_here"):
        renew(site)
    assert seat_1.tell(SessionClosed("made-up", 60, "finished")) == [("rejected", "not_found")]


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(lambda _site: None, id="an older station tells none"),
        pytest.param(lambda site: lease(site, "another"), id="of another session"),
        pytest.param(lambda site: lease(site, seat=2), id="of another station"),
        pytest.param(
            lambda site: SignedLease(lease(site).raw, make_keys().signing.sign(b"x").signature),
            id="signed by somebody else",
        ),
        pytest.param(lambda _site: SignedLease(b"{}", bytes(64)), id="no lease at all"),
    ],
)
def test_what_cannot_be_shown_waits_for_staff_and_is_not_refused(restored, seat_1, wrong):
    word = SessionClosed("lost-1", 600, "finished", lease=wrong(restored))
    assert [result for result, _ in seat_1.tell(word)] == ["parked"]
    accepted = RulesAccepted("lost-1", 1, "en")
    assert [result for result, _ in seat_1.tell(accepted)] == ["parked"]
    assert session(restored) is None


def test_the_copys_session_at_the_seat_is_over(restored, seat_1):
    started = restored.start(1, by=restored.operator)
    restored.running(1, started.session, used_s=100)
    seat_1.tell(closed(restored))
    assert session(restored, started.session).state == "closed"
    assert session(restored).used_s == 600


def test_a_visitor_whose_older_session_is_open_elsewhere_waits_for_its_end(
    restored, seat_1, seat_2
):
    grace = restored.visitor()
    started = restored.start(2, by=restored.operator, visitor=grace)
    restored.running(2, started.session)
    assert [result for result, _ in seat_1.tell(closed(restored, visitor=grace))] == ["parked"]
    seat_2.close(started.session, used_s=300)
    restored.hub.write(_retry, station=seat_1.station, site=restored.hub.site)
    assert session(restored).used_s == 600


def _retry(db, now, *, station, site):
    return ingest.retry_parked(db, now, station=station, site=site)


def test_work_of_a_visitor_nobody_knows_waits_for_the_session_that_names_them(
    restored, seat_1, exchange
):
    exchange.allot("a1")
    assert seat_1.submit("lost-1", "guest-1", "a1") == [("parked", "not_understood_yet")]
    seat_1.tell(closed(restored))
    assert look(restored, tasks.slot, "a1").state == "submitted"


# moved after the copy


def test_what_ran_at_a_seat_it_was_moved_to_after_the_copy_is_settled_beside(site, seat_1, seat_2):
    started = site.start(1, by=site.operator)
    site.running(1, started.session)
    left = seat_1.say(SessionClosed(started.session, 400, "moved"))
    site.clock.forward(seconds=1)
    site.hub.write(restores.note, copied_at=site.clock.now())
    there = closed(site, started.session, used_s=900, seat=2)
    assert [result for result, _ in seat_2.tell(there)] == ["parked"]
    paused = SessionUsed(started.session, 700, "paused", lease=there.lease)
    assert seat_2.tell(paused) == [("stored", "")]
    seat_1.give(left)
    assert session(site, started.session).state == "closed"
    site.hub.write(_retry, station=seat_2.station, site=site.hub.site)
    late = session(site, f"{started.session}-{seat_2.station[:8]}")
    assert (late.used_s, late.seat) == (500, 2)


def test_nothing_ran_at_the_seat_it_was_moved_to(restored, seat_1, seat_2):
    started = restored.start(1, by=restored.operator)
    restored.running(1, started.session)
    seat_1.close(started.session, used_s=400)
    seat_2.tell(closed(restored, started.session, used_s=400, seat=2))
    assert session(restored, f"{started.session}-{seat_2.station[:8]}") is None


def test_a_seat_without_the_lease_is_believed_nothing(restored, seat_1, seat_2):
    started = restored.start(1, by=restored.operator)
    restored.running(1, started.session)
    seat_1.close(started.session, used_s=400)
    seat_2.tell(SessionClosed(started.session, 900, "finished"))
    assert session(restored, f"{started.session}-{seat_2.station[:8]}") is None


def test_a_move_that_is_called_off_after_the_restore_opens_the_session_again(restored, seat_1):
    started = restored.start(1, by=restored.operator)
    restored.running(1, started.session)
    restored.hub.write(moving.ask_move, seat=1, target=2, by=restored.operator)
    restored.hub.write(moving.cancel_move, seat=1, by=restored.operator)
    restored.clock.forward(seconds=1)
    seat_1.tell(SessionClosed(started.session, 10, "moved"))
    assert session(restored, started.session).state == "open"


# vouchers


def paper_of_after(site, *, seconds=1800, code="AAAAAAAA"):
    lapses = Instant(later(site.clock.now(), seconds=86_400) // 60_000 * 60_000)
    return write_voucher(site.hub.keys.signing, code=code, seconds=seconds, lapses=lapses)


def test_a_voucher_of_after_the_copy_comes_back_with_what_was_used(restored, seat_1):
    text = paper_of_after(restored)
    seat_1.tell(VoucherOpened("own-1", text, 1800), SessionClosed("own-1", 600, "finished"))
    voucher = look(restored, vouchers.by_code, "AAAAAAAA")
    assert (voucher.state, voucher.visitor) == (VoucherState.SOLD, guest_of(text))
    assert look(restored, passes.left_s, voucher.pass_id) == 1200


def test_a_voucher_nobody_sold_stays_unknown_where_there_was_no_restore(site, seat_1):
    word = VoucherOpened("own-1", paper_of_after(site), 1800)
    assert seat_1.tell(word) == [("rejected", "voucher_unknown")]


def test_a_second_voucher_stands_under_the_same_offer_and_a_known_one_is_in_use(restored, seat_1):
    for n, code in enumerate(("AAAAAAAA", "BBBBBBBB")):
        text = paper_of_after(restored, code=code)
        seat_1.tell(VoucherOpened(f"own-{n}", text, 1800), SessionClosed(f"own-{n}", 9, "finished"))
    sold = look(restored, vouchers.by_code, restored.sell_voucher(by=restored.operator).code)
    assert paper_text(restored.hub.site, sold)
    seat_1.tell(SessionUsed("lost-1", 5, "resumed", lease=lease(restored, visitor=sold.visitor)))
    assert look(restored, vouchers.by_code, sold.code).state is VoucherState.IN_USE


# hands


def test_no_slot_is_dealt_twice_while_a_station_may_hold_it(restored, exchange):
    """Slots that were dealt after the copy are free in it; only their stations know."""
    exchange.allot("a1", "a2")
    restored.open_at_lock(1, with_time(restored))
    assert look(restored, tasks.counts) == {"free": 2}
    restored.beat(1, state="open", session=restored.session_at(1).id)
    restored.clock.forward(seconds=SPOKEN_FOR_S)
    hear_hands(restored.hub, restored.hub.now())
    assert len(look(restored, restores.unheard, restored.hub.now())) == 2
    for _ in range(1 + SPOKEN_FOR_S // 5):
        restored.beat(2)
        restored.clock.forward(seconds=5)
    hear_hands(restored.hub, restored.hub.now())
    assert look(restored, restores.unheard, restored.hub.now()) == (restored.stations[1],)


def test_a_revoked_station_and_one_whose_slots_have_lapsed_are_waited_for_no_more(
    restored, exchange
):
    exchange.allot("a1")
    restored.hub.write(
        station_link.revoke_station,
        station=restored.stations[1],
        by=restored.operator,
        reason="gone",
    )
    assert look(restored, restores.unheard, restored.hub.now()) == (restored.stations[2],)
    restored.clock.forward(seconds=restores.HANDS_LAPSE_AFTER_S)
    assert look(restored, restores.unheard, restored.hub.now()) == ()
    exchange.allot("a2")
    hear_hands(restored.hub, restored.hub.now())
    restored.open_at_lock(2, with_time(restored))
    assert look(restored, tasks.counts)["dealt"] == 1


def test_an_answer_to_a_slot_that_the_copy_has_in_another_hand_waits(
    site, seat_1, seat_2, exchange
):
    exchange.allot("a1")
    grace, otieno = with_time(site), with_time(site, "Otieno Oduor", code="471903")
    site.open_at_lock(1, grace)
    first = site.session_at(1).id
    site.hub.write(restores.note, copied_at=site.clock.now())
    word = SessionUsed("lost-1", 5, "resumed", lease=lease(site, visitor=otieno, seat=2))
    seat_2.tell(word)
    assert seat_2.submit("lost-1", otieno, "a1") == [("parked", "not_understood_yet")]
    seat_1.close(first, used_s=5)
    site.hub.write(_retry, station=seat_2.station, site=site.hub.site)
    assert look(site, tasks.slot, "a1").state == "submitted"


def test_a_lease_that_was_given_under_keys_of_before_is_ours(restored, seat_1):
    word = seat_1.say(closed(restored))
    hub = restored.hub
    hub.site = replace(hub.site, keys=hub.keys.followed_by(make_keys()))
    assert [one.result for one in seat_1.give(word).results] == ["stored"]
