"""The facts of a session, and the seconds in which it ran. Source: DESIGN.md §6.

The hub's facts say where; the station's `used_s`, counted by boot time since the opening, says how
many seconds, and outranks instants. No order of arrival and no clock that jumps loses a second:
the opening is always first, and what claims to be before it happened at it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from types import MappingProxyType

from kiosk.rules.instants import MS_PER_S, Instant, later, seconds_between
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import whole_second


@dataclass(frozen=True, slots=True)
class Opened:
    """The session began at a station in a zone."""

    at: Instant
    station: str
    zone: str


@dataclass(frozen=True, slots=True)
class Paused:
    """The meter stopped. `used_s`: all used seconds of the session so far, by the station."""

    at: Instant
    used_s: int | None = None


@dataclass(frozen=True, slots=True)
class Resumed:
    """The meter went on."""

    at: Instant


@dataclass(frozen=True, slots=True)
class Moved:
    """The session went to another station. `used_s`: as in `Paused`, by the station it left."""

    at: Instant
    to: str
    zone: str
    used_s: int | None = None


@dataclass(frozen=True, slots=True)
class Closed:
    """The session is over. `used_s`: as in `Paused`.

    The price of a session that still runs is that of its facts and a `Closed` at `now`.
    """

    at: Instant
    used_s: int | None = None


SessionFact = Opened | Paused | Resumed | Moved | Closed

WHILE_RUNNING: Mapping[type[SessionFact], int] = MappingProxyType(
    {Opened: 0, Moved: 1, Paused: 2, Resumed: 3, Closed: 4}
)
WHILE_PAUSED: Mapping[type[SessionFact], int] = MappingProxyType(
    {Opened: 0, Moved: 1, Resumed: 2, Paused: 3, Closed: 4}
)
"""In which order facts of one instant are taken: a pause of no length pauses nothing."""


@dataclass(frozen=True, slots=True)
class Run:
    """Used seconds in a row at one station, from a whole second on."""

    start: Instant
    seconds: int
    station: str
    zone: str

    @property
    def end(self) -> Instant:
        """The instant after its last second."""
        return later(self.start, seconds=self.seconds)


def runs(facts: Iterable[SessionFact]) -> tuple[Run, ...]:
    """The used time of a session: its runs in order, pauses cut out.

    Facts may come in any order and more than once. A second pause says nothing new but its
    `used_s`, a resume of what runs and what follows the close say nothing; of two closes the higher
    `used_s` holds. Where `used_s` is less than the instants tell, the last run is cut (and those
    before it, if need be); where it is more, it is lengthened.

    Raises:
        Refusal: `facts_wrong`: no opening or two; no close; a negative `used_s`.
    """
    told = set(facts)
    opened = [fact for fact in told if isinstance(fact, Opened)]
    if len(opened) != 1:
        raise Refusal("facts_wrong", field="opened", count=len(opened))
    if not any(isinstance(fact, Closed) for fact in told):
        raise Refusal("facts_wrong", field="closed", count=0)
    if any((getattr(fact, "used_s", None) or 0) < 0 for fact in told):
        raise Refusal("facts_wrong", field="used_s")
    meter = _Meter(opened[0])
    rest = sorted((_not_before(opened[0].at, fact) for fact in told - set(opened)), key=_instant)
    for _at, together in groupby(rest, key=_instant):
        ranks = WHILE_RUNNING if meter.running_since is not None else WHILE_PAUSED
        for fact in sorted(together, key=lambda fact: (ranks[type(fact)], repr(fact))):
            meter.take(fact)
    return tuple(run for run in meter.runs if run.seconds > 0)


def used_seconds(facts: Iterable[SessionFact]) -> int:
    """How many seconds a session used.

    Raises:
        Refusal: as `runs`.
    """
    return sum(run.seconds for run in runs(facts))


def overdue_pause(
    facts: Iterable[SessionFact], *, now: Instant, pause_limit_s: int
) -> Closed | None:
    """The close of a session whose pause has lasted too long, at the end of what was allowed."""
    kept = tuple(facts)
    if any(isinstance(fact, Closed) for fact in kept):
        return None
    paused = max((fact.at for fact in kept if isinstance(fact, Paused)), default=None)
    resumed = max((fact.at for fact in kept if isinstance(fact, Resumed)), default=None)
    if paused is None or (resumed is not None and resumed >= paused):
        return None
    over = later(paused, seconds=pause_limit_s)
    return Closed(at=over) if now > over else None


def check_facts(facts: Iterable[SessionFact]) -> None:
    """Refuse a list of facts, in order, that no session can have.

    For files from outside: pricing itself takes what machines that lost sight of each other tell.

    Raises:
        Refusal: `facts_wrong` with the `line` (from 1) and `field` of the first that does not fit.
    """
    state, before = "not open", None
    line = 0
    for line, fact in enumerate(facts, start=1):
        after = FITS.get((state, type(fact)))
        if after is None:
            raise Refusal("facts_wrong", line=line, field=type(fact).__name__.lower())
        if before is not None and fact.at < before:
            raise Refusal("facts_wrong", line=line, field="at")
        state, before = after, fact.at
    if state != "closed":
        raise Refusal("facts_wrong", line=line + 1, field="closed")


def as_they_happened(facts: Iterable[SessionFact]) -> tuple[SessionFact, ...]:
    """The facts by their instants, one that arrived twice once.

    For a file whose order is not that of the session: how facts arrive changes no price.
    """
    return tuple(dict.fromkeys(sorted(facts, key=lambda fact: fact.at)))


def told_apart(facts: Iterable[SessionFact]) -> tuple[SessionFact, ...]:
    """The facts of a file, floored to seconds, those of one second a millisecond apart.

    In a file the order of the lines says which came first; to `runs` only the instants do.
    """
    kept: list[SessionFact] = []
    for fact in facts:
        at = whole_second(fact.at)
        if kept and whole_second(kept[-1].at) == at:
            at = min(Instant(kept[-1].at + 1), Instant(at + MS_PER_S - 1))
        kept.append(replace(fact, at=at))
    return tuple(kept)


FITS: Mapping[tuple[str, type[SessionFact]], str] = MappingProxyType(
    {
        ("not open", Opened): "running",
        ("running", Paused): "paused",
        ("running", Moved): "running",
        ("running", Closed): "closed",
        ("paused", Resumed): "running",
        ("paused", Moved): "paused",
        ("paused", Closed): "closed",
    }
)


@dataclass(slots=True)
class _Meter:
    """A session while its facts are read."""

    opened: Opened
    runs: list[Run] = field(default_factory=list)
    station: str = ""
    zone: str = ""
    running_since: Instant | None = None
    closed: bool = False
    closed_used_s: int = 0

    def __post_init__(self) -> None:
        self.station, self.zone = self.opened.station, self.opened.zone
        self.running_since = self.opened.at

    def take(self, fact: SessionFact) -> None:
        if isinstance(fact, Closed):
            self.close(fact)
        elif self.closed:
            return
        elif isinstance(fact, Paused):
            self.stop(fact.at)
            self.trust(fact.used_s)
        elif isinstance(fact, Moved):
            self.move(fact)
        elif self.running_since is None:
            self.running_since = fact.at

    def close(self, fact: Closed) -> None:
        self.stop(fact.at)
        if fact.used_s is not None and fact.used_s >= self.closed_used_s:
            self.trust(fact.used_s)
            self.closed_used_s = fact.used_s
        self.closed = True

    def move(self, fact: Moved) -> None:
        was_running = self.running_since is not None
        self.stop(fact.at)
        self.trust(fact.used_s)
        self.station, self.zone = fact.to, fact.zone
        self.running_since = fact.at if was_running else None

    def stop(self, at: Instant) -> None:
        """End the run that is on, where one is; a run never begins before the one before ended."""
        if self.running_since is None:
            return
        start = whole_second(self.running_since)
        if self.runs:
            start = max(start, self.runs[-1].end)
        seconds = max(0, seconds_between(start, whole_second(at)))
        self.runs.append(Run(start, seconds, self.station, self.zone))
        self.running_since = None

    def trust(self, used_s: int | None) -> None:
        """Make the runs so far as long as the station counted, if it did."""
        if used_s is None:
            return
        last = len(self.runs) - 1
        surplus = sum(run.seconds for run in self.runs) - used_s
        if surplus < 0:
            self.runs[last] = replace(self.runs[last], seconds=self.runs[last].seconds - surplus)
        while surplus > 0:
            cut = min(surplus, self.runs[last].seconds)
            self.runs[last] = replace(self.runs[last], seconds=self.runs[last].seconds - cut)
            surplus -= cut
            last -= 1


def _not_before(opening: Instant, fact: SessionFact) -> SessionFact:
    return replace(fact, at=max(fact.at, opening))


def _instant(fact: SessionFact) -> Instant:
    return fact.at
