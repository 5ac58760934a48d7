"""Exams marked anew by a later edition: the page says who would pass, the button does it."""

import pytest
from fakes.machines import SeatMachine, import_pets, look
from fakes.remarks import NEW, mend, sit_rightly

from admin_panel import remark
from kiosk.store import remarks, training

PLACE = f"/modules/{NEW}/remark"


@pytest.fixture
def learners(cafe, shift):
    """Three people who failed since a gold answer was wrong, and one who passes by neither."""
    import_pets(cafe.hub, tries=None)
    seat = SeatMachine(cafe, 1)
    found = []
    for n, name in enumerate(("Grace Muthoni", "Otieno Oduor", "Wanjiku Kamau", "Asha Ali")):
        visitor = cafe.visitor(name=name, code=f"47190{n}")
        cafe.sat(1, visitor, by=cafe.amina)
        found.append(visitor)
        if n < 3:
            sit_rightly(cafe, seat, visitor)
        else:
            seat.sit_exam(visitor, right=False)
    return found


def passed(cafe, visitor):
    return [one.passed for one in look(cafe, training.attempts, visitor)]


def test_the_page_says_who_would_pass(owner, cafe, learners):
    mend(cafe)
    page = owner.page(PLACE)
    assert "3 learners would now pass" in page
    assert "Give 3 passes" in page
    assert all(name in page for name in ("Grace Muthoni", "Otieno Oduor", "Wanjiku Kamau"))
    assert "Asha Ali" not in page
    assert not any(passed(cafe, visitor)[-1] for visitor in learners)


def test_the_button_gives_the_passes_once(owner, cafe, learners):
    mend(cafe)
    for _ in range(2):
        answer = owner.post(PLACE, page=PLACE, request_id="remark-these-exams")
        assert (answer.status_code, answer.location) == (303, PLACE)
    page = owner.page(PLACE)
    assert "3 learners pass now." in page
    assert "Nobody would pass who did not" in page
    assert [passed(cafe, visitor)[-1] for visitor in learners] == [True, True, True, False]
    with cafe.hub.read() as db:
        lines = db.execute("SELECT count(*) AS n FROM audit WHERE act = 'remark_exam'")
        assert lines.fetchone()["n"] == 3


def test_a_qualification_that_is_over_by_now_is_called_so(owner, cafe, clock, learners):
    clock.forward(days=31)
    mend(cafe)
    assert owner.page(PLACE).count("Over by now") == 3


def test_one_that_does_not_end_is_called_so(owner, cafe, learners):
    mend(cafe, valid_days=None)
    assert owner.page(PLACE).count("No end") == 3


def test_a_module_that_grants_nothing_says_nothing_of_work(owner, cafe, learners):
    mend(cafe, qualification=None)
    assert "May work until" not in owner.page(PLACE)


def test_the_list_leads_there_from_an_edition_that_marks_otherwise(owner, cafe, learners):
    import_pets(cafe.hub, edition=3, minor_of=2, tries=None)
    page = owner.page("/modules")
    assert "/remark" not in page
    assert "Other words than pets-e2" in page
    mend(cafe, edition=4)
    page = owner.page("/modules")
    assert ("/modules/pets-e4/remark" in page, "Marks anew" in page) == (True, True)


def test_with_nothing_before_it_there_is_nothing_to_look_at(owner, cafe):
    import_pets(cafe.hub)
    assert "There is no earlier edition that marks otherwise." in owner.page(
        "/modules/pets-e2/remark"
    )


def test_an_edition_that_is_not_here_is_not_found(owner):
    assert owner.get("/modules/pets-e9/remark").status_code == 404


def test_a_minor_edition_that_changes_an_answer_is_refused_in_words(owner, cafe, learners):
    from fakes.remarks import MENDED
    from rules.module_samples import sample_files

    from kiosk.acts.importing import keep_module
    from kiosk.rules.refusals import Refusal

    files = sample_files(edition=3, minor_of=2, tries=None, rows=MENDED)
    hub = cafe.hub
    with pytest.raises(Refusal) as refused:
        keep_module(files, modules=hub.modules, blobs=hub.blobs, module_of=hub.module_of)
    assert (refused.value.code, refused.value.details["changed"]) == ("edition_not_minor", "x1")


def test_an_operator_does_not_mark(operator):
    assert operator.get(PLACE).status_code == 403


def test_where_more_failed_than_are_looked_at_the_page_says_so(owner, cafe, learners, monkeypatch):
    mend(cafe)
    assert "the first <bdi>2</bdi> failed exams" not in owner.page(PLACE)
    monkeypatch.setattr(remarks, "FAILED_LIMIT", 2)
    monkeypatch.setattr(remark, "FAILED_LIMIT", 2)
    page = owner.page(PLACE)
    assert "the first <bdi>2</bdi> failed exams" in page
    assert "2 learners would now pass" in page
