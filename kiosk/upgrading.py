"""A hub whose database is brought to a newer program's schema: years of data take minutes.

Meanwhile every path answers with one page that says how far it is, and that nobody should switch
off. If somebody does, each step is in the database or not, and the next start goes on.
"""

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from markupsafe import Markup

from kiosk import texts
from kiosk.damaged import MACHINE_PATHS
from kiosk.disk.open import open_for_reading
from kiosk.hub_folder import DATABASE, KEYS
from kiosk.looks.bare_page import bare_headers, bare_page
from kiosk.settings import HubSettings
from kiosk.store.schema import bring_up_to_date, migrations, version_of
from kiosk.texts import N_

AGAIN_AFTER_S = 5
ANSWER_WITHIN_S = 10
READ_LIMIT_BYTES = 1024 * 1024
"""So much of what is sent to us is read before we answer; nobody waits for more."""

TITLE = N_("Bringing the database up to date")
SAYS = N_("Step {step} of {steps}. Please do not switch off; this page opens by itself.")
STATIONS = N_("Seats go on with the time they were given. They keep all work and send it later.")
PART = Markup(
    '<section lang="{language}" dir="{direction}"><h1>{title}</h1><p>{says}</p><p>{stations}</p>'
    "</section>"
)
BAR = Markup('<progress value="{done}" max="{steps}" aria-hidden="true"></progress>')
"""What it shows stands in words beside it."""


class Upgrade:
    """How far it is: the step that is being done, of how many."""

    def __init__(self, steps: int) -> None:
        self.step, self.steps = 1, steps

    def tell(self, step: int, steps: int, name: str) -> None:
        """A step begins; who looks at the terminal or the journal sees it."""
        self.step, self.steps = step, steps
        words = f"database: step {step} of {steps}, {name}; do not switch off"
        print(words, file=sys.stderr, flush=True)  # noqa: T201  who starts the hub reads it


def steps_left(folder: Path) -> int:
    """How many steps a database that is in use lacks; 0: it has all, or is none to bring up."""
    if not (folder / KEYS).exists() or not (folder / DATABASE).exists():
        return 0
    with closing(open_for_reading(folder / DATABASE)) as db:
        have = version_of(db)
    return max(0, len(migrations()) - have) if have else 0


def upgrade(folder: Path, settings: HubSettings) -> None:
    """Bring the database up to date where it is not, and serve the page until it is.

    Raises:
        Refusal: `database_damaged`, `no_room_to_start`.
    """
    steps = steps_left(folder)
    if not steps:
        return
    progress = Upgrade(steps)
    with serving(progress, settings):
        bring_up_to_date(folder / DATABASE, progress.tell)


@contextmanager
def serving(progress: Upgrade, settings: HubSettings) -> Iterator[ThreadingHTTPServer]:
    """Answer every path with the page; when this ends, the address is free again."""

    class Page(_Page):
        def body(self) -> str:
            return page(progress, settings)

    server = ThreadingHTTPServer((settings.host, settings.port), Page)
    server.daemon_threads = True
    server.block_on_close = False
    thread = threading.Thread(target=server.serve_forever, args=(0.1,), name="page", daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def page(progress: Upgrade, settings: HubSettings) -> str:
    """How far it is, in each of the site's languages."""
    language = settings.languages[0]
    parts = [_part(progress, one) for one in settings.languages]
    return bare_page(
        language=language,
        title=texts.translated(TITLE, language),
        parts=[BAR.format(done=progress.step - 1, steps=progress.steps), *parts],
        again_after_s=AGAIN_AFTER_S,
    )


def _part(progress: Upgrade, language: str) -> Markup:
    return PART.format(
        language=language,
        direction=texts.direction(language),
        title=texts.translated(TITLE, language),
        says=texts.translated(SAYS, language, step=progress.step, steps=progress.steps),
        stations=texts.translated(STATIONS, language),
    )


class _Page(BaseHTTPRequestHandler):
    """The page to people; to machines a no that is not signed, so that it settles nothing."""

    timeout = ANSWER_WITHIN_S
    server_version, sys_version = "hub", ""

    def body(self) -> str:
        raise NotImplementedError

    def answer(self) -> None:
        sent = self.headers.get("Content-Length", "")
        if sent.isascii() and sent.isdecimal():
            self.rfile.read(min(int(sent), READ_LIMIT_BYTES))
        kind, body = "text/html; charset=utf-8", self.body().encode()
        if self.path.startswith(MACHINE_PATHS):
            kind, body = "application/json", json.dumps({"refusal": "busy"}).encode()
        self.send_response(HTTPStatus.SERVICE_UNAVAILABLE)
        headers = (
            ("Content-Type", kind),
            ("Content-Length", str(len(body))),
            ("Retry-After", str(AGAIN_AFTER_S)),
            ("Cache-Control", "no-store"),
            ("Connection", "close"),
            *bare_headers(),
        )
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = answer  # noqa: N815  as http.server has them

    def log_message(self, *_words: object) -> None:
        """Nobody needs a line for each look at it."""
