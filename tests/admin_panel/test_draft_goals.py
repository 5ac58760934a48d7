"""Goals, rubrics and the terms of an exam on the pages of a draft."""

import re

import pytest
from rules.draft_samples import SAID, TYPED

ALL = "/modules/drafts"


@pytest.fixture
def draft(mentor):
    """The address of a draft that has its title."""
    return mentor.post(ALL, page=ALL, how="new", title="Know pets", lang="en").location


def change(mentor, draft, **fields):
    return mentor.post(f"{draft}/change", page=draft, **fields).location


def save(mentor, draft, place, **fields):
    page = mentor.page(place)
    keys = {name: re.search(f'name="{name}" value="([^"]*)"', page)[1] for name in ("part", "seen")}
    return mentor.post(draft, page=place, **{**keys, **fields})


def write(mentor, draft, kind):
    place = change(mentor, draft, do="add_item", kind=kind, pool="practice")
    assert save(mentor, draft, place, **TYPED[kind], **SAID).status_code == 303


def test_a_goal_and_a_rubric_are_written_on_the_page_of_their_step(mentor, draft):
    place = change(mentor, draft, do="add_step", kind="practice")
    assert 'name="goal" value="each_once" checked' in mentor.page(place)
    for _question in range(3):
        write(mentor, draft, "choice")
    goal = {"goal": "m_of_n", "m_of_n_right": "2", "m_of_n_of": "3"}
    assert save(mentor, draft, place, title="Do it", **goal).status_code == 303
    page = mentor.page(place)
    assert 'name="goal" value="m_of_n" checked' in page
    assert re.search(r'id="m_of_n_right"[^>]*value="2"', page)
    place = change(mentor, draft, do="add_step", kind="reflect")
    sent = {"rubric1": "Says why", "points1": "4"}
    assert save(mentor, draft, place, title="Look back", **sent).status_code == 303
    assert 'value="Says why"' in mentor.page(place)


def test_a_goal_out_of_reach_leads_to_its_fields(mentor, draft):
    place = change(mentor, draft, do="add_step", kind="practice")
    write(mentor, draft, "choice")
    sent = {"goal": "in_a_row", "in_a_row_right": "9"}
    assert save(mentor, draft, place, title="Do it", **sent).status_code == 303
    assert f'href="{place}#mastery"' in mentor.page(draft)
    taken = save(mentor, draft, place, title="\u200b", seen="0" * 16, **sent)
    assert 'name="goal" value="in_a_row" checked' in taken.text


def test_the_terms_of_an_exam_stand_open_where_there_is_one(mentor, draft):
    assert '<details id="exam-terms">' in mentor.page(draft)
    place = change(mentor, draft, do="add_step", kind="exam")
    assert '<details id="exam-terms" open>' in mentor.page(draft)
    assert f'href="{draft}#exam-terms"' in mentor.page(place)
