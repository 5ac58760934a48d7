"""How old the hub's keys are, on Health and in `kiosk doctor`."""

import pytest
from doctoring.test_checks import findings, folder

from kiosk.changing_keys import change
from kiosk.doctoring.key_checks import OLD_DAYS
from kiosk.hub_folder import DATABASE, KEYS
from kiosk.protocol.keys import change_keys, load_keys, make_keys
from kiosk.settings import HubSettings

__all__ = ["folder"]


def keys(site, clock):
    return next((one for one in findings(site, clock) if one.what == "keys"), None)


def test_they_grow_old_and_a_change_makes_them_new(folder, clock):
    change(folder, HubSettings(), clock)
    began = clock.now()
    for days, advice in ((0, ""), (OLD_DAYS, ""), (OLD_DAYS + 1, "kiosk key change")):
        clock.forward(days=days - (clock.now() - began) // 86_400_000)
        found = keys(folder, clock)
        assert found.ok
        assert f"are {days} days old" in found.said("en")
        assert advice in found.advice("en")
        assert bool(advice) is bool(found.advice("en"))
    change(folder, HubSettings(), clock)
    assert "are 0 days old" in keys(folder, clock).said("en")


def test_keys_that_were_not_taken_up_are_told(folder, clock):
    path = folder / KEYS
    change_keys(load_keys(path).followed_by(make_keys()), path)
    found = keys(folder, clock)
    assert (found.ok, found.advice("en")) == (False, "Start the hub: it goes on by itself.")


@pytest.mark.parametrize("gone", [KEYS, DATABASE])
def test_where_they_cannot_be_looked_at_nothing_is_said(folder, clock, gone):
    (folder / gone).write_bytes(b"no")
    assert keys(folder, clock) is None
