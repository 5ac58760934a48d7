"""A step of a module as its page shows it."""

from dataclasses import dataclass

from flask import url_for
from markupsafe import Markup

from kiosk.looks.reading import paragraphs
from kiosk.rules.modules import Module, Step
from kiosk.texts import direction


@dataclass(frozen=True, slots=True)
class StepPage:
    """A step to read; `earlier` says once that an earlier edition is passed."""

    number: int
    of: int
    title: str
    text: Markup
    figure_url: str
    figure_alt: str
    figure_words: str
    audio_url: str
    back_url: str
    next_url: str
    module: str
    name: str
    lang: str
    dir: str
    earlier: str
    leave_url: str


def step_page(module: Module, shown: Step, *, next_url: str, earlier: str = "") -> StepPage:
    """A step to read as its page shows it."""
    number = module.steps.index(shown) + 1
    before = module.steps[number - 2] if number > 1 else None
    back = url_for("learn.step", slug=module.slug, step_id=before.id) if before else ""
    return StepPage(
        number=number,
        of=len(module.steps),
        title=shown.title,
        text=paragraphs(shown.text),
        figure_url=media_url(module, shown.picture),
        figure_alt=shown.alt,
        figure_words="",
        audio_url=media_url(module, shown.media),
        back_url="" if before is not None and before.items else back,
        next_url=next_url,
        module=module.edition,
        name=shown.id,
        lang=module.lang,
        dir=direction(module.lang),
        earlier=earlier,
        leave_url=url_for("learn.show"),
    )


def media_url(module: Module, name: str | None) -> str:
    """Where a module's picture or sound is fetched; "" for none."""
    return url_for("media.of_module", edition=module.edition, name=name) if name else ""
