"""Everything that staff do is in the audit log: who, what, to whom and, where it is asked for, why.

The routes come from the URL map, so a new one without a line fails here until it has one, or stands
in `EXCEPTIONS` with the reason why not; what is there is sent too, and nothing may have changed.
"""

import io
import re

import pytest
from fakes.deeds import DEEDS, NO_SHIFT, WHY
from fakes.page_forms import PageReader
from fakes.sending import kept, said, sent
from fakes.stage import Stage

from admin_panel.audit_things import THINGS
from admin_panel.audit_words import ACTS
from kiosk.store.audit import latest
from kiosk.store.audit_names import parted

EXCEPTIONS = {
    "sign_in.enter": "who comes in changes nothing of the site; wrong tries are counted elsewhere",
    "sign_in.leave": "who leaves changes nothing of the site",
    "tariff.save": "looks only, unless what was seen is saved: both are tried below",
    "statements.check": "compares a file and keeps nothing of it",
    "draft_media.preview": "marks an answer as a seat would and keeps nothing of it",
    "saved.test_print": "prints a page and keeps nothing of it",
}
NEVER_READ = ("audit", "request", "sqlite_sequence", "revision")


@pytest.fixture
def stage(cafe, monkeypatch):
    monkeypatch.setattr("kiosk.waking.wake", lambda _mac: None)
    return Stage(cafe)


def lines(cafe):
    with cafe.hub.read() as db:
        return latest(db, before=None, limit=100)


def test_every_route_that_changes_something_is_tried_here(app):
    panel = set(app.blueprints) - {"looks"}
    changing = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.methods & {"POST", "PUT", "PATCH", "DELETE"}
        and rule.endpoint.partition(".")[0] in panel
    }
    assert changing == {*DEEDS, *EXCEPTIONS}


@pytest.mark.parametrize("endpoint", DEEDS)
def test_what_is_done_leaves_a_line_with_who_what_to_whom_and_why(app, owner, stage, endpoint):
    if endpoint not in NO_SHIFT:
        stage.shift()
    for prepare in DEEDS[endpoint].first:
        prepare(stage)
    before = {line.n for line in lines(stage.cafe)}
    answer = sent(app, owner, endpoint, stage)
    assert answer.status_code in (200, 303), said(answer)
    found = [line for line in lines(stage.cafe) if line.n not in before]
    assert found, f"{endpoint} left no line"
    mine = [line for line in found if line.by == stage.by]
    assert mine, found
    assert all(parted(line.about)[0] in THINGS for line in mine), mine
    assert {line.act for line in mine} <= set(ACTS), "an act without words"
    if DEEDS[endpoint].why:
        assert any(WHY in line.reason for line in mine), mine


def test_a_look_at_prices_changes_nothing_and_saving_them_leaves_a_line(owner, stage):
    place = "/settings/prices"
    reader = PageReader(place, typed={})
    reader.feed(owner.page(place))
    form = next(form for form in reader.forms if form.action == place and form.method == "post")
    typed = {**dict(form.fields), "price-1": "99"}
    typed = {name: value for name, value in typed.items() if name not in ("do", "csrf_token")}
    typed.pop("request_id")
    before = kept(stage.cafe.hub, but=NEVER_READ), lines(stage.cafe)
    looked = owner.post(place, page=place, **{**typed, "do": "look"})
    assert looked.status_code == 200
    assert (kept(stage.cafe.hub, but=NEVER_READ), lines(stage.cafe)) == before
    seen = re.search(r'name="seen" value="([^"]+)"', looked.text)[1]
    saved = owner.post(place, page=place, **{**typed, "do": "save", "seen": seen})
    assert saved.status_code == 303
    assert lines(stage.cafe)[0].by == stage.by
    assert lines(stage.cafe)[0].act in ACTS


def test_a_statement_that_is_compared_changes_nothing(owner, stage):
    before = kept(stage.cafe.hub, but=NEVER_READ), lines(stage.cafe)
    file = (io.BytesIO(b"Receipt No.,Paid In\nAAAA1111,40\n"), "statement.csv")
    typed = {"provider": "M-Pesa", "first": "2020-01-01", "last": "2035-01-01"}
    answer = owner.post("/till/statements", page="/till/statements", statement=file, **typed)
    assert answer.status_code == 200
    assert (kept(stage.cafe.hub, but=NEVER_READ), lines(stage.cafe)) == before


def test_a_test_page_changes_nothing(owner, stage):
    before = kept(stage.cafe.hub, but=NEVER_READ), lines(stage.cafe)
    owner.post("/settings/printer/test", page="/settings/printer")
    assert (kept(stage.cafe.hub, but=NEVER_READ), lines(stage.cafe)) == before


def test_coming_and_leaving_change_nothing_but_who_is_in(stage, stranger):
    before = kept(stage.cafe.hub, but=NEVER_READ)
    assert stranger.sign_in("naomi").status_code == 303
    stranger.post("/sign-out")
    after = kept(stage.cafe.hub, but=NEVER_READ)
    assert {name for name in before if before[name] != after[name]} <= {"sign_out", "lock_out"}
