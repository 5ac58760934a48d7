"""In words: where an offer sells a dear zone's time for a cheap zone's price."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from admin_panel.frame import isolated
from admin_panel.guards import hub
from kiosk.looks.figures import minutes
from kiosk.queries import undercuts
from kiosk.rules.offers import Draft
from kiosk.rules.tariffs import Tariff
from kiosk.rules.undercuts import Undercut
from kiosk.texts import _, format_money


@dataclass(frozen=True, slots=True)
class Warned:
    """A sentence about an offer on sale, and where the offer is changed."""

    words: str
    url: str


def of_all(tariff: Tariff | None = None) -> list[Warned]:
    """A warning for each dear zone of each offer on sale, by the list that holds or another."""
    here = hub()
    with here.read() as db:
        found = undercuts.of_all(db, tariff or undercuts.in_force(db, here.now(), here.settings))
    return [
        Warned(
            _words(
                cheap.there,
                title=cheap.offer.title,
                seconds=cheap.offer.seconds,
                price_minor=cheap.offer.price_minor,
            ),
            url_for("offers.edit", offer=cheap.offer.id),
        )
        for cheap in found
    ]


def of_draft(draft: Draft) -> Sequence[str]:
    """The same of the offer in a form."""
    here = hub()
    with here.read() as db:
        found = undercuts.of_draft(db, undercuts.in_force(db, here.now(), here.settings), draft)
    return [
        _words(one, title=draft.title, seconds=draft.seconds or 0, price_minor=draft.price_minor)
        for one in found
    ]


def _words(one: Undercut, *, title: str, seconds: int, price_minor: int) -> str:
    settings = hub().settings
    return _(
        "{offer}: {time} for {price} is valid in {zone}, where {time} costs {cost} by the hour. "
        "Limit it to zones?",
        offer=isolated(title.strip()),
        time=isolated(minutes(seconds)),
        price=isolated(format_money(price_minor, settings)),
        zone=isolated(one.zone),
        cost=isolated(format_money(one.cost_minor, settings)),
    )
