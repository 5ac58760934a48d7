"""What a hub serves whose database is damaged or gone: one page that says what to do.

It takes no writes and reads nothing. To stations it is a hub that is away: they go on by their
leases and keep everything; nothing is settled, nothing set aside.
"""

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup
from waitress.server import create_server

from kiosk import texts
from kiosk.backups.sealed_fronts import is_sealed
from kiosk.looks.bare_page import bare_headers, bare_page
from kiosk.rules.instants import MS_PER_S
from kiosk.settings import HubSettings
from kiosk.start_check import Damage
from kiosk.texts import N_

MACHINE_PATHS = ("/sync/", "/station/", "/enrol", "/health", "/metrics")
THREADS = 4
StartResponse = Callable[[str, list[tuple[str, str]]], object]
Environ = dict[str, Any]

TITLE = N_("The hub is not working")
SAYS = MappingProxyType(
    {
        "database_damaged": N_("Its database is damaged. It is left as it is."),
        "database_missing": N_("Its database is not where it was. No empty one was put there."),
    }
)
STATIONS = N_("Seats go on with the time they were given. They keep all work and send it later.")
RESTORE = N_("Restore the backup of {when}: stop the hub, then type this line and start it again.")
NO_BACKUP = N_("No backup was found here. Look for the second place or a stick, then type this.")
DISK = N_("If the disk was taken out or not mounted, bring it back first and start the hub again.")
PART = Markup(
    '<section lang="{language}" dir="{direction}"><h1>{title}</h1><p>{says}</p><p>{stations}</p>'
    '<p>{do}</p><p dir="ltr"><code>{command}</code></p><p>{disk}</p></section>'
)
REASON = Markup('<p dir="ltr" lang="en"><small>{reason}</small></p>')


class DamagedApp:
    """A WSGI app of one page."""

    def __init__(self, damage: Damage, folder: Path, settings: HubSettings) -> None:
        self.page = page(damage, folder, settings).encode()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """The page to people; to machines a no that is not signed, so that it settles nothing."""
        kind, body = "text/html; charset=utf-8", self.page
        if str(environ.get("PATH_INFO", "")).startswith(MACHINE_PATHS):
            kind, body = "application/json", json.dumps({"refusal": "busy"}).encode()
        headers = [
            ("Content-Type", kind),
            ("Content-Length", str(len(body))),
            ("Retry-After", "60"),
            ("Cache-Control", "no-store"),
            *bare_headers(),
        ]
        start_response("503 Service Unavailable", headers)
        return [body]


def page(damage: Damage, folder: Path, settings: HubSettings) -> str:
    """What is wrong and what to do, in each of the site's languages."""
    parts = [_part(damage, folder, settings, language) for language in settings.languages]
    language = settings.languages[0]
    return bare_page(
        language=language,
        title=texts.translated(TITLE, language),
        parts=[*parts, REASON.format(reason=damage.refusal.details["reason"])],
    )


def told(damage: Damage, folder: Path, settings: HubSettings) -> str:
    """The same for a terminal, in one line each."""
    says = texts.translated(SAYS[damage.refusal.code], texts.SOURCE_LANGUAGE)
    do = _do(damage, settings, texts.SOURCE_LANGUAGE)
    return "\n".join((says, do, command(damage, folder), str(damage.refusal.details["reason"])))


def command(damage: Damage, folder: Path) -> str:
    """The line to type."""
    backup = "BACKUP" if damage.backup is None else str(damage.backup)
    key = " --key -" if damage.backup is not None and is_sealed(damage.backup) else ""
    return f"kiosk restore {backup} --data {folder}{key}"


def _part(damage: Damage, folder: Path, settings: HubSettings, language: str) -> Markup:
    def said(text: str) -> str:
        return texts.translated(text, language)

    return PART.format(
        language=language,
        direction=texts.direction(language),
        title=said(TITLE),
        says=said(SAYS[damage.refusal.code]),
        stations=said(STATIONS),
        do=_do(damage, settings, language),
        command=command(damage, folder),
        disk=said(DISK),
    )


def _do(damage: Damage, settings: HubSettings, language: str) -> str:
    if damage.made_at is None:
        return texts.translated(NO_BACKUP, language)
    made = datetime.fromtimestamp(damage.made_at / MS_PER_S, ZoneInfo(settings.timezone))
    return texts.translated(RESTORE, language, when=f"{made:%Y-%m-%d %H:%M}")


def serve_page(damage: Damage, folder: Path, settings: HubSettings) -> None:
    """Serve the page until stopped."""
    server = create_server(
        DamagedApp(damage, folder, settings),
        host=settings.host,
        port=settings.port,
        threads=THREADS,
        ident=None,
        asyncore_use_poll=True,  # select() knows no connection above 1023
    )
    print(told(damage, folder, settings), flush=True)  # noqa: T201  who starts the hub reads it
    print(f"hub not working, page on http://{settings.host}:{settings.port}", flush=True)  # noqa: T201  the same
    try:
        server.run()
    except (KeyboardInterrupt, SystemExit):
        pass
    finally:
        server.close()
