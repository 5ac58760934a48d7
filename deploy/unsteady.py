"""Run what failed in the suite once more, alone and with the same seed, and name what then passes.

A fault of our rules fails again: the same seed makes the same cases. What passes alone is a test
that leans on its neighbours or on the machine's pace. It is named, in the output and in
`artefacts/unsteady.txt`, and is to be mended; many at once are no chance, and stay failures.

Run `python deploy/unsteady.py [--all]` after a suite that failed.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

FAILED = Path(".pytest_cache/v/cache/lastfailed")
TOLD_IN = Path("artefacts/unsteady.txt")
MOST = 3
"""More tests than these fail for one cause, which is ours."""
ONCE_MORE = ("--last-failed", "--last-failed-no-failures=none", "--randomly-seed=last")


def failed_in(folder: Path) -> tuple[str, ...]:
    """The tests that failed in the last run below `folder`, by name; empty: it never got so far."""
    file = folder / FAILED
    return tuple(sorted(json.loads(file.read_text("utf-8")))) if file.exists() else ()


def once_more(folder: Path, arguments: Sequence[str]) -> int:
    """Exit code: 0 when all that failed pass alone, else 1."""
    failed = failed_in(folder)
    if not 0 < len(failed) <= MOST:
        print(f"{len(failed)} tests failed: none is run again.")
        return 1
    command = (sys.executable, "-m", "pytest", *ONCE_MORE, *arguments)
    if subprocess.run(command, cwd=folder, check=False).returncode:
        return 1
    told = folder / TOLD_IN
    told.parent.mkdir(exist_ok=True)
    told.write_text("".join(f"{name}\n" for name in failed), "utf-8")
    print("\nUNSTEADY: these failed among the others and pass alone. Mend them:", *failed, sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(once_more(Path.cwd(), sys.argv[1:]))
