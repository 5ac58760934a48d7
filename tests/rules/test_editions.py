import pytest

from kiosk.rules.editions import (
    edition_to_learn,
    line_of,
    newest,
    number_of,
    slug_of,
    to_let_go,
)
from kiosk.rules.instants import Instant

DAY_MS = 86_400_000

MINOR = {"pets-e3": "pets-e2", "pets-e2": "pets-e1"}


def test_an_edition_names_its_module_and_its_number():
    assert (slug_of("safe-e2-kit-e12"), number_of("safe-e2-kit-e12")) == ("safe-e2-kit", 12)
    assert (slug_of("pets"), number_of("pets")) == ("", 0)


def test_the_tenth_edition_is_newer_than_the_second():
    assert newest(["pets-e2", "pets-e10", "pets-e9"]) == "pets-e10"
    assert newest([]) is None


def test_a_line_goes_back_over_small_changes_only():
    assert line_of("pets-e3", MINOR) == ("pets-e3", "pets-e2", "pets-e1")
    assert line_of("pets-e4", MINOR) == ("pets-e4",)


def test_a_line_that_bites_its_tail_ends():
    assert line_of("a-e1", {"a-e1": "a-e2", "a-e2": "a-e1"}) == ("a-e1", "a-e2")


HERE = ("pets-e1", "pets-e2", "pets-e3", "pets-e4")


@pytest.mark.parametrize(
    ("exam_open", "unfinished", "here", "goes_on_with"),
    [
        ((), (), HERE, "pets-e4"),
        ((), (), (), None),
        (("pets-e1",), (), HERE, "pets-e1"),
        (("pets-e1",), ("pets-e4",), HERE, "pets-e1"),
        (("pets-e1",), (), HERE[1:], "pets-e1"),  # it has to come first
        ((), ("pets-e4",), HERE, "pets-e4"),
        ((), ("pets-e1",), HERE, "pets-e3"),  # with what was practised, but not over to the fourth
        ((), ("pets-e1",), HERE[:1], "pets-e1"),
        ((), ("pets-e1",), HERE[3:], "pets-e1"),
        ((), ("pets-e1", "pets-e4"), HERE, "pets-e4"),
    ],
)
def test_what_was_begun_goes_on_as_it_was(exam_open, unfinished, here, goes_on_with):
    chosen = edition_to_learn(here, minor_of=MINOR, exam_open=exam_open, unfinished=unfinished)
    assert chosen == goes_on_with


@pytest.mark.parametrize(
    ("planned", "unfinished", "here", "starts_with"),
    [
        pytest.param(("pets-e1",), (), HERE, "pets-e3", id="in its newest words, not a new one"),
        pytest.param(("pets-e4",), (), HERE, "pets-e4", id="the newest"),
        pytest.param(("pets-e1", "pets-e4"), (), HERE, "pets-e4", id="two classes"),
        pytest.param(("pets-e1",), (), HERE[3:], "pets-e4", id="it is not here: nobody waits"),
        pytest.param(("pets-e1",), (), (), None, id="nothing is here"),
        pytest.param(("pets-e1",), ("pets-e4",), HERE, "pets-e4", id="what was begun goes first"),
    ],
)
def test_who_begins_gets_what_their_class_takes(planned, unfinished, here, starts_with):
    told = {"exam_open": (), "unfinished": unfinished, "planned": planned}
    assert edition_to_learn(here, minor_of=MINOR, **told) == starts_with


@pytest.mark.parametrize(
    ("here", "needed", "days", "gone"),
    [
        pytest.param({"a-e1": 0, "a-e2": 0}, (), 61, ("a-e1",), id="the newest stays"),
        pytest.param({"a-e1": 0, "a-e2": 0}, (), 60, (), id="not used for sixty days yet"),
        pytest.param({"a-e1": 0, "a-e2": 0}, ("a-e1",), 61, (), id="somebody goes on with it"),
        pytest.param({"a-e1": 0, "b-e2": 0}, (), 61, (), id="of another module"),
        pytest.param({"a-e1": 5, "a-e2": 0, "a-e10": 0}, (), 61, ("a-e2",), id="used five days in"),
        pytest.param({"a-e1": 70, "a-e2": 0}, (), 61, (), id="a clock that was put back"),
    ],
)
def test_which_old_editions_a_station_lets_go(here, needed, days, gone):
    used = {name: Instant(day * DAY_MS) for name, day in here.items()}
    now = Instant(days * DAY_MS + 1000 * (days == 61))
    assert to_let_go(used, needed=needed, now=now) == gone
