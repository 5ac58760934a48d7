"""What an exchange does by itself, and how often; `kiosk/exchange/serve.py` runs it."""

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.exchange import stick_files
from kiosk.exchange.acts import retention
from kiosk.exchange.exchange import Exchange
from kiosk.exchange.receiving import retry_parked

ACTS_A_RUN = 50
"""What is left then is left for the next run."""


@dataclass(frozen=True, slots=True)
class Job:
    """A function, and how long after its end it is run again."""

    name: str
    every_s: int
    function: Callable[[Exchange], object]


def _expire_uploads(exchange: Exchange) -> None:
    exchange.uploads.expire_all(exchange.clock.now())
    stick_files.let_go(exchange.folder, exchange.clock.now())


def let_go(exchange: Exchange) -> None:
    """What nobody can ask for any more goes, a little at a time; other writers come in between."""
    with exchange.read() as db:
        waiting = retention.any_to_let_go(db, exchange.clock.now())
    for _ in range(ACTS_A_RUN if waiting else 0):
        if exchange.write(retention.let_go) < retention.ROWS_AT_ONCE:
            return


JOBS = (
    Job("let_time_pass", 0, Exchange.let_time_pass),
    Job("retry_parked", 60, retry_parked),
    Job("expire_uploads", 60, _expire_uploads),
    Job("let_go", 600, let_go),
)
