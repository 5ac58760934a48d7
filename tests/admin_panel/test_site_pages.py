"""Modules, settings, stations, tasks and the audit log."""

import io
import re
import zipfile
from http import HTTPStatus
from pathlib import Path

import pytest
from fakes.hub_world import newcomer

from kiosk.acts import station_link
from kiosk.acts.coming_along import along
from kiosk.protocol.keys import make_keys
from kiosk.protocol.tmod import pack_module
from kiosk.store import audit

DIGITS = Path(__file__).parents[2] / "kiosk" / "shipped" / "digits"


def digits():
    return {
        file.relative_to(DIGITS).as_posix(): file.read_bytes()
        for file in sorted(DIGITS.rglob("*"))
        if file.is_file()
    }


def zipped(name, content):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, content)
    return out.getvalue()


def send(desk, content, name="digits-e1.tmod"):
    return desk.post("/modules", page="/modules", module=(io.BytesIO(content), name))


def test_a_module_is_taken_in_and_the_same_again_changes_nothing(owner, cafe):
    packed = pack_module(digits())
    for _again in range(2):
        assert send(owner, packed).status_code == 303
    page = owner.page("/modules")
    assert "Read handwritten digits" in page
    assert page.count("<code>digits-e1</code>") == 1


def test_a_broken_module_is_told_with_file_and_row(owner, cafe):
    files = digits()
    lines = files["items.csv"].decode().splitlines()
    lines[5] = lines[5].replace("practice", "lunch", 1)
    files["items.csv"] = "\n".join(lines).encode()
    answer = send(owner, pack_module(files))
    assert answer.status_code == 422
    text = " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())
    assert "items.csv 6 pool There is no pool of this name." in text
    assert "No module here yet" in text


def next_along(page):
    return re.search(r'name="slug" value="([^"]+)"', page)[1]


def test_the_modules_that_come_along_are_added_one_after_the_other(owner, cafe):
    page = owner.page("/modules")
    assert "No module here yet" in page
    assert "Add the modules that come along" in page
    for number, one in enumerate(along()):
        assert next_along(page) == one.slug
        answer = owner.post("/modules/along", page="/modules", slug=one.slug)
        assert answer.status_code == 303
        page = owner.page(answer.headers["Location"])
        assert page.count("<code>") == number + 1
        assert ("Adding:" in page) == (number + 1 < len(along()))
    assert "All of them are here." in page
    assert "The stations fetch them now." in page


def test_adding_one_twice_changes_nothing(owner, cafe):
    for _again in range(2):
        owner.post("/modules/along", page="/modules", slug="welcome")
    assert owner.page("/modules").count("<code>") == 1


def test_what_does_not_come_along_is_not_added(owner):
    answer = owner.post("/modules/along", page="/modules", slug="digits_source")
    assert answer.status_code == 404
    assert "field__error" in answer.text


@pytest.mark.parametrize("content", [b"", b"no zip at all", b"PK\x03\x04 broken"])
def test_what_is_no_module_is_a_sentence(owner, content):
    answer = send(owner, content)
    assert answer.status_code == 422
    assert '<a href="#module">' in answer.text


def test_a_zip_that_climbs_out_is_refused(owner):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        zipped.writestr("../module.json", "{}")
    assert send(owner, out.getvalue()).status_code == 422


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"no zip", "This is no ZIP file, so it is no module."),
        (zipped("../module.json", b"{}"), "This name cannot be used."),
        (zipped("module.json", bytes(5_000_000)), "This file grows far too much"),
    ],
)
def test_what_is_wrong_with_a_zip_is_said_in_words(owner, content, said):
    answer = send(owner, content)
    assert answer.status_code == 422
    assert said in answer.text
    for code in ("not_a_zip", "name_wrong", "inflates_too_much"):
        assert code not in answer.text


def test_a_zip_with_nothing_in_it_is_said(owner):
    """It was once answered by the plain page, as if all were well."""
    out = io.BytesIO()
    zipfile.ZipFile(out, "w").close()
    answer = send(owner, out.getvalue())
    assert answer.status_code == 422
    assert "module.json" in answer.text


def test_a_folder_that_was_zipped_by_hand_is_taken_in(owner, cafe):
    folder = {f"digits/{name}": content for name, content in digits().items()}
    assert send(owner, pack_module({**folder, "__MACOSX/._digits": b"x"})).status_code == 303
    assert cafe.hub.module_of("digits-e1").title == "Read handwritten digits"


def test_no_file_is_said(owner):
    answer = owner.post("/modules", page="/modules")
    assert answer.status_code == 422
    assert "Choose a module" in answer.text


def test_settings_are_read_with_their_help(owner):
    page = owner.page("/settings/all")
    assert "per_hour_minor" in page
    assert "How often a station reports, in seconds." in page


