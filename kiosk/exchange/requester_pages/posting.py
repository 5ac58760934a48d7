"""Posting a batch in two steps: send a table, see it with its price, pay."""

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import msgspec
from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.exchange.acts.drafting import keep_draft
from kiosk.exchange.acts.posting import TITLE_LIMIT, post_batch
from kiosk.exchange.pictures import keep_pictures, read_pictures
from kiosk.exchange.planning import Plan, fee_minor, read_plan, row_of
from kiosk.exchange.requester_pages.frame import FieldError, page, say
from kiosk.exchange.requester_pages.guards import for_requester
from kiosk.exchange.requester_pages.pictures import picture_url
from kiosk.exchange.requester_pages.words import RULES, said_of
from kiosk.exchange.rights import our_exchange
from kiosk.exchange.store import drafts, ledger
from kiosk.exchange.store.drafts import Draft
from kiosk.exchange.store.people import Requester
from kiosk.protocol.facts import BlobRef
from kiosk.protocol.tmod import ZIP_LIMIT_BYTES
from kiosk.rules.forms import FORM_LIMIT_BYTES, Form, fill, read_form
from kiosk.rules.refusals import Refusal
from kiosk.rules.tables import TABLE_LIMIT_BYTES, decode_table
from kiosk.texts import _, n_

TEMPLATE = "requester/post.html"
SAMPLES = 3
FIELDS = {
    "csv_wrong": "file",
    "no_template": "template",
    "form_wrong": "template",
    "field_missing": "template",
    "prohibited_task": "template",
}
WRONG_IN_ITS_FIELD = frozenset({*FIELDS, "field_wrong", "too_large", "too_many", "malformed"})
EXAMPLE: dict[str, Any] = {
    "title": "Read one handwritten digit",
    "description": "Look at the picture and say which digit it shows.",
    "form": {
        "prompt": "Which digit do you see?",
        "picture": "${image}",
        "picture_alt": "A handwritten digit",
        "fields": [
            {
                "name": "digit",
                "kind": "choice",
                "label": "Digit",
                "options": [{"value": str(n), "label": str(n), "key": str(n)} for n in range(10)],
            }
        ],
    },
    "reward_minor": 100,
    "seconds_estimate": 6,
    "qualification": "",
    "expectations": ["The answer is the digit that the picture shows."],
    "expires_in_s": 1_209_600,
}


@dataclass(frozen=True, slots=True)
class Sample:
    """A task as a visitor will see it."""

    form: Form
    picture_url: str


@dataclass(frozen=True, slots=True)
class PostPage:
    """What the two steps show."""

    step: str
    rules: tuple[str, ...]
    draft: str = ""
    title: str = ""
    tasks: int = 0
    reward_minor: int = 0
    fee_minor: int = 0
    total_minor: int = 0
    left_minor: int = 0
    samples: tuple[Sample, ...] = ()


@for_requester
def show_post(who: Requester) -> ResponseReturnValue:
    """The first step: what should be done, and for which rows."""
    return _write_page(who)


@for_requester
def post(who: Requester) -> ResponseReturnValue:
    """Read what was sent in and show its price; or, with `confirm`, pay and post it."""
    if request.form.get("confirm") == "yes":
        return _pay(who, request.form.get("draft", ""))
    title = request.form.get("title", "").strip()
    try:
        draft, plan = _read_upload(who, title)
    except Refusal as refusal:
        if refusal.code not in WRONG_IN_ITS_FIELD:
            raise
        error = FieldError(_field_of(refusal), said_of(refusal))
        return _write_page(who, errors=(error,), typed={"title": title}, status=refusal.status)
    return _check_page(who, draft, plan)


@for_requester
def show_example(_who: Requester) -> ResponseReturnValue:
    """A template to begin with."""
    headers = {"Content-Disposition": 'attachment; filename="template.json"'}
    content = json.dumps(EXAMPLE, indent=1, ensure_ascii=False)
    return Response(content, headers=headers, content_type="application/json")


