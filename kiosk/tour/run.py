"""`kiosk tour`: the main job end to end, with real processes, links cut and machines killed."""

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from kiosk.rules.refusals import Refusal
from kiosk.tour.cafe import Cafe, Folders, opened
from kiosk.tour.counting import count_answers, count_money, is_balanced, verified
from kiosk.tour.people import People
from kiosk.tour.story import steps
from kiosk.tour.telling import Teller
from kiosk.tour.waiting import TOUR_LIMIT_S, TourError, Watch

Sabotage = Callable[[Folders], None]
NOTHING_COUNTED: dict[str, Any] = {
    "answers": {"made": 0, "arrived": 0, "duplicate": 0, "lost": 0},
    "ledger": {"hub_balanced": False, "exchange_balanced": False},
    "visitor": {"earned_minor": 0, "paid_out_minor": 0},
}


def run_tour(
    *, limit_s: float = TOUR_LIMIT_S, sabotage: Mapping[str, Sabotage] | None = None
) -> dict[str, Any]:
    """Walk the tour, print each step, and say what came of it.

    Args:
        limit_s: it ends by then, done or not.
        sabotage: what a test breaks, by the name of the step before which it is done.
    """
    watch = Watch(limit_s)
    teller = Teller(watch)
    with (
        tempfile.TemporaryDirectory(prefix="kiosk-tour-", ignore_cleanup_errors=True) as home,
        opened(Path(home)) as cafe,
    ):
        people = People(cafe, watch)
        ok = _walk(people, teller, sabotage or {})
        counted = _counted(cafe.folders, people.visitor_id)
        if not ok:
            teller.say(_tails(cafe))
    teller.say(f"{'All well' if ok else 'Failed'} after {watch.passed_s():.1f} s")
    return {"ok": ok, "steps": teller.as_json(), **counted}


def _walk(people: People, teller: Teller, sabotage: Mapping[str, Sabotage]) -> bool:
    """Whether every step went well; the first that does not is the last."""
    try:
        for name, work in steps(people):
            if name in sabotage:
                sabotage[name](people.cafe.folders)
            teller.step(name, work)
    except TourError:
        return False
    return True


def _counted(folders: Folders, visitor: str) -> dict[str, Any]:
    """What the databases say at the end; nothing where a machine never had one."""
    try:
        answers = count_answers(folders.stations, folders.exchange)
        money = count_money(folders.hub, folders.exchange, visitor=visitor)
        found = verified(folders)
    except (Refusal, OSError, ValueError, RuntimeError):
        return NOTHING_COUNTED
    return {
        "answers": {
            "made": answers.made,
            "arrived": answers.arrived,
            "duplicate": answers.duplicate,
            "lost": answers.lost,
        },
        "ledger": {f"{name}_balanced": is_balanced(each) for name, each in found.items()},
        "visitor": {
            "earned_minor": money.earned_minor,
            "paid_out_minor": money.paid_out_minor,
        },
    }


def _tails(cafe: Cafe) -> str:
    """The last lines of every machine."""
    return "\n".join(f"--- {machine.name}\n{machine.tail()}" for machine in cafe.machines)
