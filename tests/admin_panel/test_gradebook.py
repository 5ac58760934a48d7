"""The gradebook in the panel: learners, questions, one learner, one exam, and its files."""

import csv
import io
import zipfile

import pytest
from fakes.machines import SeatMachine, import_pets, look
from rules.module_samples import ROWS

from kiosk.acts import classes
from kiosk.acts.classes import ClassDraft
from kiosk.protocol.reflections import Reflection
from kiosk.queries import gradebook as query
from kiosk.rules.modules import attempt_id
from kiosk.store import exam_marks, reflections, training
from kiosk.store.training import PracticeRow

NAMES = ("Grace Muthoni", "Abdi Hassan", "Zawadi Patel", "Lilian Achieng", "=Eve Sum")
RUBRIC = [{"text": "Says what was hard", "points": 2}, {"text": "Names a next step", "points": 3}]


@pytest.fixture
def made(cafe, shift):
    """A class that learns about pets: five learners of whom two practised and two sat the exam."""
    by, hub = cafe.otieno, cafe.hub
    made = hub.write(classes.make_class, draft=ClassDraft("Morning group", by), by=by)
    edition = import_pets(hub, tries=None)
    hub.write(classes.plan_module, class_id=made, edition=edition, starts=hub.now(), by=by)
    people = [cafe.visitor(name, code=f"47190{n}") for n, name in enumerate(NAMES)]
    for one in people:
        hub.write(classes.add_member, class_id=made, visitor=one, by=by)
    hub.write(practise, rows=[(people[0], "p1", True), (people[0], "p2", False)])
    hub.write(practise, rows=[(people[1], "p1", True)])
    seat = SeatMachine(cafe, 1)
    for one, right in ((people[0], True), (people[1], False)):
        cafe.sat(1, one, by=cafe.amina)
        seat.sit_exam(one, right=right)
    cafe.people, cafe.seat = people, seat
    return f"/classes/{made}/gradebook"


def practise(db, now, *, rows):
    for visitor, item, right in rows:
        answer = b'{"pet": "cat"}' if right else b'{"pet": "dog"}'
        told = (visitor, "pets-e2", "practice", item, f"f/{item}", answer, right)
        training.keep_practice(db, now, PracticeRow(*told, tries=1, hints=0, took_ms=90_000))


def exam_of(cafe, n):
    return attempt_id(visitor=cafe.people[n], edition="pets-e2", try_number=1)


def test_learners_by_modules_with_what_is_missing(mentor, made, cafe):
    page = mentor.page(made)
    assert "5 learners" in page
    assert page.count("Not begun") == 3
    assert ("Has passed · 2 of 2" in page, "Not passed · 0 of 2" in page) == (True, True)
    assert "Missing: <bdi>2 questions, the exam" not in page
    assert page.count("Missing: the exam") == 1
    one = mentor.page(f"{made}?module=pets-e2")
    assert all(word in one for word in ("Tries", "50%", "2 of 2", "3 min"))


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("who=exam", NAMES[1:]),
        ("who=missing", NAMES[1:]),
        ("who=mark", NAMES[:2]),
        ("who=hand", ()),
        ("q=grace", NAMES[:1]),
        ("q=nobody", ()),
        ("who=nonsense&page=999&from=x", NAMES),
    ],
)
def test_learners_are_filtered(mentor, made, asked, names):
    page = mentor.page(f"{made}?{asked}")
    assert [name for name in NAMES if f">{name}<" in page.replace("<bdi>", ">")] == list(names)
    assert ("Nobody like that" in page) == (not names)


def test_long_classes_and_plans_are_leafed_through(mentor, made, monkeypatch, cafe):
    monkeypatch.setattr("admin_panel.gradebook.LEARNERS_SHOWN", 2)
    monkeypatch.setattr("admin_panel.gradebook.MODULES_SHOWN", 1)
    class_id = made.split("/")[2]
    later = import_pets(cafe.hub, edition=3, tries=None, title="More pets")
    told = {"class_id": class_id, "edition": later, "by": cafe.otieno}
    cafe.hub.write(classes.plan_module, starts=cafe.hub.now(), **told)
    first, last = mentor.page(made), mentor.page(f"{made}?page=3&from=2")
    assert ("Later modules" in first, "Earlier modules" in first) == (True, False)
    assert ("page=2" in first, "More pets</bdi></a>" in last) == (True, True)
    assert ("Later modules" in last, "Earlier modules" in last, "page=2" in last) == (
        *(False, True),
        True,
    )


