"""`kiosk back-up`, `kiosk backup …` and `kiosk restore`."""

import sys
from pathlib import Path
from typing import TextIO

import click
from nacl.public import PrivateKey

from kiosk import backing_up, backup_files, owner_key
from kiosk.acts import station_link
from kiosk.backing_up import FOLDER
from kiosk.cli.options import data_option, hub_settings, json_option, show
from kiosk.clock import SystemClock
from kiosk.disk import lock
from kiosk.hub import DATABASE, KEYS, LOCK, open_hub
from kiosk.protocol.keys import load_keys
from kiosk.restoring import restore_exchange, restore_hub
from kiosk.rules.refusals import Refusal

WRONG = 1


@click.command("back-up")
@click.option("--to", "target", type=click.Path(path_type=Path), help="The folder for the backup.")
@data_option
@json_option
def back_up(*, target: Path | None, folder: Path, as_json: bool) -> None:
    """Back up all that a dead hub needs, and check it. Also while the hub runs.

    Example: kiosk back-up --to /media/usb
    """
    if not (folder / DATABASE).exists():
        raise Refusal("data_folder_wrong", path=str(folder))
    to = target or folder / FOLDER
    now = SystemClock().now()
    site = load_keys(folder / KEYS).origin
    copy = backing_up.back_up(folder / DATABASE, to, now, site=site)
    if to.resolve() != (folder / FOLDER).resolve():
        backing_up.note_elsewhere(folder / FOLDER, now)
    left_out = backup_files.read(copy).left_out
    lines = [
        f"Backed up to {copy}.",
        *(f"Without {what}: {why}." for what, why in left_out.items()),
    ]
    facts = {"copy": str(copy), "checked": True, "left_out": left_out}
    show(facts, as_json=as_json, words="\n".join(lines))


@click.group()
def backup() -> None:
    """Backups: the owner's printed key, what is in one.

    Example: kiosk backup key --data data
    """


@backup.command("key")
@click.option("--instead", is_flag=True, help="Another one, in the place of one that is lost.")
@data_option
@json_option
def backup_key(*, instead: bool, folder: Path, as_json: bool) -> None:
    """Make the key that opens the keys in a backup. It is shown this once: print it.

    Example: kiosk backup key --data data
    """
    if not (folder / KEYS).exists():
        raise Refusal("data_folder_wrong", path=str(folder))
    printed = owner_key.make(folder, instead=instead)
    mark = owner_key.mark(owner_key.public(folder) or b"")
    words = (
        f"{printed}\n\nThis is the owner's key ({mark}). It is shown this once and kept nowhere: "
        "print it, and keep it away from the hub. With it and a backup a new machine is the hub."
    )
    show({"key": printed, "mark": mark}, as_json=as_json, words=words)


@backup.command("check")
@click.argument("copy", type=click.Path(exists=True, path_type=Path))
@json_option
def backup_check(*, copy: Path, as_json: bool) -> None:
    """Read a whole backup again: sums, databases, the ledger's totals, modules and pictures.

    Example: kiosk backup check /media/usb/hub-1795301485077
    """
    manifest, lost = backup_files.check(copy), backup_files.lost_blobs(copy)
    facts = {
        "made_at": manifest.made_at,
        "transfers": manifest.ledger.transfers,
        "key": manifest.key,
        "left_out": manifest.left_out,
        "lost_blobs": lost,
        "ok": not lost,
    }
    words = f"The rest is whole, but {lost} modules and pictures are missing or damaged."
    show(facts, as_json=as_json, words=words if lost else "All of it reads as it was written.")
    if lost:
        sys.exit(WRONG)


@click.command()
@click.argument("copy", type=click.Path(exists=True, path_type=Path))
@click.option("--key", "key_file", type=click.File("r"), help="The owner's key; - to type it.")
@click.option("--exchange", is_flag=True, help="Restore the exchange too where there is one.")
@data_option
@json_option
def restore(
    *, copy: Path, key_file: TextIO | None, exchange: bool, folder: Path, as_json: bool
) -> None:
    """Put a checked backup in the hub's place; the old database is kept beside it.

    On an empty machine the hub's keys come from the backup, by the owner's printed key.

    Example: kiosk restore /media/usb/hub-1795301485077 --data data --key key.txt
    """
    private = _private(key_file)
    backing_up.check(copy)
    if not copy.is_dir():
        load_keys(folder / KEYS)  # before anything is made in a folder that is none of ours
    now = SystemClock().now()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with lock.holding(folder / LOCK):
        kept = restore_hub(copy, folder, now, private=private)
        hub = open_hub(folder, hub_settings(folder), SystemClock())
        try:
            hub.write(station_link.tell_again)
        finally:
            hub.close()
        if copy.is_dir() and restore_exchange(copy, folder, now, instead=exchange):
            from kiosk.cli.exchange import ask_exchange  # noqa: PLC0415  SQLAlchemy is heavy

            ask_exchange(folder, "restored")
    show({"restored": str(copy), "old": str(kept)}, as_json=as_json, words="Restored.")


def _private(key_file: TextIO | None) -> PrivateKey | None:
    if key_file is None:
        return None
    return owner_key.read(key_file.read(owner_key.PRINT_LIMIT))
