"""Staff see to one visitor: kept out until a day, let in again, a note, another name and PIN."""

import pytest
from fakes.machines import look

from kiosk.acts import care, front_desk
from kiosk.acts.care import NewPin
from kiosk.acts.granting import Terms
from kiosk.acts.seating import note_wrong_pin
from kiosk.queries.care import care as asked
from kiosk.rules.instants import S_PER_DAY
from kiosk.rules.refusals import Refusal
from kiosk.store import audit, bans, lock_outs, visitors

TOMORROW, NEXT_WEEK = "2026-11-23", "2026-11-29"


@pytest.fixture
def grace(site):
    return site.visitor()


@pytest.fixture
def ban(site, grace):
    def act(day=NEXT_WEEK, reason="fighting", **other):
        asked_for = {"visitor": grace, "day": day, "reason": reason, "by": site.operator}
        site.hub.write(care.ban_visitor, **{**asked_for, **other})

    return act


def start(site, visitor, seat=1):
    return site.start(seat, by=site.operator, visitor=visitor)


def test_who_is_banned_signs_in_nowhere_before_the_day_and_is_told_it(site, grace, ban):
    ban()
    for sign_in in (
        lambda: start(site, grace),
        lambda: site.open_at_lock(2, grace),
        lambda: site.hub.write(front_desk.start_with_pass, seat=1, visitor=grace, by=site.operator),
    ):
        with pytest.raises(Refusal, match="banned") as refused:
            sign_in()
        assert refused.value.details == {"day": NEXT_WEEK}


def test_a_refused_start_sells_nothing(site, grace, ban):
    ban()
    with pytest.raises(Refusal, match="banned"):
        start(site, grace)
    assert look(site, lambda db: db.execute("SELECT count(*) FROM payment").fetchone()[0]) == 0


def test_a_ban_is_over_by_itself(site, grace, ban, clock):
    ban(TOMORROW)
    clock.forward(seconds=S_PER_DAY)
    assert start(site, grace).session
    assert look(site, bans.in_force, visitor=grace, at=site.hub.now()) is None


def test_a_ban_ends_no_session_that_is_open(site, grace, ban):
    session = start(site, grace).session
    ban()
    site.running(1, session, used_s=60)
    assert site.session_at(1).visitor == grace
    lease = site.open_at_lock(1, grace)
    assert lease is not None


def test_others_and_guests_are_not_kept_out(site, ban):
    ban()
    assert start(site, site.visitor("Hassan Ali", code="471903")).session
    assert site.start(2, by=site.operator).session


def test_staff_lift_a_ban(site, grace, ban):
    ban()
    site.hub.write(care.lift_ban, visitor=grace, by=site.operator)
    assert start(site, grace).session
    kept = look(site, bans.of_visitor, visitor=grace, limit=9)
    assert [(one.reason, one.lifted_by) for one in kept] == [("fighting", site.operator)]
    site.hub.write(care.lift_ban, visitor=grace, by=site.operator)
    acts = [line.act for line in look(site, audit.latest, before=None, limit=9)]
    assert acts.count("lift_ban") == 1


def test_a_newer_ban_takes_the_place_of_the_one_before(site, grace, ban):
    ban(NEXT_WEEK)
    ban(TOMORROW, reason="talked about it")
    kept = look(site, bans.in_force, visitor=grace, at=site.hub.now())
    assert kept.reason == "talked about it"
    assert len(look(site, bans.of_visitor, visitor=grace, limit=9)) == 2


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"visitor": "nobody"}, "not_found"),
        ({"day": "2026-11-22"}, "ban_not_later"),
        ({"day": "2026-02-30"}, "ban_not_later"),
        ({"day": "soon"}, "ban_not_later"),
        ({"day": "2099-01-01"}, "ban_not_later"),
        ({"day": "9999-12-31"}, "ban_not_later"),
        ({"reason": "  "}, "reason_missing"),
    ],
)
def test_a_ban_out_of_shape_is_refused(site, grace, ban, changes, refusal):
    with pytest.raises(Refusal, match=refusal):
        ban(**changes)
    assert look(site, bans.of_visitor, visitor=grace, limit=9) == ()


def test_nobody_bans_a_guest(site, ban):
    site.start(1, by=site.operator)
    who = site.session_at(1).visitor
    with pytest.raises(Refusal, match="not_found"):
        ban(visitor=who)