def test_a_book_without_learners_or_modules_says_what_to_do(mentor, cafe):
    draft = ClassDraft("Evening", cafe.otieno)
    empty = cafe.hub.write(classes.make_class, draft=draft, by=cafe.otieno)
    for path in ("", "/questions"):
        assert "No module is planned" in mentor.page(f"/classes/{empty}/gradebook{path}")
    assert mentor.get(f"/classes/{empty}/gradebook/answers.csv").status_code == 404
    learns = {"class_id": empty, "edition": import_pets(cafe.hub), "starts": cafe.hub.now()}
    cafe.hub.write(classes.plan_module, by=cafe.otieno, **learns)
    assert "Nobody is in this class yet" in mentor.page(f"/classes/{empty}/gradebook")
    assert "Nobody has answered yet" in mentor.page(f"/classes/{empty}/gradebook/questions")


def rows_of(answer):
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_files_hold_numbers_and_no_formulas(mentor, made):
    head, *rows = rows_of(mentor.get(f"{made}.csv"))
    lines = {row[0]: dict(zip(head, row, strict=True)) for row in rows}
    assert "'=Eve Sum" in lines
    grace = lines["Grace Muthoni"]
    assert (grace["Right first time"], grace["Exam"], grace["Marked by"]) == (
        *("50%", "Has passed"),
        "The machine",
    )
    answers = rows_of(mentor.get(f"{made}/answers.csv?module=pets-e2"))
    assert len(answers) == 1 + 3 + 4
    for path in ("", "/answers"):
        file = mentor.get(f"{made}{path}.xlsx")
        assert zipfile.ZipFile(io.BytesIO(file.data)).testzip() is None


def test_few_answers_rank_no_question(mentor, made):
    page = mentor.page(f"{made}/questions")
    assert page.count("Too few to tell") >= 2
    assert ("Hard<" in page, "span-bar" in page) == (False, False)


def test_a_suspect_gold_answer_leads_to_what_to_do(mentor, made, cafe):
    """Five get all else right and say the same of one: the module may be wrong."""
    edition = import_pets(cafe.hub, edition=4, tries=None, rows=many_rows())
    class_id = made.split("/")[2]
    told = {"class_id": class_id, "edition": edition, "by": cafe.otieno}
    cafe.hub.write(classes.plan_module, starts=cafe.hub.now(), **told)

    def answer(db, now):
        for one in cafe.people:
            for n in range(20, 25):
                said = b'{"pet": "dog"}' if n == 24 else b'{"pet": "cat"}'
                told = (one, edition, "practice", f"p{n}", f"f/{n}", said, n != 24)
                row = PracticeRow(*told, tries=1, hints=0, took_ms=1_000)
                training.keep_practice(db, now, row)

    cafe.hub.write(answer)
    page = mentor.page(f"{made}/questions?module={edition}")
    assert "answer of the module may be wrong" in page
    assert "said by 5 of 5" in page
    assert "Mark failed exams anew" not in page
    import_pets(cafe.hub, edition=5, tries=None)
    assert "/modules/pets-e5/remark" in mentor.page(f"{made}/questions?module={edition}")


def many_rows():
    """The sample's questions, with five more to practise."""
    first = next(line for line in ROWS.splitlines() if line.startswith("p1,"))
    more = "".join(f"p{n}{first[2:]}\n" for n in range(20, 25))
    return ROWS + more


def test_a_mentors_mark_is_said_before_given_once_and_taken_back(mentor, made, cafe):
    page = f"{made}/exam/{exam_of(cafe, 1)}"
    shown = mentor.page(page)
    assert ("Earns the qualification" in shown, "The machine" in shown) == (True, True)
    assert "Say why" in mentor.post(page, page=page, right="2", reason="").text
    assert mentor.post(page, page=page, right="3", reason="x").status_code == 422
    for _time in range(2):
        sent = {"right": "2", "reason": "blurred", "request_id": "mark-this-exam-once"}
        assert mentor.post(page, page=page, **sent).status_code == 303
    (held,) = look(cafe, exam_marks.history, exam_of(cafe, 1))
    assert (held.mark.right, held.mark.passed) == (2, True)
    assert "said by a mentor" in mentor.page(made)
    assert "Abdi Hassan" in mentor.page(f"{made}?who=hand")
    shown = mentor.post(f"{page}/back", page=page, n="999").text
    assert "Another mark holds by now" in shown
    assert mentor.post(f"{page}/back", page=page, n=str(held.n)).status_code == 303
    assert "Taken back by" in mentor.page(page)


def test_an_exam_that_is_not_of_this_class_is_not_there(mentor, operator, made, cafe):
    other = cafe.hub.write(
        classes.make_class, draft=ClassDraft("Evening", cafe.otieno), by=cafe.otieno
    )
    exam = exam_of(cafe, 0)
    assert mentor.get(f"/classes/{other}/gradebook/exam/{exam}").status_code == 404
    stranger = f"/classes/{other}/gradebook/learner/{cafe.people[0]}"
    assert mentor.get(stranger).status_code == 404
    for path in ("", "/questions", ".csv", f"/exam/{exam}", f"/learner/{cafe.people[0]}"):
        assert operator.get(made + path).status_code == 403


