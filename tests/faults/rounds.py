"""The rounds of a fault test: few seeds each time, very many with `--long`, one with `--seed`.

    def test_nothing_is_lost(rounds):
        for seed in rounds("power_cut_hub", each=500):  # one seed tries 500 cuts
            …

The count of a promise stands in `promises.py`. A long run keeps how far it came in
`artefacts/faults/`, goes on there when it is started again, and prints the count every few seconds.
A failure names its seed. A test whose work two processes may share asks for `part` and `of`;
with `--seed` only the part that holds the seed runs.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from faults.promises import BY_KEY

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "artefacts" / "faults"
TELL_EVERY_S = 5


@dataclass(frozen=True, slots=True)
class Rounds:
    """Seeds for one test. `only` is the one seed that was asked for."""

    test: str
    long: bool
    only: int | None
    running: dict[str, int] = field(default_factory=dict)

    def unfinished(self) -> list[str]:
        """How to run the seed again in whose middle the test stopped."""
        return [
            f"{key}: the seed was {seed}: ./deploy/test --seed {seed} {self.test}"
            for key, seed in self.running.items()
        ]

    def __call__(self, key: str, *, each: int = 1, part: int = 0, of: int = 1) -> Iterator[int]:
        """Seeds until the promise's count is reached; `each` cases are tried with every seed."""
        if self.only is not None:
            if self.only % of != part:  # another part of this test holds it
                return
            self.running[key] = self.only
            yield self.only
            del self.running[key]
            return
        promise = BY_KEY[key]
        wanted = -(-(promise.long if self.long else promise.ci) // each)
        assert wanted > 0, f"{key} counts nothing: give it a count in promises.py"
        kept = KEPT / f"{key}-{part}.json"
        seed = _next_seed(kept, part) if self.long else part
        told_at = 0.0
        while seed < wanted:
            self.running[key] = seed
            yield seed
            seed += of
            if self.long:
                told_at = self._tell(key, kept, seed=seed, reached=seed * each, told_at=told_at)
        self.running.pop(key, None)
        _keep(kept, key=key, seed=seed, reached=wanted * each, long=self.long, done=True)

    def _tell(self, key: str, kept: Path, *, seed: int, reached: int, told_at: float) -> float:
        if time.monotonic() - told_at < TELL_EVERY_S:
            return told_at
        _keep(kept, key=key, seed=seed, reached=reached, long=True, done=False)
        print(f"{key}: {reached:,} of {BY_KEY[key].long:,}", file=sys.__stderr__, flush=True)
        return time.monotonic()


def _next_seed(kept: Path, part: int) -> int:
    """Where a long run stopped; one that was done begins anew."""
    if not kept.exists():
        return part
    said = json.loads(kept.read_text("utf-8"))
    return part if said["done"] or not said["long"] else int(said["seed"])


def _keep(kept: Path, *, key: str, seed: int, reached: int, long: bool, done: bool) -> None:
    kept.parent.mkdir(parents=True, exist_ok=True)
    said = {"key": key, "seed": seed, "reached": reached, "long": long, "done": done}
    aside = kept.with_suffix(".part")
    aside.write_text(json.dumps({**said, "on": _today(), "revision": _revision()}), "utf-8")
    aside.rename(kept)


def _today() -> str:
    return time.strftime("%Y-%m-%d", time.gmtime())


def _revision() -> str:
    asked = ("git", "-C", str(ROOT), "rev-parse", "--short", "HEAD")
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
