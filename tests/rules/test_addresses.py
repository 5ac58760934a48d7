import pytest

from kiosk.rules.addresses import is_here, is_plain_elsewhere


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.8.9.10", "::1", "[::1]", "localhost", "LocalHost"]
)
def test_this_machine_is_here(host):
    assert is_here(host)


@pytest.mark.parametrize(
    "host",
    ["0.0.0.0", "::", "10.0.0.2", "hub.example", "localhost.example", "", "127.1"],  # noqa: S104
)
def test_everything_else_is_elsewhere(host):
    assert not is_here(host)


@pytest.mark.parametrize(
    "url",
    ["https://10.0.0.2", "https://hub.example:8443/", "http://127.0.0.1:8080", "http://[::1]:80"],
)
def test_what_others_cannot_read(url):
    assert not is_plain_elsewhere(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://10.0.0.2:8080",
        "HTTP://hub.example",
        "http://127.0.0.1@10.0.0.2",
        "http://localhost.example",
        "http://[nobody",
        "10.0.0.2",
        "",
    ],
)
def test_what_others_can_read(url):
    assert is_plain_elsewhere(url)
