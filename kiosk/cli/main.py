"""`kiosk`: every command of hub and exchange under one name."""

import sys

import click

from kiosk import texts
from kiosk.cli.awards import certificate
from kiosk.cli.bundles import bundle, exchange_bundle
from kiosk.cli.certificates import ca
from kiosk.cli.checks import doctor, tour, verify
from kiosk.cli.exchange import exchange, requester
from kiosk.cli.exchange_copies import check_copy, exchange_key, restore_copy
from kiosk.cli.joining import join
from kiosk.cli.keys import key
from kiosk.cli.module_editions import diff, export
from kiosk.cli.module_items import items_in_, items_out_
from kiosk.cli.module_results import results
from kiosk.cli.module_words import refused_line
from kiosk.cli.modules import module
from kiosk.cli.options import one_line
from kiosk.cli.quote import quote
from kiosk.cli.saving import back_up, backup, restore
from kiosk.cli.site import init, serve
from kiosk.cli.staffing import staff
from kiosk.cli.stations import station
from kiosk.protocol.version import CALLS_VERSION, PROGRAM_VERSION
from kiosk.rules.refusals import Refusal

REFUSED = 1


class House(click.Group):
    """Turns a refusal into one sentence and exit code 1."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except Refusal as refusal:
            said = refused_line(refusal) or texts.sentence(refusal, texts.SOURCE_LANGUAGE)
            click.echo(one_line(said), err=True)
            sys.exit(REFUSED)


@click.group(cls=House, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(PROGRAM_VERSION, message=f"Steppingstone %(version)s, calls {CALLS_VERSION}")
def kiosk() -> None:
    """Steppingstone: time at a station, training for paid micro-tasks, and the tasks.

    Example: kiosk init --demo --data data && kiosk serve --data data
    """


exchange.add_command(join)
exchange.add_command(exchange_bundle)
for _command in (diff, export, items_out_, items_in_, results):
    module.add_command(_command)
for _command in (exchange_key, check_copy, restore_copy):
    exchange.add_command(_command)
for _command in (
    init,
    serve,
    exchange,
    requester,
    tour,
    doctor,
    verify,
    quote,
    module,
    staff,
    station,
    ca,
    certificate,
    key,
    back_up,
    backup,
    restore,
    bundle,
):
    kiosk.add_command(_command)

if __name__ == "__main__":
    kiosk(prog_name="kiosk")
