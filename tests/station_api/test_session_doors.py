import pytest
from fakes.hub_world import PIN
from fakes.machines import look
from station_api.asking import lease_of, open_with

from kiosk.acts import cards, classes, front_desk, seating
from kiosk.acts.cards import Codes
from kiosk.acts.records import record_of
from kiosk.acts.selling import Counter
from kiosk.acts.subscriptions import cancel
from kiosk.protocol import station_calls as words
from kiosk.protocol import time_calls
from kiosk.protocol.codec import decode, encode
from kiosk.protocol.leases import Lease
from kiosk.protocol.resume import resume_matches
from kiosk.rules.pins import picture_pin
from kiosk.rules.refusals import Refusal
from kiosk.rules.vouchers import VoucherState
from kiosk.store import lock_outs, sessions, subscriptions, vouchers


def test_a_voucher_opens_a_session_at_the_lock(site, ask, voucher):
    opened = open_with(ask, f" {voucher.lower()} ")
    assert lease_of(opened).seconds == 1_800
    assert site.session_at(1).id == lease_of(opened).session
    assert resume_matches(opened.resume_hash, session=lease_of(opened).session, secret=voucher)
    assert look(site, vouchers.by_code, voucher).state is VoucherState.IN_USE


def test_a_lost_reply_is_given_again(site, ask, voucher):
    first = open_with(ask, voucher)
    again = open_with(ask, voucher)
    assert lease_of(first).session == lease_of(again).session
    assert len(look(site, sessions.all_open)) == 1


def test_a_visitor_opens_with_code_and_pin(site, ask, ask_from_2):
    grace = site.visitor()
    site.start(2, by=site.operator, visitor=grace)
    with pytest.raises(Refusal, match="visitor_has_session"):
        open_with(ask, "471902", pin=PIN)
    opened = open_with(ask_from_2, "471902", pin=PIN)
    assert opened.record.name == "Grace Muthoni"
    assert resume_matches(opened.resume_hash, session=lease_of(opened).session, secret=PIN)


@pytest.mark.parametrize(
    ("code", "pin", "refusal"),
    [
        ("471902", "0000", "wrong_pin"),
        ("000000", PIN, "wrong_pin"),
        ("471902", "", "wrong_pin"),
        ("00000000", "", "voucher_unknown"),
        ("00000001", "", "voucher_mistyped"),
        ("", "", "voucher_mistyped"),
        ("٤٧١٩٠٢", PIN, "voucher_mistyped"),
    ],
)
def test_what_opens_nothing_says_why(site, ask, code, pin, refusal):
    site.visitor()
    with pytest.raises(Refusal, match=refusal):
        open_with(ask, code, pin=pin)


def test_a_card_that_is_blank_or_replaced_says_so_and_nobody_is_locked_out(site, ask):
    codes = Codes(("300001", "300002"))
    site.hub.write(cards.make_cards, count=1, codes=codes, by=site.operator)
    given = {"blank": "", "codes": codes, "by": site.operator}
    site.hub.write(cards.replace_card, visitor=site.visitor(), **given)
    for _try in range(9):
        for code, refusal in (("300001", "card_blank"), ("471902", "card_replaced")):
            with pytest.raises(Refusal, match=refusal):
                open_with(ask, code, pin=PIN)


def test_three_pictures_open_as_a_pin_does_and_go_on_after_a_cut(site, ask):
    grace = site.visitor(pin=picture_pin(("key", "sun", "cat")))
    site.sat(2, grace, by=site.operator)
    with pytest.raises(Refusal, match="wrong_pin"):
        open_with(ask, "471902", pin=picture_pin(("sun", "key", "cat")))
    pin = picture_pin(("key", "sun", "cat"))
    opened = open_with(ask, "471902", pin=pin)
    assert resume_matches(opened.resume_hash, session=lease_of(opened).session, secret=pin)


def test_five_wrong_pins_lock_this_code_out_at_this_station_only(
    site, ask, ask_from_2, monkeypatch
):
    from kiosk.station_api import identities

    monkeypatch.setattr(identities.passwords, "matches", lambda _, pin: pin == PIN)
    grace = site.visitor()
    site.start(2, by=site.operator, visitor=grace)
    refused = []
    for n in range(6):
        with pytest.raises(Refusal) as caught:
            open_with(ask, "471902", pin="0000", request_id=f"request-{n}")
        refused.append(caught.value.code)
    assert refused == ["wrong_pin"] * 4 + ["locked_out"] * 2
    with pytest.raises(Refusal, match="locked_out"):
        open_with(ask, "471902", pin=PIN)
    assert open_with(ask_from_2, "471902", pin=PIN)


