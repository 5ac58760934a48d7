"""Commands that write while the hub runs: they go to it over a Unix socket and run the same act.

One line of JSON in, one line out; the socket's file can be opened by its owner only.
When no hub runs, the command opens the data folder itself. Source: DESIGN.md §4.
"""

import json
import os
import socketserver
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

import structlog

from kiosk.asking import LINE_LIMIT_BYTES, ask_running, short_path
from kiosk.clock import SystemClock
from kiosk.disk import lock
from kiosk.hub import Hub
from kiosk.hub_folder import LOCK, refuse_no_site
from kiosk.opening_hub import hub_alone
from kiosk.rules.refusals import Refusal
from kiosk.settings import HubSettings

SOCKET = "hub.sock"
LOOK_FOR_THE_END_EVERY_S = 0.5

log = structlog.get_logger("commands")

Command = Callable[..., Any]
"""`command(hub, **words) -> JSON`; the same with and without a running hub."""

COMMANDS: dict[str, Command] = {}


def command(function: Command) -> Command:
    """Make a function callable by name from `ask`."""
    COMMANDS[function.__name__] = function
    return function


def registered() -> Mapping[str, Command]:
    """All commands by name."""
    return MappingProxyType(COMMANDS)


def ask(folder: Path, settings: HubSettings, name: str, **words: Any) -> Any:
    """Run a command: through the hub that runs on this folder, or by ourselves.

    Raises:
        Refusal: `site_missing`; what the command refuses; `not_running` when the hub starts or
            stops just now.
    """
    if lock.is_held(folder / LOCK):
        return ask_running(folder / SOCKET, name, words)
    refuse_no_site(folder)
    with hub_alone(folder, settings, SystemClock()) as hub:
        answer = COMMANDS[name](hub, **words)
        ended = hub.errands.wait()
        return answer if ended is None else ended.told()


@contextmanager
def listen(hub: Hub, folder: Path) -> Iterator[None]:
    """Answer commands for as long as the hub runs."""
    with _listening(folder, _Line, hub):
        yield


@contextmanager
def refuse_all(refusal: Refusal, folder: Path) -> Iterator[None]:
    """Say no to every command for as long as the hub stands still: its database is damaged."""

    class Refused(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.rfile.readline(LINE_LIMIT_BYTES)
            answer = {"refusal": refusal.code, "details": refusal.details}
            self.wfile.write(json.dumps(answer).encode() + b"\n")

    with _listening(folder, Refused):
        yield


@contextmanager
def _listening(
    folder: Path, line: type[socketserver.StreamRequestHandler], hub: Hub | None = None
) -> Iterator[None]:
    path = folder / SOCKET
    path.unlink(missing_ok=True)
    with short_path(path) as short, _owner_only():
        server = _Server(short, line, hub)
    thread = threading.Thread(
        target=server.serve_forever, args=(LOOK_FOR_THE_END_EVERY_S,), name="commands", daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        path.unlink(missing_ok=True)


@contextmanager
def _owner_only() -> Iterator[None]:
    before = os.umask(0o177)
    try:
        yield
    finally:
        os.umask(before)


class _Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    request_queue_size = 128  # a Unix socket that is full refuses at once

    def __init__(
        self, path: str, line: type[socketserver.StreamRequestHandler], hub: Hub | None
    ) -> None:
        self.hub = hub
        super().__init__(path, line)


class _Line(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        hub = cast("Hub", cast("_Server", self.server).hub)
        answer = _answer(hub, self.rfile.readline(LINE_LIMIT_BYTES))
        self.wfile.write(json.dumps(answer).encode() + b"\n")
        hub.readers.close()  # this thread ends here


def _answer(hub: Hub, line: bytes) -> dict[str, Any]:
    try:
        asked = json.loads(line)
        return {"result": COMMANDS[asked["command"]](hub, **asked["words"])}
    except Refusal as refusal:
        return {"refusal": refusal.code, "details": refusal.details}
    except (ValueError, KeyError, TypeError) as error:
        log.warning("command not understood", reason=type(error).__name__)
        return {"refusal": "malformed", "details": {}}
    except Exception as error:
        log.exception("command failed")
        return {"refusal": "failed", "details": {"reason": type(error).__name__}}
