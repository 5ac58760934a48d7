"""Parts of a record: exams marked and under way, what is set for them, skills that lapse."""

from typing import Literal

import msgspec


class Accommodated(msgspec.Struct, frozen=True):
    """What a mentor has set for this visitor's exams: it is theirs alone to see."""

    extra_percent: int = 0
    no_limit: bool = False
    no_floor: bool = False


class LapsingSkill(msgspec.Struct, frozen=True):
    """A qualification that lapses at `until`; so many approved answers more renew it."""

    name: str
    until: int
    missing: int


class PractiseAgain(msgspec.Struct, frozen=True):
    """Checks among the tasks of a skill went wrong lately; in this module it is practised again.

    `title` is the module's; `wrong` of the last `of` checks.
    """

    skill: str
    slug: str
    title: str
    wrong: int
    of: int


class Attempted(msgspec.Struct, frozen=True, omit_defaults=True):
    """A visitor's try at an exam as the hub marked it.

    `at` is when it was sat. `by_time`: its time ended it.
    """

    edition: str
    try_number: int
    state: Literal["open", "marked"]
    right: int = 0
    asked: int = 0
    passed: bool = False
    at: int = 0
    by_time: bool = False


class Answering(msgspec.Struct, frozen=True, omit_defaults=True):
    """An exam that is not finished: which of its questions have their first answer at the hub.

    `used_s` is what of its time was used.
    """

    edition: str
    try_number: int
    items: tuple[str, ...]
    used_s: int = 0
