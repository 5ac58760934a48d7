"""In which language a visitor reads a module: the chosen one, else the visitor's, else its own."""

from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.rules.module_translations import tables
from kiosk.rules.modules import Module
from kiosk.texts import LANGUAGE_NAMES
from station_agent.agent import Agent

CHOSEN = "language of modules"
"""The draft that holds the choice: it follows the visitor, and ends with the session."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A language in which some module here can be read; `is_read`: by a native speaker, too."""

    code: str
    name: str
    here: bool
    is_read: bool


def name_of(language: str) -> str:
    """A language in its own script."""
    return LANGUAGE_NAMES.get(language, language)


def chosen(agent: Agent) -> str:
    """The language that the visitor chose for modules; "" for none."""
    return (agent.vault.draft(CHOSEN) or b"").decode(errors="replace")


def choose(agent: Agent, language: str) -> None:
    """Read modules in that language from here on."""
    agent.vault.keep_draft(CHOSEN, language.encode())


def read_in(agent: Agent, module: Module) -> Module:
    """The module in the visitor's language, where it has that one."""
    for language in (chosen(agent), agent.language):
        if language == module.lang:
            return module
        if language and (found := agent.library.in_language(module, language)) is not None:
            return found
    return module


def offers(agent: Agent, modules: Iterable[Module]) -> tuple[Offer, ...]:
    """The languages of these modules; empty where there is only one.

    A translation counts as read when every module's translation into that language was.
    """
    is_read: dict[str, bool] = {}
    own: set[str] = set()
    for module in modules:
        whole = agent.library.edition(module.edition)
        own.add(whole.lang)
        is_read.setdefault(whole.lang, True)
        for lang, table in tables(whole.files).items():
            is_read[lang] = is_read.get(lang, True) and bool(table.read_by)
    if len(is_read) < 2:
        return ()
    wanted = [one for one in (chosen(agent), agent.language) if one in is_read]
    here = wanted[0] if wanted else min(own)
    return tuple(
        Offer(code, name_of(code), code == here, read)
        for code, read in sorted(is_read.items(), key=lambda one: (one[0] not in own, one[0]))
    )
