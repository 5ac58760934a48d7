"""A learner's own record as a signed file."""

import json

import pytest
from nacl.public import PrivateKey
from nacl.signing import SigningKey

from kiosk.protocol.keys import Keys
from kiosk.protocol.learner_records import (
    Certificate,
    LearnerRecord,
    Skill,
    is_record,
    read_record,
    write_record,
)
from kiosk.rules.refusals import Refusal

KEYS = Keys(SigningKey(b"k" * 32), PrivateKey(b"s" * 32))
RECORD = LearnerRecord(
    version=1,
    centre="Kibera Centre",
    name="Amina أمينة",
    made="2026-11-26",
    practised_s=12_000,
    right_at_once=19,
    asked=20,
    tasks_done=40,
    tasks_approved=38,
    earned_minor=None,
    currency="KES",
    skills=(Skill("digits", "2026-11-20", ""),),
    certificates=(Certificate("7K2M9-QX04T", "Read digits", "2026-11-20", "2027-11-20"),),
)
FILE = write_record(KEYS.signing, RECORD)


def refused(raw):
    with pytest.raises(Refusal) as refusal:
        read_record(raw)
    return refusal.value.code


def test_a_record_says_what_was_signed_whatever_its_lines():
    assert is_record(FILE)
    shown = read_record(FILE)
    assert (shown.record, shown.signing) == (RECORD, KEYS.public_signing)
    assert read_record(json.dumps(json.loads(FILE)).encode()) == shown


@pytest.mark.parametrize(
    ("field", "value"), [("tasks_done", 41), ("earned_minor", 5), ("name", "B")]
)
def test_a_changed_word_is_forged(field, value):
    changed = json.loads(FILE)
    changed["learner_record"][field] = value
    assert refused(json.dumps(changed).encode()) == "record_forged"


@pytest.mark.parametrize("raw", [b"", b"{}", b"{" * 200_000, FILE[:-9], b"KA1"])
def test_what_is_no_record_is_told_so(raw):
    assert refused(raw) == "record_unreadable"
    assert not is_record(b"KA1")


def test_more_fields_than_this_version_knows_are_unreadable():
    more = json.loads(FILE)
    more["learner_record"]["rank"] = 1
    assert refused(json.dumps(more).encode()) == "record_unreadable"
