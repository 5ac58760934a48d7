"""Where the seconds went in which stations were unlocked, and which of them nobody paid for.

Each used second of a settled session is of exactly one kind, so the kinds add up to what stations
counted. Seconds that a station was unlocked beyond that are a kind of their own. DESIGN.md §6.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Literal

Due = Literal["", "owed", "taken", "written_off"]
"""How it stands with what a session that is paid after costs; "" where it costs nothing."""


@dataclass(frozen=True, slots=True)
class Settled:
    """A settled session, or several of one kind added up.

    `covered_s` were spent of passes. `in_grace`: it ended so early that it cost nothing.
    `ran_on`: it was paid ahead, and what its passes did not cover is charged to nobody.
    `credited_s` of what passes covered went back to them, for minutes without internet or hub.
    `extended_s` were given at the end of a session that is paid by the clock.
    """

    kind: str
    used_s: int
    covered_s: int = 0
    in_grace: bool = False
    ran_on: bool = False
    due: Due = ""
    credited_s: int = 0
    extended_s: int = 0


@dataclass(frozen=True, slots=True)
class Seconds:
    """Unlocked seconds by what became of them.

    Paid: spent of passes, charged, still owed. Given: with a reason, in grace, for an outage. Not
    paid: written off, run on without money, unlocked after settling, paid and given back again.
    """

    passes_s: int = 0
    charged_s: int = 0
    owed_s: int = 0
    free_s: int = 0
    grace_s: int = 0
    outage_s: int = 0
    written_off_s: int = 0
    unpaid_s: int = 0
    late_s: int = 0
    back_s: int = 0

    def __add__(self, other: "Seconds") -> "Seconds":
        """Of both."""
        return Seconds(
            *(mine + more for mine, more in zip(_values(self), _values(other), strict=True))
        )

    @property
    def unlocked_s(self) -> int:
        """What stations counted; what was given back is of seconds that passes covered before."""
        return self.covered_or_charged_s + self.given_s + self.not_paid_s

    @property
    def covered_or_charged_s(self) -> int:
        """What was billed when it was settled."""
        return self.passes_s + self.charged_s + self.owed_s

    @property
    def given_s(self) -> int:
        """What the house gave: with a reason, or by a rule of its own."""
        return self.free_s + self.grace_s + self.outage_s

    @property
    def not_paid_s(self) -> int:
        """Settled for nothing though nobody gave it away."""
        return self.written_off_s + self.unpaid_s + self.late_s

    @property
    def billed_s(self) -> int:
        """What is paid or owed, less what was given back."""
        return self.covered_or_charged_s - self.back_s

    @property
    def leaked_s(self) -> int:
        """All that is not billed."""
        return self.unlocked_s - self.billed_s


PARTS = tuple(each.name for each in fields(Seconds))
_values = attrgetter(*PARTS)


def credited(seconds: int) -> Seconds:
    """What an outage gave back to passes, to be added to what they covered."""
    return Seconds(passes_s=-seconds, outage_s=seconds)


def seconds_of(settled: Settled) -> Seconds:
    """What became of the seconds of a settled session."""
    extended = Seconds(free_s=settled.extended_s)
    return _used(settled) + extended + credited(settled.credited_s)


def _used(settled: Settled) -> Seconds:
    if settled.kind == "free":
        return Seconds(free_s=settled.used_s)
    rest_s = settled.used_s - settled.covered_s - settled.extended_s
    passes_s = settled.covered_s
    if settled.in_grace:
        return Seconds(passes_s=passes_s, grace_s=rest_s)
    if settled.kind == "postpaid":
        return _paid_after(settled.due, passes_s=passes_s, rest_s=rest_s)
    if settled.ran_on:
        return Seconds(passes_s=passes_s, unpaid_s=rest_s)
    return Seconds(passes_s=passes_s, charged_s=rest_s)


def _paid_after(due: Due, *, passes_s: int, rest_s: int) -> Seconds:
    if due == "owed":
        return Seconds(passes_s=passes_s, owed_s=rest_s)
    if due == "written_off":
        return Seconds(passes_s=passes_s, written_off_s=rest_s)
    return Seconds(passes_s=passes_s, charged_s=rest_s)


def all_of(many: Iterable[Seconds]) -> Seconds:
    """The sum of all of them."""
    return sum(many, start=Seconds())


@dataclass(frozen=True, slots=True)
class GivenBack:
    """Money of a sale of time that was given back, as kept.

    `held_s` and `due_minor` are what was sold for how much; `before_minor` was given back earlier.
    """

    minor: int
    before_minor: int
    due_minor: int
    held_s: int
    used_s: int


def unpaid_after(back: GivenBack) -> int:
    """The used seconds that nobody pays for any more because of this one.

    Who used half of the time and gets half of the money back has paid for what was used.
    """
    after = _unpaid_s(back, given_minor=back.before_minor + back.minor)
    return after - _unpaid_s(back, given_minor=back.before_minor)


def _unpaid_s(back: GivenBack, *, given_minor: int) -> int:
    if back.due_minor <= 0 or given_minor <= 0:
        return 0
    paid_s = back.held_s * (back.due_minor - given_minor) // back.due_minor
    return max(0, back.used_s - paid_s)
