"""The PostgreSQL that tests start is gone with them, however they end."""

import os
import subprocess
import sys
import time
from pathlib import Path

GONE_WITHIN_S = 240
HERE = Path(__file__).parents[1]
STARTS_ONE = """
import sys, time
from exchange import postgres
with postgres.running() as url:
    print(url.rpartition("host=")[2], flush=True)
    time.sleep(600)
"""


def test_a_run_that_is_killed_leaves_no_server_and_no_folder():
    tests = subprocess.Popen(
        [sys.executable, "-c", STARTS_ONE],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(HERE)},
    )
    folder = Path(tests.stdout.readline().strip())
    server = int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])
    tests.kill()
    tests.wait()
    tests.stdout.close()
    until_gone(folder)
    until_gone(Path(f"/proc/{server}"))


def until_gone(path):
    end = time.monotonic() + GONE_WITHIN_S
    while path.exists():
        assert time.monotonic() < end, f"{path} is still there"
        time.sleep(0.05)