def _read_upload(who: Requester, title: str) -> tuple[Draft, Plan]:
    """Read and check all that came, and keep it until it is paid for."""
    exchange = our_exchange()
    if len(title) > TITLE_LIMIT or not title.isprintable():
        raise Refusal("field_wrong", field="title")
    template = _template(_upload("template", limit_bytes=FORM_LIMIT_BYTES))
    csv_text = decode_table(_upload("file", limit_bytes=TABLE_LIMIT_BYTES))
    pictures = keep_pictures(
        read_pictures(_upload("pictures", limit_bytes=ZIP_LIMIT_BYTES)), exchange.blobs
    )
    plan = read_plan(template, csv_text=csv_text, pictures=pictures)
    used = {hit.picture: pictures[hit.picture] for hit in plan.hits if hit.picture}
    sent = {
        "requester": who.id,
        "title": title or plan.template.title,
        "template": json.dumps(template),
        "csv": csv_text,
        "pictures": msgspec.json.encode(used).decode(),
    }
    return Draft(id=exchange.write(keep_draft, **sent), **sent), plan


def _upload(name: str, *, limit_bytes: int) -> bytes:
    sent = request.files.get(name)
    content = b"" if sent is None else sent.stream.read(limit_bytes + 1)
    if len(content) > limit_bytes:
        raise Refusal("too_large", field=name, limit_bytes=limit_bytes)
    if not content and name != "pictures":
        raise Refusal("field_missing", field=name)
    return content


def _template(content: bytes) -> Any:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Refusal("no_template", field="template") from error
    if not isinstance(found, dict):
        raise Refusal("no_template", field="template")
    return found


def _field_of(refusal: Refusal) -> str:
    named = str(refusal.details.get("field", ""))
    if refusal.code != "csv_wrong" and named in ("title", "template", "file", "pictures"):
        return named
    return FIELDS.get(refusal.code, "template")


def _pay(who: Requester, name: str) -> ResponseReturnValue:
    """Post a draft; its own name is the request, so that it is posted once however often asked."""
    exchange = our_exchange()
    with exchange.read() as db:
        draft = drafts.draft_of(db, name)
    if draft is None or draft.requester != who.id:
        raise Refusal("not_found", what="draft")
    plan = _plan_of(draft)
    try:
        posted = exchange.write(
            post_batch,
            request_id=f"post-{draft.id}",
            requester=who.id,
            title=draft.title,
            plan=plan,
        )
    except Refusal as refusal:
        if refusal.code != "escrow_short":
            raise
        error = FieldError("confirm", said_of(refusal))
        return _check_page(who, draft, plan, errors=(error,), status=refusal.status)
    say(n_("{n} task is open now.", "{n} tasks are open now.", posted.hits))
    return redirect(url_for("requester.batch", batch=posted.batch), HTTPStatus.SEE_OTHER)


def _plan_of(draft: Draft) -> Plan:
    pictures = msgspec.json.decode(draft.pictures, type=dict[str, BlobRef])
    return read_plan(json.loads(draft.template), csv_text=draft.csv, pictures=pictures)


def _write_page(
    who: Requester,
    *,
    errors: tuple[FieldError, ...] = (),
    typed: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    shown = PostPage(step="write", rules=tuple(_(rule) for rule in RULES))
    return page(TEMPLATE, here="", who=who, post=shown, errors=errors, typed=typed, status=status)


def _check_page(
    who: Requester,
    draft: Draft,
    plan: Plan,
    *,
    errors: tuple[FieldError, ...] = (),
    status: int = 200,
) -> Response:
    exchange = our_exchange()
    reward = plan.template.reward_minor
    fee = fee_minor(reward, fee_percent=exchange.settings.fee_percent)
    total = len(plan.hits) * (reward + fee)
    with exchange.read() as db:
        have = ledger.balance(db, f"requester:{who.id}")
    shown = PostPage(
        step="check",
        rules=(),
        draft=draft.id,
        title=draft.title,
        tasks=len(plan.hits),
        reward_minor=reward,
        fee_minor=fee * len(plan.hits),
        total_minor=total,
        left_minor=have - total,
        samples=tuple(_sample(plan, n) for n in range(min(SAMPLES, len(plan.hits)))),
    )
    return page(TEMPLATE, here="", who=who, post=shown, errors=errors, status=status)


def _sample(plan: Plan, n: int) -> Sample:
    hit, form = plan.hits[n], read_form(plan.form)
    picture = plan.pictures[hit.picture] if hit.picture else None
    row = row_of(form, inputs=hit.inputs, picture_variable=plan.picture_variable, picture=picture)
    filled = fill(form, row)
    return Sample(filled, picture_url(filled))
