"""`kiosk exchange` and `kiosk requester`: run an exchange, let hubs and requesters in."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kiosk.cli.options import data_option, hub_settings, json_option, show
from kiosk.disk.disks import Standing
from kiosk.rules.refusals import Refusal
from kiosk.settings import ExchangeSettings, HubSettings

if TYPE_CHECKING:
    from kiosk.exchange.backing_up import Made

BESIDE_A_HUB = "exchange"
HUB_MARK = "hub.db"
MARKS = ("exchange.db", "exchange.keys", "exchange.toml")
WITHOUT_KEYS = "Without exchange.keys: who has it is the exchange. Keep a copy of it apart, once."
READABLE = "Who finds it reads it. Make the owner's key: kiosk exchange key."
SEALED = "It is sealed: it opens with the owner's key alone."
NOT_APART = (
    "It is not known to lie on another disk than the database, so it does not count: hubs keep "
    "what they sent for thirty days."
)
DEMO_NAME = "Demo Requester"
DEMO_ROOM = 5
"""The demo requester has money for so many batches like the first."""


@click.group()
def exchange() -> None:
    """Run an exchange of tasks and let hubs in.

    Example: kiosk exchange hub add "Kibera Career Centre" --data data/exchange
    """


@exchange.command()
@data_option
@click.option("--with-parent", is_flag=True, help="Stop when standard input closes.")
def serve(*, folder: Path, with_parent: bool) -> None:
    """Serve requesters' pages and the hubs' doors until stopped.

    Example: KIOSK_PORT=8090 kiosk exchange serve --data data/exchange
    """
    from kiosk.exchange.saved_settings import settings_of  # noqa: PLC0415  SQLAlchemy is heavy
    from kiosk.exchange.serve import serve as run  # noqa: PLC0415  the same
    from kiosk.exchange.serve import stop_with_parent  # noqa: PLC0415  the same

    if with_parent:
        stop_with_parent()
    run(exchange_folder(folder), settings_of(exchange_folder(folder)))


@exchange.group()
def hub() -> None:
    """Hubs that work with this exchange.

    Example: kiosk exchange hub add "Kibera Career Centre" --json
    """


@hub.command()
@click.argument("name")
@data_option
@json_option
def add(*, name: str, folder: Path, as_json: bool) -> None:
    """Print a one-time code for a hub, good for ten minutes.

    Also while the exchange runs.

    Example: kiosk exchange hub add "Kibera Career Centre" --json
    """
    made = ask_exchange(folder, "add_hub", name=name)
    show(made, as_json=as_json, words=f"{made['code']}  (for {made['name']}, ten minutes)")


@exchange.command("back-up")
@click.option("--to", "target", type=click.Path(path_type=Path), required=True, help="A folder.")
@data_option
@json_option
def back_up(*, target: Path, folder: Path, as_json: bool) -> None:
    """Copy an exchange's database and pictures, read all of it back.

    Also while it serves.

    On PostgreSQL with its own pg_dump. On another disk it counts: hubs need keep less.

    Example: kiosk exchange back-up --to /mnt/backups --data data/exchange
    """
    from kiosk.clock import SystemClock  # noqa: PLC0415  SQLAlchemy is heavy
    from kiosk.exchange import backing_up  # noqa: PLC0415  the same

    there = exchange_folder(folder)
    raised = 0

    def verified(plain: Path, standing: Standing) -> None:
        nonlocal raised
        raised = _tell_hubs(folder, plain) if standing is Standing.APART else 0

    now = SystemClock().now()
    made = backing_up.back_up(there, _settings(there), target, now, verified=verified)
    facts = {
        "copy": str(made.path),
        "checked": True,
        "disk": made.standing.value,
        "raised": raised,
        "sealed": made.is_sealed,
        "readable": made.readable if made.is_sealed else None,
    }
    show(facts, as_json=as_json, words="\n".join(_words(made)))


def _words(made: "Made") -> Iterator[str]:
    yield f"Backed up to {made.path}."
    if made.is_sealed:
        yield SEALED
    else:
        yield from (WITHOUT_KEYS, READABLE)
    if made.readable:
        yield f"{made.readable} older copies there cannot be sealed: who finds them reads them."
    if made.standing is not Standing.APART:
        yield NOT_APART


def _tell_hubs(folder: Path, made: Path) -> int:
    """One that starts or stops just now tells them with the next copy."""
    try:
        return int(ask_exchange(folder, "backed_up", copy=str(made.absolute()))["raised"])
    except Refusal as refusal:
        if refusal.code not in ("not_running", "already_running"):
            raise
        return 0


@exchange.command()
@click.option("--older", is_flag=True, help="Also one that lacks what hubs were told is safe.")
@data_option
@json_option
def restored(*, older: bool, folder: Path, as_json: bool) -> None:
    """Begin anew after a copy of the database was put back.

    After pg_restore, or a file put back: new epochs begin, so that no number is used twice.

    Example: kiosk exchange restored --data data/exchange
    """
    made = ask_exchange(folder, "restored", older=older)
    show(made, as_json=as_json, words=f"New epochs begin; told again: {made['told_again']}.")


@exchange.command()
@data_option
@json_option
def staff(*, folder: Path, as_json: bool) -> None:
    """Print a one-time code for the page of the exchange's staff.

    There they see what stopped on its way.

    Example: kiosk exchange staff --data data/exchange
    """
    made = ask_exchange(folder, "staff")
    show(made, as_json=as_json, words=f"{made['code']}  (at {made['page']}, ten minutes, once)")


@click.group()
def requester() -> None:
    """Employers who post tasks and pay.

    Example: kiosk requester add "Savanna Forms" --fund 500000
    """


@requester.command("add")
@click.argument("name")
@click.option("--fund", "fund_minor", type=click.IntRange(0), default=0, help="In minor units.")
@data_option
@json_option
def add_requester(*, name: str, fund_minor: int, folder: Path, as_json: bool) -> None:
    """Let a requester in and print the keys.

    The secret key is shown this once.

    Example: kiosk requester add "Savanna Forms" --fund 500000 --json
    """
    made = ask_exchange(folder, "add_requester", name=name, fund_minor=fund_minor)
    words = f"access key: {made['access_key']}\nsecret key: {made['secret_key']}"
    show(made, as_json=as_json, words=f"{words}\nendpoint: {made['endpoint']}")


@requester.command("new-key")
@click.argument("name")
@data_option
@json_option
def new_key(*, name: str, folder: Path, as_json: bool) -> None:
    """Give a requester a new secret key, by NAME or access key.

    For one who lost it, or whose key somebody else may know. The old one opens nothing any more.

    Example: kiosk requester new-key "Savanna Forms"
    """
    made = ask_exchange(folder, "new_key", requester=name)
    words = f"access key: {made['access_key']}\nsecret key: {made['secret_key']}"
    show(made, as_json=as_json, words=words)


@requester.command("fund")
@click.argument("requester_id")
@click.argument("amount_minor", type=click.IntRange(1))
@click.option("--reference", required=True, help="The bank's or the desk's own; it counts once.")
@data_option
@json_option
def fund(
    *, requester_id: str, amount_minor: int, reference: str, folder: Path, as_json: bool
) -> None:
    """Put a requester's money in.

    The same reference again changes nothing.

    Example: kiosk requester fund A7K2M 100000 --reference MPESA-QX12
    """
    asked = {"requester": requester_id, "amount_minor": amount_minor, "reference": reference}
    made = ask_exchange(folder, "fund", **asked)
    show(made, as_json=as_json, words=f"To spend now: {made['balance_minor']}")


def make_demo_requester(
    folder: Path, hub_settings: HubSettings, files: Mapping[str, bytes]
) -> dict[str, str]:
    """A requester with money and one batch posted, in the exchange beside a demo hub.

    `files` are `template.json`, `batch.csv` and `pictures.zip`. Returns a sign-in.
    """
    from kiosk.clock import SystemClock  # noqa: PLC0415  SQLAlchemy is heavy
    from kiosk.exchange import commands, demo  # noqa: PLC0415  the same
    from kiosk.exchange.exchange import open_exchange  # noqa: PLC0415  the same
    from kiosk.exchange.saved_settings import save_settings  # noqa: PLC0415  the same

    settings = demo.settings_beside(hub_settings)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    save_settings(folder, settings)
    opened = open_exchange(folder, settings, SystemClock())
    try:
        plan = demo.read_shipped(opened, files)
        money = DEMO_ROOM * demo.price(plan, settings)
        made = commands.add_requester(opened, name=DEMO_NAME, fund_minor=money, by="init")
        demo.post(opened, made["requester"], plan)
    finally:
        opened.close()
    return {"role": "requester", "sign_in": DEMO_NAME, "secret": made["secret_key"]}


def verify_exchange(folder: Path) -> dict[str, Any]:
    """What `kiosk verify` says of an exchange's folder or a copy of its database."""
    from kiosk.exchange.queries.verify import verify_folder  # noqa: PLC0415  SQLAlchemy is heavy
    from kiosk.exchange.saved_settings import settings_of  # noqa: PLC0415  the same

    if folder.is_file():
        return verify_folder(folder)
    there = exchange_folder(folder)
    return verify_folder(there, settings_of(there).database_url)


