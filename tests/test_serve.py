"""The process that serves a site: real processes, real signals, the loopback only."""

import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest
from fakes.hub_world import make_hub
from fakes.ports import free_port
from waitress.server import create_server

from kiosk import commands, serve
from kiosk.disk import lock
from kiosk.hub_folder import LOCK
from kiosk.jobs.table import JOBS, Job
from kiosk.reading_settings import read_settings
from kiosk.rules.refusals import Refusal
from kiosk.settings import HubSettings

ROOT = Path(__file__).parents[1]
WAITS = "import sys, time; print('up', flush=True); time.sleep(60)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + WAITS


def child(program):
    made = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    assert made.stdout.readline() == b"up\n"
    return made


# its parts


def test_a_port_that_is_taken_is_said_before_anything_starts():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(Refusal, match="port_in_use"):
            serve.refuse_port_in_use("127.0.0.1", taken.getsockname()[1])
    serve.refuse_port_in_use("127.0.0.1", free_port())


def test_every_job_of_the_table_runs_in_its_rhythm(tmp_path, clock):
    hub = make_hub(tmp_path, clock)
    with serve.jobs_running(hub) as scheduler:
        every_s = {job.id: job.trigger.interval.total_seconds() for job in scheduler.get_jobs()}
    assert every_s == {job.name: job.every_s for job in JOBS}
    hub.close()


def test_a_job_that_is_refused_does_not_stop_the_others(tmp_path, clock):
    hub, ran = make_hub(tmp_path, clock), []

    def refuse(hub, now):
        ran.append(now)
        raise Refusal("data_folder_wrong")

    serve._run_job(hub, Job("refused", 1, refuse, "Always refuses."))
    assert ran == [clock.now()]
    hub.close()


@pytest.fixture
def children(monkeypatch):
    """What `_start_exchange` starts instead of an exchange, in order."""
    started = []
    monkeypatch.setattr(serve, "CHILD_LOOK_EVERY_S", 0.01)

    def begin(program):
        def start(folder, settings):
            started.append(child(program))
            return started[-1]

        monkeypatch.setattr(serve, "_start_exchange", start)
        return started

    yield begin
    for one in started:
        one.kill()
        one.wait()
        one.stdout.close()


def test_an_exchange_that_dies_is_started_again_and_ends_with_the_hub(children, tmp_path):
    started, stop = children(WAITS), threading.Event()
    with serve.own_exchange(tmp_path, HubSettings(), stop):
        started[0].kill()
        started[0].wait()
        while len(started) < 2:
            pass
    assert started[1].returncode == -signal.SIGTERM
    assert stop.is_set()


def test_an_exchange_that_does_not_listen_is_killed(children, tmp_path, monkeypatch):
    monkeypatch.setattr(serve, "CHILD_STOPS_WITHIN_S", 0.05)
    started = children(STUBBORN)
    with serve.own_exchange(tmp_path, HubSettings(), threading.Event()):
        pass
    assert started[0].returncode == -signal.SIGKILL


def test_the_exchange_gets_its_own_variables(monkeypatch, tmp_path):
    asked = []
    monkeypatch.setenv("KIOSK_SITE_NAME", "Kibera")
    monkeypatch.setattr(
        serve.subprocess, "Popen", lambda command, env, **_: asked.append((command, env))
    )
    serve._start_exchange(tmp_path, HubSettings(exchange_port=9, currency="UGX"))
    command, env = asked[0]
    assert {"serve", str(tmp_path / "exchange")} <= set(command)
    assert (env["KIOSK_PORT"], env["KIOSK_CURRENCY"]) == ("9", "UGX")
    assert "KIOSK_SITE_NAME" not in env


def test_joining_goes_on_until_it_works(tmp_path, clock, monkeypatch):
    hub, tries = make_hub(tmp_path, clock), []

    def ensure_joined(hub, url):
        tries.append(url)
        return len(tries) == 3

    monkeypatch.setattr(serve, "ensure_joined", ensure_joined)
    monkeypatch.setattr(serve, "EXCHANGE_TRY_EVERY_S", 0)
    serve._join(hub, threading.Event())
    assert len(tries) == 3
    stopped = threading.Event()
    stopped.set()
    monkeypatch.setattr(serve, "ensure_joined", lambda *_: False)
    serve._join(hub, stopped)
    hub.close()


# all of it


