"""The answer to a form is lost on its way and the form is sent again: done once, the same result.

Every form of the panel is tried, as `fakes/deeds.py` lists them, also when time has passed meanwhile.
"""

import pytest
from fakes.deeds import DEEDS, NO_SHIFT
from fakes.sending import Filled, filled_in, kept, said
from fakes.stage import Stage

from kiosk.hub_folder import DATABASE
from kiosk.verifying import verify_hub

SHOWN_ONCE = "a code is shown once and kept nowhere: the next one takes its place"
EXCEPTIONS = {
    "kept.export": "each copy of somebody's data that leaves the house has its own line",
    "me.set_password": "the old password signs nobody in any more, here neither",
    "settings.add": SHOWN_ONCE,
    "settings.order_keys": SHOWN_ONCE,
}
MONEY = (
    *("accounts", "buy_outs", "dues", "equipment", "products", "receipts", "sponsorships"),
    *("subscriptions", "till", "batches", "vouchers"),
)
"""These pages are tried each time, the others with `--all`."""
MONEY_ELSEWHERE = (
    *("floor.start", "floor.extend", "floor.undo", "floor.from_account", "control.write_off"),
    *("all_seats.voucher", "people.sell", "people.pay_out", "control.move"),
)
FOLLOWS_ALONG = ("sqlite_sequence",)
WAITED_S = 2
"""So short that all seats still answer; long enough for a second price, count or clock."""


def tried():
    """Each form; those about no money are slow ones."""
    for endpoint in sorted(set(DEEDS) - set(EXCEPTIONS)):
        often = endpoint.partition(".")[0] in MONEY or endpoint in MONEY_ELSEWHERE
        yield pytest.param(endpoint, marks=() if often else pytest.mark.slow)


@pytest.fixture
def stage(cafe, monkeypatch):
    monkeypatch.setattr("kiosk.waking.wake", lambda _mac: None)
    return Stage(cafe)


def lose(desk, form):
    """Send a form whose answer never comes, the cookies that it sets neither."""
    cookies = dict(desk.client._cookies)
    lost = form.send(desk)
    desk.client._cookies = cookies
    return lost


@pytest.mark.parametrize("endpoint", list(tried()))
def test_a_form_sent_again_is_done_once_with_the_same_result(app, owner, stage, endpoint):
    if endpoint not in NO_SHIFT:
        stage.shift()
    for prepare in DEEDS[endpoint].first:
        prepare(stage)
    form = filled_in(app, owner, endpoint, stage)
    lost = lose(owner, form)
    assert lost.status_code in (200, 303), said(lost)
    stage.cafe.hub.errands.wait()  # what the first one sent on its way writes too
    before = kept(stage.cafe.hub, but=FOLLOWS_ALONG)
    stage.cafe.clock.forward(seconds=WAITED_S)
    again = form.send(owner)
    assert (again.status_code, again.location) == (lost.status_code, lost.location), said(again)
    after = kept(stage.cafe.hub, but=FOLLOWS_ALONG)
    assert {name for name in after if after[name] != before[name]} == set()
    assert verify_hub(stage.cafe.hub.folder / DATABASE)["problems"] == []


def test_the_same_request_with_other_content_is_refused(app, owner, stage):
    stage.shift()
    form = filled_in(app, owner, "floor.start", stage)
    assert form.send(owner).status_code == 303
    other = Filled(form.action, {**form.fields, "offer": "hour"}).send(owner)
    assert other.status_code == 409
    assert "already sent with other content" in other.text
