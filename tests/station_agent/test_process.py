"""A real agent in a process of its own, killed in the middle of an answer."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading

import pytest
import requests
from fakes.hub import FakeHub
from fakes.loopback_hub import HubOnLoopback

from kiosk.clock import SystemClock
from kiosk.protocol.bodies import Hand, HitTerms, Slot, Window

ROOT = __file__.partition("/tests/")[0]
LIMIT_S = 120


class Seat:
    """One station with its real command, and a browser of a few lines."""

    def __init__(self, folder, memory, url) -> None:
        self.folder, self.memory, self.hub_url = folder, memory, url
        self.process = None
        self.url = ""
        self.page = ""

    def command(self, *words):
        environ = os.environ | {"KIOSK_DRAFT_FOLDER": str(self.memory)}
        return subprocess.run(
            [sys.executable, "-m", "station_agent.cli", *words, "--data", str(self.folder)],
            capture_output=True, text=True, check=False, cwd=ROOT, env=environ,
        )  # fmt: skip

    def status(self):
        return json.loads(self.command("status", "--json").stdout)

    def start(self, *more):
        environ = os.environ | {"KIOSK_DRAFT_FOLDER": str(self.memory)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "station_agent.cli", "run", "--data", str(self.folder), "--port", "0", *more],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT, env=environ,
        )  # fmt: skip
        self.url = self.process.stdout.readline().split()[-1]

    def stop(self, how):
        self.process.send_signal(how)
        self.process.wait(LIMIT_S)
        self.process.stdout.close()

    def open(self, path, fields=None):
        method = "GET" if fields is None else "POST"
        headers = {"Origin": self.url, "Connection": "close"}
        answer = requests.request(
            method, self.url + path, data=fields, headers=headers, timeout=LIMIT_S
        )
        self.page = answer.text
        return answer.status_code

    def send(self, path, **fields):
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', self.page))
        return self.open(path, {**hidden, **fields})


def until(holds):
    """Wait for another process, not for a time."""
    for _ in range(LIMIT_S * 50):
        if holds():
            return
        threading.Event().wait(0.02)
    raise AssertionError("did not happen")


@pytest.fixture
def hub():
    hub = FakeHub(SystemClock())
    served = HubOnLoopback(hub)
    hub.url = served.url
    yield hub
    served.close()


@pytest.fixture
def seat(tmp_path, hub):
    memory = tmp_path / "memory"
    memory.mkdir()
    seat = Seat(tmp_path / "station", memory, hub.url)
    yield seat
    if seat.process and seat.process.poll() is None:
        seat.stop(signal.SIGKILL)


def enrol(seat, hub):
    done = seat.command("enrol", hub.url, hub.code)
    assert done.returncode == 0, done.stderr


def quick_window():
    """A site whose stations report every second."""
    return Window("Centre", "KES", "KSh", 2, 7000, ("en",), (), (), beat_interval_s=1)


def deal(hub, session, count):
    form = {
        "prompt": "What is written?",
        "fields": [{"name": "text", "kind": "text", "label": "Text", "max_length": 40}],
    }
    terms = HitTerms("t", "Acme", "Type it", "", form, 200, 10, "", (), 0, 0)
    slots = tuple(Slot(f"assignment-{n}", "t", {}) for n in range(count))
    until = SystemClock().now() + 10**8
    hub.put(Hand(session, hub.sessions[session]["visitor"], until, (terms,), slots))


def test_killed_in_the_middle_of_an_answer_nothing_is_lost(seat, hub):
    enrol(seat, hub)
    hub.put(quick_window())
    hub.sell("4F7K2M9T", seconds=1800)
    seat.start()
    until(lambda: hub.beats)
    seat.open("/")
    assert seat.send("/open", code="4F7K2M9T") == 200
    deal(hub, "session-1", 3)
    until(lambda: seat.open("/work") == 200 and "Type it" in seat.page)
    assert seat.send("/work/accept", batch="t") == 200
    hub.up = False
    assert seat.send("/work/answer", assignment="assignment-0", answer_text="first") == 200
    assert "Saved on this computer." in seat.page
    draft = re.search(r'data-draft="([^"]*)"', seat.page)[1]
    assert seat.send("/draft", draft=draft, answer_text="second, half wri") == 204

    seat.stop(signal.SIGKILL)
    seat.start()
    seat.open("/work/task")
    assert "second, half wri" in seat.page
    status = seat.status()
    assert (status["state"], status["session"]) == ("open", "session-1")
    assert 0 < status["outbox"]["waiting"] <= 2
    assert 1700 < status["seconds_left"] <= 1800

    hub.up = True
    assert seat.send("/work/answer", assignment="assignment-1", answer_text="second") == 200
    until(lambda: len(hub.bodies("submission")) == 2)
    assert [body.answer["text"] for body in hub.bodies("submission")] == ["first", "second"]
    until(lambda: seat.status()["link"]["hub"] == "reachable")
    seat.stop(signal.SIGTERM)
    assert seat.process.returncode == 0
    assert seat.status()["running"] is False


def test_a_seat_that_is_not_enrolled_says_so(seat):
    assert seat.status() == {"running": False, "state": "enrolling"}
    assert seat.command("status").stdout == "running: no\nstate: enrolling\n"
    done = seat.command("run")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)


def test_enrolling_twice_and_with_a_wrong_code_are_sentences(seat, hub):
    done = seat.command("enrol", hub.url, "AAAAA-AAAAA-AAAAA-AAAAA")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    enrol(seat, hub)
    done = seat.command("enrol", hub.url, hub.code)
    assert (
        done.stderr == "This machine is enrolled already. A station gets new keys with --again.\n"
    )
    done = seat.command("enrol", hub.url, hub.code, "--again", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["origin"] == hub.peer.origin


def test_new_keys_wait_until_nobody_sits_there_and_the_seat_is_stopped(seat, hub):
    enrol(seat, hub)
    hub.put(quick_window())
    hub.sell("4F7K2M9T", seconds=600)
    seat.start()
    again = ("enrol", hub.url, hub.code, "--again")
    assert seat.command(*again).stderr == "It is running already. Stop it first.\n"
    seat.open("/")
    assert seat.send("/open", code="4F7K2M9T") == 200
    seat.stop(signal.SIGKILL)
    said = "A session is open at this station. Please end it there first.\n"
    assert seat.command(*again).stderr == said


def test_one_agent_for_a_folder(seat, hub):
    enrol(seat, hub)
    seat.start()
    done = seat.command("run", "--port", "0")
    assert (done.returncode, done.stderr) == (1, "It is running already. Stop it first.\n")


def test_no_hub_at_the_address_is_a_sentence(seat):
    done = seat.command("enrol", "http://127.0.0.1:1", "AAAAA-AAAAA-AAAAA-AAAAA")
    assert done.returncode == 1
    assert done.stderr == (
        "The hub does not answer at this address. Please check it and its cable.\n"
    )


@pytest.mark.parametrize("command", ["enrol", "run", "status"])
def test_each_command_helps_with_an_example(seat, command):
    done = subprocess.run(
        [sys.executable, "-m", "station_agent.cli", command, "--help"],
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    assert "Example: station-agent" in " ".join(done.stdout.split())


def test_a_body_that_fills_the_disk_is_not_even_kept_aside(seat, hub):
    """Any page in the browser may send us as much as it likes."""
    enrol(seat, hub)
    seat.start()
    port = int(seat.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=LIMIT_S) as line:
        line.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500000000\r\n\r\na")
        assert line.recv(1024).startswith(b"HTTP/1.1 413")
