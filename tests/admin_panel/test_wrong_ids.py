"""Every address that names a thing, given what is no such thing: refused, and nothing changes.

The addresses come from the URL map and what is typed from `fakes.deeds`, so a new one is tried too.
"""

from collections import defaultdict

import pytest
from fakes.deeds import DEEDS, WHY, Deed
from fakes.stage import Stage

from kiosk.hub_folder import DATABASE
from kiosk.verifying import verify_hub

FOLLOWS_ALONG = ("audit", "request_done", "sqlite_sequence", "revision", "lock_out")
WRONG = (
    "0123456789abcdef01234567",
    "99999999999999999999999999",
    "-1",
    "E9999",
    "nobody",
    "a" * 300,
    "'; DROP TABLE transfer; --",
)
"""Of nothing, huge, negative, unknown, no number, long, hostile. Ids of other kinds come beside."""


@pytest.fixture
def stage(cafe, monkeypatch):
    monkeypatch.setattr("kiosk.waking.wake", lambda _mac: None)
    stage = Stage(cafe)
    stage.shift()
    stage.certified()
    stage.booking()
    stage.tea()
    stage.sponsored()
    return stage


def kept(cafe):
    with cafe.hub.read() as db:
        names = [
            row[0]
            for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
            if not row[0].startswith(FOLLOWS_ALONG)
        ]
        return {name: [tuple(row) for row in db.execute(f"SELECT * FROM {name}")] for name in names}


def named(app, method):
    """The routes that name a thing in their address."""
    panel = set(app.blueprints) - {"looks"}
    for rule in app.url_map.iter_rules():
        if rule.arguments and method in rule.methods and rule.endpoint.partition(".")[0] in panel:
            yield rule


def addresses(app, rule, ids):
    """The address with each wrong id, and with a right id of each other kind."""
    others = [key for name, key in ids.items() if name not in rule.arguments]
    with app.test_request_context():
        for wrong in (*WRONG, *dict.fromkeys(others)):
            yield rule.build(dict.fromkeys(rule.arguments, wrong))[1]


def typed(endpoint, ids):
    """What is typed, with ids that are right."""
    deed = DEEDS.get(endpoint, Deed())
    known = defaultdict(str, {"to": "hour", **ids})
    fields = {
        name.format_map(known): value.format_map(known)
        for name, value in deed.fields.items()
        if isinstance(value, str)
    }
    return {**fields, **({deed.why: WHY} if deed.why else {})}


def test_a_form_about_no_such_thing_is_refused_and_changes_nothing(app, owner, stage):
    before, tried = kept(stage.cafe), 0
    for rule in named(app, "POST"):
        for address in addresses(app, rule, stage.ids):
            answer = owner.post(address, page="/me", **typed(rule.endpoint, stage.ids))
            assert 400 <= answer.status_code < 500, (address, answer.status_code, answer.location)
            tried += 1
        assert kept(stage.cafe) == before, rule.endpoint
    assert tried > 400
    assert verify_hub(stage.cafe.hub.folder / DATABASE)["problems"] == []


def test_a_page_about_no_such_thing_is_refused(app, owner, stage):
    before = kept(stage.cafe)
    for rule in named(app, "GET"):
        for address in addresses(app, rule, stage.ids):
            answer = owner.get(address)
            assert answer.status_code < 500, (address, answer.status_code)
    assert kept(stage.cafe) == before
