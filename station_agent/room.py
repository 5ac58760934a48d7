"""What a mentor's page of the room reads of this seat, and what came from there. Memory only.

Where the learner is goes with the beats. A push waits while an exam's question is on the screen; a
held screen goes free by itself when the desk is away or has forgotten it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from msgspec import structs

from kiosk.protocol.codec import decode
from kiosk.protocol.room_calls import CHOSEN_LIMIT, Learner, Show
from kiosk.protocol.station_calls import Command
from kiosk.rules.instants import Instant, seconds_between

HOLD_LIMIT_S = 900
"""The time goes on under a held screen, so no word of a mentor holds it for longer."""
COMING_LIMIT_S = 900
CHOSEN_LETTERS = 80
PACKING_LIMIT_S = 3_600
"""Who switches on again in the evening is not told to pack up."""

Last = Literal["", "right", "wrong", "answered"]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that a mentor sent, and whether it is on the screen already."""

    show: Show
    opened: bool = False


@dataclass(frozen=True, slots=True)
class Packing:
    """The day is over, said at that moment; `session` was open here, "" for none."""

    session: str
    at: Instant
    opened: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """A word from the mentor, and when it came."""

    words: str
    at: Instant


class Room:
    """One seat of the room. `changed` is called when the mentor should hear of it at once."""

    def __init__(
        self,
        now: Callable[[], Instant],
        away: Callable[[], bool],
        module: Callable[[str], object],
    ) -> None:
        self._now = now
        self._away = away
        self._module = module
        self.changed: Callable[[], None] = lambda: None
        self._packing: Packing | None = None
        self.clear()

    def clear(self) -> None:
        """The session is over: nothing of it stays."""
        self._place = Learner()
        self._in_exam = False
        self._hold: Word | None = None
        self._coming: Word | None = None
        self.sent: Waiting | None = None
        self.given: Mapping[str, object] = {}
        self.back = "/home"

    # what the learner does

    def at(self, edition: str, step: str, item: str = "", *, exam: bool = False) -> None:
        """This is on the screen; the same page again is no move."""
        self._in_exam = exam
        here, now = self._place, self._now()
        if (edition, step, item) == (here.edition, here.step, here.item):
            return
        same = (edition, step) == (here.edition, here.step)
        since = here.since if same else now
        last: Last = here.last if same else ""
        place = structs.replace(here, edition=edition, step=step, item=item)
        self._place = structs.replace(place, last=last, since=since, moved=now)
        self.changed()

    def answered(self, last: Last) -> None:
        """What came of the answer to the item on the screen."""
        self._place = structs.replace(self._place, last=last, moved=self._now())
        self.changed()

    def typed(self) -> None:
        """Something was typed: whoever types is not stuck. The next beat says it."""
        if self._place.edition:
            self._place = structs.replace(self._place, moved=self._now())

    def finished(self, edition: str) -> None:
        """Nothing of the module is left to do."""
        self.at(edition, "")

    def left(self) -> None:
        """The learner does something else now; that a module is finished stays told."""
        self._in_exam = False
        if self._place.edition and self._place.step:
            here = self._place
            self._place = Learner(hand=here.hand, asked=here.asked, chosen=here.chosen)
            self.changed()

    def raise_hand(self, *, up: bool) -> None:
        """The learner asks for help, or needs none any more."""
        if up == bool(self._place.hand):
            return
        self._coming = None
        self._place = structs.replace(self._place, hand=self._now() if up else 0)
        self.changed()

    def chose(self, ask: str, answer: Mapping[str, object]) -> None:
        """The answer to a question of the room, for the bars on the mentor's page."""
        self.given = dict(answer)
        given = [one for value in answer.values() for one in _values(value)]
        chosen = tuple(one[:CHOSEN_LETTERS] for one in given[:CHOSEN_LIMIT])
        self._place = structs.replace(self._place, asked=ask, chosen=chosen)
        self.changed()

    # what the mentor does

    def told(self, command: Command) -> None:
        """One order of the room.

        Raises:
            Refusal: `malformed`; `module_unknown`, `module_wrong` for what cannot be shown here.
        """
        match command.kind:
            case "show":
                show = decode(command.words.encode(), Show)
                self._module(show.slug)
                self.sent = Waiting(show)
            case "coming":
                self._coming = Word(command.words, self._now())
                self.changed()
            case "helped":
                self.raise_hand(up=False)
            case "hold":
                self._hold = Word(command.words, self._now())
            case _:
                self._hold = None

    def pack_up(self, session: str) -> None:
        """The day is over. It stays said when the session ends: the seat may have to wait."""
        self._packing = Packing(session, self._now())

    def packing_seen(self) -> None:
        """It is on the learner's screen; who goes on is not led there again."""
        if self._packing is not None:
            self._packing = replace(self._packing, opened=True)

    def opened(self) -> Show | None:
        """What was sent last; from now on it is on the screen."""
        if self.sent is None:
            return None
        self.sent = replace(self.sent, opened=True)
        return self.sent.show

    # what screens ask

    @property
    def waits(self) -> bool:
        """Whether something was sent that can be opened now."""
        return self.sent is not None and not self.sent.opened and not self._in_exam

    def packs(self, session: str) -> bool:
        """Whether the day is over for this session, or for a seat where nobody sits ("")."""
        packing = self._packing
        if packing is None or seconds_between(packing.at, self._now()) > PACKING_LIMIT_S:
            return False
        return session in ("", packing.session)

    def packs_now(self, session: str) -> bool:
        """Whether the learner has to be led to that page: not out of an exam, and once."""
        seen = self._packing is not None and self._packing.opened
        return self.packs(session) and not seen and not self._in_exam

    @property
    def held(self) -> str:
        """The word that holds the screen; "" while it is free."""
        hold = self._hold
        if hold is None or self._in_exam or self._away():
            return ""
        return hold.words if seconds_between(hold.at, self._now()) <= HOLD_LIMIT_S else ""

    @property
    def edition(self) -> str:
        """The edition that the learner has on the screen; "" for none."""
        return self._place.edition

    @property
    def hand_up(self) -> bool:
        """Whether the learner has asked for help."""
        return bool(self._place.hand)

    @property
    def coming(self) -> str:
        """Who is on the way; "" for nobody."""
        word = self._coming
        if word is None or seconds_between(word.at, self._now()) > COMING_LIMIT_S:
            return ""
        return word.words

    def has_answered(self, ask: str) -> bool:
        """Whether this question of the room was answered here."""
        return self._place.asked == ask

    @property
    def sender(self) -> str:
        """Who sent what is on the screen; "" once the learner has gone on."""
        sent, here = self.sent, self._place
        if sent is None or not sent.opened or not here.edition.startswith(f"{sent.show.slug}-e"):
            return ""
        fits = sent.show.step in ("", here.step) and sent.show.item in ("", here.item)
        return sent.show.by if fits else ""

    def report(self) -> Learner | None:
        """What a beat says; None where there is nothing to say."""
        here = self._place
        if not (here.edition or here.hand or here.asked):
            return None
        return structs.replace(here, coming=bool(here.hand and self.coming))


def _values(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list | tuple) else (str(value),)
