"""The OpenAPI of hub and exchange holds every route, and every field that a view reads."""

import ast
import json
import re

import pytest
from house.sources import ROOT

from deploy import field_shapes, openapi

MEND = "run .venv/bin/python deploy/docs.py"


@pytest.fixture(scope="module")
def made():
    return openapi.pages()


@pytest.mark.parametrize("name", ["openapi-hub.json", "openapi-exchange.json"])
def test_it_is_fresh(made, name):
    assert (ROOT / "docs" / name).read_text("utf-8") == made[name], MEND


def test_every_route_stands_in_it(made):
    for app, text in zip(openapi._apps(), made.values(), strict=True):
        told = {
            (path, method.upper())
            for path, methods in json.loads(text)["paths"].items()
            for method in methods
        }
        there = {
            (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method)
            for rule in app.url_map.iter_rules()
            for method in rule.methods - {"HEAD", "OPTIONS"}
            if rule.endpoint != "looks.static"
        }
        assert told == there


def test_fields_are_found_also_where_a_view_hands_its_form_on(made):
    start = json.loads(made["openapi-hub.json"])["paths"]["/floor/start"]["post"]
    fields = start["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]
    assert {"seat", "offer", "given", "request_id", "csrf_token"} <= set(fields["properties"])


LEAST_SAID = 0.9
"""Of all fields; the others take any line, such as a name that is looked up."""


def test_nearly_every_field_says_what_it_may_hold(made):
    found = [
        shape
        for text in made.values()
        for methods in json.loads(text)["paths"].values()
        for said in methods.values()
        for shape in shapes_of(said)
    ]
    told = [one for one in found if one != dict(field_shapes.TEXT)]
    assert len(told) > LEAST_SAID * len(found), (len(told), len(found))


def shapes_of(said):
    yield from (one["schema"] for one in said.get("parameters", ()))
    for content in said.get("requestBody", {}).get("content", {}).values():
        yield from content["schema"].get("properties", {}).values()


LIMIT = 12
WORDS = ("cash", "card")


@pytest.mark.parametrize(
    ("code", "shape"),
    [
        ("form.text('a', limit=LIMIT)", {"type": "string", "maxLength": 12}),
        ("form.text('a', 'Type it.')", {"type": "string", "minLength": 1, "maxLength": 200}),
        ("form.reason()", {"type": "string", "minLength": 1, "maxLength": 200}),
        (
            "form.whole('a', least=1, most=LIMIT * 2)",
            {"type": "integer", "minimum": 1, "maximum": 24},
        ),
        ("form.whole('a', least=first, most=last())", {"type": "integer", "minimum": 0}),
        ("form.whole('a')", {"type": "integer", "minimum": 0}),
        ("form.choice('a', WORDS, 'Choose.')", {"enum": ["", "card", "cash"]}),
        ("form.choice('a', found(), 'Choose.')", {}),
        ("form.get('a')", {}),
    ],
)
def test_a_call_says_what_its_field_may_hold(code, shape):
    call = ast.parse(code, mode="eval").body
    assert dict(field_shapes.by_reader(call.func.attr, call, globals())) == shape


def test_so_do_a_cut_and_a_comparison():
    cut = ast.parse("form.get('a', '')[:LIMIT]", mode="eval").body
    assert field_shapes.sliced(cut, globals()) == {"type": "string", "maxLength": 12}
    assert field_shapes.compared(ast.parse("WORDS", mode="eval").body, globals()) == {
        "enum": ["", "card", "cash"]
    }
    assert field_shapes.by_name("price-1") == field_shapes.AMOUNT
