"""`kiosk serve` as a process on a database that is damaged or gone, and after an unclean stop."""

import json
import signal
import subprocess
import sys

import pytest
import requests
from fakes.hub_world import World, make_hub
from faults.live_hub import ANSWERS_WITHIN_S, LiveHub

from kiosk.backups.backing_up import FOLDER, all_in, back_up
from kiosk.hub_folder import DATABASE
from kiosk.start_check import FLAG

NOW = 1_795_300_000_000


@pytest.fixture
def hub(tmp_path, clock):
    folder = tmp_path / "data"
    world = World(make_hub(folder, clock), clock)
    world.staff()
    world.hub.close()
    back_up(folder / DATABASE, folder / FOLDER, NOW)
    live = LiveHub(folder)
    yield live
    if live.process is not None and live.process.poll() is None:
        stop(live)


def kiosk(hub, *words):
    command = [sys.executable, "-m", "kiosk.cli.main", *words, "--data", str(hub.folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def stop(hub):
    hub.process.send_signal(signal.SIGTERM)
    code = hub.process.wait(ANSWERS_WITHIN_S)
    hub.process.stdout.close()
    assert code == 0


@pytest.mark.parametrize("how", ["damaged", "gone"])
def test_it_says_what_to_do_takes_nothing_and_is_itself_again_after_a_restore(hub, how):
    database = hub.folder / DATABASE
    if how == "gone":
        database.unlink()
    else:
        database.write_bytes(database.read_bytes()[:8192] + b"\xff" * 8192)
    before = sorted(path.name for path in hub.folder.iterdir())
    hub.begin()
    for line in hub.process.stdout:
        if line.startswith(b"hub not working"):
            break
    page = requests.get(hub.url, timeout=ANSWERS_WITHIN_S)
    (copy,) = all_in(hub.folder / FOLDER)
    assert (page.status_code, str(copy) in page.text) == (503, True)
    asked = kiosk(hub, "station", "add", "--seat", "9")
    assert (asked.returncode, "atabase" in asked.stderr) == (1, True)
    stop(hub)
    after = sorted(path.name for path in hub.folder.iterdir())
    assert set(after) - set(before) <= {"hub.lock"}
    assert kiosk(hub, "restore", str(copy)).returncode == 0
    hub.start()
    assert requests.get(hub.url, timeout=ANSWERS_WITHIN_S).status_code == 200
    assert (hub.folder / FLAG).exists()
    stop(hub)
    assert not (hub.folder / FLAG).exists()
    assert json.loads(kiosk(hub, "verify", "--json").stdout)["ok"]
