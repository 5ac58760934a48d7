"""Exams are marked on the hub; a pass grants a qualification."""

import pytest
from fakes.machines import ExchangeMachine, exam, import_pets, look, told
from msgspec.structs import replace

from kiosk.acts.records import record_of
from kiosk.jobs.parked import retry_parked
from kiosk.protocol.bodies import Hand
from kiosk.store import set_aside, tasks, training

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")
STORED = [("stored", "")]


@pytest.fixture
def grace(site):
    visitor = site.visitor()
    for seat in (1, 2):
        site.sat(seat, visitor, by=site.operator)
    return visitor


@pytest.fixture
def pets(site):
    return import_pets(site.hub)


def qualified(site, visitor):
    return look(site, training.qualifications, visitor=visitor, at=site.hub.now())


def attempts(site, visitor):
    found = look(site, training.attempts, visitor)
    return [(one.try_number, one.right, one.asked, one.passed) for one in found]


def test_an_exam_that_is_passed_grants_its_qualification(site, seat_1, grace, pets):
    assert seat_1.sit_exam(grace) == STORED
    assert attempts(site, grace) == [(1, 2, 2, True)]
    assert qualified(site, grace) == ("pets",)


def test_an_exam_that_is_failed_grants_nothing_and_may_be_tried_again(site, seat_1, grace, pets):
    seat_1.sit_exam(grace, right=False)
    assert (attempts(site, grace), qualified(site, grace)) == ([(1, 0, 2, False)], ())
    seat_1.sit_exam(grace, try_number=2)
    assert attempts(site, grace) == [(1, 0, 2, False), (2, 2, 2, True)]
    assert qualified(site, grace) == ("pets",)


def test_a_qualification_holds_for_its_days(site, seat_1, grace, pets, clock):
    seat_1.sit_exam(grace)
    clock.forward(days=29, hours=23)
    assert qualified(site, grace) == ("pets",)
    clock.forward(hours=1)
    assert qualified(site, grace) == ()


def test_one_without_days_holds_for_ever(site, seat_1, grace, clock):
    import_pets(site.hub, valid_days=None)
    seat_1.sit_exam(grace)
    clock.forward(days=10_000)
    assert qualified(site, grace) == ("pets",)


def test_a_module_may_grant_nothing(site, seat_1, grace):
    import_pets(site.hub, qualification=None)
    seat_1.sit_exam(grace)
    assert (attempts(site, grace), qualified(site, grace)) == ([(1, 2, 2, True)], ())


def test_a_replay_is_harmless(site, seat_1, seat_2, grace, pets):
    signed = seat_1.say(exam(site.hub, grace))
    for _ in range(2):
        seat_1.give(signed)
    assert seat_1.sit_exam(grace, right=False) == STORED
    assert seat_2.sit_exam(grace) == STORED
    assert attempts(site, grace) == [(1, 2, 2, True)]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"attempt": "ab" * 16}, "malformed"),
        ({"try_number": 2}, "malformed"),
        ({"step": "practice"}, "malformed"),
        ({"step": "read"}, "malformed"),
        ({"step": "nowhere"}, "not_found"),
        ({"answers": {"g1": {"pet": "dog"}}}, "item_unknown"),
        ({"visitor": "nobody"}, "malformed"),
    ],
)
def test_an_exam_that_cannot_be_is_refused(site, seat_1, grace, pets, changes, code):
    body = replace(exam(site.hub, grace), **changes)
    assert seat_1.tell(body) == [("rejected", code)]
    assert attempts(site, grace) == []


def test_an_exam_of_nobody_is_refused(seat_1, pets):
    assert seat_1.sit_exam("nobody") == [("rejected", "not_found")]


def test_more_tries_than_the_module_allows_are_refused(seat_1, grace, pets):
    assert seat_1.sit_exam(grace, right=False, try_number=3) == STORED
    assert seat_1.sit_exam(grace, try_number=4) == [("rejected", "exam_no_tries_left")]


def test_what_lapsed_is_earned_again_by_another_try(site, seat_1, grace, pets, clock):
    """Else who passed with the last try can never qualify again."""
    assert seat_1.sit_exam(grace, try_number=3) == STORED
    clock.forward(days=31)
    assert qualified(site, grace) == ()
    assert seat_1.sit_exam(grace, right=False, try_number=4) == STORED
    assert seat_1.sit_exam(grace, try_number=6) == STORED
    assert qualified(site, grace) == ("pets",)


