"""Sessions end everywhere at once: what the last session could ask, nobody asks by its name again."""

from urllib.parse import urlencode

import pytest
from flask import Flask

from kiosk.protocol import seat_calls, time_calls
from kiosk.protocol import station_calls as words
from kiosk.protocol.codec import encode
from kiosk.protocol.drafts import DRAFT_PATH, DRAFTS_PATH, Draft, KeepDraft
from kiosk.rules.refusals import Refusal
from kiosk.station_api.doors import doors
from kiosk.station_api.sharing_door import sharing_door

ENDED = ("no_session_here", "session_closed")
OF_NO_SESSION = {"enrol", "open_", "push", "pull", "blob", "announce_blob", "send_blob"}
BRINGS = {"keep_draft"}
"""What was typed before the end may come after it; nothing comes back for it."""


def asked_by(session, pin):
    """Every question that a session's name is good for, by the function that answers it."""
    named = urlencode({"session": session})
    return {
        "take": ("POST", words.TAKE_PATH, words.Take(session, "boot-1")),
        "renew": ("POST", words.RENEW_PATH, words.Renew("", session, "boot-1", 60)),
        "extend": ("POST", words.EXTEND_PATH, words.Extend("r-1", session)),
        "pay_subscription": (
            "POST", words.SUBSCRIPTION_PATH, time_calls.PaySubscription("r-2", session, pin, 1, 100),
        ),
        "sit_beside": (
            "POST",
            seat_calls.BESIDE_PATH,
            seat_calls.SitBeside(session, "000000", "0000"),
        ),
        "beside": ("GET", f"{seat_calls.BESIDE_PATH}?session={session}", None),
        "join_class": ("POST", words.JOIN_CLASS_PATH, words.JoinClass("r-5", session, "00000000")),
        "on_sale": ("GET", f"{words.ON_SALE_PATH}?{named}", None),
        "buy": ("POST", words.BUY_PATH, time_calls.Buy("r-3", session, pin, "half-hour", 4000)),
        "answer_renewal": (
            "POST", words.RENEWAL_PATH, time_calls.AnswerRenewal("r-4", session, pin, 100),
        ),
        "record": ("GET", f"{words.RECORD_PATH}?{named}", None),
        "drafts": ("GET", f"{DRAFTS_PATH}?{named}", None),
    }  # fmt: skip


NAMES = tuple(asked_by("", ""))


@pytest.fixture
def grace(site, seat_1):
    """Sat at seat 1; her session is over. Returns its name."""
    grace = site.visitor("Grace Muthoni", code="471902")
    session = site.start(1, by=site.operator, visitor=grace).session
    seat_1.close(session, used_s=60)
    return session


def refused(ask, name, session):
    method, path, call = asked_by(session, "4711")[name]
    with pytest.raises(Refusal) as said:
        ask(method, path, b"" if call is None else encode(call))
    return said.value.code


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_told_or_done_by_the_name_of_a_session_that_is_over(ask, grace, name):
    assert refused(ask, name, grace) in ENDED


@pytest.mark.parametrize("name", NAMES)
def test_nor_while_the_next_visitor_sits_there(site, ask, grace, name):
    site.start(1, by=site.operator)
    assert refused(ask, name, grace) in ENDED


def test_what_was_typed_before_the_end_may_still_come_and_is_not_told_again(ask, grace):
    kept = KeepDraft(grace, Draft("ab" * 16, b""), 1)
    assert b"kept" in ask("POST", DRAFT_PATH, encode(kept))
    assert refused(ask, "drafts", grace) in ENDED


def test_every_question_of_a_session_is_among_these():
    app = Flask("doors")
    app.register_blueprint(doors)
    app.register_blueprint(sharing_door)
    views = app.view_functions.items()
    ours = tuple(f"{one.name}." for one in (doors, sharing_door))
    answered = {view.__name__ for name, view in views if name.startswith(ours)}
    assert answered - OF_NO_SESSION - BRINGS == set(NAMES)
