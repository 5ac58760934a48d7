import pytest
from fakes.hub_world import make_hub

from kiosk import site_ca
from kiosk.jobs.certificates import renew_certificate


@pytest.fixture
def hub(tmp_path, clock):
    hub = make_hub(tmp_path, clock)
    yield hub
    hub.close()


def test_a_site_without_certificates_has_none_to_renew(hub):
    renew_certificate(hub, hub.now())
    assert site_ca.leaf(hub.folder) is None


@pytest.mark.parametrize(("days", "renewed"), [(200, False), (270, True)])
def test_the_certificate_is_renewed_in_time(hub, clock, days, renewed):
    site_ca.make(hub.folder, hub.now(), names=("hub.lan",), site_name="Kibera")
    before = site_ca.leaf(hub.folder)
    clock.forward(seconds=days * 86_400)
    hub.believe_clock()
    renew_certificate(hub, hub.now())
    assert (site_ca.leaf(hub.folder) != before) is renewed


def test_with_a_clock_in_doubt_it_waits(hub, clock):
    site_ca.make(hub.folder, hub.now(), names=("hub.lan",), site_name="Kibera")
    before = site_ca.leaf(hub.folder)
    clock.jump_wall(seconds=270 * 86_400)
    renew_certificate(hub, hub.now())
    assert site_ca.leaf(hub.folder) == before
