"""The process that serves an exchange: its doors, its timer, its commands' socket."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import structlog
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from waitress.server import create_server

from kiosk.clock import SystemClock
from kiosk.disk import lock
from kiosk.exchange import commands, start_check
from kiosk.exchange.app import create_app
from kiosk.exchange.exchange import Exchange, open_exchange
from kiosk.exchange.jobs import JOBS, Job
from kiosk.exchange.saved_settings import save_settings
from kiosk.listening import before_proxies, proxy_options, raise_open_files, refuse_plain
from kiosk.logs import write_logs
from kiosk.rules.refusals import Refusal
from kiosk.settings import ExchangeSettings
from kiosk.slow_clients import Bounds, guard

TIMER_EVERY_S = 3
NS_PER_S = 1_000_000_000
CONNECTION_LIMIT = 2000
FILE_PATHS = ("/requester/", "/staff/sticks/read")
UPLOAD_LIMIT_BYTES = 32 * 1024 * 1024

log = structlog.get_logger("exchange")


def serve(folder: Path, settings: ExchangeSettings) -> None:
    """Serve until SIGTERM or Ctrl-C, then finish what was begun.

    Raises:
        Refusal: `already_running`, `data_folder_wrong`, `database_damaged`, `plain_listening`,
            `port_in_use`.
    """
    refuse_plain(settings.host, settings.plain_http)
    write_logs()
    raise_open_files(CONNECTION_LIMIT)
    stop = threading.Event()
    with ExitStack() as stack:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _hold(stack, folder)
        save_settings(folder, settings)
        exchange = open_exchange(folder, settings, SystemClock())
        stack.callback(start_check.note_stopped, folder)
        stack.callback(exchange.close)
        start_check.note_running(folder)
        stack.enter_context(commands.listen(exchange))
        stack.enter_context(timer(exchange, stop))
        server = listen(create_app(exchange), settings)
        stack.callback(server.close)
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: _end())
        print(f"exchange listening on {commands.endpoint(settings)}", flush=True)  # noqa: T201  whoever started us waits for this line
        try:
            server.run()
        except (KeyboardInterrupt, SystemExit):
            log.info("stopping")
        finally:
            stop.set()


def listen(app: Flask, settings: ExchangeSettings) -> Any:
    """A waitress server on the settings' address.

    Raises:
        Refusal: `port_in_use`.
    """
    try:
        server = create_server(
            before_proxies(app, settings.proxy_address),
            host=settings.host,
            port=settings.port,
            threads=settings.threads,
            connection_limit=CONNECTION_LIMIT,
            max_request_body_size=UPLOAD_LIMIT_BYTES,
            asyncore_use_poll=True,
            ident=None,
            **proxy_options(settings.proxy_address),
        )
    except OSError as error:
        raise Refusal("port_in_use", port=settings.port) from error
    guard(server, Bounds(large_paths=FILE_PATHS, proxy_address=settings.proxy_address))
    return server


@contextmanager
def timer(exchange: Exchange, stop: threading.Event) -> Iterator[None]:
    """Do what `kiosk/exchange/jobs.py` lists, in a thread of its own.

    Allotments are topped up when a hub asks, not here: a hub that is away for weeks would hold
    slots that nobody works on.
    """
    thread = threading.Thread(target=_tick, args=(exchange, stop), name="timer", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _tick(exchange: Exchange, stop: threading.Event) -> None:
    due: dict[str, int] = {}
    while not stop.wait(TIMER_EVERY_S):
        for job in JOBS:
            if exchange.clock.boot_ns() >= due.get(job.name, 0):
                _run(job, exchange)
                due[job.name] = exchange.clock.boot_ns() + job.every_s * NS_PER_S


def _run(job: Job, exchange: Exchange) -> None:
    """One job's fault is not the others': without the thread nobody is paid any more."""
    try:
        job.function(exchange)
    except (Refusal, SQLAlchemyError) as error:
        log.warning("job failed, trying again", job=job.name, reason=type(error).__name__)
    except Exception:
        log.exception("job failed, trying again", job=job.name)


def _hold(stack: ExitStack, folder: Path) -> None:

    stack.callback(os.close, lock.hold(folder / commands.LOCK))


def stop_with_parent() -> None:
    """Stop this process when whoever started it is gone, also by SIGKILL: its pipe closes then."""

    def wait() -> None:
        sys.stdin.buffer.read()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="parent", daemon=True).start()


def _end() -> None:
    raise SystemExit(0)
