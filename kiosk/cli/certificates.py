"""`kiosk ca`: the site's own certificates, for the TLS proxy before the hub."""

from pathlib import Path
from typing import Any

import click

from kiosk.cli.options import data_option, hub_settings, json_option, show
from kiosk.commands import ask, command
from kiosk.hub import Hub
from kiosk.rules.instants import S_PER_DAY, Instant, seconds_between
from kiosk.rules.refusals import Refusal


@command
def ca_make(hub: Hub, *, names: list[str]) -> dict[str, Any]:
    """See to it that there are certificates for these names."""
    from kiosk import site_ca  # noqa: PLC0415  `cryptography` is heavy

    site_ca.make(hub.folder, _now(hub), names=names, site_name=hub.settings.site_name)
    return _facts(hub)


@command
def ca_new_root(hub: Hub) -> dict[str, Any]:
    """Another root, as after a theft."""
    from kiosk import site_ca  # noqa: PLC0415  the same

    site_ca.new_root(hub.folder, _now(hub), site_name=hub.settings.site_name)
    return _facts(hub)


@command
def ca_show(hub: Hub) -> dict[str, Any]:
    """What there is."""
    return _facts(hub)


def _now(hub: Hub) -> Instant:
    if hub.clock_doubt() is not None:
        raise Refusal("clock_doubted")
    return hub.now()


def _facts(hub: Hub) -> dict[str, Any]:
    from kiosk import site_ca  # noqa: PLC0415  the same

    root, leaf = site_ca.root(hub.folder), site_ca.leaf(hub.folder)
    if root is None or leaf is None:
        raise Refusal("no_certificates")
    at = hub.folder / site_ca.FOLDER
    return {
        "names": list(leaf.names),
        "fingerprint": root.fingerprint,
        "root": str(at / site_ca.ROOT_FILE),
        "leaf": str(at / site_ca.LEAF_FILE),
        "leaf_days_left": seconds_between(hub.now(), leaf.ends) // S_PER_DAY,
        "root_days_left": seconds_between(hub.now(), root.ends) // S_PER_DAY,
    }


@click.group()
def ca() -> None:
    """The site's own certificates, so that nobody near reads along.

    Example: kiosk ca make hub.lan 10.0.0.2
    """


@ca.command("make")
@click.argument("names", nargs=-1, required=True)
@data_option
@json_option
def make(*, names: tuple[str, ...], folder: Path, as_json: bool) -> None:
    """Make what is missing for these host NAMES and addresses.

    Nothing is made twice.

    Example: kiosk ca make hub.lan 10.0.0.2
    """
    made = ask(folder, hub_settings(folder), "ca_make", names=list(names))
    show(made, as_json=as_json, words=_words(made))


@ca.command("show")
@data_option
@json_option
def show_(*, folder: Path, as_json: bool) -> None:
    """Print the root's fingerprint, the names, and how long they hold.

    Example: kiosk ca show --json
    """
    found = ask(folder, hub_settings(folder), "ca_show")
    show(found, as_json=as_json, words=_words(found))


@ca.command("new-root")
@data_option
@json_option
def new_root(*, folder: Path, as_json: bool) -> None:
    """Make another root, as after a theft. Stations take it by themselves, phones do not.

    Example: kiosk ca new-root
    """
    made = ask(folder, hub_settings(folder), "ca_new_root")
    show(made, as_json=as_json, words=_words(made))


def _words(facts: dict[str, Any]) -> str:
    return (
        f"Root, SHA-256: {facts['fingerprint']}\n"
        f"For phones: {facts['root']} (also at /trust/), {facts['root_days_left']} days left.\n"
        f"For the proxy: {facts['leaf']}, {facts['leaf_days_left']} days left.\n"
        f"Names: {', '.join(facts['names'])}"
    )