def test_a_code_for_a_station_is_shown_once_with_the_command_to_type(owner, cafe):
    answer = owner.post("/settings/stations", page="/settings/stations", seat="9", row_name="Door")
    assert answer.status_code == 200
    command = re.search(
        r"station-agent enrol (http://\S+) ([0-9A-Z-]{23}) --data station", answer.text
    )
    assert command[1] == "http://localhost"
    keys = make_keys()
    assert cafe.hub.write(station_link.enrol_station, newcomer=newcomer(keys, command[2]))
    assert command[2] not in owner.page("/settings/stations")
    assert keys.origin in owner.page("/settings/stations")


def offered(page):
    return re.search(r'id="seat"[^>]* value="(\d+)"', page)[1]


def test_the_form_offers_the_first_seat_without_a_station(owner, cafe):
    assert offered(owner.page("/settings/stations")) == "4"  # all three have one
    cafe.hub.write(
        station_link.revoke_station, station=cafe.stations[2], by=cafe.naomi, reason="stolen"
    )
    page = owner.page("/settings/stations")
    assert offered(page) == "2"
    assert 'href="/settings/stations?seat=2#seat"' in page
    assert offered(owner.page("/settings/stations?seat=3")) == "3"


def test_a_floor_without_stations_says_how_to_add_one(owner, cafe):
    assert "No seat is set up yet" not in owner.page("/floor")
    for station in cafe.stations.values():
        cafe.hub.write(station_link.revoke_station, station=station, by=cafe.naomi, reason="stolen")
    page = owner.page("/floor")
    assert "No seat is set up yet" in page
    assert "All is well" not in page
    assert 'href="/settings/stations"' in page


def test_a_computer_whose_seat_another_one_has_can_still_be_removed(owner, cafe):
    """A stolen one that was replaced before anybody thought of removing it."""
    before = cafe.stations[3]
    cafe.station(3)
    page = owner.page("/settings/stations")
    assert "Another computer has its seat" in page
    assert f'href="/settings/stations?revoke={before}"' in page
    url = f"/settings/stations/{before}/revoke"
    assert owner.post(url, page="/settings/stations", reason="stolen").status_code == 303
    assert "Another computer has its seat" not in owner.page("/settings/stations")


def test_a_seat_out_of_range_is_said(owner):
    answer = owner.post("/settings/stations", page="/settings/stations", seat="0", row_name="")
    assert answer.status_code == 422
    assert '<a href="#seat">' in answer.text
    assert '<a href="#row_name">' in answer.text


def test_a_station_is_removed_with_a_reason(owner, cafe):
    station = cafe.stations[3]
    place = f"/settings/stations?revoke={station}"
    assert "may never come in again" in owner.page(place)
    url = f"/settings/stations/{station}/revoke"
    assert owner.post(url, page=place, reason="").status_code == 422
    assert owner.post(url, page=place, reason="stolen").status_code == 303
    assert station not in owner.page("/settings/stations")
    assert "stolen" in owner.page("/audit")


def test_a_station_gets_new_keys_by_a_code_that_is_shown_once(owner, cafe):
    station = cafe.stations[3]
    place = f"/settings/stations?keys={station}"
    assert "makes new keys" in owner.page(place)
    url = f"/settings/stations/{station}/keys"
    assert owner.post(url, page=place, reason="").status_code == 422
    answer = owner.post(url, page=place, reason="once a year")
    assert answer.status_code == 200
    assert "Code for seat" in answer.text
    command = re.search(
        r"station-agent enrol (http://\S+) ([0-9A-Z-]{23}) --data station --again", answer.text
    )
    assert command[2] not in owner.page("/settings/stations")
    assert "once a year" in owner.page("/audit")
    assert station in owner.page("/settings/stations"), "it goes on with its keys until then"
    keys = make_keys()
    assert cafe.hub.write(station_link.enrol_station, newcomer=newcomer(keys, command[2]))
    assert keys.origin in owner.page("/settings/stations")


@pytest.mark.parametrize("station", ["0" * 32, "nobody"])
def test_no_station_no_new_keys(owner, station):
    url = f"/settings/stations/{station}/keys"
    answer = owner.post(url, page="/settings/stations", reason="once a year")
    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert "station-agent enrol" not in answer.text


def test_a_removed_station_gets_no_new_keys(owner, cafe):
    station = cafe.stations[3]
    cafe.hub.write(station_link.revoke_station, station=station, by="test", reason="stolen")
    url = f"/settings/stations/{station}/keys"
    answer = owner.post(url, page="/settings/stations", reason="once a year")
    assert answer.status_code == HTTPStatus.NOT_FOUND


def test_who_may_not_order_new_keys_sees_no_button(operator, cafe):
    url = f"/settings/stations/{cafe.stations[3]}/keys"
    answer = operator.post(url, page="/floor", reason="once a year")
    assert answer.status_code == HTTPStatus.FORBIDDEN


