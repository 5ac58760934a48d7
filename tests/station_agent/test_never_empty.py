"""A station's file that is gone is not replaced by an empty one."""

import pytest
from fakes.clock import FakeClock

from kiosk.rules.refusals import Refusal
from station_agent.folder import STATUS_FILE
from station_agent.store.open import FILE, open_store


def test_a_seat_that_has_run_does_not_forget_what_was_not_sent(tmp_path):
    open_store(tmp_path, FakeClock()).close()
    (tmp_path / STATUS_FILE).write_text("{}")
    open_store(tmp_path, FakeClock()).close()
    (tmp_path / FILE).unlink()
    with pytest.raises(Refusal, match="database_missing"):
        open_store(tmp_path, FakeClock())
    assert not (tmp_path / FILE).exists()
    (tmp_path / FILE).touch()
    with pytest.raises(Refusal, match="database_damaged"):
        open_store(tmp_path, FakeClock())
    assert (tmp_path / FILE).read_bytes() == b""