@pytest.fixture
def _signals():
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.mark.usefixtures("_signals")
@pytest.mark.parametrize("exchange_url", ["", "http://127.0.0.1:9"])
def test_a_site_is_served_until_it_is_told_to_stop(
    children, tmp_path, clock, monkeypatch, capsys, exchange_url
):
    make_hub(tmp_path, clock).close()
    started, answers, port = children(WAITS), [], free_port()
    monkeypatch.setattr(serve, "ensure_joined", lambda *_: False)
    monkeypatch.setattr(serve, "EXCHANGE_TRY_EVERY_S", 60)
    servers, make = [], serve.create_server
    monkeypatch.setattr(
        serve, "create_server", lambda *a, **k: servers.append(make(*a, **k)) or servers[0]
    )

    def visit():
        while not answers:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as page:
                    answers.append((page.status, lock.is_held(tmp_path / LOCK)))
            except OSError:
                threading.Event().wait(0.01)
        os.kill(os.getpid(), signal.SIGTERM)

    visitor = threading.Thread(target=visit)
    visitor.start()
    serve.serve(tmp_path, HubSettings(port=port, exchange_url=exchange_url))
    visitor.join()
    assert not servers[0].active_channels
    assert answers == [(200, True)]
    assert not lock.is_held(tmp_path / LOCK)
    assert len(started) == (0 if exchange_url else 1)
    assert f"hub listening on http://127.0.0.1:{port}" in capsys.readouterr().out


@pytest.mark.usefixtures("_signals")
@pytest.mark.parametrize("there", [False, True])
def test_a_folder_whose_disk_is_not_mounted_gets_no_new_site(tmp_path, there):
    folder = tmp_path / "data"
    if there:
        folder.mkdir()
    with pytest.raises(Refusal, match="site_missing"):
        serve.serve(folder, HubSettings(port=free_port()))
    with pytest.raises(Refusal, match="site_missing"):
        commands.ask(folder, HubSettings(), "add_station", seat=1)
    assert (list(folder.iterdir()) if there else folder.exists()) in ([], False)


@pytest.mark.slow
def test_a_site_is_a_process_with_an_exchange_beside_it(tmp_path, clock):
    make_hub(tmp_path, clock).close()
    port, exchange_port = free_port(), free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("KIOSK_")},
        "KIOSK_PORT": str(port),
        "KIOSK_EXCHANGE_PORT": str(exchange_port),
    }
    command = [sys.executable, "-m", "kiosk.cli.main", "serve", "--data", str(tmp_path)]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as hub:
        lines = iter(hub.stdout.readline, b"")
        assert any(line.startswith(b"hub listening on http://127.0.0.1:") for line in lines)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as page:
            assert page.status == 200
        assert lock.is_held(tmp_path / LOCK)
        second = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        assert (second.returncode, len(second.stderr.splitlines())) == (1, 1)
        hub.send_signal(signal.SIGTERM)
        hub.communicate()
        assert hub.returncode == 0
    assert not lock.is_held(tmp_path / LOCK)
    serve.refuse_port_in_use("127.0.0.1", port)
    serve.refuse_port_in_use("127.0.0.1", exchange_port)


class TestWhoAsks:
    """Behind a proxy all phones come from one address; whom the proxy names counts, nobody else's."""

    FORWARDED = "6.6.6.6, 10.0.0.7"

    def asked_from(self, proxy_address):
        def application(environ, start_response):
            start_response("200 OK", [("Content-Type", "text/plain")])
            return [environ["REMOTE_ADDR"].encode()]

        server = create_server(
            serve.before_proxies(application, proxy_address),
            host="127.0.0.1",
            port=0,
            asyncore_use_poll=True,  # a worker may hold files above 1023
            **serve.proxy_options(proxy_address),
        )

        def run():
            with suppress(OSError, ValueError, KeyError):  # closed under its own loop
                server.run()

        running = threading.Thread(target=run, daemon=True)
        running.start()
        try:
            asked = urllib.request.Request(
                f"http://127.0.0.1:{server.effective_port}/",
                headers={"X-Forwarded-For": self.FORWARDED},
            )
            with urllib.request.urlopen(asked, timeout=60) as answer:  # noqa: S310  our own
                return answer.read().decode()
        finally:
            server.close()
            running.join(timeout=60)

    def test_the_proxy_says_it_by_the_last_address_which_is_its_own_word(self):
        assert self.asked_from("127.0.0.1") == "10.0.0.7"

    @pytest.mark.parametrize("proxy_address", ["", "10.9.9.9"])
    def test_nobody_else_is_believed(self, proxy_address):
        assert self.asked_from(proxy_address) == "127.0.0.1"

    @pytest.mark.parametrize("wrong", ["*", "10.0.0.0/8", "proxy.example"])
    def test_a_pattern_is_no_proxy(self, wrong):
        with pytest.raises(Refusal, match="setting_wrong"):
            read_settings(HubSettings, None, {"KIOSK_PROXY_ADDRESS": wrong})
