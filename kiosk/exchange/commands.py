"""Commands that write while the exchange runs go to it over a Unix socket and run the same act.

One line of JSON in, one line out; the socket's file can be opened by its owner only.
When none runs, the command opens the data folder itself. Source: DESIGN.md §4.
"""

import json
import os
import secrets
import socketserver
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

import structlog

from kiosk.asking import ask_running, short_path
from kiosk.clock import SystemClock
from kiosk.disk import lock
from kiosk.exchange import carrying, copies
from kiosk.exchange.acts import people, restoring
from kiosk.exchange.exchange import Exchange, open_exchange
from kiosk.exchange.secret_keys import new_secret_key
from kiosk.exchange.staff_codes import VALID_S, make_staff_code
from kiosk.exchange.store import inbox
from kiosk.exchange.store import people as people_store
from kiosk.link import safe_copies
from kiosk.link.errand import Tick
from kiosk.passwords import hash_of
from kiosk.protocol.enrolment import make_code
from kiosk.rules.refusals import Refusal
from kiosk.settings import ExchangeSettings

SOCKET = "exchange.sock"
LOCK = "exchange.lock"
LINE_LIMIT_BYTES = 64 * 1024
CODE_CHANCE_BYTES = 7
ACCESS_KEY_BYTES = 10

log = structlog.get_logger("commands")


def add_requester(
    exchange: Exchange, *, name: str, fund_minor: int, by: str = "command"
) -> dict[str, Any]:
    """Let an employer in with new keys; the secret key is shown this once and kept as a hash."""
    access_key = "AK" + secrets.token_hex(ACCESS_KEY_BYTES).upper()[:18]
    secret_key = new_secret_key()
    requester = exchange.write(
        people.add_requester,
        name=name,
        access_key=access_key,
        secret_hash=hash_of(secret_key),
        fund_minor=fund_minor,
        by=by,
    )
    return {
        "requester": requester,
        "name": name.strip(),
        "access_key": access_key,
        "secret_key": secret_key,
        "endpoint": endpoint(exchange.settings),
        "funded_minor": fund_minor,
    }


def new_key(exchange: Exchange, *, requester: str, by: str = "command") -> dict[str, Any]:
    """A new secret key for a requester by name, access key or id; the old one opens nothing more.

    Raises:
        Refusal: `not_found`.
    """
    with exchange.read() as db:
        who = people_store.requester_named(db, requester) or people_store.requester_of(
            db, requester
        )
    if who is None:
        raise Refusal("not_found", what="requester")
    secret_key = new_secret_key()
    kept = hash_of(secret_key)
    exchange.write(people.change_secret, requester=who.id, secret_hash=kept, by=by, why="asked for")
    return {
        "requester": who.id,
        "name": who.name,
        "access_key": who.access_key,
        "secret_key": secret_key,
    }


def fund(
    exchange: Exchange, *, requester: str, amount_minor: int, reference: str
) -> dict[str, Any]:
    """Put a requester's money in."""
    balance = exchange.write(
        people.fund,
        requester=requester,
        amount_minor=amount_minor,
        reference=reference,
        by="command",
    )
    return {"requester": requester, "balance_minor": balance}


def add_hub(exchange: Exchange, *, name: str) -> dict[str, Any]:
    """A one-time code for a hub."""
    code = make_code(exchange.keys.public_signing, secrets.token_bytes(CODE_CHANCE_BYTES))
    exchange.write(people.add_code, name=name, token=code.token, by="command")
    return {
        "name": name,
        "code": str(code),
        "endpoint": endpoint(exchange.settings),
        "valid_s": people.CODE_VALID_S,
    }


def bundle_begin(exchange: Exchange, *, kind: str, path: str, hub: str) -> dict[str, Any]:
    """Write or read a stick beside the doors; `bundle_progress` says how far it has come."""
    where = Path(path)

    def work(tick: Tick) -> dict[str, Any]:
        if kind == "written":
            return carrying.write(exchange, where, hub=hub, tick=tick)
        return carrying.read(exchange, where, tick=tick)

    return exchange.errands.begin(kind, path, work, at=exchange.clock.now()).told()


