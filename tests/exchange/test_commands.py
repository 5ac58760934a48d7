"""Commands beside a running exchange and without one, and the process that serves."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from fakes.ports import free_port

from kiosk.clock import SystemClock
from kiosk.disk import lock
from kiosk.exchange import commands
from kiosk.exchange.exchange import open_exchange
from kiosk.exchange.saved_settings import save_settings, settings_of
from kiosk.exchange.store import ledger, people
from kiosk.rules.refusals import Refusal
from kiosk.settings import ExchangeSettings

ROOT = Path(__file__).parents[2]
LIMIT_S = 240


@pytest.fixture
def folder(tmp_path):
    return tmp_path / ("a-folder-with-a-name-too-long-for-a-socket-" * 3) / "exchange"


def test_a_command_opens_the_folder_itself_when_nothing_runs(folder):
    made = commands.ask(folder, ExchangeSettings(), "add_requester", name="Duka", fund_minor=70)
    exchange = open_exchange(folder, ExchangeSettings(), SystemClock())
    with exchange.read() as db:
        assert people.requester_named(db, made["access_key"]).name == "Duka"
        assert ledger.balance(db, f"requester:{made['requester']}") == 70
    exchange.close()


def test_a_command_goes_to_the_exchange_that_runs(folder):
    exchange = open_exchange(folder, ExchangeSettings(), SystemClock())
    held = lock.hold(folder / commands.LOCK)
    try:
        with commands.listen(exchange):
            assert oct((folder / commands.SOCKET).stat().st_mode)[-3:] == "600"
            made = commands.ask(
                folder, ExchangeSettings(), "add_requester", name="Duka", fund_minor=7
            )
            money = {"requester": made["requester"], "amount_minor": 3, "reference": "M1"}
            assert commands.ask(folder, ExchangeSettings(), "fund", **money)["balance_minor"] == 10
            assert commands.ask(folder, ExchangeSettings(), "add_hub", name="Kibera")["code"]
            with pytest.raises(Refusal) as caught:
                commands.ask(folder, ExchangeSettings(), "add_requester", name="Duka", fund_minor=7)
            assert caught.value.code == "name_taken"
        with pytest.raises(Refusal) as caught:
            commands.ask(folder, ExchangeSettings(), "add_hub", name="Kibera")
        assert caught.value.code == "not_running"
    finally:
        os.close(held)
        exchange.close()


@pytest.mark.parametrize(
    "line",
    [b"no json", b'{"command": "drop"}', b'{"command": "add_hub", "words": {"x": 1}}', b"[]"],
)
def test_a_line_that_is_no_command_is_refused(quick_market, line):
    answer = commands._answer(quick_market.exchange, line)
    assert answer["refusal"] == "malformed"


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "a\nb"])
def test_a_requester_and_a_hub_need_a_name(quick_market, name):
    for make in (
        commands.add_hub,
        lambda exchange, name: commands.add_requester(exchange, name=name, fund_minor=0),
    ):
        with pytest.raises(Refusal) as caught:
            make(quick_market.exchange, name=name)
        assert caught.value.code == "field_wrong"


def test_settings_are_written_once_and_read_by_every_command(tmp_path):
    save_settings(tmp_path, ExchangeSettings(currency="USD", currency_symbol='"$"', port=1234))
    save_settings(tmp_path, ExchangeSettings(currency="EUR"))
    found = settings_of(tmp_path, {})
    assert (found.currency, found.currency_symbol, found.port) == ("USD", '"$"', 1234)


def kiosk(*words, **environ):
    command = [sys.executable, "-m", "kiosk.cli.main", *map(str, words)]
    kept = {k: v for k, v in os.environ.items() if not k.startswith("KIOSK_")}
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**kept, **environ},
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT_S,
    )


@pytest.fixture
def served(tmp_path):
    """A real exchange process on loopback: (its folder, its address, the process)."""
    folder, port = tmp_path / "exchange", free_port()
    command = [sys.executable, "-m", "kiosk.cli.main", "exchange", "serve", "--data", str(folder)]
    kept = {k: v for k, v in os.environ.items() if not k.startswith("KIOSK_")}
    process = subprocess.Popen(
        command, cwd=ROOT, env={**kept, "KIOSK_PORT": str(port)}, stdout=subprocess.PIPE, text=True
    )
    line = process.stdout.readline()
    yield folder, re.search(r"http://\S+", line)[0], process
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_served_exchange_answers_takes_commands_and_stops_cleanly(served):
    folder, address, process = served
    with urllib.request.urlopen(f"{address}/") as answer:  # noqa: S310  our own loopback
        assert b"Open tasks" in answer.read()
    made = json.loads(
        kiosk("requester", "add", "Duka", "--fund", 500, "--data", folder, "--json").stdout
    )
    assert made["endpoint"] == address
    code = json.loads(kiosk("exchange", "hub", "add", "Kibera", "--data", folder, "--json").stdout)[
        "code"
    ]
    assert re.fullmatch(r"([0-9A-Z]{5}-){3}[0-9A-Z]{5}", code)
    again = kiosk("exchange", "serve", "--data", folder)
    assert again.returncode == 1
    found = json.loads(kiosk("verify", "--data", folder, "--json").stdout)
    assert found["ok"]
    assert found["ledger"]["transfers"] == 1
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=LIMIT_S) == 0
    assert not (folder / commands.SOCKET).exists()


def test_a_port_in_use_is_one_sentence(served, tmp_path):
    _, address, _ = served
    other = kiosk(
        "exchange", "serve", "--data", tmp_path / "other", KIOSK_PORT=address.rpartition(":")[2]
    )
    assert other.returncode == 1
    assert len(other.stderr.strip().splitlines()) == 1
