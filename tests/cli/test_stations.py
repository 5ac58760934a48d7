import pytest

from kiosk.protocol.enrolment import read_code


def test_a_code_for_a_seat_is_shown_with_what_to_type(site):
    made = site.tells("station", "add", "--seat", 7, "--zone", "quiet", "--row", "Door")
    assert read_code(made["code"])
    assert (made["seat"], made["url"], made["valid_s"]) == (7, "http://127.0.0.1:8080", 600)
    assert "station-agent enrol http://127.0.0.1:8080 " in site.says("station", "add", "--seat", 7)


def test_without_a_seat_the_first_empty_one_is_taken(site):
    assert site.tells("station", "add")["seat"] == 3
    assert site.tells("station", "add")["seat"] == 3
    site.says("station", "revoke", site.stations[1], "--reason", "moved")
    assert site.tells("station", "add")["seat"] == 1


@pytest.mark.parametrize("seat", ["0", "10000", "x"])
def test_a_seat_has_a_number(site, seat):
    assert site.run("station", "add", "--seat", seat).exit_code == 2


def test_stations_are_listed_with_their_seats(site):
    found = site.tells("station", "list")
    assert [
        (one["seat"], one["revoked"]) for one in sorted(found, key=lambda one: one["seat"])
    ] == [
        (1, False),
        (2, False),
    ]
    assert f"seat 1  {site.stations[1]}  let in" in site.says("station", "list")


def test_a_site_without_stations_says_so(empty):
    empty.says("init")
    assert "No station" in empty.says("station", "list")


def test_a_revoked_station_stands_without_a_seat(site):
    station = site.stations[1]
    assert site.tells("station", "revoke", station, "--reason", "stolen") == {
        "station": station,
        "revoked": True,
    }
    assert f"seat -  {station}  revoked" in site.says("station", "list")
    assert site.run("station", "revoke", station).exit_code == 2


def test_what_cannot_be_revoked_is_refused_in_one_sentence(site):
    assert site.refuses("station", "revoke", "nobody", "--reason", "x")
    assert site.refuses("station", "revoke", site.stations[2], "--reason", "x")
