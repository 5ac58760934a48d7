"""How many facts each station may push: none drains its backlog at the cost of the others.

A station that was away for days has tens of thousands. It sends a burst and then goes on at a pace
that leaves most of the writer to the others, who are asked to wait for nothing.
"""

import threading
from collections.abc import Callable

from kiosk.rules.buckets import Rate, ask
from kiosk.rules.refusals import Refusal

FACTS = Rate(burst=5_000, per_minute=30_000)
"""A day of work at once; 50,000 facts in a minute and a half."""


class Turns:
    """Counts in memory, for enrolled stations only, so their number is bounded."""

    def __init__(self, boot_ns: Callable[[], int], *, rate: Rate = FACTS) -> None:
        self._boot_ns = boot_ns
        self._rate = rate
        self._full_ns: dict[str, int] = {}
        self._lock = threading.Lock()

    def take(self, station: str, *, facts: int) -> None:
        """So many facts of this station are taken up now; who is asked to wait loses nothing by it.

        Raises:
            Refusal: `busy`, with `after_s`.
        """
        with self._lock:
            now_ns = self._boot_ns()
            full_ns = self._full_ns.get(station, 0)
            answer = ask(self._rate, full_ns=full_ns, now_ns=now_ns, count=facts)
            self._full_ns[station] = answer.full_ns
        if answer.wait_s:
            raise Refusal("busy", after_s=answer.wait_s)
