"""Offers are made, changed and retired; a session is covered by one pass after the other."""

import msgspec
import pytest
from fakes.machines import look

from kiosk.acts import front_desk, leasing, moving, passes, seating
from kiosk.acts.selling import Counter
from kiosk.protocol.bodies import SessionClosed, SessionUsed
from kiosk.protocol.codec import decode
from kiosk.protocol.leases import Lease
from kiosk.rules.instants import Instant, later
from kiosk.rules.offers import Draft, Lasts, Terms
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import Window
from kiosk.store import commands, given_time, offers, sessions
from kiosk.store import passes as store

HALF_HOUR, HOUR, DAY = 1_800, 3_600, 86_400
DRAFT = Draft("10 hours", 60_000, 10 * HOUR, 30 * DAY, 5)


def make(site, draft=DRAFT):
    return site.hub.write(passes.make_offer, draft=draft, by=site.operator)


def sell(site, visitor, offer):
    counter = Counter(offer, 10**9, site.operator)
    return site.hub.write(front_desk.sell_pass, visitor=visitor, counter=counter)


def sit(site, visitor, seat=1):
    return site.hub.write(front_desk.start_with_pass, seat=seat, visitor=visitor, by=site.operator)


def granted(site, name):
    return look(site, sessions.by_id, name).granted_s


def segments(site, name):
    receipt = msgspec.json.decode(look(site, sessions.by_id, name).receipt)
    return [(one["seconds"], one["covered_by"] is not None) for one in receipt["segments"]]


def left(site, visitor):
    held = look(site, store.usable, visitor=visitor, at=site.hub.now())
    return {one.offer: one.left_s for one in held}


def waiting(site, seat=1):
    return look(site, commands.waiting, site.stations[seat])


def renewed(site, name, *, used_s, seat=1):
    answer = site.hub.write(
        seating.renew_lease,
        station=site.stations[seat],
        session=name,
        boot_id="boot-1",
        used_s=used_s,
    )
    return decode(answer.lease.raw, Lease)


def local(site, clock, hour, minute=0):
    """Wait until the wall clock of the site (UTC+3, the whole year) shows this."""
    now = site.hub.now() // 1000 + 3 * HOUR
    clock.forward(seconds=(hour * HOUR + minute * 60 - now) % DAY)


def refused(site, act, **words):
    with pytest.raises(Refusal) as refusal:
        site.hub.write(act, by=site.operator, **words)
    return refusal.value.code


class TestOffers:
    def test_a_new_offer_is_a_button_and_known_at_the_stations(self, site):
        offer = make(site)
        made = look(site, offers.by_id, offer)
        assert (made.title, made.seconds, made.edition, made.series) == (
            "10 hours",
            10 * HOUR,
            1,
            offer,
        )
        assert offer in [one.id for one in look(site, offers.pinned)]

    def test_two_offers_on_sale_never_have_one_name(self, site):
        make(site)
        again = Draft(" 10 HOURS ", 1, 60, DAY, 1)
        assert refused(site, passes.make_offer, draft=again) == "offer_exists"

    def test_an_unknown_zone_is_refused(self, site):
        draft = Draft("Roof", 1, 60, DAY, 1, terms=Terms(zones=frozenset({"roof"})))
        assert refused(site, passes.make_offer, draft=draft) == "offer_wrong"

    def test_no_more_offers_than_the_desk_can_show(self, site):
        for n in range(passes.OFFERS_MOST - 1):
            make(site, Draft(f"Offer {n}", 1, 60, DAY, 1))
        assert refused(site, passes.make_offer, draft=DRAFT) == "too_many"

    def test_a_change_is_a_new_edition_and_what_was_sold_keeps_its_terms(self, site):
        grace = site.visitor()
        old = make(site)
        sell(site, grace, old)
        dearer = Draft("10 hours", 90_000, HOUR, DAY, 5, terms=Terms(window=Window(end=60)))
        new = site.hub.write(passes.change_offer, offer=old, draft=dearer, by=site.operator)
        (held,) = look(site, store.usable, visitor=grace, at=site.hub.now())
        assert (held.offer, held.left_s, held.terms) == (old, 10 * HOUR, Terms())
        assert look(site, offers.by_id, new).edition == 2
        assert [one.id for one in look(site, offers.active)] == ["half-hour", new]
        with pytest.raises(Refusal, match="offer_unknown"):
            sell(site, grace, old)
        assert refused(site, passes.change_offer, offer=old, draft=dearer) == "offer_closed"

    def test_retired_and_sold_again(self, site):
        offer = make(site)
        site.hub.write(passes.retire_offer, offer=offer, by=site.operator)
        assert [one.id for one in look(site, offers.retired)] == [offer]
        assert refused(site, passes.retire_offer, offer=offer) == "offer_closed"
        make(site)
        assert refused(site, passes.restore_offer, offer=offer) == "offer_exists"
        (double,) = [one.id for one in look(site, offers.active) if one.id != "half-hour"]
        site.hub.write(passes.retire_offer, offer=double, by=site.operator)
        site.hub.write(passes.restore_offer, offer=offer, by=site.operator)
        assert offer in [one.id for one in look(site, offers.active)]
        assert refused(site, passes.restore_offer, offer=offer) == "offer_closed"

    def test_an_edition_that_was_replaced_is_not_sold_again(self, site):
        old = make(site)
        new = site.hub.write(passes.change_offer, offer=old, draft=DRAFT, by=site.operator)
        site.hub.write(passes.retire_offer, offer=new, by=site.operator)
        assert refused(site, passes.restore_offer, offer=old) == "offer_closed"

    def test_what_is_not_pinned_is_sold_but_no_button(self, site):
        grace, offer = site.visitor(), make(site)
        site.hub.write(passes.pin_offer, offer=offer, pinned=False, by=site.operator)
        assert offer not in [one.id for one in look(site, offers.pinned)]
        sell(site, grace, offer)
        site.hub.write(passes.pin_offer, offer=offer, pinned=True, by=site.operator)
        assert offer in [one.id for one in look(site, offers.pinned)]

    def test_nobody_changes_what_is_not_there(self, site):
        assert refused(site, passes.retire_offer, offer="none") == "offer_unknown"


