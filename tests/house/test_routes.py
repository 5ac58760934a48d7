"""Every route names who may use it: a decorator puts `__may__` on its view."""

import ast
from dataclasses import dataclass

import pytest
from fakes.clock import FakeClock
from fakes.hub import FakeHub
from fakes.hub_world import make_hub
from flask import Flask
from house.sources import Problem, files, problems, text, tree

import kiosk.app
import kiosk.exchange.app
import station_agent.app
from kiosk.exchange.exchange import open_exchange
from kiosk.settings import ExchangeSettings, StationSettings
from station_agent.agent import Agent
from station_agent.folder import enrol_station, load_machine

ROUTING = {"get", "post", "put", "patch", "delete", "route"}
STATIC = "static"


def unguarded(app):
    """Endpoints whose view says nothing about who may use it; static files are for all."""
    return sorted(
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint.rpartition(".")[2] != STATIC
        and not getattr(app.view_functions[rule.endpoint], "__may__", None)
    )


def guards(sources):
    """Decorators that set `__may__`, and the names under which some are kept: `at_desk = may("sell")`."""
    modules = [tree(source) for source in sources]
    makers = {
        node.name
        for module in modules
        for node in ast.walk(module)
        if isinstance(node, ast.FunctionDef) and "__may__ =" in ast.unparse(node)
    }
    kept = {
        ast.unparse(node.targets[0])
        for module in modules
        for node in ast.walk(module)
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and called(node.value) in makers
    }
    return makers | kept


def called(decorator):
    """`may` for `@may("sell")`, `@doors.may("sell")` and `@may`."""
    return ast.unparse(decorator.func if isinstance(decorator, ast.Call) else decorator).rpartition(
        "."
    )[2]


def bare_routes(known):
    def rule(file, source):
        for node in ast.walk(tree(source)):
            if not isinstance(node, ast.FunctionDef):
                continue
            routed = any(_routes(each) for each in node.decorator_list)
            if routed and not any(called(each) in known for each in node.decorator_list):
                yield Problem(file, node.lineno, f"{node.name}: nobody says who may use it")

    return rule


def _routes(decorator):
    """`@floor.post("/seats")`: a method of some object, called with a path."""
    return (
        isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Attribute)
        and decorator.func.attr in ROUTING
        and bool(decorator.args)
    )


def may(right):
    def decorate(view):
        view.__may__ = right
        return view

    return decorate


def test_the_rule_sees_a_view_that_names_nobody():
    app = Flask("sample")
    app.get("/a", endpoint="guarded")(may("sell")(lambda: ""))
    assert unguarded(app) == []
    app.get("/b", endpoint="bare")(lambda: "")
    assert unguarded(app) == ["bare"]


GUARD = "def may(right):\n    def decorate(view):\n        view.__may__ = right\n        return view\n    return decorate"


def test_the_rule_finds_the_guards():
    assert guards([GUARD, "at_desk = may('sell')", "x = other()"]) == {"may", "decorate", "at_desk"}


@pytest.mark.parametrize(
    ("source", "count"),
    [
        pytest.param("@floor.get('/')\n@may('see_floor')\ndef show(): pass", 0, id="guarded"),
        pytest.param(
            "@floor.get('/')\n@doors.may('see_floor')\ndef show(): pass",
            0,
            id="guarded by a module's own",
        ),
        pytest.param("@floor.get('/')\n@anyone\ndef show(): pass", 0, id="for anyone, and says so"),
        pytest.param("@floor.get('/')\ndef show(): pass", 1, id="bare"),
        pytest.param(
            "@floor.get('/')\n@cached\ndef show(): pass", 1, id="another decorator is no guard"
        ),
        pytest.param(
            "@floor.get('/')\n@floor.get('/floor')\ndef show(): pass",
            1,
            id="two ways in, both bare",
        ),
        pytest.param("@cached\ndef show(): pass", 0, id="no route"),
    ],
)
def test_the_rule_sees_a_bare_route(source, count):
    assert len(list(bare_routes({"may", "anyone"})("sample", source))) == count


def test_no_view_is_written_without_saying_who_may_use_it():
    python = files("*.py")
    known = guards(text(file) for file in python)
    assert known, "no decorator sets __may__"
    assert problems(bare_routes(known), python) == []


@dataclass(frozen=True, slots=True)
class Apps:
    """The three web apps of a site."""

    hub: Flask
    exchange: Flask
    station: Flask


@pytest.fixture
def apps(tmp_path):
    clock = FakeClock()
    hub = make_hub(tmp_path / "hub", clock)
    exchange = open_exchange(tmp_path / "exchange", ExchangeSettings(), clock)
    upstream = FakeHub(clock)
    enrol_station(tmp_path / "station", upstream, url="http://hub", code=upstream.code)
    settings = StationSettings(draft_folder=str(tmp_path))
    agent = Agent(load_machine(tmp_path / "station"), upstream, clock, settings)
    yield Apps(
        kiosk.app.create_app(hub),
        kiosk.exchange.app.create_app(exchange),
        station_agent.app.create_app(agent),
    )
    agent.store.close()
    exchange.close()
    hub.close()


@pytest.mark.parametrize("machine", ["hub", "exchange", "station"])
def test_every_route_of_a_machine_names_who_may_use_it(apps, machine):
    app = getattr(apps, machine)
    assert len(list(app.url_map.iter_rules())) > 5
    assert unguarded(app) == []
