"""A class that somebody pays for, in words: who, and how far the budget goes."""

from admin_panel.frame import isolated
from admin_panel.guards import hub
from admin_panel.sponsorship_words import words_of_limits
from kiosk.acts import class_sponsoring
from kiosk.looks.figures import minutes
from kiosk.queries import sponsorships as query
from kiosk.store.blocks import Block
from kiosk.store.sponsorships import Sponsorship
from kiosk.texts import _, format_money


def funder_words(made: Sponsorship) -> str:
    """A sponsorship to be chosen: its funder, its price, how much time it still pays for."""
    here = hub()
    with here.read() as db:
        seconds = class_sponsoring.payable_s(db, here.now(), sponsorship=made.id)
    return _(
        "{funder}, {price} an hour, {time} left",
        funder=isolated(made.funder),
        price=isolated(format_money(made.per_hour_minor, here.settings)),
        time=isolated(minutes(seconds)),
    )


def sponsored_words(block: Block) -> tuple[str, str]:
    """Who pays for a class and how far that goes; "" twice where nobody does."""
    if block.sponsorship is None:
        return "", ""
    here = hub()
    with here.read() as db:
        kept = query.terms(db, block.sponsorship)
        seconds = class_sponsoring.payable_s(db, here.now(), sponsorship=block.sponsorship)
    if seconds:
        said = _(
            "The budget pays for {time} more, all seats together.", time=isolated(minutes(seconds))
        )
    else:
        said = _("The budget is used up.")
    after = (
        _("Then learners go on for free.")
        if block.goes_on_free
        else _("Then sessions end, and nobody can start.")
    )
    limits = words_of_limits(kept.made.groups, kept.offer.terms)
    return kept.made.funder, " ".join((*limits, said, after))
