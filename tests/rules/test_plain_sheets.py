"""Somebody's own table of questions: its columns found out, its rows made questions."""

import pytest
from rules.draft_samples import apply, empty, with_item

from kiosk.rules.draft_files import whole
from kiosk.rules.draft_parts import ITEM, STEP, sheet_in, sheets_of, step_of
from kiosk.rules.item_sheets import Whole, outcome, sheet_table
from kiosk.rules.module_files import problems
from kiosk.rules.module_items import ITEMS_FILE, Problem
from kiosk.rules.plain_columns import Role, roles_of
from kiosk.rules.plain_sheets import Labels

Q, A, OPT, H, W = Role.QUESTION, Role.ANSWER, Role.OPTION, Role.HINT, Role.WHY
LABELS = Labels("Pick one", "Type it")
HEAD = "question,answer,option 1,option 2,option 3,hint,why\n"
CAT = "Which animal purrs?,A cat,A dog,A cow,,It is small.,Cats purr.\n"


def come_of(text, *, files=None, holds=Whole.SOME, labels=LABELS):
    files = empty() if files is None else files
    return outcome(files, table=sheet_table(text.encode()), holds=holds, labels=labels)


def taken(text, *, files=None, holds=Whole.SOME):
    files = empty() if files is None else files
    return {**files, **come_of(text, files=files, holds=holds).file}


@pytest.mark.parametrize(
    ("columns", "roles"),
    [
        (("question", "answer", "option 1", "option 2", "hint", "why"), (Q, A, OPT, OPT, H, W)),
        (("السؤال", "الجواب", "خيار ١", "خيار ٢", "تلميح", "لماذا"), (Q, A, OPT, OPT, H, W)),
        (("Réponse", "QUESTION", "Choix 1", "Indice"), (A, Q, OPT, H)),
        (("Swali", "Jibu", "Chaguo 1", "Kidokezo", "Sababu"), (Q, A, OPT, H, W)),
        (("Вопрос", "Ответ", "Вариант 1", "Подсказка"), (Q, A, OPT, H)),
        (("Câu hỏi", "Đáp án", "Lựa chọn 1", "Gợi ý"), (Q, A, OPT, H)),
        (("प्रश्न", "उत्तर", "विकल्प 1", "संकेत", "क्यों"), (Q, A, OPT, H, W)),
        (("aa", "bb", "cc", "dd", "ee", "ff", "gg", "hh"), (Q, A, OPT, OPT, OPT, H, W, None)),
        (("number", "question", "answer"), (None, Q, A)),
        (("question", "question", "answer"), (Q, None, A)),
    ],
)
def test_columns_are_known_by_name_in_many_languages_or_by_place(columns, roles):
    assert roles_of(columns) == roles


def test_a_row_with_options_is_a_question_to_pick_in():
    found = come_of(HEAD + CAT)
    assert (found.wrong, found.left, found.same) == ((), (), 0)
    assert found.read_as[:3] == ((Q, "question"), (A, "answer"), (OPT, "option 1"))
    assert {cell.column: cell.now for cell in found.changed[0].cells}["gold"] == "A cat"
    sheet = sheet_in({**empty(), **found.file}, "p1")
    options = {one.value: one.label for one in sheet.first.options}
    assert sorted(options.values()) == ["A cat", "A cow", "A dog"]
    assert options[sheet.first.gold] == "A cat"
    assert (sheet.prompt, sheet.first.label) == ("Which animal purrs?", "Pick one")
    assert (sheet.hints[0], sheet.why, sheet.pool) == ("It is small.", "Cats purr.", "practice")


def test_a_row_without_options_is_typed_and_may_have_spellings():
    sheet = sheet_in(taken("question,answer\nFour legs and purrs?,cat|a cat\n"), "p1")
    assert (sheet.type, sheet.first.gold, sheet.first.label) == ("text", "cat|a cat", "Type it")


