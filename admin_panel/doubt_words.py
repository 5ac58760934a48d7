"""What was written while the hub's clock was in doubt, said where staff read of that time."""

from collections.abc import Sequence

from admin_panel.clock_line import moment_words
from admin_panel.frame import span_in_words
from admin_panel.guards import hub
from kiosk.rules.clock_doubt import Spell
from kiosk.rules.instants import MS_PER_S, Instant
from kiosk.store import clock_doubts
from kiosk.texts import _


def doubted_in(since: Instant, until: Instant) -> Sequence[str]:
    """A sentence for each spell that touches a time."""
    with hub().read() as db:
        found = clock_doubts.spells(db)
    return [_words(spell) for spell in found if spell.touches(since, until)]


def _words(spell: Spell) -> str:
    told = {
        "first": moment_words(spell.since),
        "last": moment_words(spell.until),
        "time": span_in_words(abs(spell.late_ms) // MS_PER_S),
    }
    if spell.late_ms > 0:
        return _(
            "The hub's clock was in doubt from {first} to {last}. "
            "What stands there happened {time} later.",
            **told,
        )
    return _(
        "The hub's clock was in doubt from {first} to {last}. "
        "What stands there happened {time} earlier.",
        **told,
    )
