"""Which edition of a module the visitor at this seat learns: what was begun goes on as it was."""

from dataclasses import dataclass
from functools import cached_property

from kiosk.protocol.bodies import Edition
from kiosk.rules.editions import edition_to_learn, slug_of
from kiosk.rules.modules import Module
from kiosk.rules.refusals import Refusal
from station_agent.agent import Agent
from station_agent.old_editions import begun, planned
from station_agent.player.languages import read_in
from station_agent.player.standing import Standing, standing

NOT_MARKED = frozenset({"open", "wait"})


@dataclass(frozen=True, slots=True)
class Shown:
    """The modules of a visitor.

    `coming` are titles of those that go on with an edition whose bytes are not here yet,
    `unreadable` of those that are broken or too new for this station.
    """

    modules: tuple[Module, ...]
    coming: tuple[str, ...]
    unreadable: tuple[str, ...]


def shown(agent: Agent) -> Shown:
    """Each module in the edition with which the visitor goes on."""
    editions = _Editions(agent)
    modules: list[Module] = []
    coming: list[str] = []
    unreadable: list[str] = []
    order = agent.library.order()
    titles = editions.titles().items()
    for slug, title in sorted(titles, key=lambda one: (order.get(one[0], len(order)), one[1])):
        try:
            modules.append(read_in(agent, agent.library.edition(editions.current(slug))))
        except Refusal as refusal:
            is_missing = refusal.code == "module_unknown"
            (coming if is_missing else unreadable).append(title)
    return Shown(tuple(modules), tuple(coming), tuple(unreadable))


def modules(agent: Agent) -> tuple[Module, ...]:
    """The modules that can be shown."""
    return shown(agent).modules


def module(agent: Agent, name: str) -> Module:
    """A module by its slug, or by an edition's name as the page on the screen says it.

    A page of before a newer edition came is answered in its own, unless the visitor is in the
    middle of another.

    Raises:
        Refusal: `module_unknown`, `module_wrong`; `module_coming` when it goes on with an edition
            that is not here yet.
    """
    editions = _Editions(agent)
    if name not in editions.here:
        return _to_go_on_with(agent, editions, name)
    current = editions.current(slug_of(name))
    is_elsewhere = current in editions.begun and not editions.is_done(current)
    if name in editions.begun or not is_elsewhere:
        return read_in(agent, agent.library.edition(name))
    return _to_go_on_with(agent, editions, slug_of(name))


def _to_go_on_with(agent: Agent, editions: "_Editions", slug: str) -> Module:
    current = editions.current(slug)
    if current in editions.begun and current not in editions.here:
        raise Refusal("module_coming")
    return read_in(agent, agent.library.edition(current))


class _Editions:
    """The editions here, and those in which the visitor did anything, at whatever seat."""

    def __init__(self, agent: Agent) -> None:
        self._agent = agent
        self._record = agent.sitting.record
        self._known = {one.edition: one for one in agent.library.known()}
        self._standings: dict[str, Standing | None] = {}

    @cached_property
    def here(self) -> dict[str, Edition]:
        """Those whose bytes have come."""
        return self._agent.library.here()

    @cached_property
    def begun(self) -> frozenset[str]:
        """Those in which the visitor did anything."""
        return begun(self._agent)

    def titles(self) -> dict[str, str]:
        """Of every module that is here or begun, by slug."""
        begun = {slug_of(name): self._title(name) for name in self.begun}
        return begun | {one.slug: one.title for one in self._agent.library.editions()}

    def current(self, slug: str) -> str:
        """The edition to go on with; the slug itself where nothing of the module is here."""
        mine = [name for name in self.begun if slug_of(name) == slug]
        chosen = edition_to_learn(
            [name for name, one in self.here.items() if one.slug == slug],
            minor_of=self._agent.library.minor_of(),
            exam_open=[name for name in mine if self._exam_is_open(name)],
            unfinished=[name for name in mine if not self.is_done(name)],
            planned=[name for name in planned(self._agent) if slug_of(name) == slug],
        )
        return slug if chosen is None else chosen

    def is_done(self, name: str) -> bool:
        """Whether nothing is left to do; of one that cannot be read here: whether it is passed.

        One that was passed and has lapsed is done too: the newest is sat again, not that.
        """
        now = self._standing(name)
        if now is not None:
            return now.here is None or now.exam.has_lapsed
        attempts = self._record.attempts if self._record else ()
        return any(one.passed for one in attempts if one.edition == name)

    def _exam_is_open(self, name: str) -> bool:
        now = self._standing(name)
        if now is not None:
            return now.exam.state in NOT_MARKED
        answering = self._record.answering if self._record else ()
        return any(one.edition == name for one in answering)

    def _standing(self, name: str) -> Standing | None:
        """Where the visitor stands in an edition; None for one that cannot be read here."""
        if name not in self._standings:
            try:
                self._standings[name] = standing(self._agent, self._agent.library.edition(name))
            except Refusal:
                self._standings[name] = None
        return self._standings[name]

    def _title(self, name: str) -> str:
        return self._known[name].title if name in self._known else slug_of(name)
