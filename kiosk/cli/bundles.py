"""`kiosk bundle` and `kiosk exchange bundle`: facts carried by stick, on either side of hop 2."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from kiosk import carrying
from kiosk.cli.exchange import ask_exchange
from kiosk.cli.options import data_option, hub_settings, json_option, show
from kiosk.commands import ask, command
from kiosk.hub import Hub
from kiosk.link.errand import Errand
from kiosk.rules.refusals import Refusal

LOOK_EVERY_S = 0.3
UNPLUG = "You may unplug the stick."
STEPS = {
    "writing": "Writing",
    "checking": "Reading it again",
    "copying": "Copying; leave the stick in",
    "reading": "Taking in",
}

path_argument = click.argument("path", type=click.Path(path_type=Path))


@command
def bundle_begin(hub: Hub, *, kind: str, path: str) -> dict[str, Any]:
    """Write or read a stick beside the doors; `bundle_progress` says how far it has come."""
    errand = carrying.begin(
        hub, "written" if kind == "written" else "read", Path(path), by="command"
    )
    return errand.told()


@command
def bundle_progress(hub: Hub) -> dict[str, Any]:
    """How far the stick has come.

    Raises:
        Refusal: `not_found` when none was begun.
    """
    last: Errand | None = hub.errands.last
    if last is None:
        raise Refusal("not_found", what="errand")
    return last.told()


@click.group()
def bundle() -> None:
    """On the hub: carry facts to the exchange and back on a stick.

    For where no network is.

    Example: kiosk bundle write /media/usb --data data
    """


@bundle.command("write")
@path_argument
@data_option
@json_option
def write(*, path: Path, folder: Path, as_json: bool) -> None:
    """Write all that waits for the exchange onto a stick.

    Name a folder on it, or the device that is mounted there.

    Example: kiosk bundle write /media/usb
    """
    done = _on_hub(folder, "written", path)
    show(done, as_json=as_json, words=_written(done))


@bundle.command("read")
@path_argument
@data_option
@json_option
def read(*, path: Path, folder: Path, as_json: bool) -> None:
    """Read what the exchange has written. Twice is safe.

    Name a bundle, or the folder it lies in.

    Example: kiosk bundle read /media/usb
    """
    done = _on_hub(folder, "read", path)
    words = f"Facts: {done['facts']}, new: {done['new']}, signed for: {done['settled']}."
    show(done, as_json=as_json, words=f"{words} {UNPLUG}")


@click.group("bundle")
def exchange_bundle() -> None:
    """On the exchange: carry facts to hubs and back on a stick.

    For where no network is.

    Example: kiosk exchange bundle write /media/usb --data data/exchange
    """


@exchange_bundle.command("write")
@path_argument
@click.option("--hub", default="", help="A hub's name; without it, for all hubs.")
@data_option
@json_option
def write_for_hub(*, path: Path, hub: str, folder: Path, as_json: bool) -> None:
    """Write what hubs do not have yet, and what became of their answers.

    Example: kiosk exchange bundle write /media/usb --hub "Van 2"
    """
    done = _on_exchange(folder, "written", path, hub)
    show(done, as_json=as_json, words=_written(done))


@exchange_bundle.command("read")
@path_argument
@data_option
@json_option
def read_of_hub(*, path: Path, folder: Path, as_json: bool) -> None:
    """Read what hubs have written. Twice is safe.

    Name a bundle, or the folder it lies in.

    Example: kiosk exchange bundle read /media/usb
    """
    done = _on_exchange(folder, "read", path, "")
    words = f"Facts: {done['facts']}, new: {done['new']}, of {', '.join(done['hubs'])}."
    show(done, as_json=as_json, words=f"{words} {UNPLUG}")


def _written(done: dict[str, Any]) -> str:
    counts = f"facts: {done['facts']}, files: {done['blobs']}"
    return f"Written and read again from the stick; {counts}. {UNPLUG}"


def _on_hub(folder: Path, kind: str, path: Path) -> dict[str, Any]:
    settings = hub_settings(folder)
    told = ask(folder, settings, "bundle_begin", kind=kind, path=str(path.resolve()))
    return _followed(told, lambda: ask(folder, settings, "bundle_progress"))


def _on_exchange(folder: Path, kind: str, path: Path, hub: str) -> dict[str, Any]:
    told = ask_exchange(folder, "bundle_begin", kind=kind, path=str(path.resolve()), hub=hub)
    return _followed(told, lambda: ask_exchange(folder, "bundle_progress"))


def _followed(told: dict[str, Any], look: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Say how far it has come until it is over.

    Raises:
        Refusal: what it came to.
    """
    wait, said = threading.Event(), ""
    while told["runs"]:
        words = f"{STEPS.get(told['step'], '')} {told['percent']} %"
        if told["step"] and words != said:
            click.echo(words, err=True)
            said = words
        wait.wait(LOOK_EVERY_S)
        told = look()
    if told["refusal"]:
        raise Refusal(told["refusal"], **told["details"])
    result: dict[str, Any] = told["result"]
    return result
