"""An exchange's settings in its folder, so that every command on it reads the same ones."""

import os
from collections.abc import Mapping
from pathlib import Path

from kiosk.reading_settings import read_settings
from kiosk.settings import ExchangeSettings

FILE = "exchange.toml"
KEPT = ("host", "port", "currency", "currency_symbol", "currency_decimals")
"""What commands beside the running exchange must know too; the rest may stay in variables."""


def settings_of(folder: Path, environ: Mapping[str, str] = os.environ) -> ExchangeSettings:
    """The settings of the exchange in this folder: defaults, exchange.toml, KIOSK_ variables."""
    return read_settings(ExchangeSettings, folder / FILE, environ)


def save_settings(folder: Path, settings: ExchangeSettings) -> None:
    """Write a first exchange.toml; never over one that is there."""
    path = folder / FILE
    if path.exists():
        return
    lines = [f"{name} = {_toml(getattr(settings, name))}" for name in KEPT]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def _toml(value: str | int) -> str:
    if isinstance(value, int):
        return str(value)
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
