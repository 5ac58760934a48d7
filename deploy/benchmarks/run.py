"""`./deploy/bench`: prints each budget, the figure of this run, and whether it holds."""

import argparse
import json
import platform
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from benchmarks import kolibri, parts
from benchmarks.against import LEARNERS, against_kolibri
from benchmarks.drain import drained
from benchmarks.half_open import half_open
from benchmarks.site import furnish
from benchmarks.year_parts import year

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Measure; exit code 0 whatever was found: figures are for people to read."""
    asked = _arguments()
    quick = asked.quick
    stations = 200 if quick else 1000
    found: list[parts.Found] = []
    with tempfile.TemporaryDirectory(dir=asked.folder) as name:
        if asked.year_only:
            found += year(Path(name), quick=quick, kept=asked.year)
            return _told(found, asked)
        folder = Path(name) / "site"
        _say(f"Making a site with {stations} stations …")
        seats = furnish(folder, stations=stations, sessions=LEARNERS)
        _say("Beats against a bare route …")
        found += parts.beats_against_bare(folder, seats, requests=800 if quick else 4000)
        _say(f"Beats of {stations} stations at their real rhythm …")
        found += parts.beats_at_rhythm(folder, seats, rounds=2 if quick else 6, interval_s=5.0)
        _say("Durable training answers …")
        found += parts.answers(folder, seats, clients=20, each=20 if quick else 200)
        if asked.against:
            _say("The same beside Kolibri (installed once into an environment of its own) …")
            command = kolibri.install(asked.against_folder)
            found += against_kolibri(folder, seats, command, each=5 if quick else 20)
        _say("Answers that waited for the exchange …")
        found += drained(Path(name) / "waiting", count=10_000 if quick else 50_000)
        _say("Acts through the writer …")
        found += parts.writer_against_commits(seconds=1.0 if quick else 4.0)
        _say("Half-open connections …")
        found += half_open(folder, pages=100 if quick else 400)
        _say("Starts …")
        found += parts.starts(folder, times=1 if quick else 3)
        found += year(Path(name), quick=quick, kept=asked.year)
    return _told(found, asked)


def _told(found: list[parts.Found], asked: argparse.Namespace) -> int:
    _show(found)
    if asked.json:
        asked.json.write_text(json.dumps([asdict(one) for one in found], indent=1), "utf-8")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="./deploy/bench",
        description="Show the budgets of DESIGN.md beside this machine's figures.",
        epilog="Example: ./deploy/bench --quick --json bench.json",
    )
    parser.add_argument(
        "--quick", action="store_true", help="fewer stations, shorter loads, a small year"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    parser.add_argument(
        "--year",
        type=Path,
        metavar="DIR",
        help="keep the year of data there and use it again (5 GB, for a while 11; minutes to make)",
    )
    parser.add_argument("--year-only", action="store_true", help="measure on the year, no more")
    parser.add_argument(
        "--against", choices=["kolibri"], help="answer a class's exercises there too, in turns"
    )
    parser.add_argument(
        "--against-folder",
        type=Path,
        metavar="DIR",
        default=ROOT / "artefacts" / "kolibri",
        help="where it is installed (380 MB; default: artefacts/kolibri)",
    )
    parser.add_argument("--folder", type=Path, help="measure the disk of this folder")
    return parser.parse_args()


def _say(words: str) -> None:
    if sys.stderr.isatty():
        print(words, file=sys.stderr)


def _show(found: list[parts.Found]) -> None:
    print(f"{platform.machine()}, Python {platform.python_version()}; one run, medians")
    for one in found:
        print(f"{'holds' if one.holds else 'MISSED'}  {one.what}: {one.figure}  [{one.budget}]")


if __name__ == "__main__":
    sys.exit(main())
