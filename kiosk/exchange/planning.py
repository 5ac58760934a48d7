"""A batch before it is paid for: read, checked, priced. Slow and pure, so done before the act."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from kiosk.protocol.bodies import HitTerms, Slot
from kiosk.protocol.codec import encode
from kiosk.protocol.facts import BlobRef
from kiosk.rules.fairness import check_allowed, prohibited
from kiosk.rules.forms import Form, as_json, texts, variables
from kiosk.rules.hits import VARIABLES_LIMIT, Batch, Template, read_batch
from kiosk.rules.money import round_half_up
from kiosk.rules.refusals import Refusal
from kiosk.rules.tables import read_table, wrong

ALLOTMENT_LIMIT_BYTES = 42_000
"""A fact holds 64 KiB; so much body leaves room for its base64 and fifty pictures' names."""
OWN_VARIABLE = "_picture"
LONE_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_.-]{0,39})\}")


@dataclass(frozen=True, slots=True)
class PlannedHit:
    """One HIT to be: its row in the table, all cells of that row, the name of its picture."""

    row: int
    inputs: Mapping[str, str]
    picture: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A batch that may be posted. `form` is JSON; a picture in it stands under one variable."""

    template: Template
    form: dict[str, Any]
    picture_variable: str
    hits: tuple[PlannedHit, ...]
    pictures: Mapping[str, BlobRef]


def fee_minor(reward_minor: int, *, fee_percent: int) -> int:
    """The exchange's fee on top of one reward."""
    return round_half_up(Fraction(reward_minor * fee_percent, 100))


def read_plan(template: object, *, csv_text: str, pictures: Mapping[str, BlobRef]) -> Plan:
    """Read a batch and refuse what could not be worked on.

    Raises:
        Refusal: what `read_batch` and `check_allowed` refuse; `prohibited_task` with the row;
            `too_large` when a task does not fit into a fact.
    """
    batch = read_batch(template, csv_text=csv_text, pictures=pictures.keys())
    check_allowed(batch.template)
    _check_rows_allowed(batch)
    cells = {row.number: row.cells for row in read_table(csv_text).rows}
    variable = _picture_variable(batch.template.form)
    plan = Plan(
        template=batch.template,
        form=_form(batch.template.form, variable),
        picture_variable=variable,
        hits=tuple(
            PlannedHit(task.row, cells[task.row], task.form.picture or "") for task in batch.tasks
        ),
        pictures=pictures,
    )
    _check_sizes(plan)
    return plan


def row_of(
    form: Form, *, inputs: Mapping[str, str], picture_variable: str, picture: BlobRef | None
) -> dict[str, str]:
    """What fills a form's variables on its way to a visitor; a picture goes by its blob's name."""
    row = {name: inputs[name].strip() for name in sorted(variables(form)) if name in inputs}
    if picture is not None:
        row[picture_variable] = f"sha256:{picture.sha256}"
    return row


def _check_rows_allowed(batch: Batch) -> None:
    """A template may be innocent and its rows not."""
    for task in batch.tasks:
        rule = prohibited(title="", description="", form_text="\n".join(texts(task.form)))
        if rule is not None:
            raise Refusal("prohibited_task", rule=rule, row=task.row)


def _picture_variable(form: Form) -> str:
    """The variable that the picture's name stands under, alone; a new one where there is none."""
    if form.picture is None:
        return ""
    alone = LONE_VARIABLE.fullmatch(form.picture)
    if alone is not None and sum(f"${{{alone[1]}}}" in text for text in texts(form)) == 1:
        return alone[1]
    if len(variables(form)) >= VARIABLES_LIMIT:
        raise Refusal("form_wrong", where="form", problem="too_many_variables")
    return OWN_VARIABLE


def _form(form: Form, picture_variable: str) -> dict[str, Any]:
    made: dict[str, Any] = as_json(form)
    if picture_variable:
        made["picture"] = f"${{{picture_variable}}}"
    return made


def _check_sizes(plan: Plan) -> None:
    terms_bytes = len(encode(_widest_terms(plan)))
    if terms_bytes > ALLOTMENT_LIMIT_BYTES // 2:
        raise Refusal("too_large", limit_bytes=ALLOTMENT_LIMIT_BYTES // 2)
    used = variables(plan.template.form)
    for one in plan.hits:
        row = {name: one.inputs[name] for name in used}
        slot = Slot(assignment="x" * 120, hit_type="x" * 120, row=row)
        if len(encode(slot)) + 100 > ALLOTMENT_LIMIT_BYTES // 2:
            raise wrong(one.row, None, "row_too_large")


def _widest_terms(plan: Plan) -> HitTerms:
    template = plan.template
    return HitTerms(
        hit_type="x" * 120,
        requester="x" * 120,
        title=template.title,
        description=template.description,
        form=plan.form,
        reward_minor=template.reward_minor,
        seconds_estimate=template.seconds_estimate,
        qualification=template.qualification or "",
        expectations=template.expectations,
        rejected_percent=100,
        days_to_pay=99,
    )
