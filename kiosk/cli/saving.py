"""`kiosk back-up`, `kiosk backup …` and `kiosk restore`."""

import sys
from pathlib import Path
from typing import Any, TextIO

import click
from nacl.public import PrivateKey

from kiosk.acts import station_link
from kiosk.backups import (
    backing_up,
    backup_checks,
    manifests,
    sealed_backups,
    sealed_blobs,
    second_place,
)
from kiosk.backups.backing_up import FOLDER
from kiosk.backups.hub_backups import note_safe, tell_exchange
from kiosk.backups.manifests import Manifest
from kiosk.backups.restoring import (
    check_signed,
    check_site,
    opened,
    refuse_older_exchange,
    restore_exchange,
    restore_hub,
    site_of,
)
from kiosk.backups.sealed_fronts import is_sealed
from kiosk.cli.options import data_option, hub_settings, json_option, show
from kiosk.clock import SystemClock
from kiosk.commands import ask, command
from kiosk.disk import lock
from kiosk.disk.disks import Standing
from kiosk.hub import Hub
from kiosk.hub_folder import DATABASE, KEYS, LOCK
from kiosk.link import backup_names, owner_key
from kiosk.link.backup_marks import site_mark
from kiosk.link.owner_key import Paper
from kiosk.opening_hub import open_hub
from kiosk.protocol.keys import load_keys
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal

WRONG = 1
READABLE = (
    "Who finds it reads names, balances and answers as they are. "
    "Make the owner's key (kiosk backup key), and the next copy tells nothing."
)
NOT_APART = (
    "It is not on another disk than the database: what breaks one takes both, so stations keep "
    "what they sent for thirty days."
)


@command
def backup_is_apart(hub: Hub, *, backup: str) -> dict[str, Any]:
    """A backup of the usual folder was put on another disk and read again: makers are told."""
    copy = hub.folder / FOLDER / Path(backup).name
    note_safe(hub, manifests.read(copy).heard)
    tell_exchange(hub.folder, copy)
    return {}


@click.command("back-up")
@click.option("--to", "target", type=click.Path(path_type=Path), help="The folder for the backup.")
@data_option
@json_option
def back_up(*, target: Path | None, folder: Path, as_json: bool) -> None:
    """Back up all that a dead hub needs, and check it. Also while the hub runs.

    In another folder it is sealed to the owner's key, once that was made.

    Example: kiosk back-up --to /media/usb
    """
    if not (folder / DATABASE).exists():
        raise Refusal("data_folder_wrong", path=str(folder))
    usual = folder / FOLDER
    is_elsewhere = target is not None and target.resolve() != usual.resolve()
    copy, left_out = make_backup(folder, target if is_elsewhere else None)
    found = second_place.standing(copy.parent, usual)
    if found is Standing.APART:
        _tell_makers(folder, copy.name)
    facts = {
        "copy": str(copy),
        "checked": True,
        "left_out": left_out,
        "sealed": is_sealed(copy),
        "disk": found.value,
    }
    words = [
        f"Backed up to {copy}.",
        *(f"Without {what}: {why}." for what, why in left_out.items()),
        *(_words_elsewhere(copy, found) if is_elsewhere else ()),
    ]
    show(facts, as_json=as_json, words="\n".join(words))


def make_backup(folder: Path, elsewhere: Path | None) -> tuple[Path, dict[str, str]]:
    """A checked backup in its usual folder, or from there in another; what it had to leave out.

    Raises:
        Refusal: what `backing_up.back_up` and `second_place.put` refuse.
    """
    usual, now = folder / FOLDER, SystemClock().now()
    with backing_up.alone_in_turn(usual):
        site = load_keys(folder / KEYS).site
        copy = backing_up.back_up(folder / DATABASE, usual, now, site=site)
        left_out = manifests.read(copy).left_out
        if elsewhere is not None:
            copy = _put_elsewhere(copy, elsewhere, usual=usual, now=now)
    return copy, left_out


def _put_elsewhere(copy: Path, target: Path, *, usual: Path, now: Instant) -> Path:
    try:
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Refusal("data_folder_wrong", path=str(target)) from error
    return second_place.put(copy, target, folder=usual, now=now)


def _tell_makers(folder: Path, name: str) -> None:
    """A hub that starts or stops just now tells them with its next own copy."""
    try:
        ask(folder, hub_settings(folder), "backup_is_apart", backup=name)
    except Refusal as refusal:
        if refusal.code not in ("not_running", "already_running"):
            raise


def _words_elsewhere(copy: Path, found: Standing) -> tuple[str, ...]:
    words = () if is_sealed(copy) else (READABLE,)
    return words if found is Standing.APART else (*words, NOT_APART)


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
    site = site_mark(load_keys(folder / KEYS).site)
    printed = owner_key.make(folder, instead=instead)
    mark = owner_key.mark(owner_key.public(folder) or b"")
    words = (
        f"{printed}\n{owner_key.SITE} {site}\n\n"
        f"This is the owner's key ({mark}). It is shown this once and kept nowhere: print it, and "
        "keep it away from the hub. With it and a backup a new machine is the hub; without it a "
        "backup that lies elsewhere opens to nobody."
    )
    show({"key": printed, "mark": mark, "site": site}, as_json=as_json, words=words)


