"""Questions of all kinds by their pages as a browser without a script sends them."""

import pytest
from fakes import kinds_module
from fakes.station_browser import ORIGIN, Browser, sit_down
from looks.player_samples import BEST, FORMS
from werkzeug.datastructures import MultiDict

from kiosk.protocol.tmod import pack_module
from kiosk.rules.forms import as_json
from kiosk.sentences import ANSWER_PROBLEMS, SENTENCES

RIGHT = {
    **{kind: {"answer_it": BEST[kind]} for kind in ("order", "match", "spot", "words", "judge")},
    "rate": {
        "answer_it.0": ["The words were clear=yes"],
        "answer_it.1": ["The time was enough=some"],
        "answer_it.2": ["I want to learn more=yes"],
    },
    "box": {
        "answer_it.left": ["110", "430", "680", ""],
        "answer_it.top": ["680", "645", "750", ""],
        "answer_it.width": ["220", "150", "260", ""],
        "answer_it.height": ["200", "145", "230", ""],
        "answer_it.label": ["car", "car", "car", "car"],
    },
    "point": {"answer_it.left": ["160", "285", ""], "answer_it.top": ["845", "845", ""]},
}
WRONG = {
    "box": {"answer_it": ["0 0 10 10 car", "110 680 220 200 car"]},
    "point": {"answer_it": ["1 1"]},
    "order": {"answer_it": BEST["order"][::-1]},
    "match": {"answer_it": [one.replace("never", "task") for one in BEST["match"]]},
    "spot": {"answer_it": ["address", "fee"]},
    "words": {"answer_it": ["Dear friend,"]},
    "judge": {"answer_it": ["safe", "You must pay first"]},
}
NO_FIT = (SENTENCES["answer_wrong_shape"], *ANSWER_PROBLEMS.values())
NO_ANSWER = {
    "box": ["NaN 1 2 3 car"],
    "point": [f"{n} 1" for n in range(51)],
    "order": ["Be paid"] * 5,
    "match": ["Typing a receipt=cake"],
    "rate": [],
    "spot": ["moon"],
    "words": ["a" * 5000],
    "judge": ["safe", "scam"],
}


@pytest.fixture
def browser(desk):
    desk.publish_module(kinds_module.module())
    desk.hub.put_window(beat_interval_s=5)
    desk.forward(6)
    browser = Browser(desk)
    sit_down(browser)
    return browser


def answer(browser, kind, fields):
    browser.get(f"/learn/kinds/try/p-{kind}")
    hidden = {"module": "kinds", "step": "try", "item": f"p-{kind}"}
    for name in ("csrf_token", "request_id"):
        hidden[name] = browser.hidden(name)
    sent = MultiDict([*hidden.items(), *((n, v) for n, values in fields.items() for v in values)])
    browser.last = browser.client.post(
        "/learn/answer", base_url=ORIGIN, data=sent,
        headers={"Origin": ORIGIN},
    )  # fmt: skip
    status = browser.last.status_code
    if status == 303:
        browser.get(browser.last.location)
    return status


@pytest.mark.parametrize("kind", FORMS)
def test_a_right_answer_without_a_script(browser, kind):
    assert answer(browser, kind, RIGHT[kind]) == 303
    assert "So it is." in browser.text
    assert "feedback--right" in browser.text


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_answer_is_told_and_stays_to_be_mended(browser, kind):
    assert answer(browser, kind, WRONG[kind]) == 303
    assert "Look again." in browser.text
    assert "Go slowly." in browser.text
    browser.desk.forward(6)
    (told,) = browser.desk.hub.bodies("practice")
    assert (told.item, told.right) == (f"p-{kind}", False)
    answer(browser, kind, RIGHT[kind])
    assert "feedback--right" in browser.text
    browser.desk.forward(6)
    assert len(browser.desk.hub.bodies("practice")) == 1  # only the first answer counts


