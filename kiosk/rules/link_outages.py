"""When stations did not reach the hub, and the site itself vouches for it.

A station's own word is not enough: whoever pulls a cable has it say that the hub was away. The hub
vouches where it was down itself, and where many stations fell silent together, as they do when a
switch or an access point dies. One seat alone never counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.rules.instants import Instant, later, seconds_between
from kiosk.rules.outages import CUT_LIMIT_S, NOTICED_AFTER_S, Outage
from kiosk.rules.silences import SILENT_AFTER_S

TOGETHER_S = 30
"""What one switch cuts off falls silent within so long: a beat is sent every five seconds."""
FEWEST = 2
"""One seat alone is a cable, whatever share of a small site it is."""


@dataclass(frozen=True, slots=True)
class Voice:
    """What the hub heard of a station: last, and since when without a break; who sits there."""

    heard_at: Instant
    since: Instant | None
    in_session: bool = True


@dataclass(frozen=True, slots=True)
class Fallen:
    """Stations that fell silent together, from the last word of the first of them on."""

    began: Instant
    stations: frozenset[str]


def hub_was_down(alive_at: Instant | None, now: Instant) -> Outage | None:
    """The time in which the hub itself was away, up to now; None: for no longer than a hiccup.

    Args:
        alive_at: when the hub last noted that it runs; None: it never did.
        now: when it is back.
    """
    if alive_at is None or seconds_between(alive_at, now) < NOTICED_AFTER_S:
        return None
    return Outage(alive_at, now)


def fell_together(
    voices: Mapping[str, Voice], *, known: frozenset[str], now: Instant
) -> Fallen | None:
    """The largest group that fell silent together a minute or two ago; None: there is none.

    It counts where it is at least half of the stations that spoke when its first fell silent, and
    where somebody sits at one of them: a room that is switched off at night is no outage.

    Args:
        voices: the stations, by name.
        known: those of groups that are noted and not over.
        now: when. Who fell silent longer ago was looked at before.
    """
    oldest, newest = (later(now, seconds=-each) for each in (SILENT_AFTER_S, NOTICED_AFTER_S))
    starts = {
        voice.heard_at
        for station, voice in voices.items()
        if station not in known and oldest <= voice.heard_at <= newest
    }
    groups = [_fallen(voices, known, began) for began in sorted(starts)]
    return max(
        (group for group in groups if group is not None),
        key=lambda group: len(group.stations),
        default=None,
    )


def _fallen(voices: Mapping[str, Voice], known: frozenset[str], began: Instant) -> Fallen | None:
    spoke = {
        station: voice
        for station, voice in voices.items()
        if voice.since is not None and voice.since <= began <= voice.heard_at
    }
    until = later(began, seconds=TOGETHER_S)
    fell = {station for station, voice in spoke.items() if voice.heard_at <= until} - known
    if len(fell) < FEWEST or 2 * len(fell) < len(spoke):
        return None
    if not any(spoke[station].in_session for station in fell):
        return None
    return Fallen(began, frozenset(fell))


def is_over(fallen: Fallen, voices: Mapping[str, Voice], *, now: Instant) -> bool:
    """Whether more than half of them speak again, or it has lasted as long as any cut counts.

    Who stays silent after that does so for a reason of their own.
    """
    if seconds_between(fallen.began, now) >= CUT_LIMIT_S:
        return True
    until = later(fallen.began, seconds=TOGETHER_S)
    back = [
        station
        for station in fallen.stations
        if station in voices and voices[station].heard_at > until
    ]
    return 2 * len(back) > len(fallen.stations)
