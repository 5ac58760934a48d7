"""A step of a module as its page shows it."""

from flask import url_for

from kiosk.looks.reading import paragraphs
from kiosk.looks.told import StepPage
from kiosk.rules.modules import Module, Step
from kiosk.texts import direction


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