def test_one_learner_with_answers_points_and_notes(mentor, made, cafe):
    page = f"{made}/learner/{cafe.people[0]}"
    shown = mentor.page(page)
    assert all(word in shown for word in ("Exam, try", "Not marked", "Right", "Wrong"))
    points = {"edition": "pets-e2", "step": "end", "points-end-0": "2", "words-end": "well thought"}
    assert mentor.post(f"{page}/points", page=page, **points).status_code == 303
    (mark,) = look(cafe, reflections.of_learner, cafe.people[0])
    assert "2</bdi> of <bdi>3</bdi> points" in mentor.page(page)
    wrong = mentor.post(f"{page}/points", page=page, **{**points, "points-end-0": "4"})
    assert (wrong.status_code, "Type a whole number from 0 to 3" in wrong.text) == (422, True)
    long = mentor.post(f"{page}/points", page=page, **{**points, "words-end": "x" * 401})
    assert ("shorter than 400" in long.text, long.text.count('id="words-end"')) == (True, 1)
    assert f"/exam/{exam_of(cafe, 0)}" in mentor.page(page)
    for step in ("exam", "nothing"):
        forged = {**points, "step": step}
        assert mentor.post(f"{page}/points", page=page, **forged).status_code == 404
    assert mentor.post(f"{page}/points/back", page=page, n=str(mark.n)).status_code == 303
    assert mentor.post(f"{page}/points/back", page=page, n=str(mark.n)).status_code == 404
    assert mentor.post(f"{page}/points/back", page=page, n="x").status_code == 422
    assert "taken back" in mentor.page(page)
    assert "Type what you want to note" in mentor.post(f"{page}/notes", page=page, note="").text
    assert mentor.post(f"{page}/notes", page=page, note="<b>slow</b>").status_code == 303
    assert "&lt;b&gt;slow" in mentor.page(page)
    (note,) = look(cafe, reflections.notes, cafe.people[0])
    assert mentor.post(f"{page}/notes/off", page=page, n=str(note.n)).status_code == 303
    assert mentor.post(f"{page}/notes/off", page=page, n=str(note.n)).status_code == 404
    assert "&lt;b&gt;slow" not in mentor.page(page)


def test_a_module_whose_bytes_are_missing_hides_nothing_of_the_marks(mentor, made, cafe):
    with cafe.hub.read() as db:
        row = training.edition(db, "pets-e2")
    next(cafe.hub.folder.rglob(row.sha256)).unlink()
    assert "Has passed · 2 of 2" in mentor.page(made)
    assert "The module is not here" in mentor.page(f"{made}/questions")
    exam = mentor.page(f"{made}/exam/{exam_of(cafe, 0)}")
    assert ("The module is not here" in exam, "Mark it so" in exam) == (True, False)
    assert "Nothing answered yet" in mentor.page(f"{made}/learner/{cafe.people[0]}")


def test_what_editions_ask_is_kept_for_so_many(mentor, made, monkeypatch):
    monkeypatch.setattr("kiosk.queries.gradebook.WORKS_KEPT", 1)
    monkeypatch.setattr("kiosk.queries.gradebook._WORKS", {"other": query.NO_WORK})
    for _time in range(2):
        assert "Missing: the exam" in mentor.page(made)
    assert list(query._WORKS) != ["other"]
    assert len(query._WORKS) == 1


def test_what_was_written_waits_with_its_words_until_it_is_marked(mentor, made, cafe):
    seat, grace = cafe.seat, cafe.people[0]
    queue, page = f"{made}/reflections", f"{made}/learner/{cafe.people[0]}"
    assert "Nothing waits for a mark" in mentor.page(queue)
    seat.tell(Reflection(grace, "pets-e2", "end", "The <b>cat</b>\nwas hard."))
    seat.tell(Reflection(cafe.people[1], "pets-e2", "end", aloud=True))
    shown = mentor.page(queue)
    for words in ("The &lt;b&gt;cat", "Grace Muthoni", "says: I said it", f"{page}?module=pets-e2"):
        assert words in shown
    assert "tabs__count" in mentor.page(made)
    assert "Grace Muthoni" in mentor.page(f"{made}?who=written")
    assert "Zawadi Patel" not in mentor.page(f"{made}?who=written")
    assert "The &lt;b&gt;cat" in mentor.page(page)
    cafe.clock.forward(seconds=1)
    points = {"edition": "pets-e2", "step": "end", "points-end-0": "2", "words-end": "well seen"}
    assert mentor.post(f"{page}/points", page=page, **points).status_code == 303
    assert "Grace Muthoni" not in mentor.page(queue)
    note = {"note": "Come on Friday", "for_learner": "1"}
    assert mentor.post(f"{page}/notes", page=page, **note).status_code == 303
    assert "the learner reads it too" in mentor.page(page)
