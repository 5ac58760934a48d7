"""Options that commands share, and how they print."""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from kiosk.reading_settings import read_settings
from kiosk.settings import HubSettings

SETTINGS_FILE = "hub.toml"

data_option = click.option(
    "--data",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("data"),
    show_default=True,
    help="The data folder.",
)
data_or_copy_option = click.option(
    "--data",
    "folder",
    type=click.Path(path_type=Path),
    default=Path("data"),
    show_default=True,
    help="The data folder, or a copy of a hub's database.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def hub_settings(folder: Path) -> HubSettings:
    """The settings of the site in this folder: defaults, hub.toml, KIOSK_ variables."""
    return read_settings(HubSettings, folder / SETTINGS_FILE, os.environ)


def sign_in_words(made: Sequence[Mapping[str, str]]) -> str:
    """Who may come in with what, a line for each."""
    lines = [f"{one['role']}: {one['sign_in']} / {one['secret']}" for one in made]
    return "\n".join([*lines, "Each with name / password. They are not shown again."])


def show(facts: Any, *, as_json: bool, words: str) -> None:
    """Print facts as JSON, or the words for a person."""
    click.echo(json.dumps(facts, ensure_ascii=False, indent=1) if as_json else words)
