"""The process that serves a site: one hub, its jobs, its commands' socket, its own exchange."""

import gc
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from waitress.server import create_server

from kiosk import check_notes, damaged, heap, start_check
from kiosk.app import create_app
from kiosk.clock import SystemClock
from kiosk.commands import listen, refuse_all
from kiosk.disk import lock
from kiosk.disk.writer import end_process
from kiosk.exchange_child import EXCHANGE_FOLDER, connect, ensure_joined, exchange_url
from kiosk.hub import Hub
from kiosk.hub_folder import LOCK, refuse_no_site
from kiosk.jobs.links import look_back
from kiosk.jobs.table import JOBS, Job
from kiosk.listening import before_proxies, proxy_options, raise_open_files, refuse_plain
from kiosk.logs import write_logs
from kiosk.opening_hub import open_hub
from kiosk.rules.refusals import Refusal
from kiosk.settings import HubSettings
from kiosk.slow_clients import Bounds, guard
from kiosk.start_check import Damage
from kiosk.upgrading import upgrade

CHANNEL_TIMEOUT_S = 30
BODY_LIMIT_BYTES = 32 * 1024 * 1024
FILE_PATHS = ("/modules", "/till/statements", "/lobby/certificate")
"""Where pages take a file; every other body is small."""
CHILD_STOPS_WITHIN_S = 10
CHILD_LOOK_EVERY_S = 2
EXCHANGE_TRIES = 100
EXCHANGE_TRY_EVERY_S = 0.1

log = structlog.get_logger("serve")


def serve(folder: Path, settings: HubSettings) -> None:
    """Serve a site until SIGTERM or Ctrl-C.

    Raises:
        Refusal: `site_missing`, `already_running`, `data_folder_wrong`, `database_damaged`,
            `plain_listening`, `port_in_use`.
    """
    write_logs()
    heap.keep_one()
    raise_open_files(settings.connection_limit)
    signal.signal(signal.SIGTERM, _leave)  # before there is a child that could be left behind
    with ExitStack() as stack:
        refuse_no_site(folder)
        stack.callback(os.close, lock.hold(folder / LOCK))
        refuse_plain(settings.host, settings.plain_http)
        refuse_port_in_use(settings.host, settings.port)
        damage = start_check.look(folder, second=second_place(settings))
        if damage is None:
            upgrade(folder, settings)
            damage = work(folder, settings)
        if damage is not None:
            stack.enter_context(refuse_all(damage.refusal, folder))
            damaged.serve_page(damage, folder, settings)


def work(folder: Path, settings: HubSettings) -> Damage | None:
    """Be the site's hub until stopped; returns the damage that was found meanwhile, if any was."""
    with ExitStack() as stack:
        stop = threading.Event()

        def disaster(error: BaseException) -> None:
            start_check.note_disaster(folder, error)
            end_process(error)

        hub = open_hub(folder, settings, SystemClock(), on_disaster=disaster)
        start_check.note_running(folder, hub.now())
        stack.callback(start_check.note_stopped, folder)
        stack.callback(hub.close)
        hub.checking.on_damage = stop_once()
        look_back(hub)
        if not settings.exchange_url:
            stack.enter_context(own_exchange(folder, settings, stop))
        stack.enter_context(listen(hub, folder))
        stack.enter_context(jobs_running(hub))
        stack.callback(hub.backups.end)  # before its job is waited for
        _join_in_background(hub, stop)
        _serve_until_stopped(hub, stop)
    if check_notes.marked(folder) is None:
        return None
    return start_check.look(folder, second=second_place(settings))


def stop_once() -> Callable[[], None]:
    """What ends the doors as a SIGTERM does, once; what is served after that is ours to say."""
    asked = threading.Event()

    def stop() -> None:
        if not asked.is_set():
            asked.set()
            log.error("the database is damaged")
            os.kill(os.getpid(), signal.SIGTERM)  # the doors' own thread is woken by it

    return stop


def second_place(settings: HubSettings) -> Path | None:
    """Where backups are put too, if the owner has said where."""
    return Path(settings.backup_place) if settings.backup_place else None


def leave_what_stays() -> None:
    """Look for garbage from now on, but never again in what was loaded at the start.

    A look through all of it held up every page for a twentieth of a second, now and then.
    """
    gc.freeze()
    gc.enable()


