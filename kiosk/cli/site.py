"""`kiosk init` and `kiosk serve`: make a site, run it."""

import gc
from pathlib import Path

import click

from kiosk.cli.demo import make_demo
from kiosk.cli.options import data_option, hub_settings, json_option, show, sign_in_words
from kiosk.clock import SystemClock
from kiosk.making import easy_password, make_site
from kiosk.opening_hub import hub_alone


@click.command()
@data_option
@click.option("--demo", is_flag=True, help="Add people, modules and tasks to try.")
@json_option
def init(*, folder: Path, demo: bool, as_json: bool) -> None:
    """Make a site in an empty folder, print its first sign-ins.

    Example: kiosk init --demo --data data
    """
    with hub_alone(folder, hub_settings(folder), SystemClock()) as hub:
        sign_ins = make_site(hub, password=easy_password())
        if demo and sign_ins:
            sign_ins += make_demo(hub)
    there = "The site is there already; nothing was changed."
    words = sign_in_words(sign_ins) if sign_ins else there
    show({"sign_ins": sign_ins}, as_json=as_json, words=words)


@click.command()
@data_option
def serve(*, folder: Path) -> None:
    """Run the hub until Ctrl-C, with its jobs.

    Where no other exchange is set it runs one of its own beside it.

    Example: KIOSK_PORT=8080 kiosk serve --data data
    """
    gc.disable()  # until it serves: all that is loaded stays, and looking through it cost a tenth
    from kiosk.serve import serve as run  # noqa: PLC0415  the other commands need no web server

    run(folder, hub_settings(folder))
