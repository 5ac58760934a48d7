"""`station-agent`: enrol a seat, run it, ask how it is. Heavy parts are imported where used."""

import json
import os
import sys
from pathlib import Path

import click

from kiosk.clock import SystemClock
from kiosk.disk import lock
from kiosk.link.client import LinkDownError, UntrustedError
from kiosk.protocol.version import CALLS_VERSION, PROGRAM_VERSION
from kiosk.reading_settings import read_settings
from kiosk.rules.refusals import Refusal
from kiosk.settings import StationSettings
from kiosk.texts import SOURCE_LANGUAGE, sentence
from station_agent import folder as data_folder
from station_agent import status as statuses
from station_agent.line import first_line

DATA = click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="The station's data folder.",
)


class Says(click.Group):
    """Says a refusal as one sentence and ends with code 1."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command asked for."""
        try:
            return super().invoke(ctx)
        except Refusal as refusal:
            said = sentence(refusal, SOURCE_LANGUAGE)
        except UntrustedError:
            said = "This address answers with a certificate that is not the hub's. Please check it."
        except LinkDownError:
            said = "The hub does not answer at this address. Please check it and its cable."
        click.echo(said, err=True)
        sys.exit(1)


@click.group(cls=Says, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(PROGRAM_VERSION, message=f"Steppingstone %(version)s, calls {CALLS_VERSION}")
def station_agent() -> None:
    """The agent of one seat: its lock, its meter, its screens.

    Example: station-agent run --data /var/lib/station
    """


@station_agent.command()
@click.argument("url")
@click.argument("code")
@DATA
@click.option("--name", default="", help="What this machine calls itself.")
@click.option(
    "--again", is_flag=True, help="With new keys, at the same hub; what waits here is kept."
)
@click.option("--json", "as_json", is_flag=True, help="Print facts as JSON.")
def enrol(url: str, code: str, data: Path, name: str, *, again: bool, as_json: bool) -> None:
    """Enrol this machine at the hub URL with a one-time CODE.

    A machine that staff removed, or that shall have new keys, comes in --again while it does not
    run; what it has not sent yet stays here and is sent.

    Example: station-agent enrol https://10.0.0.2 7KQ4M-2X9TB-0F3HW-8NVRC --data station-1
    """
    told = {"url": url, "code": code, "name": name or _host_name()}
    if again:
        machine = _again(data, told)
    elif data_folder.is_enrolled(data):
        raise Refusal("already_enrolled")
    else:
        transport, trust = first_line(url, code)
        machine = data_folder.enrol_station(data, transport, trust=trust, **told)
    if as_json:
        click.echo(json.dumps({"seat": machine.hub.seat, "origin": machine.keys.origin}))
    else:
        click.echo(f"Enrolled as {machine.hub.seat}. Start it: station-agent run --data {data}")


@station_agent.command()
@DATA
@click.option("--port", type=int, default=None, help="The port of the screens (8070).")
def run(data: Path, port: int | None) -> None:
    """Run the seat until Ctrl-C: meter, link and screens.

    Example: station-agent run --data /var/lib/station --port 8070
    """
    from station_agent.running import run_station  # noqa: PLC0415  flask and waitress start slowly

    run_station(data, _settings(data), port=port)


@station_agent.command()
@DATA
@click.option("--json", "as_json", is_flag=True, help="Print facts as JSON.")
def status(data: Path, *, as_json: bool) -> None:
    """Say state, session, seconds left, outbox and link.

    Also while the agent runs.

    Example: station-agent status --json --data /var/lib/station
    """
    draft_folder = _settings(data).draft_folder
    found = statuses.read(data, SystemClock(), draft_folder=draft_folder)
    if as_json:
        click.echo(json.dumps(found))
        return
    for name, value in found.items():
        parts = value.items() if isinstance(value, dict) else ((None, value),)
        words = (_said(part) if key is None else f"{key} {_said(part)}" for key, part in parts)
        click.echo(f"{name}: {', '.join(words)}")


def _said(value: object) -> str:
    """A fact for a person: nothing is a dash."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "-" if value in (None, "") else str(value)


def _again(data: Path, told: dict[str, str]) -> data_folder.Machine:
    machine = data_folder.load_machine(data)
    with lock.holding(data / data_folder.LOCK_FILE):
        if statuses.session_kept(data):
            raise Refusal("session_here")
        transport, trust = first_line(told["url"], told["code"])
        return data_folder.enrol_again(machine, transport, trust=trust, **told)


def _settings(data: Path) -> StationSettings:
    return read_settings(StationSettings, data / data_folder.SETTINGS_FILE, os.environ)


def _host_name() -> str:
    return os.uname().nodename if hasattr(os, "uname") else "station"


if __name__ == "__main__":
    station_agent()
