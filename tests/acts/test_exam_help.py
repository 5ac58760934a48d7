import pytest

from kiosk.acts import exam_help
from kiosk.rules.exam_rules import Accommodation
from kiosk.rules.refusals import Refusal
from kiosk.store import revisions


@pytest.fixture
def grant(site):
    visitor = site.visitor()

    def grant(**changes):
        told = {"visitor": visitor, "accommodation": Accommodation(50), "reason": "reads slowly"}
        return site.hub.write(exam_help.set_accommodation, by=site.operator, **{**told, **changes})

    grant.visitor = visitor
    return grant


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"visitor": "nobody"}, "not_found"),
        ({"accommodation": Accommodation(301)}, "field_wrong"),
        ({"accommodation": Accommodation(-1)}, "field_wrong"),
        ({"reason": " "}, "reason_missing"),
        ({"reason": "x" * 201}, "too_large"),
    ],
)
def test_help_out_of_shape_is_refused(grant, changes, code):
    with pytest.raises(Refusal, match=code):
        grant(**changes)


def test_the_station_fetches_the_record_again(site, grant):
    def revision():
        with site.hub.read() as db:
            return revisions.current(db, revisions.record_of(grant.visitor))

    before = revision()
    grant()
    assert revision() > before