def bundle_progress(exchange: Exchange) -> dict[str, Any]:
    """How far the stick has come.

    Raises:
        Refusal: `not_found` when none was begun.
    """
    last = exchange.errands.last
    if last is None:
        raise Refusal("not_found", what="errand")
    return last.told()


def restored(exchange: Exchange, *, older: bool = False) -> dict[str, Any]:
    """The database was brought back from a copy: new epochs begin.

    Raises:
        Refusal: `exchange_copy_older` unless it is said that it may be `older`.
    """
    with exchange.read() as db:
        has = inbox.all_kept(db)
    if older:
        safe_copies.note_lost(exchange.folder, has)
    safe_copies.refuse_older(exchange.folder, has)
    return {"told_again": exchange.write(restoring.begin_anew)}


def backed_up(exchange: Exchange, *, copy: str) -> dict[str, Any]:
    """A verified copy of this exchange lies on another disk: hubs are told what it has."""
    return {"raised": copies.note_safe(exchange, Path(copy))}


def staff(exchange: Exchange) -> dict[str, Any]:
    """A one-time code for staff, and the page where it opens."""
    return {
        "code": make_staff_code(exchange.keys, exchange.clock.now()),
        "page": f"{endpoint(exchange.settings)}/staff/",
        "valid_s": VALID_S,
    }


def endpoint(settings: ExchangeSettings) -> str:
    """Where this exchange answers."""
    return f"http://{settings.host}:{settings.port}"


COMMANDS: Mapping[str, Callable[..., dict[str, Any]]] = MappingProxyType(
    {
        "add_requester": add_requester,
        "new_key": new_key,
        "fund": fund,
        "restored": restored,
        "backed_up": backed_up,
        "staff": staff,
        "add_hub": add_hub,
        "bundle_begin": bundle_begin,
        "bundle_progress": bundle_progress,
    }
)


def ask(folder: Path, settings: ExchangeSettings, command: str, /, **words: Any) -> dict[str, Any]:
    """Run a command: through the exchange that runs on this folder, or by ourselves.

    Raises:
        Refusal: what the command refuses; `not_running` when the running one does not answer.
    """
    if lock.is_held(folder / LOCK):
        answered: dict[str, Any] = ask_running(folder / SOCKET, command, words)
        return answered
    exchange = open_exchange(folder, settings, SystemClock())
    try:
        answer = COMMANDS[command](exchange, **words)
        ended = exchange.errands.wait()
        return answer if ended is None else ended.told()
    finally:
        exchange.close()


@contextmanager
def listen(exchange: Exchange) -> Iterator[None]:
    """Answer commands for as long as the exchange runs."""
    (exchange.folder / SOCKET).unlink(missing_ok=True)
    before = os.umask(0o177)
    try:
        with short_path(exchange.folder / SOCKET) as path:
            server = _Server(path, exchange)
    finally:
        os.umask(before)
    thread = threading.Thread(target=server.serve_forever, name="commands", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        (exchange.folder / SOCKET).unlink(missing_ok=True)


class _Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True

    def __init__(self, path: str, exchange: Exchange) -> None:
        self.exchange = exchange
        super().__init__(path, _Line)


class _Line(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        exchange = cast("_Server", self.server).exchange
        answer = _answer(exchange, self.rfile.readline(LINE_LIMIT_BYTES))
        self.wfile.write(json.dumps(answer).encode() + b"\n")


def _answer(exchange: Exchange, line: bytes) -> dict[str, Any]:
    try:
        asked = json.loads(line)
        return {"result": COMMANDS[asked["command"]](exchange, **asked["words"])}
    except Refusal as refusal:
        return {"refusal": refusal.code, "details": refusal.details}
    except (ValueError, KeyError, TypeError) as error:
        log.warning("command not understood", reason=type(error).__name__)
        return {"refusal": "malformed", "details": {}}
