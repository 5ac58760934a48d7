"""HITs and assignments: their states, and a batch of them from a template and a table.

Source: DESIGN.md §10, the words and states of the MTurk requester API.
"""

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from kiosk.rules.forms import Form, fill, is_clean, read_form, variables
from kiosk.rules.refusals import Refusal
from kiosk.rules.tables import Row, read_table, wrong

VARIABLES_LIMIT = 30
"""Columns of a batch that a form uses: a slot carries no more."""
TITLE_LIMIT = 120
DESCRIPTION_LIMIT = 2000
EXPECTATIONS_LIMIT = 20
EXPECTATION_LIMIT = 200
KEYWORDS_LIMIT = 20
REWARD_LIMIT_MINOR = 10**9
SECONDS_LIMIT = 4 * 3600
EXPIRES_AT_LEAST_S = 60
EXPIRES_AT_MOST_S = 365 * 86_400
QUALIFICATION = re.compile(r"[a-z][a-z0-9-]{0,59}")


class HitState(StrEnum):
    """States of a HIT."""

    ASSIGNABLE = "Assignable"
    UNASSIGNABLE = "Unassignable"
    REVIEWABLE = "Reviewable"
    REVIEWING = "Reviewing"
    DISPOSED = "Disposed"


class AssignmentState(StrEnum):
    """States of an assignment."""

    ALLOTTED = "Allotted"
    ACCEPTED = "Accepted"
    SUBMITTED = "Submitted"
    RETURNED = "Returned"
    ABANDONED = "Abandoned"
    REVISION_REQUESTED = "RevisionRequested"
    APPROVED = "Approved"
    REJECT_PROPOSED = "RejectProposed"
    DISPUTED = "Disputed"
    REJECTED = "Rejected"


HIT_MOVES: Mapping[HitState, frozenset[HitState]] = MappingProxyType(
    {
        HitState.ASSIGNABLE: frozenset({HitState.UNASSIGNABLE}),
        HitState.UNASSIGNABLE: frozenset({HitState.ASSIGNABLE, HitState.REVIEWABLE}),
        HitState.REVIEWABLE: frozenset({HitState.REVIEWING}),
        HitState.REVIEWING: frozenset({HitState.REVIEWABLE, HitState.DISPOSED}),
        HitState.DISPOSED: frozenset(),
    }
)

ASSIGNMENT_MOVES: Mapping[AssignmentState, frozenset[AssignmentState]] = MappingProxyType(
    {
        AssignmentState.ALLOTTED: frozenset({AssignmentState.ACCEPTED}),
        AssignmentState.ACCEPTED: frozenset(
            {AssignmentState.SUBMITTED, AssignmentState.RETURNED, AssignmentState.ABANDONED}
        ),
        AssignmentState.SUBMITTED: frozenset(
            {
                AssignmentState.REVISION_REQUESTED,
                AssignmentState.APPROVED,
                AssignmentState.REJECT_PROPOSED,
            }
        ),
        AssignmentState.RETURNED: frozenset(),
        AssignmentState.ABANDONED: frozenset(),
        AssignmentState.REVISION_REQUESTED: frozenset({AssignmentState.SUBMITTED}),
        AssignmentState.APPROVED: frozenset(),
        AssignmentState.REJECT_PROPOSED: frozenset(
            {AssignmentState.REJECTED, AssignmentState.DISPUTED}
        ),
        AssignmentState.DISPUTED: frozenset({AssignmentState.APPROVED, AssignmentState.REJECTED}),
        AssignmentState.REJECTED: frozenset({AssignmentState.APPROVED}),
    }
)


@dataclass(frozen=True, slots=True)
class Template:
    """What all HITs of a batch have in common; `form` still holds its variables.

    `qualification` is None when anybody may do the task.
    """

    title: str
    description: str
    form: Form
    reward_minor: int
    seconds_estimate: int
    qualification: str | None
    expectations: tuple[str, ...]
    keywords: tuple[str, ...]
    expires_in_s: int


@dataclass(frozen=True, slots=True)
class Task:
    """One HIT to be: its row in the table, the values of the form's variables, the form filled."""

    row: int
    values: Mapping[str, str]
    form: Form


@dataclass(frozen=True, slots=True)
class Batch:
    """A template and its tasks, in the table's order."""

    template: Template
    tasks: tuple[Task, ...]


def check_hit_move(old: HitState, new: HitState) -> None:
    """Refuse a change of a HIT's state that is not in the table.

    Raises:
        Refusal: `state_wrong`.
    """
    if new not in HIT_MOVES[old]:
        raise Refusal("state_wrong", old=old.value, new=new.value)


