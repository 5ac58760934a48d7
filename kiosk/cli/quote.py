"""`kiosk quote`: what a use costs under a tariff, with no site and no database."""

import json
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import click
import msgspec

from kiosk import texts
from kiosk.rules.instants import MS_PER_S, Instant
from kiosk.rules.receipts import Receipt
from kiosk.rules.refusals import Refusal
from kiosk.rules.tariff_files import parse_tariff
from kiosk.rules.tariffs import Tariff, Use, price
from kiosk.rules.use_files import parse_use

TARIFF_LIMIT_BYTES = 256 * 1024
USE_LIMIT_BYTES = 4 * 1024 * 1024
"""One use; a `.jsonl` has one a line."""
USES_LIMIT = 1_000_000
WRONG_FILE = 2
LIST = ".jsonl"

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--tariff", "tariff_file", type=FILE, required=True, help="The tariff, as TOML.")
@click.option("--use", "use_file", type=FILE, required=True, help="One use as .json, or a .jsonl.")
def quote(*, tariff_file: Path, use_file: Path) -> None:
    """Print what a use costs under a tariff, as JSON.

    Of a .jsonl a line for each of its lines.

    A wrong file is refused by the name of its field, with exit code 2.

    Example: kiosk quote --tariff tariff.toml --use use.json
    """
    with _refused(tariff_file.name):
        tariff = _tariff(tariff_file)
    if use_file.suffix != LIST:
        with _refused(use_file.name):
            use = _use(_bytes(use_file, USE_LIMIT_BYTES))
            click.echo(json.dumps(_shown(price(tariff, use)), indent=1))
        return
    for _place, _checked in _uses(use_file):  # all of it is read before the first is priced
        pass
    for place, use in _uses(use_file):
        with _refused(place):
            click.echo(json.dumps(_shown(price(tariff, use))))


@contextmanager
def _refused(place: str) -> Iterator[None]:
    """Turn a refusal into one line that names the place and the field, and exit code 2."""
    try:
        yield
    except Refusal as refusal:
        details = refusal.details
        if "line" in details:
            details["field"] = f"rate[{details['line']}].{details['field']}"
        click.echo(f"{place}: {texts.sentence(refusal, texts.SOURCE_LANGUAGE)}", err=True)
        sys.exit(WRONG_FILE)


def _tariff(file: Path) -> Tariff:
    try:
        raw = tomllib.loads(_bytes(file, TARIFF_LIMIT_BYTES).decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise Refusal("tariff_wrong", field=f"TOML ({error})") from error
    return parse_tariff(raw)


def _uses(file: Path) -> Iterator[tuple[str, Use]]:
    """The uses of a list with their places, empty lines left out."""
    with file.open("rb") as stream:
        for number, line in enumerate(iter(partial(stream.readline, USE_LIMIT_BYTES + 1), b""), 1):
            place = f"{file.name}, line {number}"
            with _refused(place):
                if number > USES_LIMIT:
                    raise Refusal("too_many")
                if len(line) > USE_LIMIT_BYTES:
                    raise Refusal("too_large")
                if not line.strip():
                    continue
                use = _use(line)
            yield place, use


def _use(raw: bytes) -> Use:
    try:
        table = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refusal("use_wrong", field=f"JSON ({error})") from error
    return parse_use(table)


def _bytes(file: Path, limit: int) -> bytes:
    with file.open("rb") as stream:
        raw = stream.read(limit + 1)
    if len(raw) > limit:
        raise Refusal("too_large")
    return raw


def _shown(receipt: Receipt) -> dict[str, Any]:
    """What segments cost and `rounding_s` cost adds up to `total_minor`."""
    return {
        "used_s": receipt.used_s,
        "covered_s": receipt.covered_s,
        "charged_s": receipt.charged_s,
        "rounding_s": receipt.rounding_s,
        "total_minor": receipt.total_minor,
        "segments": [
            {
                "from": _iso(each.start),
                "to": _iso(each.end),
                "seconds": each.seconds,
                "per_hour_minor": each.per_hour_minor,
                "covered_by": each.covered_by,
                "zone": each.zone,
                "minor": each.minor,
            }
            for each in receipt.segments
        ],
    }


def _iso(at: Instant) -> str:
    return datetime.fromtimestamp(at // MS_PER_S, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