def test_wrong_tries_are_forgotten_and_locked_keypads_opened(site, grace):
    own, keypad = f"visitor:471902@{site.stations[1]}", f"visitors@{site.stations[2]}"
    other = f"visitor:471903@{site.stations[1]}"
    for _try in range(site.hub.settings.pin_tries):
        site.hub.write(note_wrong_pin, subjects=(own, keypad, other))
    kept = look(site, lambda db: asked(db, site.hub.now(), visitor=grace))
    assert [(one.seat, one.until > site.hub.now()) for one in kept.locked] == [(1, True)]
    assert [one.seat for one in kept.keypads] == [2]

    site.hub.write(care.let_try_again, visitor=grace, by=site.operator)
    for subject, is_locked in ((own, False), (keypad, False), (other, True)):
        until = look(site, lambda db, s=subject: lock_outs.locked_until(db, s, site.hub.now()))
        assert (until is not None) is is_locked


def test_a_lock_out_of_a_station_that_is_gone_has_no_seat(site, grace):
    subject = "visitor:471902@" + "0" * 32
    for _try in range(site.hub.settings.pin_tries):
        site.hub.write(note_wrong_pin, subjects=(subject,))
    kept = look(site, lambda db: asked(db, site.hub.now(), visitor=grace))
    assert [one.seat for one in kept.locked] == [0]


def test_a_note_is_kept_beside_the_name(site, grace):
    site.hub.write(care.write_note, visitor=grace, note=" reads slowly ", by=site.operator)
    assert look(site, visitors.by_id, grace).note == "reads slowly"
    with pytest.raises(Refusal, match="too_large"):
        site.hub.write(care.write_note, visitor=grace, note="x" * 301, by=site.operator)


def test_another_name_is_found_and_another_language_spoken(site, grace):
    change = {"visitor": grace, "name": " Grâce Wanjiru ", "language": "ar", "by": site.operator}
    site.hub.write(care.change_person, **change)
    who = look(site, visitors.by_id, grace)
    assert (who.name, who.language) == ("Grâce Wanjiru", "ar")
    assert look(site, visitors.count_found, "grace wanj") == 1
    for wrong, refusal in (
        ({"name": " "}, "field_missing"),
        ({"name": "x" * 81}, "field_wrong"),
        ({"language": "xx"}, "field_wrong"),
    ):
        with pytest.raises(Refusal, match=refusal):
            site.hub.write(care.change_person, **{**change, **wrong})


def test_another_pin_takes_the_place_of_the_old_one(site, grace):
    subject = f"visitor:471902@{site.stations[1]}"
    for _try in range(site.hub.settings.pin_tries):
        site.hub.write(note_wrong_pin, subjects=(subject,))
    pin = NewPin("another hash", "pictures")
    site.hub.write(care.change_pin, visitor=grace, pin=pin, by=site.operator)
    who = look(site, visitors.by_id, grace)
    assert (who.pin_hash, who.pin_kind) == ("another hash", "pictures")
    assert look(site, lambda db: lock_outs.locked_until(db, subject, site.hub.now())) is None


def new_pin(site, visitor, **told):
    pin = NewPin("another hash", "digits")
    site.hub.write(care.change_pin, visitor=visitor, pin=pin, by=site.operator, **told)


def test_another_pin_where_much_money_lies_needs_a_second_person(site, grace):
    """Whoever sets the PIN could say yes with it to a pay-out."""
    site.earn(grace, site.hub.settings.second_person_over_minor)
    new_pin(site, grace)
    site.earn(grace, 1)
    with pytest.raises(Refusal, match="second_person_missing"):
        new_pin(site, grace)
    new_pin(site, grace, approved_by=site.staff("naomi", role="owner"))


def test_money_that_is_set_aside_for_a_session_counts_too(site, grace):
    site.earn(grace, site.hub.settings.second_person_over_minor + 1)
    terms = Terms("account", limit_minor=20_000)
    told = {"seat": 1, "visitor": grace, "by": site.operator}
    site.hub.write(front_desk.start_metered, terms=terms, **told)
    with pytest.raises(Refusal, match="second_person_missing"):
        new_pin(site, grace)


def test_tries_at_the_desk_are_not_forgotten_for_who_stands_behind_it(site, grace):
    subject = lock_outs.desk_tries_of("471902")
    for _try in range(site.hub.settings.pin_tries):
        site.hub.write(note_wrong_pin, subjects=(subject,))
    site.hub.write(care.let_try_again, visitor=grace, by=site.operator)
    assert look(site, lambda db: lock_outs.locked_until(db, subject, site.hub.now())) is not None
