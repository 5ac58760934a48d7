"""`kiosk module diff` and `export`: two editions side by side; one taken out as it came in."""

import base64
from pathlib import Path
from typing import Any

import click

from kiosk.cli.module_files import files_at
from kiosk.cli.module_words import lines
from kiosk.cli.options import data_option, hub_settings, json_option, show
from kiosk.commands import ask, command
from kiosk.hub import Hub
from kiosk.protocol.tmod import unpack_module
from kiosk.rules.module_diffs import differences
from kiosk.rules.module_files import read_module
from kiosk.rules.modules import Module
from kiosk.rules.refusals import Refusal
from kiosk.store import training


@command
def module_bytes(hub: Hub, *, edition: str) -> dict[str, Any]:
    """An edition as it was imported, gold answers included."""
    with hub.read() as db:
        row = training.edition(db, edition)
    if row is None or not hub.modules.has(row.sha256):
        raise Refusal("module_unknown", edition=edition)
    return {"tmod": base64.b64encode(hub.modules.get(row.sha256)).decode()}


@click.command()
@click.argument("before")
@click.argument("after")
@data_option
@json_option
def diff(*, before: str, after: str, folder: Path, as_json: bool) -> None:
    """Say what differs between two editions, by step and item.

    Each is a folder, a .tmod file, or the name of an edition that is here.

    Example: kiosk module diff digits-e1 digits/
    """
    found = differences(_module(before, folder), _module(after, folder))
    facts = [
        {"kind": one.kind, "name": one.name, "what": one.what, "was": one.was, "now": one.now}
        for one in found
    ]
    words = "\n".join(lines(found)) or "Nothing differs."
    show({"differences": facts}, as_json=as_json, words=words)


@click.command()
@click.argument("edition")
@click.argument("target", type=click.Path(path_type=Path, file_okay=False))
@click.option("--folder", "as_folder", is_flag=True, help="Write a folder, not a .tmod file.")
@data_option
@json_option
def export(*, edition: str, target: Path, as_folder: bool, folder: Path, as_json: bool) -> None:
    """Write an edition as it was imported.

    It holds the answers of the exam.

    Example: kiosk module export digits-e1 dist/
    """
    packed = _packed(edition, folder)
    target.mkdir(parents=True, exist_ok=True)
    place = target / (edition if as_folder else f"{edition}.tmod")
    if place.exists():
        raise Refusal("file_there", file=str(place))
    if as_folder:
        _write_folder(place, unpack_module(packed))
    else:
        place.write_bytes(packed)
    show({"file": str(place), "edition": edition}, as_json=as_json, words=str(place))


def _write_folder(place: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():  # names were checked when it was unpacked
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(content)


def _module(named: str, folder: Path) -> Module:
    path = Path(named)
    return read_module(files_at(path) if path.exists() else unpack_module(_packed(named, folder)))


def _packed(edition: str, folder: Path) -> bytes:
    told = ask(folder, hub_settings(folder), "module_bytes", edition=edition)
    return base64.b64decode(told["tmod"])