@backup.command("check")
@click.argument("copy", type=click.Path(exists=True, path_type=Path))
@click.option("--key", "key_file", type=click.File("r"), help="The owner's key; - to type it.")
@json_option
def backup_check(*, copy: Path, key_file: TextIO | None, as_json: bool) -> None:
    """Read a whole backup again, and say whether it is good.

    Sums, databases, the ledger's totals, modules and pictures.

    Of a sealed one without its key only that every byte is as the hub signed it.

    Example: kiosk backup check /media/usb/hub-1795301485077 --key key.txt
    """
    backup_names.refuse_none(copy, kind="hub")
    facts, words = _checked(copy, key_file)
    lost = facts["lost_blobs"]
    if lost:
        words = f"The rest is whole, but {lost} modules and pictures are missing or damaged."
    show({**facts, "ok": not lost}, as_json=as_json, words=words)
    if lost:
        sys.exit(WRONG)


def _checked(copy: Path, key_file: TextIO | None) -> tuple[dict[str, Any], str]:
    all_read = "All of it reads as it was written."
    if not is_sealed(copy):
        manifest, lost = backup_checks.check(copy), backup_checks.lost_blobs(copy)
        return {**_facts(manifest), "lost_blobs": lost, "sealed": False}, all_read
    if key_file is not None:
        key = _key(key_file)
        check_site(copy, key.site)
        manifest, lost = sealed_backups.check(copy, key.private)
        return {**_facts(manifest), "lost_blobs": lost, "sealed": True}, all_read
    front, lost = sealed_backups.check_sums(copy), sealed_blobs.missing(copy)
    facts = {"made_at": front.made_at, "key": front.owner, "lost_blobs": lost, "sealed": True}
    words = (
        f"Every byte is as the hub of site {site_of(copy)} signed it. "
        f"What is in it opens with --key and the owner's key {front.owner}."
    )
    return facts, words


def _facts(manifest: Manifest) -> dict[str, Any]:
    return {
        "made_at": manifest.made_at,
        "transfers": manifest.ledger.transfers,
        "key": manifest.key,
        "left_out": manifest.left_out,
    }


@click.command()
@click.argument("copy", type=click.Path(exists=True, path_type=Path))
@click.option("--key", "key_file", type=click.File("r"), help="The owner's key; - to type it.")
@click.option("--exchange", is_flag=True, help="Restore the exchange too where there is one.")
@click.option("--unsigned", is_flag=True, help="Trust a backup that no hub has signed.")
@click.option("--older", is_flag=True, help="With --exchange: also one that lacks what was safe.")
@data_option
@json_option
def restore(
    *,
    copy: Path,
    key_file: TextIO | None,
    exchange: bool,
    unsigned: bool,
    older: bool,
    folder: Path,
    as_json: bool,
) -> None:
    """Put a checked backup in the hub's place.

    The old database is kept beside it. On an empty machine the hub's keys come from the backup,
    by the owner's printed key; a sealed one always wants it.

    Example: kiosk restore /media/usb/hub-1795301485077 --data data --key key.txt
    """
    backup_names.refuse_none(copy, kind="hub")
    key = None if key_file is None else _key(key_file)
    if not unsigned:
        check_signed(copy, folder)
    check_site(copy, "" if key is None else key.site)
    backing_up.check(copy)
    if not copy.is_dir():
        load_keys(folder / KEYS)  # before anything is made in a folder that is none of ours
    private = None if key is None else key.private
    was_there = folder.exists()
    try:
        kept = _restored(copy, folder, private=private, exchange=exchange, older=older)
    except Refusal:
        if not was_there:
            _unmake(folder)
        raise
    site = site_of(copy)
    words = f"Restored. It is the hub of site {site}." if site else "Restored."
    show({"restored": str(copy), "old": str(kept), "site": site}, as_json=as_json, words=words)


def _restored(
    copy: Path, folder: Path, *, private: PrivateKey | None, exchange: bool, older: bool
) -> Path:
    now = SystemClock().now()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (
        lock.holding(folder / LOCK),
        opened(copy, folder, now, private=private) as plain,
    ):
        if exchange and not older:
            refuse_older_exchange(plain, folder)
        kept = restore_hub(plain, folder, now, private=private)
        hub = open_hub(folder, hub_settings(folder), SystemClock())
        try:
            hub.write(station_link.tell_again)
        finally:
            hub.close()
        if plain.is_dir() and restore_exchange(plain, folder, now, instead=exchange):
            from kiosk.cli.exchange import ask_exchange  # noqa: PLC0415  SQLAlchemy is heavy

            ask_exchange(folder, "restored", older=older)
    return kept


def _unmake(folder: Path) -> None:
    """A folder that was made for a restore which was refused goes, where nothing came into it."""
    if {path.name for path in folder.iterdir()} <= {LOCK}:
        (folder / LOCK).unlink(missing_ok=True)
        folder.rmdir()


def _key(key_file: TextIO) -> Paper:
    return owner_key.read_paper(key_file.read(owner_key.PRINT_LIMIT))
