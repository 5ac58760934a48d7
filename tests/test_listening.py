import resource

import pytest

from kiosk import listening
from kiosk.listening import raise_open_files, refuse_plain
from kiosk.rules.refusals import Refusal


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_this_machine_is_listened_to_without_tls(host):
    refuse_plain(host, "refused")


@pytest.mark.parametrize("host", ["0.0.0.0", "10.0.0.2", "::", "hub.lan"])  # noqa: S104  refused
def test_others_only_where_somebody_said_so(host):
    with pytest.raises(Refusal, match="plain_listening"):
        refuse_plain(host, "refused")
    refuse_plain(host, "allowed")


@pytest.mark.parametrize(
    ("soft", "hard", "set_to"),
    [
        (1024, 20_000, 2_512),
        (1024, 2_000, 2_000),
        (1024, resource.RLIM_INFINITY, 2_512),
        (4_096, 20_000, None),
        (resource.RLIM_INFINITY, resource.RLIM_INFINITY, None),
    ],
)
def test_there_are_as_many_open_files_as_connections(monkeypatch, soft, hard, set_to):
    asked = []
    monkeypatch.setattr(listening.resource, "getrlimit", lambda _: (soft, hard))
    monkeypatch.setattr(listening.resource, "setrlimit", lambda _, both: asked.append(both))
    raise_open_files(2_000)
    assert asked == ([] if set_to is None else [(set_to, hard)])
