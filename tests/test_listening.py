import pytest

from kiosk.listening import refuse_plain
from kiosk.rules.refusals import Refusal


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_this_machine_is_listened_to_without_tls(host):
    refuse_plain(host, "refused")


@pytest.mark.parametrize("host", ["0.0.0.0", "10.0.0.2", "::", "hub.lan"])  # noqa: S104  refused
def test_others_only_where_somebody_said_so(host):
    with pytest.raises(Refusal, match="plain_listening"):
        refuse_plain(host, "refused")
    refuse_plain(host, "allowed")
