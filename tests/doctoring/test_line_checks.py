from pathlib import Path

import pytest
from fakes.hub_world import make_hub
from setuptools.config.setupcfg import read_configuration

from kiosk import site_ca
from kiosk.doctoring.finding import Patient
from kiosk.doctoring.line_checks import certificate, plain_http, station_versions
from kiosk.heard import Heard
from kiosk.protocol.version import PROGRAM_VERSION
from kiosk.settings import HubSettings

DAY_S = 86_400


@pytest.fixture
def hub(tmp_path, clock):
    hub = make_hub(tmp_path, clock)
    yield hub
    hub.close()


def patient(hub, *, running=True, **settings):
    return Patient(hub.folder, HubSettings(**settings), hub.clock, hub if running else None)


def told(check, of):
    return [(one.what, one.ok, one.said("en"), bool(one.do)) for one in check(of)]


def test_the_version_is_the_one_of_the_package():
    kept = read_configuration(Path(__file__).parents[2] / "setup.cfg")
    assert kept["metadata"]["version"] == PROGRAM_VERSION


@pytest.mark.parametrize(
    ("settings", "bad"),
    [
        ({}, []),
        ({"host": "10.0.0.2", "plain_http": "allowed"}, ["plain_http"]),
        ({"exchange_url": "http://127.0.0.1:9"}, []),
        ({"exchange_url": "https://exchange.example"}, []),
        ({"exchange_url": "http://exchange.example"}, ["exchange_url"]),
    ],
)
def test_where_others_can_read_along_it_is_said(hub, settings, bad):
    found = list(plain_http(patient(hub, **settings)))
    assert [one.what for one in found if not one.ok] == bad
    assert all(bool(one.do) is not one.ok for one in found)


def test_a_site_without_certificates_has_none_to_look_at(hub):
    assert told(certificate, patient(hub)) == []


@pytest.mark.parametrize(
    ("days", "bad"),
    [
        (0, []),
        (296, []),
        (297, ["certificate"]),
        (397, ["certificate"]),
        (20 * 365 - 300, ["certificate", "root"]),
    ],
)
def test_a_certificate_that_ends_is_said_in_time(hub, clock, days, bad):
    site_ca.make(hub.folder, clock.now(), names=("hub.lan",), site_name="Kibera")
    clock.forward(seconds=days * DAY_S)
    found = list(certificate(patient(hub)))
    assert [one.what for one in found if not one.ok] == bad
    assert ("is over" in found[0].said("en")) is (days >= 397)


def test_a_certificate_that_cannot_be_read_is_said(hub):
    (hub.folder / "ca").mkdir()
    ((what, ok, _says, advice),) = told(certificate, patient(hub))
    assert (what, ok, advice) == ("certificate", False, True)


def test_stations_with_another_version_are_named(hub, monkeypatch):
    seats = {}

    class Row:
        def __init__(self, station, number) -> None:
            self.station, self.number = station, number

    for number, version in enumerate([PROGRAM_VERSION, "0.0.9", "", *["0.0.9"] * 9], 1):
        seats[f"s{number}"] = number
        hub.heard[f"s{number}"] = Heard(hub.now(), "locked", "", 0, 0, "boot", version)
    hub.heard["gone"] = Heard(hub.now(), "locked", "", 0, 0, "boot", "0.0.1")
    monkeypatch.setattr(
        "kiosk.doctoring.line_checks.stations.seats",
        lambda _: [Row(station, number) for station, number in seats.items()] + [Row(None, 99)],
    )
    assert told(station_versions, patient(hub)) == [
        ("stations", False, "Seats 3: version ?; the hub has 0.1.0.", True),
        (
            "stations",
            False,
            "Seats 2, 4, 5, 6, 7, 8, 9, 10 …: version 0.0.9; the hub has 0.1.0.",
            True,
        ),
    ]
    hub.heard = {"s1": hub.heard["s1"]}
    assert [ok for _what, ok, _says, _do in told(station_versions, patient(hub))] == [True]


@pytest.mark.parametrize("running", [True, False])
def test_what_only_a_running_hub_knows_is_not_guessed(hub, running):
    assert told(station_versions, patient(hub, running=running)) == []
