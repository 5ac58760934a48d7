"""Two computers with one station's key: its disk was copied. Staff read at which seat."""

from station_api.asking import beat

from kiosk.doctoring.finding import Patient
from kiosk.doctoring.line_checks import twin_stations
from kiosk.link.client import SignedClient


def found(site):
    hub = site.hub
    patient = Patient(hub.folder, hub.settings, hub.clock, hub)
    return [(one.ok, one.said("en")) for one in twin_stations(patient)]


ALONE = [(True, "Each station's key is on one computer.")]
TWO = [(False, "Seat 1: two computers have its key, as if its disk was copied.")]


def test_two_computers_that_speak_in_turn_under_one_key_are_named(site, line, clock):
    eldest, copy = (
        SignedClient(line, site.keys[1], site.hub.keys.public_signing).call for _ in range(2)
    )
    said = []
    for _ in range(3):
        for ask, boot in ((eldest, "boot-1"), (copy, "boot-of-the-copy")):
            beat(ask, boot_id=boot)
            said.append(found(site))
            clock.forward(seconds=5)
    assert said == [ALONE, ALONE, ALONE, ALONE, TWO, TWO]
    clock.forward(hours=25)
    beat(eldest, boot_id="boot-1")  # the copy was removed: it is told for a day
    assert found(site) == TWO
    clock.forward(hours=25)
    assert found(site) == ALONE


def test_a_computer_that_is_started_again_and_again_is_one(site, ask, ask_from_2):
    for number in range(9):
        beat(ask, boot_id=f"boot-{number}")
        beat(ask_from_2, boot_id="boot-of-2")
    beat(ask, boot_id="boot-7")  # one that came late
    beat(ask, boot_id="boot-8")
    assert found(site) == ALONE


def test_what_only_a_running_hub_knows_is_not_guessed(site):
    hub = site.hub
    assert list(twin_stations(Patient(hub.folder, hub.settings, hub.clock))) == []
