"""What an exchange does by itself, and how often; `kiosk/exchange/serve.py` runs it."""

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.exchange.exchange import Exchange
from kiosk.exchange.receiving import retry_parked


@dataclass(frozen=True, slots=True)
class Job:
    """A function, and how long after its end it is run again."""

    name: str
    every_s: int
    function: Callable[[Exchange], object]


def _expire_uploads(exchange: Exchange) -> None:
    exchange.uploads.expire_all(exchange.clock.now())


JOBS = (
    Job("let_time_pass", 0, Exchange.let_time_pass),
    Job("retry_parked", 60, retry_parked),
    Job("expire_uploads", 60, _expire_uploads),
)
