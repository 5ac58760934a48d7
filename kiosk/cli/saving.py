"""`kiosk back-up` and `kiosk restore`."""

from pathlib import Path

import click

from kiosk import backing_up
from kiosk.acts import station_link
from kiosk.backing_up import FOLDER
from kiosk.cli.options import data_option, hub_settings, json_option, show
from kiosk.clock import SystemClock
from kiosk.disk import lock
from kiosk.hub import DATABASE, KEYS, LOCK, open_hub
from kiosk.protocol.keys import load_keys
from kiosk.restoring import restore_hub
from kiosk.rules.refusals import Refusal


@click.command("back-up")
@click.option("--to", "target", type=click.Path(path_type=Path), help="The folder for the copy.")
@data_option
@json_option
def back_up(*, target: Path | None, folder: Path, as_json: bool) -> None:
    """Copy the hub's database and check the copy. Also while the hub runs.

    Example: kiosk back-up --to /media/usb
    """
    if not (folder / DATABASE).exists():
        raise Refusal("data_folder_wrong", path=str(folder))
    to = target or folder / FOLDER
    now = SystemClock().now()
    copy = backing_up.back_up(folder / DATABASE, to, now)
    if to.resolve() != (folder / FOLDER).resolve():
        backing_up.note_elsewhere(folder / FOLDER, now)
    show({"copy": str(copy), "checked": True}, as_json=as_json, words=f"Copied to {copy}.")


@click.command()
@click.argument("copy", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@data_option
@json_option
def restore(*, copy: Path, folder: Path, as_json: bool) -> None:
    """Put a checked copy in the place of the hub's database; the old one is kept beside it.

    Example: kiosk restore data/backups/hub-1795301485077.db
    """
    settings = hub_settings(folder)
    load_keys(folder / KEYS)  # before anything is made in a folder that is none of ours
    with lock.holding(folder / LOCK):
        kept = restore_hub(copy, folder, SystemClock().now())
        hub = open_hub(folder, settings, SystemClock())
        try:
            hub.write(station_link.tell_again)
        finally:
            hub.close()
    show({"restored": str(copy), "old": str(kept)}, as_json=as_json, words="Restored.")
