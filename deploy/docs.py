"""Write the pages that are made from the code: settings, refusals, jobs, commands, promises.

Run `.venv/bin/python deploy/docs.py` after one of them changed; a house test compares.
"""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs"
MADE = "<!-- Made by deploy/docs.py from the code; edit that. -->"
FIGURES = ROOT / "tests" / "faults" / "figures.json"
KEPT = ROOT / "artefacts" / "faults"
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]


def table(*columns: str, rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    """A Markdown table, line by line."""
    yield "| " + " | ".join(columns) + " |"
    yield "|" + "---|" * len(columns)
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", r"\|").replace("\n", " ") for cell in row) + " |"


def shown(value: Any) -> str:
    """A default as one writes it in TOML."""
    if isinstance(value, tuple):
        return "`[" + ", ".join(shown(part).strip("`") for part in value) + "]`"
    return f'`"{value}"`' if isinstance(value, str) else f"`{value}`"


def settings_page() -> Iterator[str]:
    """Each machine's settings: name, default, what it may be, what it means."""
    from kiosk.setting_lines import expectation
    from kiosk.settings import MACHINES
    from kiosk.settings import table as lines

    yield "# Settings"
    yield ""
    yield "Written in the machine's TOML file (`name = value`) in its data folder, or set by a"
    yield "variable `KIOSK_<NAME>`, which outranks the file; lists in variables stand with commas."
    yield "What the owner saves in the panel outranks the default only and holds without a restart."
    yield "What is unknown or cannot be is refused by name at the start."
    for machine, settings in MACHINES.items():
        yield f"\n## {machine.capitalize()}\n"
        rows = (
            (
                f"`{line.name}`",
                f"`{line.variable}`",
                shown(line.default),
                expectation(line),
                line.help,
            )
            for line in lines(settings)
        )
        yield from table("setting", "variable", "default", "may be", "meaning", rows=rows)


def refusals_page() -> Iterator[str]:
    """Each way of saying no: code, status, sentence."""
    from kiosk.rules.refusals import CATALOGUE
    from kiosk.sentences import SENTENCES

    yield "# Refusals"
    yield ""
    yield "Every door answers with one of these codes, as a page or as JSON. Codes stay for ever,"
    yield "sentences may change."
    yield ""
    yield from table(
        "code", "HTTP status", "what the reader is told",
        rows=((f"`{code}`", str(status), SENTENCES[code]) for code, status in CATALOGUE.items()),
    )  # fmt: skip


def metrics_page() -> Iterator[str]:
    """Each figure at `/metrics`: name, kind, machines, meaning."""
    from kiosk.metrics import FIGURES

    yield "# Figures"
    yield ""
    yield "`/metrics` on hub, exchange and station, for Prometheus: to the machine itself, or,"
    yield "where the setting `metrics_token` stands, to who sends it as `Authorization: Bearer`."
    yield "Set it where a proxy on the same machine adds no `X-Forwarded-For` and hides the"
    yield "name that was asked for: what comes through it looks like the machine itself."
    yield "`/health` says `ok`, `degraded` or `down` (503) to everybody, and nothing else."
    yield ""
    rows = ((f"`{name}`", one.kind, one.machines, one.help) for name, one in FIGURES.items())
    yield from table("name", "kind", "machines", "meaning", rows=rows)


def jobs_page() -> Iterator[str]:
    """Each thing the hub does by itself: name, how often, what."""
    from kiosk.jobs.clock import waits_for_clock
    from kiosk.jobs.table import JOBS

    yield "# Jobs"
    yield ""
    yield (
        "What the hub does by itself, listed in `kiosk/jobs/table.py`. Metering depends on none. "
        "Those that go by the date wait while the hub's clock is in doubt."
    )
    yield ""
    yield from table(
        "job", "every", "by the date", "what it does",
        rows=(
            (
                f"`{job.name}`",
                f"{job.every_s} s",
                "yes" if waits_for_clock(job.run) else "",
                first_line(job.run),
            )
            for job in JOBS
        ),
    )  # fmt: skip


def first_line(function: Callable[..., Any]) -> str:
    """The sentence of a docstring."""
    return (function.__doc__ or "").strip().partition("\n")[0]


def commands_page() -> Iterator[str]:
    """Each command with its help."""
    from kiosk.cli.main import kiosk
    from station_agent.cli import station_agent

    yield "# Commands"
    for name, command in (("kiosk", kiosk), ("station-agent", station_agent)):
        yield from command_part(name, command)


def command_part(
    name: str, command: click.Command, above: click.Context | None = None
) -> Iterator[str]:
    """A command's help, then those of the commands below it; `-h` is said where it is known."""
    context = click.Context(
        command, above, name, terminal_width=96, max_content_width=96, **command.context_settings
    )
    yield f"\n## `{context.command_path}`\n"
    yield "```text"
    yield command.get_help(context)
    yield "```"
    if isinstance(command, click.Group):
        for each in command.list_commands(context):
            below = command.get_command(context, each)
            if below is not None:
                yield from command_part(each, below, context)


def promises_page() -> Iterator[str]:
    """Each promise about faults, the test that holds it, and the last figures."""
    from faults.promises import PROMISES  # type: ignore[import-not-found]  # of the tests

    figures = json.loads(FIGURES.read_text("utf-8"))
    yield "# Promises"
    yield ""
    yield "What holds when something breaks, and the test that tries it. Run any line alone:"
    yield "`./deploy/test` and the test's name; with `--long` before it for the long count, which"
    yield "goes on where it stopped when it is started again; with `--seed N` for one seed."
    yield ""
    yield from table(
        "what happens", "what holds", "test", "in CI", "long", "last run whole",
        rows=(
            (
                row.fault,
                row.words,
                ", ".join(f"`{test}`" for test in row.tests),
                f"{row.ci:,} {row.counted}" if row.ci else "every case",
                f"{row.long:,}" if row.long > row.ci else "",
                figures.get(row.key, ""),
            )
            for row in PROMISES
        ),
    )  # fmt: skip


def keep_figures() -> None:
    """Take the counts that ran whole here, as tests left them in artefacts/faults."""
    figures = json.loads(FIGURES.read_text("utf-8"))
    runs: dict[str, list[dict[str, Any]]] = {}
    for file in sorted(KEPT.glob("*.json")):
        said = json.loads(file.read_text("utf-8"))
        runs.setdefault(said["key"], []).append(said)
    for key, parts in runs.items():
        if all(said["done"] for said in parts):
            last = max(parts, key=lambda said: said["on"])
            figures[key] = f"{last['reached']:,} on {last['on']} at {last['revision']}"
    text = json.dumps(figures, indent=1, sort_keys=True)
    FIGURES.write_text(f"{text}\n", encoding="utf-8")


PAGES = {
    "settings.md": settings_page,
    "refusals.md": refusals_page,
    "metrics.md": metrics_page,
    "jobs.md": jobs_page,
    "commands.md": commands_page,
    "promises.md": promises_page,
}


def page(name: str) -> str:
    """One page as it should stand in docs/."""
    return "\n".join([MADE, "", *PAGES[name]()]) + "\n"


def main(names: list[str]) -> int:
    """Write all pages, or those named; `--keep-figures` first takes the counts of the last run."""
    if "--keep-figures" in names:
        keep_figures()
        names = [name for name in names if name != "--keep-figures"]
    for name in names or PAGES:
        (FOLDER / name).write_text(page(name), encoding="utf-8")
        print(f"docs/{name}")
    if not names:
        write_openapi()
    return 0


def write_openapi() -> None:
    """The OpenAPI of hub and exchange, beside the pages."""
    from deploy import openapi

    for name, text in openapi.pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        print(f"docs/{name}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
