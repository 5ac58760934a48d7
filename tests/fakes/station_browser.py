"""The browser on a station's own machine, and what a visitor does in it."""

import re
from typing import ClassVar

from jinja2 import BytecodeCache

from station_agent.app import create_app
from station_agent.player.standing import standing

ORIGIN = "http://127.0.0.1:8070"
PNG = b"\x89PNG\r\n\x1a\n and so on"


class Compiled(BytecodeCache):
    """Templates are compiled once for all tests."""

    kept: ClassVar = {}

    def load_bytecode(self, bucket):
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket):
        self.kept[bucket.key] = bucket.bytecode_to_string()


class Browser:
    """The browser on the station's machine: follows redirects, sends forms as their pages made them."""

    def __init__(self, desk) -> None:
        self.desk = desk
        self.last = None
        self.start()

    def start(self):
        app = create_app(self.desk.agent)
        app.testing = True
        app.jinja_env.bytecode_cache = Compiled()
        self.client = app.test_client()
        self.app = app

    def get(self, path, **headers):
        self.last = self.client.get(path, base_url=ORIGIN, headers=headers)
        while self.last.status_code in (302, 303):
            self.last = self.client.get(self.last.location, base_url=ORIGIN, headers=headers)
        return self.text

    @property
    def text(self):
        return self.last.get_data().decode("utf-8", "replace")

    @property
    def path(self):
        return self.last.request.path

    def hidden(self, name):
        return re.search(rf'name="{name}" value="([^"]*)"', self.text)[1]

    def send(self, path, *, origin=ORIGIN, site=None, **fields):
        """Post with what the page before carried in its hidden fields, unless it is given."""
        carried = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', self.text))
        wanted = {name: carried[name] for name in ("csrf_token", "request_id") if name in carried}
        given = {**wanted, **fields}
        headers = {"Origin": origin} if site is None else {"Sec-Fetch-Site": site, "Origin": "null"}
        answer = self.client.post(path, base_url=ORIGIN, data=given, headers=headers)
        self.last = answer
        if answer.status_code == 303:
            self.get(answer.location)
        return self.text


def sit_down(browser, *, hand=0, **changes):
    session = browser.desk.sit_down("471932", seconds=6000, pin="4711", name="Grace Wanjiru")
    if hand:
        browser.desk.deal(session, hand, **changes)
        browser.desk.forward(6)
    browser.get("/")
    return session


def learn_up_to(browser, kind):
    """Through the module as a quick learner would, by its pages."""
    agent = browser.desk.agent
    module = agent.library.module("digits")
    browser.get("/learn/digits")
    while (here := standing(agent, module).here).step.kind is not kind:
        if here.item is None:
            browser.send(browser.path, module="digits", step=here.step.id)
        else:
            fields = {"module": "digits", "step": here.step.id, "item": here.item.id}
            browser.send("/learn/answer", **fields, answer_digit=here.item.gold["digit"])
            browser.get("/learn/digits")
    return module
