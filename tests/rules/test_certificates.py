import pytest

from kiosk.rules.certificates import is_site_name, leaf_is_due
from kiosk.rules.instants import Instant

BEGINS, ENDS = Instant(1_000), Instant(4_000)


@pytest.mark.parametrize(
    ("now", "due"), [(999, True), (1_000, False), (2_999, False), (3_000, True), (9_000, True)]
)
def test_a_certificate_is_renewed_at_two_thirds(now, due):
    assert leaf_is_due(begins=BEGINS, ends=ENDS, now=Instant(now)) is due


@pytest.mark.parametrize(
    "name",
    ["hub", "hub.lan", "hub-2.home.arpa", "localhost", "10.0.0.2", "192.168.1.9", "fd00::2", "::1"],
)
def test_names_of_a_site(name):
    assert is_site_name(name)


@pytest.mark.parametrize(
    "name",
    [
        *("", "*.lan", "Hub.lan", "hub_2", "hub..lan", "-hub", "x" * 64, "a." * 127 + "aa"),
        *("8.8.8.8", "2001:db8::1", "0.0.0.0", "169.254.1.1", "10.0.0.256", "hub.lan:443"),  # noqa: S104
        *("hub.lan\n", "10.0.0.0/8", "http://hub"),
    ],
)
def test_what_no_site_may_speak_for(name):
    assert not is_site_name(name)
