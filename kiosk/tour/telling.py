"""Steps as they are told: a tick, the name, the seconds; and as they go into the result."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from rich.console import Console
from rich.text import Text

from kiosk.tour.waiting import TourError, Watch

NAME_WIDTH = 52
DETAIL_LIMIT = 300


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the tour as it went."""

    name: str
    ok: bool
    seconds: float
    detail: str


class Teller:
    """Runs steps, prints each, remembers all; the first that fails ends the tour."""

    def __init__(self, watch: Watch, console: Console | None = None) -> None:
        self._watch = watch
        self._console = console or Console(soft_wrap=True, highlight=False)
        self.steps: list[Step] = []

    def step(self, name: str, work: Callable[[], str | None]) -> None:
        """Do one step; what `work` returns is its detail.

        Raises:
            TourError: the step failed; it was printed.
        """
        began_s = self._watch.passed_s()
        failure: Exception | None = None
        try:
            detail = work() or ""
            self._watch.check()
        except Exception as error:  # noqa: BLE001  whatever a step meets is told as its failure
            detail, failure = f"{error}" or type(error).__name__, error
        done = Step(
            name,
            failure is None,
            round(self._watch.passed_s() - began_s, 2),
            detail[:DETAIL_LIMIT],
        )
        self.steps.append(done)
        self._print(done)
        if failure is not None:
            raise TourError(f"{name}: {detail}") from failure

    def say(self, words: str) -> None:
        """Print some lines as they are."""
        self._console.print(Text(words))

    def as_json(self) -> list[dict[str, Any]]:
        """The steps as the result has them."""
        return [asdict(step) for step in self.steps]

    def _print(self, step: Step) -> None:
        line = Text("✓ " if step.ok else "✗ ", style="green" if step.ok else "bold red")
        line.append(f"{step.name:<{NAME_WIDTH}}", style="" if step.ok else "bold")
        line.append(f"{step.seconds:6.2f} s", style="dim")
        if step.detail:
            line.append(f"  {step.detail}", style="dim" if step.ok else "")
        self._console.print(line)