def check_assignment_move(old: AssignmentState, new: AssignmentState) -> None:
    """Refuse a change of an assignment's state that is not in the table.

    Raises:
        Refusal: `state_wrong`.
    """
    if new not in ASSIGNMENT_MOVES[old]:
        raise Refusal("state_wrong", old=old.value, new=new.value)


def read_template(raw: object) -> Template:
    """Read a template from decoded JSON.

    Raises:
        Refusal: `field_missing`, `field_wrong` with `field`; what `read_form` refuses.
    """
    if not isinstance(raw, Mapping):
        raise Refusal("field_wrong", field="template")
    _only_known(raw)
    return Template(
        title=_text(raw, "title", most=TITLE_LIMIT),
        description=_text(raw, "description", most=DESCRIPTION_LIMIT),
        form=read_form(_present(raw, "form")),
        reward_minor=_number(raw, "reward_minor", least=1, most=REWARD_LIMIT_MINOR),
        seconds_estimate=_number(raw, "seconds_estimate", least=1, most=SECONDS_LIMIT),
        qualification=_qualification(raw.get("qualification")),
        expectations=_texts(raw, "expectations", count=EXPECTATIONS_LIMIT, most=EXPECTATION_LIMIT),
        keywords=_texts(raw, "keywords", count=KEYWORDS_LIMIT, most=60),
        expires_in_s=_number(raw, "expires_in_s", least=EXPIRES_AT_LEAST_S, most=EXPIRES_AT_MOST_S),
    )


def read_batch(template: object, *, csv_text: str, pictures: AbstractSet[str]) -> Batch:
    """Read a batch: one HIT a row of the table, its columns filling the form's variables.

    Args:
        template: decoded JSON, as `read_template` reads it.
        csv_text: see `tables.decode_table`.
        pictures: names of the pictures that came along; a filled form may show only these.

    Raises:
        Refusal: what `read_template` and `read_table` refuse; `csv_wrong` with `row`, `field`
            and `problem`.
    """
    common = read_template(template)
    used = sorted(variables(common.form))
    if len(used) > VARIABLES_LIMIT:
        raise Refusal("form_wrong", where="form", problem="too_many_variables")
    table = read_table(csv_text)
    for name in used:
        if name not in table.columns:
            raise wrong(1, name, "column_missing")
    tasks = tuple(_task(common.form, row, used=used, pictures=pictures) for row in table.rows)
    return Batch(common, tasks)


def _task(form: Form, row: Row, *, used: list[str], pictures: AbstractSet[str]) -> Task:
    values = {name: row.cells[name].strip() for name in used}
    for name, value in values.items():
        if not value:
            raise wrong(row.number, name, "empty_cell")
    try:
        filled = fill(form, values)
    except Refusal as refused:
        where, problem = str(refused.details["where"]), str(refused.details["problem"])
        raise wrong(row.number, where, problem) from refused
    if filled.picture is not None and filled.picture not in pictures:
        raise wrong(row.number, filled.picture[:60], "picture_missing")
    return Task(row.number, values, filled)


def _only_known(raw: Mapping[str, object]) -> None:
    for name in raw:
        if name not in Template.__dataclass_fields__:
            raise Refusal("field_wrong", field=str(name)[:60])


def _present(raw: Mapping[str, object], name: str) -> object:
    if raw.get(name) is None:
        raise Refusal("field_missing", field=name)
    return raw[name]


def _text(raw: Mapping[str, object], name: str, *, most: int) -> str:
    text = _present(raw, name)
    if not isinstance(text, str) or len(text) > most or not is_clean(text):
        raise Refusal("field_wrong", field=name)
    if not text.strip():
        raise Refusal("field_missing", field=name)
    return text.strip()


def _texts(raw: Mapping[str, object], name: str, *, count: int, most: int) -> tuple[str, ...]:
    listed = raw.get(name, [])
    if not isinstance(listed, list) or len(listed) > count:
        raise Refusal("field_wrong", field=name)
    made = tuple(_text({name: one}, name, most=most) for one in listed)
    if len(set(made)) < len(made):
        raise Refusal("field_wrong", field=name)
    return made


def _number(raw: Mapping[str, object], name: str, *, least: int, most: int) -> int:
    number = _present(raw, name)
    if not isinstance(number, int) or isinstance(number, bool) or not least <= number <= most:
        raise Refusal("field_wrong", field=name)
    return number


def _qualification(raw: object) -> str | None:
    if raw is None or raw == "":
        return None
    if not isinstance(raw, str) or not QUALIFICATION.fullmatch(raw):
        raise Refusal("field_wrong", field="qualification")
    return raw
