"""What the tour prints, counted from the databases of the three machines and nothing else."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.disk.open import open_for_reading
from kiosk.exchange.queries.answers import answers_kept, paid_to_hubs
from kiosk.exchange.queries.verify import verify_folder
from kiosk.hub_folder import DATABASE
from kiosk.link import sqlite_outbox
from kiosk.store import ledger
from kiosk.tour.cafe import Folders
from kiosk.verifying import verify_hub
from station_agent.folder import load_machine
from station_agent.store.open import FILE
from station_agent.store.outbox import AUDIENCE

SUBMISSION = "submission"
CHAIN_IS_WHOLE = frozenset({True, "ok"})


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers made at stations and kept at the exchange.

    `strange` were made at no station of ours. `missing` are facts that a station numbered and has
    no more; nobody knows what they said, so they count as made.
    """

    made: int
    arrived: int
    duplicate: int
    lost: int
    strange: int
    missing: int

    def problems(self) -> list[str]:
        """Sentences; none when all arrived exactly once."""
        wrong = {
            "no answer was made": not self.made,
            f"{self.lost} lost": self.lost,
            f"{self.duplicate} kept more than once": self.duplicate,
            f"{self.strange} from nowhere": self.strange,
            f"{self.missing} facts gone from a station": self.missing,
        }
        return [words for words, holds in wrong.items() if holds]


@dataclass(frozen=True, slots=True)
class Money:
    """A visitor's money at the hub, and what the exchange paid for it (minor units)."""

    earned_minor: int
    paid_out_minor: int
    exchange_minor: int

    def problems(self) -> list[str]:
        """Sentences; none when every approved answer was credited once and paid out."""
        found = []
        if self.earned_minor != self.exchange_minor:
            found.append(f"earned {self.earned_minor}, the exchange paid {self.exchange_minor}")
        if self.paid_out_minor != self.earned_minor:
            found.append(f"earned {self.earned_minor}, paid out {self.paid_out_minor}")
        return found


def count_answers(stations: Sequence[Path], exchange: Path) -> Answers:
    """Every answer ever made at these stations against every answer that the exchange keeps."""
    made: set[str] = set()
    missing = 0
    for folder in stations:
        origin = load_machine(folder).keys.origin
        with closing(open_for_reading(folder / FILE)) as db:
            gone = sqlite_outbox.missing(db, AUDIENCE)
            places = sqlite_outbox.made(db, audience=AUDIENCE, type=SUBMISSION)
        missing += len(gone)
        made |= {f"{origin}/{place}" for place in (*places, *gone)}
    kept = [cites for _, _, cites in answers_kept(exchange)]
    arrived = set(kept)
    return Answers(
        made=len(made),
        arrived=len(arrived),
        duplicate=len(kept) - len(arrived),
        lost=len(made - arrived),
        strange=len(arrived - made),
        missing=missing,
    )


def count_money(hub: Path, exchange: Path, *, visitor: str) -> Money:
    """What a visitor earned and was paid, by the books of hub and exchange."""
    with closing(open_for_reading(hub / DATABASE)) as db:
        transfers = [link.transfer for link in ledger.chained(db, upto=ledger.count(db))]
        paid_out_minor = ledger.paid_out(db, visitor)
    earned_minor = sum(
        one.amount.minor
        for one in transfers
        if one.debit == "exchange" and one.credit == f"visitor:{visitor}"
    )
    return Money(earned_minor, paid_out_minor, paid_to_hubs(exchange))


def verified(folders: Folders) -> Mapping[str, Mapping[str, Any]]:
    """What `kiosk verify` says of hub and exchange."""
    return {
        "hub": verify_hub(folders.hub / DATABASE),
        "exchange": verify_folder(folders.exchange),
    }


def is_balanced(found: Mapping[str, Any]) -> bool:
    """Whether a book adds up and its chain is whole."""
    book = found["ledger"]
    return bool(book["balanced"]) and book["chain"] in CHAIN_IS_WHOLE