@pytest.mark.usefixtures("nothing_is_wrong")
class TestTermsHold:
    def test_a_session_rolls_over_to_the_next_pass_without_a_stop(self, site, seat_1, clock):
        """Two passes end in one session: an hour of the morning, then what is left of a package."""
        local(site, clock, 11, 30)
        grace = site.visitor()
        morning = Terms(window=Window(start=8 * 60, end=12 * 60), lasts=Lasts.HOURS)
        sell(site, grace, make(site, Draft("Morning", 5_000, None, DAY, 2, terms=morning)))
        sell(site, grace, "half-hour")
        sell(site, grace, "half-hour")
        name = sit(site, grace)
        assert granted(site, name) == 3 * HALF_HOUR
        lease = site.hub.write(_lease, session=name)
        assert lease["offline_ok_s"] == 3 * HALF_HOUR  # also with the hub away the whole time
        clock.forward(seconds=3 * HALF_HOUR)
        seat_1.close(name, used_s=3 * HALF_HOUR)
        assert segments(site, name) == [(HALF_HOUR, True)] * 3
        assert left(site, grace) == {}
        assert site.balance("sales:time") == 0

    def test_a_pass_of_another_zone_opens_nothing_here(self, site, seat_1):
        site.station(3, zone="vip")
        grace = site.visitor()
        vip = Draft("VIP hour", 9_000, HOUR, DAY, 2, terms=Terms(zones=frozenset({"vip"})))
        sell(site, grace, make(site, vip))
        with pytest.raises(Refusal, match="no_time_left"):
            sit(site, grace, seat=1)
        assert granted(site, sit(site, grace, seat=3)) == HOUR

    def test_a_night_pass_ends_with_the_night(self, site, seat_1, clock):
        local(site, clock, 23)
        grace = site.visitor()
        night = Terms(window=Window(start=22 * 60, end=6 * 60), lasts=Lasts.HOURS)
        sell(site, grace, make(site, Draft("Night", 9_000, None, DAY, 2, terms=night)))
        name = sit(site, grace)
        assert granted(site, name) == 7 * HOUR
        clock.forward(hours=7)
        seat_1.close(name, used_s=7 * HOUR)
        assert segments(site, name) == [(HOUR, True), (6 * HOUR, True)]
        with pytest.raises(Refusal, match="no_time_left"):
            sit(site, grace)

    def test_a_night_pass_does_not_wait_for_a_pause(self, site, seat_1, clock):
        """Else what runs past its end would be nobody's; the station hears at once of the rest."""
        name = self.night(site, clock)
        clock.forward(hours=1)
        seat_1.tell(SessionUsed(name, HOUR, "paused"))
        clock.forward(hours=2)
        seat_1.tell(SessionUsed(name, HOUR, "resumed"))
        assert granted(site, name) == 5 * HOUR
        assert [one.kind for one in waiting(site)][-1] == "renew"
        assert renewed(site, name, used_s=HOUR).seconds == 5 * HOUR

    def test_nor_for_the_pause_before_a_move(self, site, seat_1, clock):
        name = self.night(site, clock)
        clock.forward(hours=1)
        seat_1.tell(SessionUsed(name, HOUR, "paused"))
        clock.forward(hours=2)
        site.hub.write(moving.ask_move, seat=1, target=2, by=site.operator)
        seat_1.tell(SessionClosed(name, HOUR, "moved"))
        assert granted(site, name) == 5 * HOUR

    def test_a_pass_that_ended_in_the_pause_goes_on_nowhere(self, site, seat_1, clock):
        name = self.night(site, clock)
        clock.forward(hours=1)
        seat_1.tell(SessionUsed(name, HOUR, "paused"))
        clock.forward(hours=7)
        with pytest.raises(Refusal, match="no_time_left"):
            site.hub.write(moving.ask_move, seat=1, target=2, by=site.operator)
        seat_1.tell(SessionUsed(name, HOUR, "resumed"))
        assert granted(site, name) == HOUR

    def test_who_is_closed_while_the_hub_is_away_pays_nothing_for_it(self, site, seat_1, clock):
        """The station knew only its old lease: what it let run is ours, and no account is asked."""
        name = self.night(site, clock)
        grace = look(site, sessions.by_id, name).visitor
        site.earn(grace, 50_000)
        clock.forward(hours=1)
        told = [seat_1.say(SessionUsed(name, HOUR, "paused"))]
        clock.forward(hours=2)
        told.append(seat_1.say(SessionUsed(name, HOUR, "resumed")))
        clock.forward(hours=6)
        seat_1.give(*told, seat_1.say(SessionClosed(name, 7 * HOUR, "time_up")))
        assert segments(site, name) == [(HOUR, True), (4 * HOUR, True)]
        given = look(site, given_time.of_session, name)
        assert [(one.why, one.seconds) for one in given] == [("late_lock", 2 * HOUR)]
        assert site.balance(f"visitor:{grace}") == 50_000

    def night(self, site, clock):
        """Somebody sits down at 23:00 with a pass until 6:00; returns the session."""
        local(site, clock, 23)
        grace = site.visitor()
        terms = Terms(window=Window(start=22 * 60, end=6 * 60), lasts=Lasts.HOURS)
        sell(site, grace, make(site, Draft("Night", 9_000, None, DAY, 2, terms=terms)))
        name = sit(site, grace)
        assert granted(site, name) == 7 * HOUR
        return name

    def test_a_day_pass_ends_at_local_midnight(self, site, clock):
        local(site, clock, 21)
        grace = site.visitor()
        day = Draft("Day", 9_000, None, DAY, 2, terms=Terms(lasts=Lasts.DAY))
        sell(site, grace, make(site, day))
        assert granted(site, sit(site, grace)) == 3 * HOUR

    def test_a_daily_quota_holds_over_sessions_and_begins_anew_at_midnight(
        self, site, seat_1, clock
    ):
        local(site, clock, 22)
        grace = site.visitor()
        hour_a_day = Draft(
            "Ten days", 9_000, 10 * HOUR, 30 * DAY, 2, terms=Terms(seconds_a_day=HOUR)
        )
        offer = make(site, hour_a_day)
        sell(site, grace, offer)
        first = sit(site, grace)
        assert granted(site, first) == HOUR
        clock.forward(minutes=40)
        seat_1.close(first, used_s=2_400)
        second = sit(site, grace)
        assert granted(site, second) == 1_200
        clock.forward(minutes=20)
        seat_1.close(second, used_s=1_200)
        with pytest.raises(Refusal, match="no_time_left"):
            sit(site, grace)
        local(site, clock, 0)
        assert granted(site, sit(site, grace)) == HOUR
        assert left(site, grace) == {offer: 9 * HOUR}

    def test_a_pass_that_never_ends_grants_a_week_at_most(self, site):
        grace = site.visitor()
        sell(site, grace, make(site, Draft("Month", 9_000, None, 30 * DAY, 2)))
        assert granted(site, sit(site, grace)) == 7 * DAY


def test_a_voucher_keeps_the_terms_of_its_offer(site, seat_1, clock):
    local(site, clock, 10)
    day = make(site, Draft("Day", 9_000, None, DAY, 2, terms=Terms(lasts=Lasts.DAY)))
    site.sell_voucher(by=site.operator, offer=day)
    (voucher,) = site.hub.write(_vouchers)
    assert voucher == later(site.hub.now(), seconds=14 * HOUR)


def _vouchers(db, now):
    return tuple(Instant(row["lapses"]) for row in db.execute("SELECT lapses FROM voucher"))


def _lease(db, now, *, session, site):
    signed = leasing.give(db, now, site, session=sessions.by_id(db, session), boot_id="boot-1")
    return msgspec.json.decode(signed.raw)
