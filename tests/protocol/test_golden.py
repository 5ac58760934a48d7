"""Facts written by every version that was ever released are read for ever."""

import base64
import json
from pathlib import Path

import pytest
from protocol.samples import BODIES, PICTURE, fact

from kiosk.protocol.bodies import KNOWN, read_body, type_of, version_of, write_body
from kiosk.protocol.facts import read_fact

FILES = sorted((Path(__file__).parent / "golden").glob("*.json"))
SAMPLES = {(type_of(body), version_of(body)): body for body in BODIES}


def golden(path):
    return json.loads(path.read_text("utf-8"))


def read(path):
    kept = golden(path)
    return read_fact(
        base64.b64decode(kept["raw"]),
        base64.b64decode(kept["signature"]),
        public_key=bytes.fromhex(kept["public_key"]),
    )


def test_every_type_and_version_that_is_known_has_a_golden_file():
    assert {(golden(path)["type"], golden(path)["tv"]) for path in FILES} == KNOWN
    assert {path.name for path in FILES} == {f"{kind}.{tv}.json" for kind, tv in KNOWN}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_golden_fact_is_read_as_it_was_meant(path):
    signed = read(path)
    assert (signed.fact.type, signed.fact.tv) == (golden(path)["type"], golden(path)["tv"])
    assert signed.fact.blobs == (PICTURE,)
    assert json.loads(signed.fact.body_bytes) == golden(path)["body"]
    assert (
        read_body(signed.fact, signed.fact.body_bytes) == SAMPLES[signed.fact.type, signed.fact.tv]
    )


def name_of(body):
    return f"{type_of(body)}.{version_of(body)}"


@pytest.mark.parametrize("body", BODIES, ids=name_of)
def test_this_version_writes_the_same_bytes(body):
    kept = golden(Path(__file__).parent / "golden" / f"{name_of(body)}.json")
    written = fact(write_body(body), kind=type_of(body), tv=version_of(body), blobs=(PICTURE,))
    assert base64.b64encode(written.raw).decode() == kept["raw"]
    assert base64.b64encode(written.signature).decode() == kept["signature"]
