from dataclasses import replace

import pytest
from fakes.clock import FakeClock
from fakes.hub_world import World, make_hub
from prometheus_client.parser import text_string_to_metric_families as read

from kiosk.app import create_app
from kiosk.backups.backing_up import FOLDER, back_up
from kiosk.backups.hub_backups import back_up_hub
from kiosk.disk.disks import Standing
from kiosk.hub_folder import DATABASE
from kiosk.link import owner_key


@pytest.fixture
def world(tmp_path):
    hub = make_hub(tmp_path, FakeClock(), metrics_token="x" * 20)
    yield World(hub, hub.clock)
    hub.close()


@pytest.fixture
def client(world):
    return create_app(world.hub).test_client()


WITH_TOKEN = {"headers": {"Authorization": f"Bearer {'x' * 20}"}}


def figures(client, **more):
    answer = client.get("/metrics", **WITH_TOKEN, **more)
    assert answer.status_code == 200
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in read(answer.text)
        for sample in family.samples
    }


def test_a_hub_that_is_well_says_so_and_nothing_else(world, client):
    back_up(world.hub.folder / DATABASE, world.hub.folder / FOLDER, world.hub.now())
    answer = client.get("/health")
    assert (answer.status_code, answer.json) == (200, {"state": "ok"})


def test_a_hub_that_wants_a_look_is_degraded(client):
    answer = client.get("/health")
    assert (answer.status_code, answer.json) == (200, {"state": "degraded"})


def test_a_hub_that_cannot_write_is_down(world, client):
    world.hub._writer.close()
    answer = client.get("/health")
    assert (answer.status_code, answer.json) == (503, {"state": "down"})


def test_the_figures_of_a_hub(world, client):
    amina = world.staff("amina")
    world.offer("hour", title="1 hour", seconds=3600, price_minor=7000)
    for seat in (1, 2):
        world.station(seat)
    world.open_shift(amina)
    started = world.start(1, by=amina, offer="hour")
    world.running(1, started.session, used_s=60)
    world.beat(2)
    back_up(world.hub.folder / DATABASE, world.hub.folder / FOLDER, world.hub.now())
    world.clock.forward(seconds=5)
    client.get("/nowhere")
    found = figures(client)
    assert found[("kiosk_sessions_open",)] == 1
    assert found[("kiosk_stations", "open")] == 1
    assert found[("kiosk_stations", "locked")] == 1
    assert found[("kiosk_outbox_waiting", "exchange")] == 0
    assert found[("kiosk_backup_age_seconds",)] == 5
    assert ("kiosk_backup_apart_age_seconds",) not in found
    assert found[("kiosk_backup_place_apart",)] == found[("kiosk_backup_sealed",)] == 0
    assert found[("kiosk_disk_free_bytes",)] > 0
    assert found[("kiosk_write_seconds_count",)] > 0
    assert found[("kiosk_writes_queued",)] == 0
    assert found[("kiosk_clock_offset_seconds",)] == 0
    assert found[("kiosk_refused_sign_ins_total",)] == 0
    assert found[("kiosk_errors_total", "404", "none")] == 1
    world.clock.forward(seconds=60)
    assert figures(client)[("kiosk_stations", "lost")] == 2


def test_no_figure_names_a_person(world, client):
    world.staff("amina", name="Amina Wanjiru")
    world.visitor("Grace Muthoni")
    text = client.get("/metrics", **WITH_TOKEN).text
    assert not any(name in text.lower() for name in ("amina", "wanjiru", "grace", "muthoni"))


def test_who_asks_too_often_is_counted(client):
    for _ in range(30):
        client.post("/sign-in", environ_base={"REMOTE_ADDR": "10.0.0.7"})
    assert figures(client)[("kiosk_too_often_total", "sign_in")] == 10


def test_figures_are_for_who_has_the_token(client):
    neighbour = {"environ_base": {"REMOTE_ADDR": "10.0.0.7"}}
    assert client.get("/metrics", **neighbour).status_code == 404
    assert client.get("/metrics").status_code == 404
    assert figures(client, **neighbour)[("kiosk_up", "0.1.0")] == 1


def test_a_copy_on_another_disk_has_figures_of_its_own(world, client, monkeypatch, tmp_path):
    monkeypatch.setattr("kiosk.backups.second_place.standing", lambda *_: Standing.APART)
    world.hub.settings = replace(world.hub.settings, backup_place=str(tmp_path))
    owner_key.make(world.hub.folder)
    back_up_hub(world.hub, world.hub.now())
    world.clock.forward(seconds=7)
    found = figures(client)
    assert found[("kiosk_backup_apart_age_seconds",)] == 7
    assert found[("kiosk_backup_place_apart",)] == found[("kiosk_backup_sealed",)] == 1