def test_one_pin_tried_with_many_codes_locks_the_keypad_of_that_station(
    site, ask, ask_from_2, monkeypatch
):
    """A right PIN in between changes nothing: else a guesser with an account would go on for ever."""
    from kiosk.station_api import identities

    monkeypatch.setattr(
        identities.passwords, "matches", lambda kept, pin: bool(kept) and pin == PIN
    )
    site.start(2, by=site.operator, visitor=site.visitor())
    refused = []
    for n in range(22):
        if n == 10:
            with pytest.raises(Refusal, match="visitor_has_session"):
                open_with(ask, "471902", pin=PIN)
        with pytest.raises(Refusal) as caught:
            open_with(ask, f"{n:06d}", pin="1234", request_id=f"request-{n}")
        refused.append(caught.value.code)
    assert refused == ["wrong_pin"] * 20 + ["locked_out"] * 2
    with pytest.raises(Refusal, match="locked_out"):
        open_with(ask, "471902", pin=PIN)
    assert open_with(ask_from_2, "471902", pin=PIN)


def test_a_right_pin_forgets_the_wrong_ones(site, ask):
    site.visitor()
    subject = f"visitor:471902@{site.stations[1]}"
    for _ in range(4):
        site.hub.write(seating.note_wrong_pin, subjects=(subject,))
    with pytest.raises(Refusal, match="no_time_left"):
        open_with(ask, "471902", pin=PIN)
    with pytest.raises(Refusal, match="wrong_pin"):
        open_with(ask, "471902", pin="0000")
    assert look(site, lock_outs.locked_until, subject, site.hub.now()) is None


def test_guessing_vouchers_locks_the_keypad_not_the_vouchers(site, ask, ask_from_2, voucher):
    refused = []
    for n in range(5):
        with pytest.raises(Refusal) as caught:
            open_with(ask, "00000000", request_id=f"request-{n}")
        refused.append(caught.value.code)
    assert refused == ["voucher_unknown"] * 4 + ["locked_out"]
    with pytest.raises(Refusal, match="locked_out"):
        open_with(ask, voucher)
    assert open_with(ask_from_2, voucher)


def test_a_voucher_that_is_void_says_so_and_locks_nobody_out(site, ask, voucher):
    def void(db, now) -> None:
        vouchers.set_state(db, code=voucher, state=VoucherState.VOID)

    site.hub.write(void)
    for n in range(7):
        with pytest.raises(Refusal, match="voucher_void"):
            open_with(ask, voucher, request_id=f"request-{n}")


def test_a_session_of_the_desk_is_taken_up_renewed_and_shown(site, ask, running):
    asked = words.Take(running, "boot-1")
    opened = decode(ask("POST", words.TAKE_PATH, encode(asked)), words.Opened)
    assert lease_of(opened).session == running
    renewing = words.Renew(lease_of(opened).lease_id, running, "boot-1", 61)
    renewed = decode(ask("POST", words.RENEW_PATH, encode(renewing)), words.Renewed)
    assert decode(renewed.lease.raw, Lease).n == 2
    assert site.session_at(1).used_s == 61
    record = ask("GET", f"{words.RECORD_PATH}?session={running}")
    assert decode(record, words.Record).visitor == site.session_at(1).visitor


def test_what_is_not_at_this_station_is_not_told(site, ask, ask_from_2, running):
    for path in (
        f"{words.RECORD_PATH}?session={running}",
        f"{words.RECORD_PATH}?session=",
        words.RECORD_PATH,
    ):
        with pytest.raises(Refusal, match="no_session_here"):
            ask_from_2("GET", path)
    with pytest.raises(Refusal, match="no_session_here"):
        ask("GET", f"{words.RECORD_PATH}?session=another")
    with pytest.raises(Refusal, match="no_session_here"):
        ask_from_2("POST", words.TAKE_PATH, encode(words.Take(running, "boot-1")))


class TestBuyingTime:
    @pytest.fixture
    def grace(self, site, ask):
        """She sits at seat 1 on an hour, with money on her account."""
        visitor = site.visitor()
        counter = Counter("half-hour", 10_000, site.operator)
        site.hub.write(front_desk.sell_pass, visitor=visitor, counter=counter)
        site.earn(visitor, 9_000)
        self.session = lease_of(open_with(ask, "471902", pin=PIN)).session
        return visitor

    def bought(self, ask, *, pin=PIN, session=""):
        asked = time_calls.Buy("buy-1", session or self.session, pin, "half-hour", 4_000)
        return decode(ask("POST", words.BUY_PATH, encode(asked)), time_calls.Bought)

    def on_sale(self, ask):
        path = f"{words.ON_SALE_PATH}?session={self.session}"
        return decode(ask("GET", path), time_calls.OnSale)

    def test_the_pin_is_the_yes_and_a_lost_reply_is_given_again(self, site, ask, grace):
        assert self.on_sale(ask).balance_minor == 9_000
        first = self.bought(ask)
        assert (self.bought(ask), first.seconds) == (first, 3_600)
        assert site.balance(f"visitor:{grace}") == 5_000

    def test_without_it_nothing_is_taken(self, site, ask, ask_from_2, grace):
        with pytest.raises(Refusal, match="wrong_pin"):
            self.bought(ask, pin="0000")
        for asked in (self.bought, self.on_sale):
            with pytest.raises(Refusal, match="no_session_here"):
                asked(ask_from_2)
        assert site.balance(f"visitor:{grace}") == 9_000


