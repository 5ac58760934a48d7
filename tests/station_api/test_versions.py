"""This hub and stations that are a version older, or newer: what they said is understood."""

import json
from pathlib import Path

import pytest
from fakes.machines import SeatMachine
from protocol.call_samples import SINCE
from protocol.test_versions import VERSIONS, check, golden
from station_api.asking import lease_of, open_with, push

from kiosk.protocol import seat_calls
from kiosk.protocol import station_calls as words
from kiosk.protocol.codec import encode
from kiosk.protocol.drafts import DRAFT_PATH
from kiosk.protocol.version import CALLS_FIRST, CALLS_VERSION
from kiosk.rules.refusals import Refusal

PATHS = {
    "Beat": words.BEAT_PATH,
    "Open": words.OPEN_PATH,
    "Take": words.TAKE_PATH,
    "Renew": words.RENEW_PATH,
    "Extend": words.EXTEND_PATH,
    "JoinClass": words.JOIN_CLASS_PATH,
    "SitBeside": seat_calls.BESIDE_PATH,
    "PaySubscription": words.SUBSCRIPTION_PATH,
    "AnswerRenewal": words.RENEWAL_PATH,
    "Buy": words.BUY_PATH,
    "KeepDraft": DRAFT_PATH,
}
SAID_BY_STATIONS = (
    *("session_used", "session_closed", "practice", "exam", "submission", "reaction", "appeal"),
    *("rules_accepted", "voucher_opened", "abandoned"),
)
GOLDEN = Path(__file__).parents[1] / "protocol" / "golden"
FACTS = sorted(
    path for path in GOLDEN.glob("*.json") if path.stem.split(".")[0] in SAID_BY_STATIONS
)


def said(ask, name, call):
    """The hub's answer as plain JSON, or its refusal's code."""
    try:
        return json.loads(ask("POST", PATHS[name], encode(call)))
    except Refusal as refusal:
        return refusal.code


@pytest.mark.parametrize(
    ("name", "version"),
    [(name, n) for name in PATHS for n in VERSIONS if n >= SINCE.get(name, CALLS_FIRST)],
)
def test_calls_of_each_version_are_understood(ask, name, version):
    assert said(ask, name, golden("calls", version)[name]) not in ("malformed", "failed")


@pytest.mark.parametrize("version", VERSIONS)
def test_an_answer_holds_what_its_reader_knows(ask, running, version):
    answer = said(ask, "Beat", golden("calls", version)["Beat"])
    check(version, "BeatAnswer", answer)
    assert answer["speaks"] == CALLS_VERSION


@pytest.mark.parametrize("version", VERSIONS)
def test_a_session_of_a_station_of_each_version_is_opened_and_renewed(ask, voucher, version):
    opened = open_with(ask, voucher)
    check(version, "Opened", json.loads(encode(opened)))
    lease = lease_of(opened)
    renewing = golden("calls", version)["Renew"] | {
        "lease_id": lease.lease_id,
        "session": lease.session,
    }
    check(version, "Renewed", said(ask, "Renew", renewing))


def test_a_newer_station_is_answered_and_told_what_this_hub_speaks(ask):
    call = golden("calls", CALLS_VERSION)["Beat"] | {"speaks": 99, "of_tomorrow": {"a": 1}}
    assert said(ask, "Beat", call)["speaks"] == CALLS_VERSION


@pytest.mark.parametrize("path", FACTS, ids=lambda path: path.stem)
def test_golden_bodies_of_stations_are_understood(site, ask, path):
    """As a fact of today's station: read, and refused only for whom or what it speaks of."""
    kept = json.loads(path.read_text("utf-8"))
    plain = json.dumps(kept["body"]).encode()
    fact = SeatMachine(site, 1).say(None, kind=kept["type"], plain=plain, tv=kept["tv"])
    (outcome,) = push(ask, fact).results
    read = outcome.code not in ("malformed", "not_understood_yet")
    assert read or kept["type"] == "exam", outcome  # whose attempt and module are nobody's here
