"""`kiosk certificate`: whether a certificate for a passed exam is genuine, with no line at all."""

import sys
from contextlib import suppress
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
import msgspec

from kiosk.cli.options import data_option, hub_settings, json_option, one_line, show
from kiosk.clock import SystemClock
from kiosk.commands import ask, command
from kiosk.hub import Hub
from kiosk.protocol.awards import FILE_LIMIT_BYTES, is_award, key_print, text_in
from kiosk.protocol.learner_records import is_record
from kiosk.queries.awards import Checked, check
from kiosk.queries.learner_records import CheckedRecord, check_record
from kiosk.rules.awards import Said, grouped
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import LocalDay, local_day

NOT_GOOD = 1
FROM_INPUT = "-"
SAID = {
    Said.VALID: "Valid. Signed by {who}.",
    Said.LAPSED: "Lapsed: it was good until {until}. Signed by {who}.",
    Said.REVOKED: "Revoked: it was taken back and is good no more. Signed by {who}.",
    Said.UNKNOWN_HUB: (
        "Signed by a hub this one does not know, fingerprint {mark}. "
        "Nothing was changed, but ask that centre whether this is its fingerprint."
    ),
}

STANDS = frozenset({Said.VALID, Said.LAPSED})
TAKEN_BACK = {
    "own": "",
    "exchange": "\nWhether it was taken back is known as far as the exchange told this hub.",
    "": "\nWhether it was taken back is not known here. Ask that centre.",
}


@command
def certificate_check(hub: Hub, *, text: str, prints: list[str]) -> dict[str, Any]:
    """Check a certificate with the keys and the revocations of this hub."""
    today = local_day(hub.now(), ZoneInfo(hub.settings.timezone))
    with hub.read() as db:
        return _facts(check(db, text=text, keys=hub.keys, today=today, prints=prints))


@command
def learner_record_check(hub: Hub, *, text: str, prints: list[str]) -> dict[str, Any]:
    """Check a learner's own record with the keys of this hub."""
    with hub.read() as db:
        return _record_facts(check_record(db, raw=text.encode(), keys=hub.keys, prints=prints))


@command
def certificate_fingerprint(hub: Hub) -> list[str]:
    """The fingerprints of the hub's keys, today's first."""
    return [key_print(one) for one in hub.keys.all_public_signing]


@click.group()
def certificate() -> None:
    """Certificates for passed exams. Those of TLS are under kiosk ca.

    Example: kiosk certificate check amina.pdf
    """


@certificate.command("check")
@click.argument("what", metavar="FILE_OR_TEXT")
@click.option(
    "--fingerprint", "prints", multiple=True, help="Of a hub that somebody vouches for. Repeatable."
)
@data_option
@json_option
def check_(*, what: str, prints: tuple[str, ...], folder: Path, as_json: bool) -> None:
    """Say whether a certificate is valid, and who signed it.

    It may have lapsed, or been taken back.

    FILE_OR_TEXT is its PDF, a file with the text of its QR code, that text, or - for the input.
    A learner's own record, as a signed file, is checked by the same command.
    Without a site in the data folder it tells only what the paper itself proves.

    Example: kiosk certificate check amina.pdf --json
    """
    text = _text(what)
    is_file = is_record(text.encode("utf-8", "replace"))
    asked = "learner_record_check" if is_file else "certificate_check"
    try:
        facts = ask(folder, hub_settings(folder), asked, text=text, prints=list(prints))
    except Refusal as refusal:
        if refusal.code != "site_missing":
            raise
        facts = _without_site(text, prints, is_file=is_file)
    show(facts, as_json=as_json, words=_record_words(facts) if is_file else _words(facts))
    if facts["said"] != Said.VALID:
        raise SystemExit(NOT_GOOD)


@certificate.command("fingerprint")
@data_option
@json_option
def fingerprint_(*, folder: Path, as_json: bool) -> None:
    """Print the fingerprints of this hub's keys.

    For a centre that asks; today's is the first.

    Example: kiosk certificate fingerprint
    """
    marks = ask(folder, hub_settings(folder), "certificate_fingerprint")
    show(marks, as_json=as_json, words="\n".join(marks))


def _without_site(text: str, prints: tuple[str, ...], *, is_file: bool) -> dict[str, Any]:
    if is_file:
        return _record_facts(check_record(None, raw=text.encode(), keys=None, prints=prints))
    return _facts(check(None, text=text, keys=None, today=_today(), prints=prints))


def _text(what: str) -> str:
    """What was handed in, as the text of a QR code."""
    if what == FROM_INPUT:
        return _in_file(sys.stdin.buffer.read(FILE_LIMIT_BYTES + 1))
    if is_award(what):
        return what
    with suppress(OSError), Path(what).open("rb") as file:  # a long text is no file's name either
        return _in_file(file.read(FILE_LIMIT_BYTES + 1))
    return what


def _in_file(raw: bytes) -> str:
    """A record as it is, or the certificate that is somewhere in the file."""
    return raw.decode("utf-8", "replace") if is_record(raw) else text_in(raw)


def _today() -> LocalDay:
    return local_day(SystemClock().now(), ZoneInfo("UTC"))


def _facts(found: Checked) -> dict[str, Any]:
    award = found.award
    return {
        "said": found.said.value,
        "ours": found.ours,
        "fingerprint": found.mark,
        "signer": found.signer,
        "hears_revoked": found.hears_revoked,
        "number": grouped(award.number),
        "centre": award.site,
        "name": award.name,
        "module": award.title,
        "edition": award.edition,
        "right": award.right,
        "asked": award.asked,
        "percent": award.percent,
        "day": award.day,
        "until": award.until,
    }


def _record_facts(found: CheckedRecord) -> dict[str, Any]:
    return {
        "said": found.said.value,
        "ours": found.ours,
        "fingerprint": found.mark,
        "signer": found.signer,
        "record": msgspec.to_builtins(found.record),
    }


def _record_words(facts: dict[str, Any]) -> str:
    record = facts["record"]
    who = "this hub" if facts["ours"] else f"fingerprint {facts['fingerprint']}"
    said = SAID[Said(facts["said"])].format(who=who, until="", mark=facts["fingerprint"])
    skills = ", ".join(one_line(one["name"]) for one in record["skills"]) or "none"
    return (
        f"{said}\n"
        f"Record of {one_line(record['name'])}, made at {one_line(record['centre'])} "
        f"on {one_line(record['made'])}.\n"
        f"Qualifications: {skills}. Certificates: {len(record['certificates'])}. "
        f"Tasks: {record['tasks_done']} done, {record['tasks_approved']} approved."
    )


def _words(facts: dict[str, Any]) -> str:
    centre, name, module = (one_line(facts[each]) for each in ("centre", "name", "module"))
    named = facts["signer"] or centre
    who = "this hub" if facts["ours"] else f"{named}, fingerprint {facts['fingerprint']}"
    said = SAID[Said(facts["said"])].format(
        who=who, until=facts["until"], mark=facts["fingerprint"]
    )
    held = "for ever" if facts["until"] is None else f"until {facts['until']}"
    return (
        f"{said}\n"
        f"{name} passed {module} ({one_line(facts['edition'])}) at {centre}.\n"
        f"{facts['right']} of {facts['asked']} right ({facts['percent']} %) on {facts['day']}, "
        f"good {held}. Number {facts['number']}."
        f"{_taken_back_words(facts)}"
    )


def _taken_back_words(facts: dict[str, Any]) -> str:
    """What a good paper's reader must know: nobody may have told this machine."""
    if facts["said"] not in STANDS:
        return ""
    return TAKEN_BACK[facts["hears_revoked"]]
