import stat

import pytest
from cryptography import x509

from kiosk import site_ca
from kiosk.protocol.trust import Trust
from kiosk.rules.refusals import Refusal

DAY_S = 86_400
NAMES = ("hub.lan", "10.0.0.2")


@pytest.fixture
def folder(tmp_path, clock):
    site_ca.make(tmp_path, clock.now(), names=NAMES, site_name="Kibera")
    return tmp_path


def content(folder, name):
    return (folder / "ca" / name).read_bytes()


def test_a_site_has_a_root_and_a_leaf_for_its_names(folder):
    assert set(site_ca.leaf(folder).names) == {*NAMES, "localhost", "127.0.0.1", "::1"}
    root = x509.load_pem_x509_certificate(content(folder, "root.pem"))
    leaf = x509.load_pem_x509_certificate(content(folder, "leaf.pem"))
    leaf.verify_directly_issued_by(root)
    assert (root.not_valid_after_utc - root.not_valid_before_utc).days == 20 * 365
    assert (leaf.not_valid_after_utc - leaf.not_valid_before_utc).days == 397
    assert "Kibera" in root.subject.rfc4514_string()


def test_keys_are_for_their_owner_alone(folder):
    for name in ("root.key", "leaf.pem"):
        assert stat.S_IMODE((folder / "ca" / name).stat().st_mode) == 0o600
    assert b"PRIVATE KEY" not in content(folder, "root.pem")


def test_the_root_speaks_for_the_site_only(folder):
    root = x509.load_pem_x509_certificate(content(folder, "root.pem"))
    may = root.extensions.get_extension_for_class(x509.NameConstraints)
    assert may.critical
    named = {str(one.value) for one in may.value.permitted_subtrees}
    assert {"hub.lan", "10.0.0.0/8"} <= named
    assert not any(one in named for one in ("", "0.0.0.0/0", "com"))


def test_nothing_is_made_twice(folder, clock):
    before = [content(folder, name) for name in ("root.pem", "root.key", "leaf.pem")]
    clock.forward(seconds=60)
    site_ca.make(folder, clock.now(), names=NAMES, site_name="Another name")
    assert [content(folder, name) for name in ("root.pem", "root.key", "leaf.pem")] == before
    assert not site_ca.renew_if_due(folder, clock.now())


def test_another_address_needs_another_leaf_and_another_name_another_root(folder, clock):
    root = content(folder, "root.pem")
    clock.forward(seconds=60)
    site_ca.make(folder, clock.now(), names=("hub.lan", "10.0.0.3"), site_name="Kibera")
    assert "10.0.0.3" in site_ca.leaf(folder).names
    assert content(folder, "root.pem") == root
    site_ca.make(folder, clock.now(), names=("desk.lan",), site_name="Kibera")
    assert content(folder, "root.pem") != root


@pytest.mark.parametrize(("days", "renewed"), [(263, False), (264, True), (500, True), (-2, True)])
def test_the_leaf_is_renewed_at_two_thirds(folder, clock, days, renewed):
    root, leaf = content(folder, "root.pem"), content(folder, "leaf.pem")
    clock.forward(seconds=max(0, days) * DAY_S)
    now = clock.now() if days > 0 else clock.now() + days * DAY_S * 1000
    assert site_ca.renew_if_due(folder, now) is renewed
    assert (content(folder, "leaf.pem") != leaf) is renewed
    assert content(folder, "root.pem") == root
    assert set(site_ca.leaf(folder).names) == {*NAMES, "localhost", "127.0.0.1", "::1"}


def test_a_new_root_has_a_higher_number(folder, clock):
    before = site_ca.trust(folder)
    clock.forward(seconds=1)
    site_ca.new_root(folder, clock.now(), site_name="Kibera")
    after = site_ca.trust(folder)
    assert after.n > before.n
    assert after.roots != before.roots


def test_a_ca_that_was_lost_and_made_anew_has_a_higher_number(folder, clock):
    before = site_ca.trust(folder)
    for file in (folder / "ca").iterdir():
        file.unlink()
    clock.forward(seconds=1)
    site_ca.make(folder, clock.now(), names=NAMES, site_name="Kibera")
    assert site_ca.trust(folder).n > before.n


@pytest.mark.parametrize("torn", ["root.pem", "root.key", "leaf.pem"])
def test_what_is_torn_is_made_anew(folder, clock, torn):
    path = folder / "ca" / torn
    path.unlink() if torn == "root.key" else path.write_bytes(b"torn")
    clock.forward(seconds=1)
    site_ca.make(folder, clock.now(), names=NAMES, site_name="Kibera")
    root = x509.load_pem_x509_certificate(content(folder, "root.pem"))
    x509.load_pem_x509_certificate(content(folder, "leaf.pem")).verify_directly_issued_by(root)


def test_a_site_without_certificates(tmp_path, clock):
    assert (site_ca.root(tmp_path), site_ca.leaf(tmp_path)) == (None, None)
    assert site_ca.trust(tmp_path) == Trust()
    assert not site_ca.renew_if_due(tmp_path, clock.now())
    with pytest.raises(Refusal, match="no_certificates"):
        site_ca.new_root(tmp_path, clock.now(), site_name="Kibera")


@pytest.mark.parametrize("name", ["example.com/", "8.8.8.8", "*.lan"])
def test_a_name_that_is_not_a_site_s_is_refused(tmp_path, clock, name):
    with pytest.raises(Refusal, match="name_not_certified"):
        site_ca.make(tmp_path, clock.now(), names=(name,), site_name="Kibera")
    assert not (tmp_path / "ca").exists()