def test_a_station_in_use_is_not_removed(owner, cafe, shift):
    cafe.start(3, by=cafe.amina)
    place = f"/settings/stations?revoke={cafe.stations[3]}"
    url = f"/settings/stations/{cafe.stations[3]}/revoke"
    answer = owner.post(url, page=place, reason="stolen")
    assert answer.status_code == 409
    assert "This seat is not free" in answer.text


def test_the_audit_log_names_who_did_what(owner, cafe, shift):
    cafe.start(1, by=cafe.amina)
    page = owner.page("/audit")
    assert "Amina Wanjiru" in page
    assert "Started a session" in page
    assert "Opened a shift" in page


def test_the_audit_log_has_pages(owner, cafe):
    for n in range(60):
        cafe.visitor(f"Person {n}", code=f"{n:06d}")
    older = re.search(r'href="(/audit\?before=\d+)"', owner.page("/audit"))[1]
    assert "Added a person to the staff" in owner.page(older)


def test_tasks_tell_how_the_work_stands(operator, cafe, clock):
    cafe.earn(cafe.visitor(), 14_000)
    page = operator.page("/tasks")
    assert "KSh 140" in page
    assert "3 seats answer" in page
    clock.forward(minutes=3)
    assert "0 seats answer" in operator.page("/tasks")


def test_decisions_and_what_could_not_be_used_are_told_in_words(operator, cafe):
    from queries.test_tasks import _decide, _quarantine, _work

    cafe.hub.write(_work, visitor=cafe.visitor())
    cafe.hub.write(_decide, state="RejectProposed")
    cafe.hub.write(_quarantine)
    page = operator.page("/tasks")
    assert "Rejection proposed" in page
    assert "blurred" in page
    assert "Two different ones under one number" in page


def test_the_audit_log_is_found_by_who_what_about_and_day(owner, cafe, shift, clock):
    cafe.start(1, by=cafe.amina)
    grace = cafe.visitor()
    clock.forward(days=1)
    cafe.start(2, by=cafe.amina)
    started = "Started a session</td>"
    assert owner.page("/audit").count(started) == 2
    assert owner.page("/audit?day=2026-11-22").count(started) == 1
    assert owner.page("/audit?day=2026-11-23").count(started) == 1
    assert owner.page("/audit?day=2026-11-24").count(started) == 0
    assert owner.page("/audit?day=never").count(started) == 2
    assert started not in owner.page(f"/audit?by={cafe.naomi}")
    assert owner.page(f"/audit?by={cafe.amina}&act=start_session").count("audit__only") == 2
    assert owner.page(f"/audit?about=visitor:{grace}").count("audit__only") == 1
    assert "Nothing found" in owner.page("/audit?about=nobody")


def test_the_audit_log_as_a_file_holds_what_is_asked_and_no_formula(owner, cafe, shift):
    cafe.hub.write(_note, reason="=1+1")
    lines = owner.page("/audit.csv?act=test_note").splitlines()
    assert lines[0].lstrip("\ufeff") == "when,who,act,about,name,detail,reason"
    assert len(lines) == 2
    assert "Amina" not in lines[1]
    assert ",=1+1" not in lines[1]


def _note(db, now, *, reason):
    audit.record(db, now, by="test", act="test_note", about="test:1", reason=reason)


def test_a_zone_is_renamed_where_the_seats_are(owner, cafe):
    place = "/settings/stations"
    shown = owner.page(place)
    assert '<option value="room">room</option>' in shown
    answer = owner.post("/settings/zones", page=place, old_name="room", new_name="Hall")
    assert (answer.status_code, answer.location) == (303, place)
    shown = owner.page(place)
    assert "The zone is called Hall from now on." in shown
    assert '<option value="Hall">Hall</option>' in shown
    log = owner.page("/audit")
    assert "Renamed a zone" in log
    assert "room → Hall" in log


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("room", "", "Type the new name."),
        ("room", "room", "Another zone has this name."),
        ("attic", "Hall", "There is no such zone."),
        ("room", "*", "Type a name of 1 to 40 letters."),
    ],
)
def test_a_zone_that_cannot_be_renamed_says_why(owner, old, new, said):
    answer = owner.post("/settings/zones", page="/settings/stations", old_name=old, new_name=new)
    assert answer.status_code in (400, 404, 409, 422)
    assert said in answer.text


def test_no_zone_is_renamed_while_somebody_sits(owner, cafe, shift):
    cafe.start(1, by=cafe.amina)
    answer = owner.post(
        "/settings/zones", page="/settings/stations", old_name="room", new_name="Hall"
    )
    assert answer.status_code == 409
    assert "Somebody sits here on prices under the old name." in answer.text
