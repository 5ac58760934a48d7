"""The modules that come along: which they are, and which of them a site has not taken in."""

import pytest

from kiosk.acts.coming_along import along, files_along, left_of
from kiosk.rules.module_files import problems, read_module
from kiosk.rules.refusals import Refusal


def test_each_of_them_can_be_taken_in_as_it_is():
    for one in along():
        files = files_along(one.slug)
        assert problems(files) == (), one.slug
        module = read_module(files)
        assert (module.slug, module.edition, module.title) == (one.slug, one.edition, one.title)


def test_they_come_in_the_order_to_learn_them():
    slugs = [one.slug for one in along()]
    assert slugs[:2] == ["welcome", "what-it-is"]
    assert slugs[-1] == "next-step"
    assert len(set(slugs)) == len(slugs)
    assert not any("source" in slug or "tasks" in slug for slug in slugs)


def test_an_edition_that_is_here_is_not_left():
    every = [one.edition for one in along()]
    assert left_of(every) == ()
    assert left_of([]) == along()
    assert [one.edition for one in left_of([*every[1:], "other-e1"])] == every[:1]


@pytest.mark.parametrize("slug", ["", "digits_source", "../acts", "none"])
def test_nothing_else_comes_along(slug):
    with pytest.raises(Refusal) as refused:
        files_along(slug)
    assert refused.value.code == "module_unknown"