def test_a_pass_allows_so_many_tries_more_and_none_beyond(seat_1, grace, pets):
    assert seat_1.sit_exam(grace, try_number=2) == STORED
    assert seat_1.sit_exam(grace, right=False, try_number=5) == STORED
    assert seat_1.sit_exam(grace, try_number=6) == [("rejected", "exam_no_tries_left")]


def test_an_exam_waits_for_its_module(site, seat_1, grace):
    """A hub that was restored, or whose stick came late, still marks it."""
    from rules.module_samples import sample_files

    from kiosk.acts import classroom
    from kiosk.acts.importing import keep_module

    row = keep_module(sample_files(), modules=site.hub.modules, blobs=site.hub.blobs)
    site.hub.write(classroom.import_edition, row=row, by="test")
    body = exam(site.hub, grace)

    def forget(db, now) -> None:
        db.execute("DELETE FROM module_edition")

    site.hub.write(forget)
    assert seat_1.tell(body) == [("parked", "not_understood_yet")]
    retry_parked(site.hub, site.hub.now())
    assert look(site, set_aside.counts)["parked"] == 1
    site.hub.write(classroom.import_edition, row=row, by="test")
    seat_1.close(site.start(1, by=site.operator).session, used_s=1)
    retry_parked(site.hub, site.hub.now())
    assert look(site, set_aside.counts)["parked"] == 0
    assert qualified(site, grace) == ("pets",)


def test_an_exam_waits_also_for_the_modules_bytes(site, seat_1, grace, pets):
    body = exam(site.hub, grace)
    row = look(site, training.edition, pets)
    kept = site.hub.modules._path(row.sha256)
    content = kept.read_bytes()
    kept.unlink()
    assert seat_1.tell(body) == [("parked", "not_understood_yet")]
    kept.write_bytes(content)
    retry_parked(site.hub, site.hub.now())
    assert attempts(site, grace) == [(1, 2, 2, True)]


def test_who_passes_is_dealt_paid_tasks_at_once(site, seat_1, grace, pets):
    ExchangeMachine(site).allot("assignment-1", qualification="pets")
    session = site.start(1, by=site.operator, visitor=grace).session
    assert look(site, tasks.dealt_to, session) == ()
    seat_1.sit_exam(grace)
    assert [row.slot.assignment for row in look(site, tasks.dealt_to, session)] == ["assignment-1"]
    assert isinstance(told(site, f"station:{seat_1.station}")[-1], Hand)


def test_attempts_and_qualifications_stand_in_the_record(site, seat_1, grace, pets):
    seat_1.sit_exam(grace)
    record = look(site, record_of, site.hub.now(), site.hub.site, visitor=grace)
    assert record.qualifications == ("pets",)
    assert [(one.edition, one.try_number, one.passed) for one in record.attempts] == [
        ("pets-e2", 1, True)
    ]


# modules


def test_an_edition_is_told_to_all_stations_once(site, seat_1, pets):
    from kiosk.protocol.bodies import Edition

    import_pets(site.hub)
    editions = [
        body for body in told(site, f"station:{seat_1.station}") if isinstance(body, Edition)
    ]
    assert [one.edition for one in editions] == ["pets-e2"]
    assert site.hub.blobs.has(editions[0].sha256)


def test_a_revoked_station_is_not_told(site, seat_1):
    from kiosk.acts import station_link

    site.hub.write(station_link.revoke_station, station=seat_1.station, by="test", reason="stolen")
    before = len(told(site, f"station:{seat_1.station}"))
    import_pets(site.hub)
    ExchangeMachine(site).allot("assignment-1")
    assert len(told(site, f"station:{seat_1.station}")) == before


def test_an_edition_never_changes(site, pets):
    from kiosk.rules.refusals import Refusal

    with pytest.raises(Refusal, match="edition_exists"):
        import_pets(site.hub, title="Other pets")
    assert import_pets(site.hub) == pets


def test_a_station_edition_is_no_module_to_import(site):
    from rules.module_samples import sample_module

    from kiosk.acts.importing import keep_module
    from kiosk.rules.module_files import station_edition
    from kiosk.rules.refusals import Refusal

    with pytest.raises(Refusal, match="station_edition"):
        keep_module(
            station_edition(sample_module()), modules=site.hub.modules, blobs=site.hub.blobs
        )
