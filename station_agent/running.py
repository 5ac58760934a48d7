"""One station as a process: the lock on its folder, the agent's threads, the screens' server."""

import logging
import os
import signal
import sys
import threading
import traceback
from pathlib import Path
from types import FrameType
from typing import Any

from waitress import create_server

from kiosk.clock import SystemClock
from kiosk.disk import lock
from kiosk.settings import StationSettings
from kiosk.slow_clients import Bounds, guard
from station_agent.agent import Agent
from station_agent.app import create_app
from station_agent.folder import LOCK_FILE, load_machine
from station_agent.line import line_to

EXIT_ON_DISASTER = 70
HOST = "127.0.0.1"
"""Only the browser on the same machine may see a visitor's pages, whatever is set."""
REFUSED_UNREAD_BYTES = 1024 * 1024
"""Above this a body is not even kept aside; below, the page says that it was too large."""
CONNECTION_LIMIT = 500
"""A browser holds a dozen; a process may have 1024 open files."""
PORT_TAKEN = (
    "Port {port} is in use by another program: stop that one, or choose another with --port."
)


def run_station(folder: Path, settings: StationSettings, *, port: int | None) -> None:
    """Run until a signal says stop.

    Raises:
        Refusal: `data_folder_wrong` when it is not enrolled, `already_running`, `plain_http`.
    """
    logging.basicConfig(level=logging.INFO, format="%(name)s: %(message)s")
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a page with its parts is no queue
    machine = load_machine(folder)
    line = line_to(machine, settings.hub_url or machine.hub.url)
    held = lock.hold(folder / LOCK_FILE)
    threading.excepthook = _end_process
    agent = Agent(machine, line, SystemClock(), settings)
    try:
        _serve(agent, settings, settings.port if port is None else port)
    finally:
        agent.stop()
        os.close(held)


def make_server(app: Any, *, port: int, threads: int) -> Any:
    """The server of the screens. Programs of others on this machine reach its port too.

    One that opens connections and asks nothing must not keep the lock from the screen: waitress
    alone takes a hundred, and waits two minutes for each.

    Raises:
        OSError: the port is taken.
    """
    server = create_server(
        app,
        host=HOST,
        port=port,
        threads=threads,
        max_request_body_size=REFUSED_UNREAD_BYTES,
        connection_limit=CONNECTION_LIMIT,
        asyncore_use_poll=True,
        ident=None,
    )
    guard(server, Bounds(whole_within_s=10, crowded_within_s=2, look_every_s=1))
    return server


def _serve(agent: Agent, settings: StationSettings, port: int) -> None:
    app = create_app(agent)
    try:
        server = make_server(app, port=port, threads=settings.threads)
    except OSError as error:
        raise SystemExit(PORT_TAKEN.format(port=port)) from error
    agent.start()
    signal.signal(signal.SIGTERM, _interrupt)
    print(f"station listening on http://{HOST}:{server.effective_port}", flush=True)  # noqa: T201  who started us waits for this line
    try:
        server.run()
    except KeyboardInterrupt:
        pass
    finally:
        server.close()


def _interrupt(number: int, frame: FrameType | None) -> None:
    """A polite end asked for by another program is Ctrl-C too."""
    del number, frame
    raise KeyboardInterrupt


def _end_process(hook: threading.ExceptHookArgs) -> None:
    """A duty that died would leave a seat without a meter: end, and be started again."""
    traceback.print_exception(hook.exc_type, hook.exc_value, hook.exc_traceback)
    sys.stderr.flush()
    os._exit(EXIT_ON_DISASTER)
