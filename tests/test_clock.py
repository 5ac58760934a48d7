from fakes.clock import NS_PER_S, FakeClock

from kiosk import clock as clocks
from kiosk.clock import Clock, SystemClock


def test_the_wall_clock_is_after_this_was_written_and_counts_milliseconds():
    assert SystemClock().now() > 1_790_000_000_000


def test_boot_time_goes_forward_and_counts_at_least_the_time_awake():
    first = SystemClock().boot_ns()
    assert SystemClock().boot_ns() >= first
    assert SystemClock().awake_ns() > 0


def test_a_boot_keeps_its_name():
    assert SystemClock().boot_id() == SystemClock().boot_id() != ""


def test_a_system_without_boot_names_gets_one_for_this_process(tmp_path, monkeypatch):
    monkeypatch.setattr(clocks, "BOOT_ID_FILE", tmp_path / "missing")
    assert SystemClock().boot_id() == SystemClock().boot_id() != ""


def test_a_system_without_a_boot_clock_uses_its_monotonic_one(monkeypatch):
    monkeypatch.delattr(clocks.time, "CLOCK_BOOTTIME", raising=False)
    assert SystemClock().boot_ns() > 0


def test_the_fake_clock_fits_and_passes_time_on_all_its_faces():
    clock: Clock = FakeClock()
    before = clock.now()
    clock.forward(minutes=1, seconds=1)
    assert clock.now() - before == 61_000
    assert clock.boot_ns() == clock.awake_ns() == 61 * NS_PER_S


def test_a_suspended_machine_is_seen_by_the_time_it_was_not_awake():
    clock = FakeClock()
    clock.suspend(seconds=90)
    assert clock.boot_ns() - clock.awake_ns() == 90 * NS_PER_S


def test_setting_the_wall_clock_passes_no_time():
    clock = FakeClock(now=1000, boot_ns=7)
    clock.jump_wall(seconds=-1)
    assert (clock.now(), clock.boot_ns()) == (0, 7)


def test_a_reboot_begins_at_zero_under_another_name():
    clock = FakeClock(boot_ns=5)
    clock.reboot()
    assert (clock.boot_ns(), clock.awake_ns(), clock.boot_id()) == (0, 0, "boot-2")
