"""`kiosk exchange key`, `check` and `restore`: copies that nobody reads but the owner."""

from pathlib import Path
from typing import Any, TextIO

import click

from kiosk.cli.exchange import ask_exchange, exchange_folder
from kiosk.cli.options import data_option, json_option, show
from kiosk.clock import SystemClock
from kiosk.disk import lock
from kiosk.link import backup_names, owner_key
from kiosk.link.backup_marks import site_mark
from kiosk.link.owner_key import Paper
from kiosk.protocol.keys import load_keys
from kiosk.rules.refusals import Refusal

key_option = click.option(
    "--key", "key_file", type=click.File("r"), help="The owner's key; - to type it."
)
copy_argument = click.argument("copy", type=click.Path(exists=True, path_type=Path))


@click.command("key")
@click.option("--instead", is_flag=True, help="Another one, in the place of one that is lost.")
@data_option
@json_option
def exchange_key(*, instead: bool, folder: Path, as_json: bool) -> None:
    """Make the key to which copies are sealed. It is shown this once: print it.

    Example: kiosk exchange key --data data/exchange
    """
    from kiosk.exchange.exchange import KEYS  # noqa: PLC0415  SQLAlchemy is heavy

    there = exchange_folder(folder)
    if not (there / KEYS).exists():
        raise Refusal("data_folder_wrong", path=str(there))
    site = site_mark(load_keys(there / KEYS).site)
    printed = owner_key.make(there, instead=instead)
    mark = owner_key.mark(owner_key.public(there) or b"")
    words = (
        f"{printed}\n{owner_key.SITE} {site}\n\n"
        f"This is the owner's key ({mark}) of this exchange. It is shown this once and kept "
        "nowhere: print it, and keep it away from the machine. From now on copies are sealed to "
        "it, with exchange.keys in them; without it they open to nobody."
    )
    show({"key": printed, "mark": mark, "site": site}, as_json=as_json, words=words)


@click.command("check")
@copy_argument
@key_option
@json_option
def check_copy(*, copy: Path, key_file: TextIO | None, as_json: bool) -> None:
    """Read a copy again.

    Of a sealed one without the key: each byte is as it was signed. Else all that is in it.

    Example: kiosk exchange check /mnt/backups/exchange-1795301485077 --key key.txt
    """
    from kiosk.exchange import plain_copies, sealed_copies  # noqa: PLC0415  SQLAlchemy is heavy

    backup_names.refuse_none(copy, kind="exchange")
    if sealed_copies.is_sealed(copy) and key_file is None:
        front = sealed_copies.check_sums(copy)
        words = f"Every byte is as the exchange signed it. It opens with the key {front.owner}."
        facts: dict[str, Any] = {"made_at": front.made_at, "key": front.owner, "lost": None}
    else:
        if key_file is None or not sealed_copies.is_sealed(copy):
            manifest, lost = plain_copies.check(copy)
        else:
            paper = _paper(key_file)
            _check_site(paper, sealed_copies.read_front(copy).exchange, copy)
            manifest, lost = sealed_copies.check(copy, paper.private)
        words = "All of it reads as it was written." if not lost else f"{lost} pictures are lost."
        facts = {"made_at": manifest.made_at, "transfers": manifest.transfers, "lost": lost}
    show(facts, as_json=as_json, words=words)


@click.command("restore")
@copy_argument
@key_option
@click.option("--older", is_flag=True, help="Also one that lacks what hubs were told is safe.")
@data_option
@json_option
def restore_copy(
    *, copy: Path, key_file: TextIO | None, older: bool, folder: Path, as_json: bool
) -> None:
    """Put a copy in the exchange's place.

    Stop it before. The old database is kept beside it. Of a PostgreSQL it puts `exchange.dump`
    into the folder, for pg_restore.

    Example: kiosk exchange restore /mnt/backups/exchange-1795301485077 --key key.txt
    """
    from kiosk.exchange.commands import LOCK  # noqa: PLC0415  SQLAlchemy is heavy
    from kiosk.exchange.putting_back import put_back  # noqa: PLC0415  the same
    from kiosk.exchange.sealed_copies import is_sealed, read_front  # noqa: PLC0415  the same

    backup_names.refuse_none(copy, kind="exchange")
    paper = None if key_file is None else _paper(key_file)
    if paper is not None and is_sealed(copy):
        _check_site(paper, read_front(copy).exchange, copy)
    there = exchange_folder(folder)
    there.mkdir(mode=0o700, parents=True, exist_ok=True)
    now = SystemClock().now()
    private = None if paper is None else paper.private
    with lock.holding(there / LOCK):
        done = put_back(copy, there, now, private=private, older=older)
    facts = {"exchange": done.exchange, "old": str(done.old or ""), "lost": done.lost}
    if done.dump is not None:
        words = f"Now: pg_restore --dbname=… {done.dump}\nThen: kiosk exchange restored"
        show({**facts, "dump": str(done.dump)}, as_json=as_json, words=words)
        return
    told = ask_exchange(there, "restored", older=older)["told_again"]
    words = f"Restored. New epochs begin; told again: {told}."
    show({**facts, "told_again": told}, as_json=as_json, words=words)


def _paper(key_file: TextIO) -> Paper:
    return owner_key.read_paper(key_file.read(owner_key.PRINT_LIMIT))


def _check_site(paper: Paper, origin: str, copy: Path) -> None:
    if paper.site and paper.site != site_mark(origin):
        raise Refusal("database_of_another", path=str(copy))
