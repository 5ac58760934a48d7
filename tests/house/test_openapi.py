"""The OpenAPI of hub and exchange holds every route, and every field that a view reads."""

import json
import re

import pytest
from house.sources import ROOT

from deploy import openapi

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
