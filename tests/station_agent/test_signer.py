"""Facts of a station's file are numbered anew under new keys, and only then."""

import pytest

from kiosk.link import sqlite_outbox
from kiosk.protocol.keys import make_keys
from station_agent.store import signer
from station_agent.store.outbox import AUDIENCE


def feed(desk):
    with desk.agent.store.readers.read() as db:
        return sqlite_outbox.feed(db, AUDIENCE)


def forget_signer(db, now):
    db.execute("DELETE FROM signer")


def closed_one(desk):
    desk.sit_down()
    desk.agent.finish()


def note(desk, origin):
    desk.agent.store.writer.run(signer.note_signer, origin=origin)


@pytest.mark.parametrize("is_old_file", [False, True])
def test_the_same_key_goes_on_counting(desk, is_old_file):
    closed_one(desk)
    before = feed(desk)
    if is_old_file:
        desk.agent.store.writer.run(forget_signer)
    desk.restart()
    assert feed(desk) == before


@pytest.mark.parametrize("is_old_file", [False, True])
def test_another_key_counts_anew(desk, is_old_file):
    closed_one(desk)
    before = feed(desk)
    if is_old_file:
        desk.agent.store.writer.run(forget_signer)
    note(desk, make_keys().origin)
    after = feed(desk)
    assert after.epoch != before.epoch
    assert after.last_seq == 0


def test_a_file_that_has_signed_nothing_begins_without_more_ado(desk):
    desk.agent.store.writer.run(forget_signer)
    note(desk, make_keys().origin)
    assert feed(desk) is None
