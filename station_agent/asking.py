"""Whether a visitor must still be asked for the house rules, with the hub there or away.

Paid time never depends on it: the meter runs under its lease, and a yes travels as a fact.
"""

from dataclasses import dataclass

from kiosk.protocol.bodies import HouseRules, RulesAccepted
from kiosk.rules.house_rules import lines_for
from station_agent.acts.house_rules import accept_rules
from station_agent.pen import Pen
from station_agent.sitting import Sitting
from station_agent.store import house_rules
from station_agent.store.open import Store


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked now, in a language that the rules are written in."""

    edition: int
    language: str
    lines: tuple[str, ...]


class Asking:
    """The rules of the house as this station knows them."""

    def __init__(self, store: Store, sitting: Sitting, pen: Pen) -> None:
        self._store, self._sitting, self._pen = store, sitting, pen
        self._rules: HouseRules | None = None
        self._began = ("", 0)
        self.read()

    def read(self) -> None:
        """What the hub has told, as far as it has come."""
        with self._store.readers.read() as db:
            self._rules = house_rules.read(db)

    def due(self) -> Asked | None:
        """What the open session's visitor has not said yes to; None where nothing is asked.

        An edition that comes in the middle of a session is asked for at the next sign-in.
        """
        kept, record, rules = self._sitting.kept, self._sitting.record, self._rules
        if kept is None or record is None or rules is None or not rules.texts:
            return None
        if self._began[0] != kept.session:
            self._began = (kept.session, rules.edition)
        if rules.edition > self._began[1] or record.rules_accepted >= rules.edition:
            return None
        with self._store.readers.read() as db:
            if house_rules.accepted(db, kept.session) >= rules.edition:
                return None
        texts = {one.language: one.lines for one in rules.texts}
        language, lines = lines_for(texts, kept.language)
        return Asked(rules.edition, language, lines)

    def accept(self, edition: int) -> None:
        """The visitor said yes to what is asked; another edition than that is no yes."""
        asked, kept = self.due(), self._sitting.kept
        if asked is None or kept is None or asked.edition != edition:
            return
        letter = self._pen.letter(RulesAccepted(kept.session, edition, asked.language))
        self._store.writer.run(accept_rules, session=kept.session, edition=edition, letter=letter)