def _leave(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def refuse_port_in_use(host: str, port: int) -> None:
    """Say it in one sentence before anything is started.

    Raises:
        Refusal: `port_in_use`.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Refusal("port_in_use", port=port) from error


def _serve_until_stopped(hub: Hub, stop: threading.Event) -> None:
    settings = hub.settings
    server = create_server(
        before_proxies(create_app(hub), settings.proxy_address),
        host=settings.host,
        port=settings.port,
        threads=settings.threads,
        connection_limit=settings.connection_limit,
        channel_timeout=CHANNEL_TIMEOUT_S,
        max_request_body_size=BODY_LIMIT_BYTES,
        asyncore_use_poll=True,
        ident=None,
        **proxy_options(settings.proxy_address),
    )
    guard(server, Bounds(large_paths=FILE_PATHS, proxy_address=settings.proxy_address))
    leave_what_stays()
    print(f"hub listening on http://{settings.host}:{settings.port}", flush=True)  # noqa: T201  the line that start scripts wait for
    try:
        server.run()
    except (KeyboardInterrupt, SystemExit):
        stop.set()
    finally:
        server.close()
        for channel in tuple(getattr(server, "active_channels", {}).values()):
            channel.close()  # this process may go on with one page: nobody waits for an answer


@contextmanager
def jobs_running(hub: Hub) -> Iterator[BackgroundScheduler]:
    """Run the table of jobs; a job that is late runs once, never twice at a time."""
    logging.getLogger("apscheduler").setLevel(
        logging.ERROR
    )  # a late job is no news: it runs next time
    scheduler = BackgroundScheduler(
        job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
        timezone="UTC",
    )
    for job in JOBS:
        scheduler.add_job(_run_job, "interval", (hub, job), seconds=job.every_s, id=job.name)
    scheduler.start()
    try:
        yield scheduler
    finally:
        scheduler.shutdown(wait=True)


def _run_job(hub: Hub, job: Job) -> None:
    """A job's refusal is logged; the next run tries again."""
    try:
        job.run(hub, hub.now())
    except Refusal as refusal:
        log.warning("job refused", job=job.name, code=refusal.code)


@contextmanager
def own_exchange(folder: Path, settings: HubSettings, stop: threading.Event) -> Iterator[None]:
    """Keep the hub's own exchange running beside it, started again when it dies."""
    child = _start_exchange(folder, settings)
    holder = [child]
    keeper = threading.Thread(
        target=_keep_running, args=(folder, settings, stop, holder), daemon=True
    )
    keeper.start()
    try:
        yield
    finally:
        stop.set()
        keeper.join()
        holder[0].terminate()
        try:
            holder[0].wait(CHILD_STOPS_WITHIN_S)
        except subprocess.TimeoutExpired:
            holder[0].kill()
            holder[0].wait()


def _keep_running(
    folder: Path,
    settings: HubSettings,
    stop: threading.Event,
    holder: list[subprocess.Popen[bytes]],
) -> None:
    while not stop.wait(CHILD_LOOK_EVERY_S):
        if holder[0].poll() is not None:
            log.warning("exchange stopped, starting it again", code=holder[0].returncode)
            holder[0] = _start_exchange(folder, settings)


def _start_exchange(folder: Path, settings: HubSettings) -> subprocess.Popen[bytes]:
    """Our own program again, as an exchange; the hub's own variables are not handed on."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("KIOSK_")}
    child = {
        **kept,
        "KIOSK_PORT": str(settings.exchange_port),
        "KIOSK_HOST": settings.host,
        "KIOSK_PLAIN_HTTP": settings.plain_http,
        "KIOSK_CURRENCY": settings.currency,
        "KIOSK_CURRENCY_SYMBOL": settings.currency_symbol,
        "KIOSK_CURRENCY_DECIMALS": str(settings.currency_decimals),
    }
    command = [sys.executable, "-m", "kiosk.cli.main", "exchange", "serve", "--data"]
    return subprocess.Popen(  # noqa: S603  our own program
        [*command, str(folder / EXCHANGE_FOLDER), "--with-parent"], env=child, stdin=subprocess.PIPE
    )


def _join_in_background(hub: Hub, stop: threading.Event) -> None:
    threading.Thread(target=_join, args=(hub, stop), name="join", daemon=True).start()


def _join(hub: Hub, stop: threading.Event) -> None:
    """Join the hub's own exchange once; then use whichever exchange is pinned."""
    for _ in range(EXCHANGE_TRIES):
        if ensure_joined(hub, exchange_url(hub.settings)) or hub.settings.exchange_url:
            break
        if stop.wait(EXCHANGE_TRY_EVERY_S):
            return
    connect(hub)
