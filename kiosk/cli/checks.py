"""`kiosk verify`, `kiosk doctor`, `kiosk tour`: is everything as it should be?"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from kiosk.cli.options import data_option, data_or_copy_option, hub_settings, json_option, show
from kiosk.doctor import findings
from kiosk.hub import DATABASE
from kiosk.rules.refusals import Refusal
from kiosk.verifying import PARTS, Tell, silent, verify_hub

WRONG = 1
EXCHANGE_DATABASE = "exchange.db"


@click.command()
@data_or_copy_option
@json_option
def verify(*, folder: Path, as_json: bool) -> None:
    """Check the data of a hub or an exchange, also a copy, also while it runs.

    Example: kiosk verify --data data --json
    """
    found = _verify(folder)
    lines = [f"{one}" for one in found["problems"]]
    show(found, as_json=as_json, words="\n".join(lines) or "Everything adds up.")
    sys.exit(0 if found["ok"] else WRONG)


def _verify(folder: Path) -> dict[str, Any]:
    if folder.is_file() or (folder / DATABASE).exists():
        with _watched() as tell:
            return verify_hub(folder if folder.is_file() else folder / DATABASE, tell)
    from kiosk.cli.exchange import verify_exchange  # noqa: PLC0415  SQLAlchemy is heavy

    return verify_exchange(folder)


@contextmanager
def _watched() -> Iterator[Tell]:
    """A bar for each part on a terminal: years of data take minutes."""
    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console  # noqa: PLC0415  only a person at a terminal needs it
    from rich.progress import Progress  # noqa: PLC0415  the same

    with Progress(console=Console(stderr=True), transient=True) as bar:
        rows = {part: bar.add_task(part, total=1.0, start=False) for part in PARTS}

        def tell(what: str, part: float) -> None:
            for earlier in PARTS[: PARTS.index(what)]:
                bar.update(rows[earlier], completed=1.0)
            bar.start_task(rows[what])
            bar.update(rows[what], completed=part)

        yield tell


@click.command()
@data_option
@json_option
def doctor(*, folder: Path, as_json: bool) -> None:
    """Look for what may harm the site and say what to do.

    Example: kiosk doctor --data data
    """
    if not (folder / DATABASE).exists():
        raise Refusal("data_folder_wrong", path=str(folder))
    found = findings(folder, hub_settings(folder))
    facts = [{"what": one.what, "ok": one.ok, "says": one.says, "do": one.do} for one in found]
    lines = [f"{'ok ' if one.ok else 'NO '} {one.what}: {one.says} {one.do}" for one in found]
    show(facts, as_json=as_json, words="\n".join(lines))
    sys.exit(0 if all(one.ok for one in found) else WRONG)


@click.command()
@click.option("--json", "target", type=click.Path(path_type=Path), help="Write the result there.")
def tour(*, target: Path | None) -> None:
    """Run the main job end to end with real processes, links cut and machines killed.

    Example: kiosk tour --json tour.json
    """
    from kiosk.tour.run import run_tour  # noqa: PLC0415  only this command needs it

    result = run_tour()
    if target is not None:
        target.write_text(json.dumps(result, indent=1), "utf-8")
    sys.exit(0 if result["ok"] else WRONG)