def test_what_was_right_is_marked_after_a_wrong_try(browser):
    answer(browser, "spot", WRONG["spot"])
    assert browser.text.count("option--right") == 1
    assert browser.text.count("option--wrong") == 1


@pytest.mark.parametrize("kind", NO_ANSWER)
def test_a_hostile_answer_is_refused_and_changes_nothing(browser, kind):
    assert answer(browser, kind, {"answer_it": NO_ANSWER[kind]}) == 400
    assert any(said in browser.text for said in NO_FIT)
    browser.desk.forward(6)
    assert not browser.desk.hub.bodies("practice")


@pytest.mark.parametrize(
    ("kind", "drafted", "shown"),
    [
        ("box", [("answer_it", "10 20 30 40 car")], 'value="10 20 30 40 car"'),
        ("judge", [("answer_it", "ask")], 'value="ask" data-key="3" checked'),
        ("rate", [("answer_it.1", "The time was enough=yes")], 'enough=yes" checked'),
        ("words", [("answer_it", "Dear friend,")], 'value="Dear friend," checked'),
    ],
)
def test_a_half_given_answer_is_there_again(browser, kind, drafted, shown):
    page = browser.get(f"/learn/kinds/try/p-{kind}")
    assert shown not in page
    fields = {"draft": f"item:kinds-e1:p-{kind}", **dict(drafted)}
    browser.send("/draft", **fields)
    assert browser.last.status_code == 204
    assert shown in browser.get(f"/learn/kinds/try/p-{kind}")


def test_an_exam_asks_them_and_tells_nothing(browser):
    for kind in FORMS:
        answer(browser, kind, RIGHT[kind])
    for _ in range(3):
        page = browser.get("/exam/kinds")
        kind = browser.hidden("item").removeprefix("e-")
        assert "So it is." not in page
        sent = [("module", "kinds"), ("attempt", browser.hidden("attempt")), ("item", f"e-{kind}")]
        sent += [("csrf_token", browser.hidden("csrf_token"))]
        sent += [("request_id", browser.hidden("request_id"))]
        sent += [("answer_it", one) for one in BEST[kind]]
        browser.client.post(
            "/exam/answer", base_url=ORIGIN, data=MultiDict(sent),
            headers={"Origin": ORIGIN},
        )  # fmt: skip
    browser.desk.forward(6)
    (exam,) = browser.desk.hub.bodies("exam")
    assert {item: one["it"] for item, one in exam.answers.items()} == {
        f"e-{kind}": BEST[kind] for kind in kinds_module.EXAM
    }


def test_a_module_that_is_too_new_is_named(desk):
    desk.publish_bytes(kinds_module.module(), pack_module(kinds_module.files(schema=3)))
    desk.hub.put_window(beat_interval_s=5)
    desk.forward(6)
    browser = Browser(desk)
    sit_down(browser)
    assert "This computer cannot show" in browser.get("/learn")
    assert "All kinds" in browser.text


def test_a_paid_task_asks_for_boxes_and_shows_what_was_wrong(desk):
    form = {**as_json(FORMS["box"]), "picture": "${image}"}
    desk.hub.put_window(beat_interval_s=5)
    desk.forward(6)
    browser = Browser(desk)
    sit_down(browser, hand=1, form=form)
    browser.get("/work")
    browser.send("/work/accept", batch="digits")
    assert 'data-regions="box"' in browser.text
    fields = {"assignment": "assignment-1", "answer_it": ["0 0 10 10 cow"]}
    browser.send("/work/answer", **fields)
    assert (browser.last.status_code, "does not fit" in browser.text) == (400, True)
    assert 'value="0 0 10 10 cow"' in browser.text
    browser.send("/work/answer", **fields | {"answer_it": ["9 0 10 10 car", "0 0 10 10 bus"]})
    desk.forward(6)
    (told,) = desk.hub.bodies("submission")
    assert told.answer == {"it": ["9 0 10 10 car", "0 0 10 10 bus"]}