@pytest.mark.parametrize(
    ("answer", "options", "right"),
    [
        ("A cat", "A dog,a  CAT,A cow", "a  CAT"),
        ("b", "A dog,A cat,A cow", "A cat"),
        ("b", "a,b,c", "b"),
        ("x", "A dog,A cat,A cow", "x"),
    ],
)
def test_the_right_one_may_stand_among_the_options_or_be_named_by_its_letter(
    answer, options, right
):
    sheet = sheet_in(taken(f"{HEAD}Which?,{answer},{options},,\n"), "p1")
    labels = {one.value: one.label for one in sheet.first.options}
    assert labels[sheet.first.gold] == right


@pytest.mark.parametrize(
    ("text", "row", "field", "code"),
    [
        (HEAD + CAT + ",A cat,A dog,,,,\n", 3, "question", "empty_cell"),
        (HEAD + "Which?,,A dog,,,,\n", 2, "answer", "empty_cell"),
        (HEAD + CAT + "\n" + CAT, 4, "question", "twice"),
        (HEAD + "Which?,A cat,A dog,a dog,,,\n", 2, "option 3", "twice"),
        (HEAD + "Which?,A cat,a cat,,,,\n", 2, "option 3", "only_right"),
        ("question\nWhich?\n", 1, "answer", "column_missing"),
        ("question,answer,pool\nWhich?,A cat,gold\n", 2, "pool", "pool_unknown"),
    ],
)
def test_what_is_wrong_is_named_by_its_row(text, row, field, code):
    assert come_of(text).wrong == (Problem(ITEMS_FILE, row, field, code),)


def test_more_options_than_a_question_may_have_are_named():
    columns = ",".join(f"option {n}" for n in range(31))
    cells = ",".join(f"no {n}" for n in range(31))
    found = come_of(f"question,answer,{columns}\nWhich?,A cat,{cells}\n")
    assert [one.code for one in found.wrong] == ["too_many"]


def test_what_the_form_refuses_is_named_by_the_row_of_the_table():
    long = ",".join(f"{n}{'한' * 9_000}" for n in range(3))
    found = come_of(f"{HEAD}\nWhich?,A cat,{long},,\n")
    assert {one.row for one in found.wrong} == {3}


def test_a_question_is_known_again_by_its_words():
    files = taken(HEAD + CAT)
    again = come_of(HEAD + CAT, files=files)
    assert (again.changed, again.same) == ((), 1)
    files = apply(files, "set", f"{ITEM}p1", **_page(files, "p1"), right="Yes!")
    other = CAT.replace("It is small.", "It says meow.")
    found = come_of(HEAD + other, files=files)
    assert [(one.id, one.kind, one.row) for one in found.changed] == [("p1", "changed", 2)]
    sheet = sheet_in({**files, **found.file}, "p1")
    assert (sheet.hints[0], sheet.right) == ("It says meow.", "Yes!")
    typed = taken("question,answer\nWhich animal purrs?,cat\n", files=files)
    assert [(one.id, one.type) for one in sheets_of(typed)] == [("p1", "text")]


def _page(files, item):
    """The fields of its page as they stand."""
    sheet = sheet_in(files, item)
    told = {f"option{n}": one.label for n, one in enumerate(sheet.first.options, start=1)}
    values = [one.value for one in sheet.first.options]
    gold = str(values.index(sheet.first.gold) + 1)
    return {"prompt": sheet.prompt, "gold": gold, "why": sheet.why, **told}


def test_exam_questions_say_so_and_all_means_that_others_go():
    files, other = with_item("order")
    files = apply(files, "add_step", kind="practice")
    files = apply(files, "set", f"{STEP}practice1", title="Do", which="these", items=(other,))
    text = "question,answer,pool\nWhich?,A cat,exam\n"
    found = come_of(text, files=files, holds=Whole.ALL)
    assert [(one.id, one.kind) for one in found.changed] == [("e1", "new"), (other, "gone")]
    after = {**files, **found.file}
    assert [(one.id, one.pool) for one in sheets_of(after)] == [("e1", "exam")]
    assert "items" not in step_of(after, "practice1")


def test_a_draft_of_such_questions_alone_is_whole():
    files = apply(taken(HEAD + CAT), "add_step", kind="practice")
    files = apply(files, "set", f"{STEP}practice1", title="Do")
    assert not [one for one in problems(whole(files)) if one.file == ITEMS_FILE]
