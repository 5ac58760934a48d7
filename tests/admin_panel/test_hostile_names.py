"""No form keeps a name that turns a line, hides in it or drives a screen; it says so at its field.

The forms are those of `fakes/deeds.py`, which hold every form of the panel: each that gives something
a name is tried.
"""

import pytest
from fakes.deeds import DEEDS, NO_SHIFT
from fakes.sending import Filled, filled_in, kept
from fakes.stage import Stage

NAMES = ("name", "title", "sign_in", "funder")
MORE = (("bookings.book", "who"), ("waiting.join", "who"), ("staff.change", "name"))
"""Whom it is for may be a name that nobody is registered under; and what a page fills in itself."""
TRIED = [
    *((endpoint, each) for endpoint in sorted(DEEDS) for each in DEEDS[endpoint].fields
      if each in NAMES),
    *MORE,
]  # fmt: skip
HOSTILE = [
    pytest.param("Grace\N{RIGHT-TO-LEFT OVERRIDE}oge", id="turns the line"),
    pytest.param("Grace\N{ZERO WIDTH SPACE}M", id="hides a sign"),
    pytest.param("Grace\x1b[2J", id="drives a terminal"),
    pytest.param("Grace\nMuthoni", id="has two lines"),
]


@pytest.fixture
def stage(cafe):
    return Stage(cafe)


def test_forms_of_each_kind_are_tried():
    assert {endpoint for endpoint, _field in TRIED} >= {
        *("staff.add", "staff.change", "people.register", "care.change"),
        *("bookings.book", "waiting.join", "blocks.book", "products.set_product"),
        *("equipment.keep", "sponsorships.make"),
    }


@pytest.mark.parametrize(("endpoint", "field"), TRIED)
@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused_at_its_field_and_nothing_is_kept(app, owner, stage, endpoint, field, name):
    if endpoint not in NO_SHIFT:
        stage.shift()
    for prepare in DEEDS[endpoint].first:
        prepare(stage)
    form = filled_in(app, owner, endpoint, stage)
    before = kept(stage.cafe.hub)
    answer = Filled(form.action, {**form.fields, field: name}).send(owner)
    assert answer.status_code in (400, 409, 422), answer.status_code
    assert f'id="{field}-error"' in answer.text
    assert kept(stage.cafe.hub) == before
