"""Options that commands share, and how they print."""

import json
import os
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from kiosk.reading_settings import read_settings
from kiosk.settings import HubSettings

SETTINGS_FILE = "hub.toml"
UNSEEN = frozenset({"Cc", "Cs", "Zl", "Zp"})
TURNING = frozenset("\u202a\u202b\u202d\u202e\u2066\u2067\u2068")
"""Signs that turn the writing round until somebody ends it."""
SHOWN_INSTEAD = "\ufffd"

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
    as_text = "\n".join(map(one_line, words.split("\n")))
    click.echo(json.dumps(facts, ensure_ascii=False, indent=1) if as_json else as_text)


def one_line(text: str) -> str:
    """Words from outside, which cannot drive the screen on which they are printed.

    A certificate that anybody signed, or a module's file, may be named like an order to a terminal:
    to wipe the line above and write another one.
    """
    return "".join(SHOWN_INSTEAD if _drives(sign) else sign for sign in text)


def _drives(sign: str) -> bool:
    return unicodedata.category(sign) in UNSEEN or sign in TURNING
