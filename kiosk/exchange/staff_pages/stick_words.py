"""What a bundle that is read or written has come to, in the words of the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.exchange.stick_files import COME
from kiosk.link.errand import Errand
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.texts import N_, _, n_, sentence, spoken

STEPS = {
    "writing": N_("Writing"),
    "checking": N_("Reading it again, to be sure"),
    "copying": N_("Copying from the stick"),
    "reading": N_("Taking in what came"),
}
ORDINARY = frozenset({"bundle_is_ours", "bundle_known", "bundle_not_for_us"})
"""On a stick that goes to and fro such files are no news; of files that were chosen they are."""
PASSED_LIMIT = 20


@dataclass(frozen=True, slots=True)
class Part:
    """A part that was read: whose, and what it held."""

    hub: str
    made_at: Instant
    part: int
    parts: int
    facts: int
    files: int


@dataclass(frozen=True, slots=True)
class Passed:
    """A file that was not read, and why."""

    file: str
    why: str


@dataclass(frozen=True, slots=True)
class ShownErrand:
    """What is under way or was last; see staff/sticks.html.

    `by_stick`: a stick has to stay in; else it is files of the reader's own computer.
    """

    title: str
    at: Instant
    runs: bool
    refused: bool
    by_stick: bool
    percent: int
    words: str
    file: str
    lines: Sequence[str]
    parts: Sequence[Part]
    passed: Sequence[Passed]
    stopped: int


def shown_errand(errand: Errand, folder: Path) -> ShownErrand:
    """In words; `folder` is the exchange's own."""
    by_stick = errand.where != "" and not errand.where.startswith(str(folder / COME))
    done = errand.result or {}
    return ShownErrand(
        title=_title(errand, by_stick=by_stick),
        at=errand.at,
        runs=errand.runs,
        refused=bool(errand.refusal),
        by_stick=by_stick,
        percent=errand.percent,
        words=_words(errand, by_stick=by_stick),
        file=str(dict(errand.details).get("file", "")),
        lines=_lines(errand.kind, done),
        parts=tuple(_part(one) for one in done.get("parts", ())),
        passed=_passed(done.get("passed", ()), by_stick=by_stick),
        stopped=done.get("stopped", 0),
    )


def _title(errand: Errand, *, by_stick: bool) -> str:
    if errand.kind == "written":
        return _("Written for a hub")
    name = Path(errand.where).name
    return _("Read from {stick}", stick=name) if by_stick else _("Read from your computer")


def _words(errand: Errand, *, by_stick: bool) -> str:
    if errand.refusal:
        return sentence(errand.refused(), spoken())
    if errand.runs:
        return _(STEPS[errand.step]) if errand.step else _("Looking at what there is")
    if by_stick:
        return _("You may unplug the stick.")
    if errand.kind == "written":
        return _("It is ready. Save each file onto the stick.")
    return _("All of it was read.")


def _lines(kind: str, done: dict[str, Any]) -> list[str]:
    if not done:
        return []
    facts = done["facts"]
    if kind == "written":
        return [
            n_("For {hubs}: {n} message.", "For {hubs}: {n} messages.", facts,
               hubs=", ".join(done["hubs"])),
            _("Our signature for all that came from there goes along."),
            _("It was read again, byte by byte."),
        ]  # fmt: skip
    return [
        n_("{n} message came.", "{n} messages came.", facts),
        n_("{n} was new.", "{n} were new.", done["new"]),
        _("Write one for the hub: it carries our signature for what came."),
    ]


def _part(one: dict[str, Any]) -> Part:
    return Part(
        hub=one["hub"],
        made_at=Instant(one["made_at"]),
        part=one["part"],
        parts=one["parts"],
        facts=one["facts"],
        files=one["blobs"],
    )


def _passed(found: Sequence[dict[str, Any]], *, by_stick: bool) -> tuple[Passed, ...]:
    told = [one for one in found if not (by_stick and one["refusal"] in ORDINARY)]
    return tuple(
        Passed(one["file"], sentence(Refusal(one["refusal"], **one["details"]), spoken()))
        for one in told[:PASSED_LIMIT]
    )
