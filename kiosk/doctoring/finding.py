"""What a check looks at, and what it finds.

A check is one function of a `Patient` in one of the files of this room; `checks.py` lists them all.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.clock import Clock
from kiosk.hub import Hub
from kiosk.settings import HubSettings
from kiosk.texts import translated


@dataclass(frozen=True, slots=True)
class Patient:
    """A site that is looked at: its folder, its settings, a clock.

    `hub` is the hub that runs, for what only it knows; None where a command looks at the folder.
    """

    folder: Path
    settings: HubSettings
    clock: Clock
    hub: Hub | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: what is so, and what to do, empty when nothing could be better.

    One that is `ok` and says what to do is a site's own choice that could be safer.
    `says` and `do` are marked with `N_` and filled from `values`: a page translates them.
    """

    what: str
    ok: bool
    says: str
    do: str = ""
    values: Mapping[str, object] = field(default_factory=dict)

    def said(self, language: str) -> str:
        """What is so, in words."""
        return translated(self.says, language, **self.values)

    def advice(self, language: str) -> str:
        """What to do, in words."""
        return translated(self.do, language, **self.values) if self.do else ""


Look = Callable[[Patient], Iterable[Finding]]
"""Yields what it found, the good too; nothing where there is nothing to look at."""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of `checks.py`. A slow one reads the whole database: never for a page."""

    look: Look
    slow: bool = False