class TestPayingASubscription:
    @pytest.fixture
    def grace(self, site, ask, clock):
        """She sits at seat 1, and her subscription lapses tomorrow."""
        visitor = site.visitor()
        site.weekly = site.subscribe(visitor, by=site.operator)
        clock.forward(seconds=6 * 86_400)
        self.session = lease_of(open_with(ask, "471902", pin=PIN)).session
        return visitor

    def paid(self, ask, *, pin=PIN, session="", request_id="pay-1"):
        asked = time_calls.PaySubscription(request_id, session or self.session, pin, 2, 20_000)
        return decode(ask("POST", words.SUBSCRIPTION_PATH, encode(asked)), time_calls.Paid)

    def test_the_pin_is_the_yes_and_a_lost_reply_is_given_again(self, site, ask, grace):
        site.earn(grace, 50_000)
        first = self.paid(ask)
        assert self.paid(ask) == first
        assert first.until > site.hub.now() + 7 * 86_400_000
        assert site.balance(f"visitor:{grace}") == 30_000

    def test_without_it_nothing_is_taken(self, site, ask, ask_from_2, grace):
        site.earn(grace, 50_000)
        with pytest.raises(Refusal, match="wrong_pin"):
            self.paid(ask, pin="0000")
        with pytest.raises(Refusal, match="no_session_here"):
            self.paid(ask_from_2)
        for _try in range(site.hub.settings.pin_tries - 1):
            with pytest.raises(Refusal, match=r"wrong_pin|locked_out"):
                self.paid(ask, pin="0000")
        with pytest.raises(Refusal, match="locked_out"):
            self.paid(ask)
        assert site.balance(f"visitor:{grace}") == 50_000

    def answer(self, ask, *, pin="", price_minor=20_000, session="", request_id="answer-1"):
        asked = time_calls.AnswerRenewal(request_id, session or self.session, pin, price_minor)
        return decode(ask("POST", words.RENEWAL_PATH, encode(asked)), time_calls.Answered).agreed

    def test_renewals_by_itself_need_the_pin_and_end_without(self, site, ask, ask_from_2, grace):
        with pytest.raises(Refusal, match="wrong_pin"):
            self.answer(ask, pin="0000")
        assert self.answer(ask, pin=PIN)
        assert look(site, subscriptions.by_id, site.weekly).agreed_minor == 20_000
        with pytest.raises(Refusal, match="no_session_here"):
            self.answer(ask_from_2, price_minor=0)
        with pytest.raises(Refusal, match="no_session_here"):
            self.answer(ask, price_minor=0, session="another")
        assert not self.answer(ask, price_minor=0, request_id="answer-2")
        assert look(site, subscriptions.by_id, site.weekly).agreed_minor == 0

    def test_the_seat_is_told_whether_it_renews_by_itself(self, site, ask, grace):
        def told():
            return look(
                site, lambda db: record_of(db, site.hub.now(), site.hub.site, visitor=grace)
            )

        assert told().renewing == time_calls.Renewing("Weekly", 20_000, False)
        self.answer(ask, pin=PIN)
        assert told().renewing.agreed
        cancelling = {"subscription": site.weekly, "by": site.operator, "reason": "moves away"}
        site.hub.write(cancel, **cancelling)
        assert told().renewing is None

    def test_a_guest_has_no_pin_to_agree_with(self, site, ask, voucher):
        self.session = lease_of(open_with(ask, voucher)).session
        with pytest.raises(Refusal, match="no_session_here"):
            self.paid(ask)


def test_who_sits_here_joins_a_class_and_guessing_its_code_locks_out(site, ask):
    grace, mentor = site.visitor("Grace Muthoni", code="471902"), site.staff("joy", role="mentor")
    told = {"draft": classes.ClassDraft("Morning group", mentor), "by": mentor}
    made = site.hub.write(classes.make_class, **told)
    code = site.hub.write(classes.open_joining, class_id=made, days=7, by=mentor)
    session = site.start(1, by=site.operator, visitor=grace).session

    def join(typed, n):
        asked = words.JoinClass(f"request-{n}", session, typed)
        return decode(ask("POST", words.JOIN_CLASS_PATH, encode(asked)), words.JoinedClass).title

    assert join(code, 0) == "Morning group"
    for n in range(1, 6):
        with pytest.raises(Refusal, match="class_code_unknown"):
            join("00000000", n)
    with pytest.raises(Refusal, match="locked_out"):
        join(code, 9)
