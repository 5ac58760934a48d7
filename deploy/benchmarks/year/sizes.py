"""How much a year is: DESIGN.md §13 names the large one, the small ones are for a quick look."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """A year of data; `transfers` are reached exactly or passed by one sale's postings."""

    days: int
    sessions: int
    transfers: int
    registered: int
    stations: int
    batches: int
    subscribers: int
    sponsored: int
    today: int
    """Sales of the shift that is open."""


YEAR = Size(
    days=365,
    sessions=1_000_000,
    transfers=5_000_000,
    registered=50_000,
    stations=200,
    batches=500,
    subscribers=2_000,
    sponsored=3_000,
    today=300,
)
QUICK = Size(
    days=60,
    sessions=20_000,
    transfers=100_000,
    registered=2_000,
    stations=60,
    batches=20,
    subscribers=100,
    sponsored=100,
    today=100,
)
TINY = Size(
    days=3,
    sessions=60,
    transfers=300,
    registered=20,
    stations=4,
    batches=1,
    subscribers=2,
    sponsored=3,
    today=5,
)