def ask_exchange(folder: Path, command: str, /, **words: Any) -> dict[str, Any]:
    """Run a command of an exchange; a hub's own is made at its first start or by the first one."""
    from kiosk.exchange import commands  # noqa: PLC0415  SQLAlchemy is heavy

    is_hub = (folder / HUB_MARK).exists()
    there = folder / BESIDE_A_HUB if is_hub else exchange_folder(folder)
    if is_hub:
        there.mkdir(mode=0o700, exist_ok=True)
    return commands.ask(there, _settings(there), command, **words)


def _settings(folder: Path) -> ExchangeSettings:
    """As the exchange in this folder has them, or will: a hub's own listens where its hub says."""
    from kiosk.exchange.saved_settings import settings_of  # noqa: PLC0415  SQLAlchemy is heavy

    settings = settings_of(folder)
    if folder.name != BESIDE_A_HUB or not (folder.parent / HUB_MARK).exists():
        return settings
    here = hub_settings(folder.parent)
    return replace(
        settings,
        host=here.host,
        port=here.exchange_port,
        currency=here.currency,
        currency_symbol=here.currency_symbol,
        currency_decimals=here.currency_decimals,
    )


def exchange_folder(folder: Path) -> Path:
    """The exchange's folder: the one named, or the one in the folder of a hub that is named."""
    if any((folder / mark).exists() for mark in MARKS):
        return folder
    beside = folder / BESIDE_A_HUB
    return beside if beside.is_dir() else folder
