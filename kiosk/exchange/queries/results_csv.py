"""Results as a table, its columns named as requesters' tools expect them."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from kiosk.exchange.queries.batches import Result
from kiosk.exchange.store.offers import Batch, HitType
from kiosk.rules.hits import AssignmentState
from kiosk.rules.instants import MS_PER_S, Instant
from kiosk.rules.reports import harmless

SHOWN_AS = {
    AssignmentState.REVISION_REQUESTED: "Submitted",
    AssignmentState.DISPUTED: "Submitted",
    AssignmentState.REJECT_PROPOSED: "Rejected",
}
FIXED = (
    "HITId",
    "HITTypeId",
    "Title",
    "Reward",
    "AssignmentId",
    "WorkerId",
    "AssignmentStatus",
    "SubmitTime",
    "DecisionTime",
    "RequesterFeedback",
    "WorkTimeInSeconds",
)
SEVERAL = "|"
"""Between the values of a field where several may be picked."""


def results_csv(
    batch: Batch,
    hit_type: HitType,
    results: Sequence[Result],
    *,
    reward: str,
    when: Any,
) -> str:
    """The table's text.

    Args:
        batch: whose results these are.
        hit_type: what its HITs have in common.
        results: in the order of the rows.
        reward: one reward as people write it.
        when: turns an instant into text.
    """
    inputs = sorted({name for one in results for name in one.answered.hit.inputs})
    fields = [field["name"] for field in hit_type.form["fields"]]
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    columns = [f"Input.{name}" for name in inputs] + [f"Answer.{name}" for name in fields]
    writer.writerow([harmless(cell) for cell in (*FIXED, *columns)])
    for one in results:
        fixed = _fixed(batch, hit_type, one, reward=reward, when=when)
        given = [one.answered.hit.inputs.get(name, "") for name in inputs]
        answers = [_value(one.answer.get(name, "")) for name in fields]
        writer.writerow([harmless(cell) for cell in (*fixed, *given, *answers)])
    return out.getvalue()


def _fixed(
    batch: Batch, hit_type: HitType, one: Result, *, reward: str, when: Any
) -> tuple[str, ...]:
    about, said = one.answered.assignment, one.answered.submissions
    decisions = one.answered.decisions
    last = said[-1] if said else None
    return (
        one.answered.hit.id,
        hit_type.id,
        batch.title,
        reward,
        about.id,
        last.worker if last else "",
        SHOWN_AS.get(about.state, about.state.value),
        when(about.received_at) if about.received_at else "",
        when(Instant(decisions[-1].at)) if decisions else "",
        decisions[-1].reason if decisions else "",
        str(last.took_ms // MS_PER_S) if last else "",
    )


def _value(value: object) -> str:
    return SEVERAL.join(value) if isinstance(value, list) else str(value)
