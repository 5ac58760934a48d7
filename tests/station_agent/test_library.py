"""What a station keeps of its modules in memory, and what it reads from disk."""

import pytest
from fakes.seat import shipped

from kiosk.acts.coming_along import along
from kiosk.rules.refusals import Refusal
from station_agent.player.library import KEPT_LIMIT_BYTES, Library, weight


@pytest.fixture
def library(desk):
    """A library with room for two small modules, on a station that has three."""
    for slug in ("welcome", "what-it-is", "digits"):
        desk.publish(slug)
    desk.forward(6)
    two = [desk.agent.library.module(slug) for slug in ("welcome", "what-it-is")]
    return Library(desk.agent.store, desk.agent.blobs, limit_bytes=sum(map(weight, two)))


def test_pictures_stay_on_disk(library):
    module = library.module("welcome")
    assert not any(name.startswith("media/") for name in module.files)
    for step in module.steps:
        for name in (step.picture, step.media):
            assert library.media("welcome-e1", name) == shipped("welcome").files[name]


def test_what_was_shown_longest_ago_makes_room(library):
    library.module("what-it-is")
    library.module("welcome")
    assert library.kept == ("what-it-is", "welcome")
    library.module("what-it-is")
    assert library.kept == ("welcome", "what-it-is")
    library.module("digits")
    assert library.kept == ("digits",)


def test_a_module_larger_than_the_limit_is_shown_all_the_same(desk, library):
    small = Library(desk.agent.store, desk.agent.blobs, limit_bytes=1)
    assert [module.slug for module in small.modules()] == ["welcome", "what-it-is", "digits"]
    assert small.kept == ("digits",)
    assert small.module("digits") is small.module("digits")


def test_all_that_come_along_stay_together(desk):
    for one in along():
        desk.publish(one.slug)
    desk.forward(30)
    library = desk.agent.library
    first = library.modules()
    assert len(first) == len(along())
    assert all(one is two for one, two in zip(first, library.modules(), strict=True))
    assert sum(map(weight, first)) < KEPT_LIMIT_BYTES // 2


@pytest.mark.parametrize("name", ["media/none.png", "module.json", "items.csv", "../welcome"])
def test_no_other_file_leaves_a_module(library, name):
    with pytest.raises(Refusal) as refused:
        library.media("what-it-is-e1", name)
    assert refused.value.code == "not_found"
