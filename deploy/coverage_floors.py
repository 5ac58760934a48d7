"""Hold each room to its floor of coverage, lines and branches together.

Run `python deploy/coverage_floors.py artefacts/coverage.json` on the report that pytest-cov wrote.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FLOORS_PERCENT = {"kiosk/rules": 100, "kiosk/protocol": 100}
FLOOR_PERCENT = 90


@dataclass(frozen=True, slots=True)
class Room:
    """How much of one room the tests walked through."""

    name: str
    covered: int
    total: int

    @property
    def floor_percent(self) -> int:
        """What this room must reach."""
        return FLOORS_PERCENT.get(self.name, FLOOR_PERCENT)

    @property
    def holds(self) -> bool:
        """Is the floor reached? An empty room holds."""
        return self.covered * 100 >= self.floor_percent * self.total


def room_of(file: str) -> str:
    """`kiosk/rules` for kiosk/rules/money.py, `kiosk` for kiosk/clock.py, `admin_panel` for its."""
    parts = Path(file).parts
    return "/".join(parts[:2]) if parts[0] == "kiosk" and len(parts) > 2 else parts[0]


def rooms(report: Mapping[str, Any]) -> list[Room]:
    """The rooms of a coverage report, by name."""
    covered: dict[str, int] = defaultdict(int)
    total: dict[str, int] = defaultdict(int)
    for file, found in report["files"].items():
        summary, room = found["summary"], room_of(file)
        covered[room] += summary["covered_lines"] + summary["covered_branches"]
        total[room] += summary["num_statements"] + summary["num_branches"]
    return [Room(name, covered[name], total[name]) for name in sorted(total)]


def main(arguments: list[str]) -> int:
    """Print a line a room; exit code 1 when one is below its floor."""
    report = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    found = rooms(report)
    for room in found:
        mark = "holds" if room.holds else "BELOW"
        percent = 100 * room.covered / max(1, room.total)
        print(f"{room.name:24} {percent:6.2f} %  floor {room.floor_percent:3} %  {mark}")
    return 0 if found and all(room.holds for room in found) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
