"""Stations come and go."""

import pytest
from fakes.hub_world import newcomer
from fakes.machines import ExchangeMachine, import_edition, import_pets, look, told

from kiosk.acts import station_link
from kiosk.acts.coming_along import files_along
from kiosk.link import sqlite_outbox
from kiosk.protocol.bodies import Edition, Hand, Window
from kiosk.protocol.enrolment import check_welcome, make_code, read_code
from kiosk.protocol.keys import make_keys
from kiosk.rules.refusals import Refusal
from kiosk.store import stations

NEW = make_keys()


def enrol(site, code, *, keys=NEW):
    return site.hub.write(station_link.enrol_station, newcomer=newcomer(keys, code))


def revoke(site, station):
    site.hub.write(station_link.revoke_station, station=station, by="test", reason="stolen")


def audience(keys):
    return f"station:{keys.origin}"


def test_a_code_lets_one_station_in_at_its_seat(site):
    code = site.enrol_code(3)
    welcome = enrol(site, code)
    check_welcome(welcome, code=read_code(code), newcomer=NEW.public_signing)
    assert (welcome.name, welcome.currency) == ("seat 3", "KES")
    assert look(site, stations.seat, 3).station == NEW.origin
    assert look(site, stations.peer, NEW.origin).public_signing == NEW.public_signing


def test_a_new_station_is_told_what_all_know(site):
    import_pets(site.hub)
    enrol(site, site.enrol_code(3))
    window, edition = told(site, audience(NEW))
    assert isinstance(window, Window)
    assert isinstance(edition, Edition)


def test_a_new_station_hears_of_modules_in_the_order_the_site_took_them_in(site):
    for slug in ("welcome", "what-it-is", "digits"):
        import_edition(site.hub, files_along(slug))
    enrol(site, site.enrol_code(3))
    slugs = [one.slug for one in told(site, audience(NEW)) if isinstance(one, Edition)]
    assert slugs == ["welcome", "what-it-is", "digits"]


def test_a_lost_reply_is_answered_again_and_changes_nothing(site):
    code = site.enrol_code(3)
    first = enrol(site, code)
    before = len(told(site, audience(NEW)))
    assert enrol(site, code) == first
    assert len(told(site, audience(NEW))) == before


def test_a_code_lets_nobody_else_in_after_that(site):
    code = site.enrol_code(3)
    enrol(site, code)
    with pytest.raises(Refusal, match="code_used_up"):
        enrol(site, code, keys=make_keys())


def test_a_code_is_good_for_ten_minutes(site, clock):
    code = site.enrol_code(3)
    clock.forward(seconds=599)
    assert enrol(site, code)
    code = site.enrol_code(4)
    clock.forward(seconds=600)
    with pytest.raises(Refusal, match="code_expired"):
        enrol(site, code, keys=make_keys())


def test_a_lost_reply_is_answered_also_after_the_code_expired(site, clock):
    code = site.enrol_code(3)
    first = enrol(site, code)
    clock.forward(hours=1)
    assert enrol(site, code) == first


def misread(code):
    """The same code with its last five symbols wrong."""
    return code[:-5] + ("00000" if not code.endswith("00000") else "11111")


def test_five_wrong_tries_use_up_the_code_that_they_mean_and_no_other(site):
    code, other = site.enrol_code(3), site.enrol_code(4)
    for _ in range(5):
        assert enrol(site, misread(code)) is None
    with pytest.raises(Refusal, match="code_used_up"):
        enrol(site, code)
    assert enrol(site, other)
    assert enrol(site, site.enrol_code(3), keys=make_keys())


def test_four_wrong_tries_leave_the_code_good(site):
    code = site.enrol_code(3)
    for _ in range(4):
        assert enrol(site, misread(code)) is None
    assert enrol(site, code)


def test_wrong_tries_are_counted_over_a_restart(site):
    code = site.enrol_code(3)
    for _ in range(3):
        enrol(site, misread(code))
    site.restart_process()
    for _ in range(2):
        enrol(site, misread(code))
    with pytest.raises(Refusal, match="code_used_up"):
        enrol(site, code)


def test_a_neighbour_who_knows_no_code_locks_nobody_out(site):
    """Whatever it tries, the code that staff read out stays good."""
    code = site.enrol_code(3)
    host = code[:12].replace("-", "")[:10]
    for n in range(300):
        guess = str(make_code(site.hub.keys.public_signing, n.to_bytes(7, "big")))
        assert guess.replace("-", "")[:10] == host
        assert enrol(site, guess) is None
    assert enrol(site, code)


def test_a_new_code_for_a_seat_uses_up_the_one_before(site):
    old, new = site.enrol_code(3), site.enrol_code(3)
    with pytest.raises(Refusal, match="code_used_up"):
        enrol(site, old)
    assert enrol(site, new)


@pytest.mark.parametrize(
    ("jumps_s", "is_good"),
    [(0, True), (599, True), (600, False), (86_400, False), (-60, True), (-62, False)],
)
def test_a_code_is_not_good_for_longer_where_the_clock_is_set_back(site, clock, jumps_s, is_good):
    code = site.enrol_code(3)
    clock.jump_wall(seconds=jumps_s)
    site.hub.clock_watch.believe()
    if is_good:
        assert enrol(site, code)
    else:
        with pytest.raises(Refusal, match="code_expired"):
            enrol(site, code)


