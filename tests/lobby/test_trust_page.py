import pytest
from fakes.clock import FakeClock
from fakes.hub_world import make_hub

from kiosk import site_ca
from kiosk.app import create_app
from kiosk.protocol.codec import decode
from kiosk.protocol.trust import SignedTrust, Trust, check_by_key


@pytest.fixture
def hub(tmp_path):
    hub = make_hub(tmp_path / "hub", FakeClock())
    yield hub
    hub.close()


@pytest.fixture
def phone(hub):
    return create_app(hub).test_client()


@pytest.fixture
def root(hub):
    site_ca.make(hub.folder, hub.now(), names=("hub.lan",), site_name="Kibera")
    return site_ca.root(hub.folder)


def test_a_phone_is_told_what_to_do_and_which_root_it_is(phone, root):
    page = phone.get("/trust/").text
    assert all(pair in page for pair in root.fingerprint.split(":"))
    assert 'href="/trust/root.crt"' in page
    assert 'dir="rtl"' in phone.get("/trust/?lang=ar").text


def test_the_root_can_be_taken_and_holds_no_key(phone, root):
    taken = phone.get("/trust/root.crt")
    assert taken.text == root.pem
    assert taken.content_type == "application/x-x509-ca-cert"
    assert "PRIVATE" not in taken.text


def test_stations_are_told_the_roots_under_the_hub_s_signature(phone, root, hub):
    said = decode(phone.get("/trust/v1").data, SignedTrust)
    told = check_by_key(said, public_key=hub.keys.public_signing)
    assert told == Trust(root.number, (root.pem,))


def test_a_site_without_certificates_says_so(phone, hub):
    assert "no certificate of its own" in phone.get("/trust/").text
    assert phone.get("/trust/root.crt").status_code == 404
    said = decode(phone.get("/trust/v1").data, SignedTrust)
    assert check_by_key(said, public_key=hub.keys.public_signing) == Trust()
