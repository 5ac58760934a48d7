"""A deed of `fakes/deeds.py` as the form that a browser sends for it: read off its page, filled in."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from fakes.deeds import DEEDS, WHY
from fakes.page_forms import PageReader

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
REQUEST_ID = re.compile(r'name="request_id" value="([^"]+)"')


@dataclass(frozen=True)
class Filled:
    """A form that was filled in; it may be sent once or, when no answer came, once more."""

    action: str
    fields: dict

    def send(self, desk):
        """The answer; files are opened anew each time."""
        told = {name: value() if callable(value) else value for name, value in self.fields.items()}
        return desk.client.post(self.action, data=told)


def filled_in(app, desk, endpoint, stage):
    """The form of a deed with all that stands there already and all that is typed."""
    deed, ids = DEEDS[endpoint], stage.ids
    page, action = _filled(deed.page, ids), _action(app, endpoint, ids)
    shown = desk.get("/floor" if deed.bare else page).text
    typed = {_filled(name, ids): _filled(value, ids) for name, value in deed.fields.items()}
    if deed.why:
        typed[deed.why] = WHY
    fields = {} if deed.bare else _form(shown, page, action, set(typed))
    keys = {"csrf_token": TOKEN.search(shown)[1], "request_id": REQUEST_ID.search(shown)[1]}
    return Filled(action, {**fields, **keys, **typed})


def sent(app, desk, endpoint, stage):
    """The form of a deed as a browser sends it from its page."""
    return filled_in(app, desk, endpoint, stage).send(desk)


def kept(hub, *, but=()):
    """All rows of all tables but those whose names begin like one of `but`."""
    with hub.read() as db:
        names = [
            row[0]
            for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
            if not row[0].startswith(tuple(but))
        ]
        return {name: [tuple(row) for row in db.execute(f"SELECT * FROM {name}")] for name in names}


def said(answer):
    """What a refusing page says, without the rest of it."""
    wrong = re.findall(
        r'role="alert".*?</div>|field__error.*?</p>|<h1>.*?</h1>', answer.text, re.DOTALL
    )
    return answer.status_code, [re.sub(r"<[^>]+>|\s+", " ", one) for one in wrong]


def _filled(text, ids):
    return text.format(**ids) if isinstance(text, str) else text


def _action(app, endpoint, ids):
    known = {**ids, "offer": "hour", "group": "site"}
    rule = next(rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint)
    with app.test_request_context():
        return rule.build({name: known[name] for name in rule.arguments})[1]


def _form(shown, page, action, names):
    """The fields of the page's form to this address; it must stand there."""
    reader = PageReader(page, typed={})
    reader.feed(shown)
    forms = [form for form in reader.forms if urlsplit(form.action).path == action]
    assert forms, f"{page} shows no form to {action}"
    wanted = next((form for form in forms if names <= {name for name, _ in form.fields}), forms[0])
    return {name: value for name, value in wanted.fields if name != "look"}
