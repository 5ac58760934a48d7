"""A pass buys a seat only: nothing about tasks, exams, ranks or certificates ever looks at one."""

import re

import pytest
from house.sources import ROOT, Problem, problems, tree

MONEY_BUYS_NO_WORK = (
    *("kiosk/rules/fairness.py", "kiosk/rules/grading.py", "kiosk/rules/modules.py"),
    *("kiosk/rules/module_items.py", "kiosk/rules/qualifications.py", "kiosk/rules/hits.py"),
    *("kiosk/rules/forms.py", "kiosk/rules/payouts.py", "kiosk/rules/progress.py"),
    *("kiosk/store/tasks.py", "kiosk/store/training.py", "kiosk/store/work.py"),
    *("kiosk/acts/dealing.py", "kiosk/acts/marking.py", "kiosk/acts/classroom.py"),
    *("kiosk/acts/earnings.py", "kiosk/acts/ingest.py", "kiosk/acts/exchange_link.py"),
    *("kiosk/queries/tasks.py",),
    *("station_agent/player/learning.py", "station_agent/player/work.py"),
    *("station_agent/player/standing.py", "station_agent/player/earnings.py"),
)
"""What decides who may work or learn, and what comes of it."""
OF_PASSES = re.compile(
    r"\b(offers|passes|subscriptions?|sponsorships?|subscribing|sponsoring|holding|sales)\b"
)
TABLES = re.compile(
    r"\b(FROM|JOIN)\s+(offer|pass|pass_spend|pass_day|subscription|sponsorship|sale)\b"
)


def looks_at_passes(file, source):
    """Imports of what knows passes, and SQL that reads their tables."""
    for node in tree(source).body:
        module = getattr(node, "module", None) or ""
        names = [alias.name for alias in getattr(node, "names", [])]
        if module.startswith("kiosk") and OF_PASSES.search(" ".join([module, *names])):
            yield Problem(file, node.lineno, f"knows passes: {module} {names}")
    for match in TABLES.finditer(source):
        yield Problem(file, source.count("\n", 0, match.start()) + 1, f"reads {match.group(2)}")


@pytest.mark.parametrize(
    "bad",
    [
        "from kiosk.store import passes, tasks",
        "from kiosk.rules.subscriptions import State",
        "from kiosk.acts import sponsoring",
        'x = "SELECT 1 FROM pass WHERE visitor = :visitor"',
        'x = "SELECT 1 FROM work JOIN subscription ON 1"',
    ],
)
def test_the_rule_sees_it(bad):
    assert list(looks_at_passes("sample", bad))


@pytest.mark.parametrize("good", ["from kiosk.store import tasks", 'x = "FROM passenger"'])
def test_the_rule_lets_other_things_pass(good):
    assert not list(looks_at_passes("sample", good))


def test_no_task_exam_rank_or_certificate_looks_at_a_pass():
    files = [ROOT / each for each in MONEY_BUYS_NO_WORK]
    assert [file for file in files if not file.exists()] == []
    assert problems(looks_at_passes, files) == []
