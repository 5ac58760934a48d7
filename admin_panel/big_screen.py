"""For the wall: one step or question in big type, without answers and names."""

from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from admin_panel.guards import hub, may
from kiosk.looks.headers import SANDBOX
from kiosk.looks.media_types import picture_type
from kiosk.rules.forms import Form as ItemForm
from kiosk.rules.modules import Module, Step, StepKind
from kiosk.rules.refusals import Refusal
from kiosk.texts import direction

screen = Blueprint("screen", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class BigStep:
    """A step or one question of it; see room/screen.html."""

    module: str
    title: str
    paragraphs: tuple[str, ...]
    picture_url: str
    alt: str
    form: ItemForm | None
    language: str
    direction: str


@screen.get("/room/screen/<edition>/<step>")
@may("see_classes")
def show(edition: str, step: str) -> ResponseReturnValue:
    """A step, or one practice item of it (`item`), as big as the wall."""
    module = hub().module_of(edition)
    shown = module.step(step)
    item_id = request.args.get("item", "")
    return render_template("room/screen.html", big=_big(module, shown, item_id))


@screen.get("/room/media/<edition>/<path:name>")
@may("see_classes")
def media(edition: str, name: str) -> ResponseReturnValue:
    """A picture that a step or a practice item shows; nothing else of the module."""
    module = hub().module_of(edition)
    kind = picture_type(name)
    if kind is None or name not in _pictures(module):
        raise Refusal("not_found", what="media")
    headers = {"Content-Security-Policy": SANDBOX}
    return Response(module.files[name], content_type=kind, headers=headers)


def _big(module: Module, step: Step, item_id: str) -> BigStep:
    """Raises `item_unknown` for what is asked in exams: the wall must not show it ahead."""
    item = None
    if item_id:
        if step.kind is StepKind.EXAM or item_id not in step.items:
            raise Refusal("item_unknown", item=item_id)
        item = module.item(item_id)
    picture = step.picture if item is None else item.form.picture
    alt = step.alt if item is None else item.form.picture_alt
    text = step.text if item is None else item.form.help
    return BigStep(
        module=module.title,
        title=step.title if item is None else item.form.prompt,
        paragraphs=tuple(filter(None, (part.strip() for part in text.split("\n\n")))),
        picture_url=_url(module, picture),
        alt=alt,
        form=None if item is None else item.form,
        language=module.lang,
        direction=direction(module.lang),
    )


def _url(module: Module, name: str | None) -> str:
    if not name or name not in module.files:
        return ""
    return url_for("screen.media", edition=module.edition, name=name)


def _pictures(module: Module) -> frozenset[str]:
    of_steps = {step.picture for step in module.steps}
    asked = {one for step in module.steps if step.kind is not StepKind.EXAM for one in step.items}
    of_items = {module.items[one].form.picture for one in asked if one in module.items}
    return frozenset(one for one in of_steps | of_items if one and one in module.files)