@pytest.mark.parametrize("jumps_s", [-86_400, -62, 600, 86_400])
@pytest.mark.parametrize(("passed_s", "is_good"), [(599, True), (600, False)])
def test_a_code_is_good_as_long_as_it_says_while_the_clock_is_in_doubt(
    site, clock, jumps_s, passed_s, is_good
):
    code = site.enrol_code(3)
    clock.jump_wall(seconds=jumps_s)
    clock.forward(seconds=passed_s)
    if is_good:
        assert enrol(site, code)
    else:
        with pytest.raises(Refusal, match="code_expired"):
            enrol(site, code)


def test_a_hub_whose_clock_says_1970_lets_stations_in_for_ten_minutes(site, clock):
    clock.jump_wall(seconds=-(clock.now() // 1000))
    site.hub.clock_watch.believe()
    assert clock.now() < 86_400_000
    code = site.enrol_code(3)
    clock.forward(seconds=599)
    assert enrol(site, code)
    code = site.enrol_code(4)
    clock.jump_wall(seconds=56 * 365 * 86_400)  # the internet came and set it right
    site.hub.clock_watch.believe()
    with pytest.raises(Refusal, match="code_expired"):
        enrol(site, code, keys=make_keys())


def test_an_enrolment_that_is_replayed_changes_nothing(site):
    """Also not after the station went to another seat, or was removed."""
    code = site.enrol_code(3)
    enrol(site, code)
    enrol(site, site.enrol_code(4))
    with pytest.raises(Refusal, match="code_used_up"):
        enrol(site, code)
    assert look(site, stations.seat, 4).station == NEW.origin
    revoke(site, NEW.origin)
    with pytest.raises(Refusal, match="code_used_up"):
        enrol(site, code)
    with pytest.raises(Refusal, match="revoked"):
        enrol(site, site.enrol_code(4))
    assert look(site, stations.seat, 4).station is None


def test_only_a_try_that_means_a_code_makes_the_hub_write(site):
    code = site.enrol_code(3)
    other = str(make_code(site.hub.keys.public_signing, b"1234567"))
    said = {one: read_code(one).token for one in (code, misread(code), other)}
    assert look(site, station_link.may_be_meant, said[code])
    assert look(site, station_link.may_be_meant, said[misread(code)])
    assert not look(site, station_link.may_be_meant, said[other])
    for _ in range(5):
        enrol(site, misread(code))
    assert not look(site, station_link.may_be_meant, said[misread(code)])
    assert look(site, station_link.may_be_meant, said[code])  # to be told that it is used up


def test_who_does_not_own_the_key_it_hands_in_is_refused(site):
    code = site.enrol_code(3)
    stranger, mine = newcomer(make_keys(), code), newcomer(NEW, code)
    from msgspec.structs import replace

    forged = replace(mine, proof=stranger.proof)
    with pytest.raises(Refusal, match="wrong_signature"):
        site.hub.write(station_link.enrol_station, newcomer=forged)


def test_a_station_may_move_to_another_seat(site):
    enrol(site, site.enrol_code(3))
    enrol(site, site.enrol_code(4))
    assert look(site, stations.seat, 3).station is None
    assert look(site, stations.seat_of, NEW.origin).number == 4


def test_another_station_may_take_a_seat(site):
    before = site.stations[1]
    enrol(site, site.enrol_code(1))
    assert look(site, stations.seat, 1).station == NEW.origin
    assert look(site, stations.seat_of, before) is None


@pytest.mark.parametrize("seat", [0, -1, 10_000])
def test_a_seat_has_a_number_from_1_to_9999(site, seat):
    with pytest.raises(Refusal, match="too_many"):
        site.enrol_code(seat)


# revoked


def test_a_revoked_station_is_out_for_good(site):
    enrol(site, site.enrol_code(3))
    revoke(site, NEW.origin)
    assert look(site, stations.peer, NEW.origin).revoked
    assert look(site, stations.seat, 3).station is None
    with pytest.raises(Refusal, match="revoked"):
        enrol(site, site.enrol_code(3))


def test_a_revoked_station_is_not_welcomed_again_by_its_old_code(site):
    code = site.enrol_code(3)
    enrol(site, code)
    revoke(site, NEW.origin)
    with pytest.raises(Refusal, match="code_used_up"):
        enrol(site, code)


def test_a_station_where_somebody_sits_is_not_revoked(site):
    site.start(1, by=site.operator)
    with pytest.raises(Refusal, match="station_not_free"):
        revoke(site, site.stations[1])
    with pytest.raises(Refusal, match="no_such_station"):
        revoke(site, "nobody")


# restored


def test_after_a_restore_each_station_is_told_everything_in_its_new_epoch(site):
    import_pets(site.hub)
    ExchangeMachine(site).allot("assignment-1", "assignment-2")
    site.start(1, by=site.operator)
    from kiosk.acts import seating

    seating_here = {"station": site.stations[1], "boot_id": "boot-1"}
    session = site.session_at(1).id
    site.hub.write(seating.take_session, session=session, **seating_here)

    def new_epochs(db, now) -> None:
        sqlite_outbox.start_new_epochs(db)

    site.hub.write(new_epochs)
    revoke(site, site.stations[2])
    assert site.hub.write(station_link.tell_again) == 1
    here, gone = (f"station:{site.stations[seat]}" for seat in (1, 2))
    feed = look(site, sqlite_outbox.feed, here)
    fresh = look(
        site, sqlite_outbox.after, audience=here, epoch="", seq=0, limit=9, limit_bytes=10**6
    )
    assert feed.last_seq == len(fresh) == 3
    assert [type(body) for body in told(site, here)[-3:]] == [Window, Edition, Hand]
    assert [slot.assignment for slot in told(site, here)[-1].slots] == [
        "assignment-1",
        "assignment-2",
    ]
    assert look(site, sqlite_outbox.waiting, here) == 3
    assert look(site, sqlite_outbox.feed, gone).last_seq == 0
