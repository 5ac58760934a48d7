"""Commands that write: over the Unix socket while the hub runs, by themselves when it does not."""

import json
import socket
import stat
import threading
from pathlib import Path

import pytest
from fakes.hub_world import World, make_hub

from kiosk import commands
from kiosk.cli import modules, stations  # noqa: F401  they make their commands known
from kiosk.commands import SOCKET, ask, listen, registered
from kiosk.disk import lock
from kiosk.hub_folder import LOCK
from kiosk.protocol.tmod import ZIP_LIMIT_BYTES
from kiosk.rules.refusals import Refusal
from kiosk.settings import HubSettings

SETTINGS = HubSettings()


@pytest.fixture(autouse=True)
def _at_once(monkeypatch):
    monkeypatch.setattr(commands, "LOOK_FOR_THE_END_EVERY_S", 0.01)


@pytest.fixture
def site(tmp_path, clock):
    """A data folder with a hub that is made but not running."""
    folder = tmp_path / "data"
    hub = make_hub(folder, clock)
    world = World(hub, clock)
    world.station(1)
    hub.close()
    world.folder = folder
    return world


@pytest.fixture
def running(tmp_path, clock):
    """A hub that runs: it holds the lock and listens."""
    folder = tmp_path / "data"
    hub = make_hub(folder, clock)
    world = World(hub, clock)
    world.station(1)
    world.folder = folder
    with lock.holding(folder / LOCK), listen(hub, folder):
        yield world
    hub.close()


def listed(folder):
    return [one["seat"] for one in ask(folder, SETTINGS, "station_list")]


def say(folder, line):
    with socket.socket(socket.AF_UNIX) as out:
        out.connect(str(folder / SOCKET))
        out.sendall(line)
        return json.loads(out.makefile("rb").readline())


def test_the_commands_are_known_by_name():
    assert {"station_add", "station_list", "station_revoke", "module_import"} <= set(registered())


def test_without_a_running_hub_a_command_does_it_itself(site):
    made = ask(site.folder, SETTINGS, "station_add", seat=7, zone="room", row_name="Door")
    assert (made["seat"], len(made["code"])) == (7, 23)
    assert listed(site.folder) == [1]
    assert not lock.is_held(site.folder / LOCK)


def test_two_commands_at_once_are_never_two_writers(site, monkeypatch):
    """Each holds the folder's lock; the second finds no hub that it could ask."""
    found = []

    def meddle(hub) -> None:
        assert lock.is_held(site.folder / LOCK)
        with pytest.raises(Refusal, match="not_running"):
            ask(site.folder, SETTINGS, "station_list")
        found.append("kept out")

    monkeypatch.setitem(commands.COMMANDS, "meddle", meddle)
    ask(site.folder, SETTINGS, "meddle")
    assert found == ["kept out"]


def test_while_the_hub_runs_it_runs_the_same_act(running):
    before = running.hub.changes.n
    made = ask(running.folder, SETTINGS, "station_add", seat=7, zone="room", row_name="Door")
    assert (made["seat"], running.hub.changes.n) == (7, before + 1)
    assert listed(running.folder) == [1]


@pytest.mark.parametrize("where", ["site", "running"])
def test_a_refusal_is_told_alike(where, request):
    folder = request.getfixturevalue(where).folder
    with pytest.raises(Refusal) as caught:
        ask(folder, SETTINGS, "station_add", seat=0, zone="room", row_name="Door")
    assert (caught.value.code, caught.value.details) == ("too_many", {"seat": 0})


def test_only_the_owner_may_open_the_socket_and_it_goes_with_the_hub(tmp_path, clock):
    hub = make_hub(tmp_path / "data", clock)
    path = tmp_path / "data" / SOCKET
    path.write_text("left by a hub that was killed")
    with listen(hub, tmp_path / "data"):
        assert stat.S_ISSOCK(path.stat().st_mode)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not path.exists()
    hub.close()


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\n",
        b"not JSON\n",
        b"[]\n",
        b"7\n",
        b'{"command": "station_list"}\n',
        b'{"command": "nothing", "words": {}}\n',
        b'{"command": ["station_list"], "words": {}}\n',
        b'{"command": "station_list", "words": {"more": 1}}\n',
        b'{"command": "station_list", "words": {"hub": 1}}\n',
        b"\xff\xfe\n",
    ],
)
def test_a_line_that_is_not_understood_is_malformed_and_harms_nobody(running, line):
    with socket.socket(socket.AF_UNIX) as out:
        out.connect(str(running.folder / SOCKET))
        out.sendall(line)
        out.shutdown(socket.SHUT_WR)
        assert json.loads(out.makefile("rb").readline())["refusal"] == "malformed"
    assert listed(running.folder) == [1]


def test_a_command_that_fails_says_so_and_the_hub_runs_on(running, monkeypatch):
    def fail(hub) -> None:
        raise ZeroDivisionError

    monkeypatch.setitem(commands.COMMANDS, "fail", fail)
    with pytest.raises(Refusal) as caught:
        ask(running.folder, SETTINGS, "fail")
    assert (caught.value.code, caught.value.details) == ("failed", {"reason": "ZeroDivisionError"})
    assert listed(running.folder) == [1]


def test_a_module_as_large_as_may_be_fits_into_a_line(running, monkeypatch):
    monkeypatch.setitem(commands.COMMANDS, "measure", lambda _, *, tmod: len(tmod))
    assert ask(running.folder, SETTINGS, "measure", tmod="x" * 4_000_000) == 4_000_000
    assert commands.LINE_LIMIT_BYTES > ZIP_LIMIT_BYTES * 4 / 3 + 1000


def test_many_commands_at_once_are_all_answered(running):
    answers = []
    threads = [
        threading.Thread(target=lambda: answers.append(listed(running.folder))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [[1]] * 8


def test_commands_leave_no_file_open(running):
    def opened():
        return len(list(Path("/proc/self/fd").iterdir()))

    before = opened()
    for _ in range(20):
        listed(running.folder)
    assert opened() < before + 10  # each would leave three


def test_a_hub_that_starts_or_stops_just_now_is_not_running(site):
    with (
        lock.holding(site.folder / LOCK),
        pytest.raises(Refusal, match="not_running"),
    ):
        ask(site.folder, SETTINGS, "station_list")


def test_a_hub_that_hangs_up_is_not_running(site):
    with (
        lock.holding(site.folder / LOCK),
        socket.socket(socket.AF_UNIX) as server,
    ):
        server.bind(str(site.folder / SOCKET))
        server.listen()

        def hang_up():
            line, _ = server.accept()
            line.close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        with pytest.raises(Refusal, match="not_running"):
            ask(site.folder, SETTINGS, "station_list")
        thread.join()


def test_a_data_folder_may_lie_as_deep_as_it_likes(tmp_path, clock):
    folder = tmp_path / ("deep" * 20) / ("deeper" * 20)
    hub = make_hub(folder, clock)
    with lock.holding(folder / LOCK), listen(hub, folder):
        assert (folder / SOCKET).is_socket()
        assert ask(folder, SETTINGS, "station_list") == []
    hub.close()
