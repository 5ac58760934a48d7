"""The readers of `parsers.py` under atheris, which keeps what reaches new lines of our code.

    python tests/faults/fuzz_parsers.py fact artefacts/faults/corpus --seconds 60

Started by `test_parsers.py --long`; what it found stays in the corpus, so that each minute goes on
where the last one stopped. Without `--seconds` what is in the corpus is only read again, for which
atheris is not needed.
"""

import argparse
import contextlib
import hashlib
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MOST_BYTES = 64 * 1024
MEMORY_LIMIT_MB = 2048
LONGEST_S = 60
EVERY = "every"


def main():
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("name")
    asked.add_argument("corpus", type=Path)
    asked.add_argument("--seconds", type=int, default=0)
    asked.add_argument("--seed", type=int, default=0)
    told = asked.parse_args()
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    with contextlib.ExitStack() as stack:
        if told.seconds:
            import atheris

            stack.enter_context(
                atheris.instrument_imports(
                    include=["kiosk", "admin_panel", "zipfile", "json", "csv"]
                )
            )
        from faults.parsers import outcome, targets
    folder = Path(tempfile.mkdtemp(prefix="kiosk-fuzz-"))  # whoever starts this says where
    readers = targets(folder)
    for name, target in readers.items():
        if told.name in (name, EVERY):
            print(f"{name}: {_read_again(target, told.corpus / name, outcome)} read")
    if told.seconds:
        _fuzz(told, readers[told.name], outcome)


def _read_again(target, corpus, outcome):
    """All that is in the corpus, the good examples among it; how many."""
    corpus.mkdir(parents=True, exist_ok=True)
    for example in target.examples:
        (corpus / hashlib.sha256(example).hexdigest()[:40]).write_bytes(example)
    return len([outcome(target, one.read_bytes()) for one in sorted(corpus.iterdir())])


def _fuzz(told, target, outcome):
    """Until the time is over; this never comes back."""
    import atheris
    from faults.bending import bent_once

    def mutate(data, most, seed):
        """Every other time as hypothesis bends, which knows JSON, numbers and nesting."""
        return (
            atheris.Mutate(data, most)
            if seed % 2
            else bent_once(data, seed, target.examples)[:most]
        )

    flags = [
        sys.argv[0],
        str(told.corpus / told.name),
        f"-max_total_time={told.seconds}",
        f"-max_len={MOST_BYTES}",
        f"-rss_limit_mb={MEMORY_LIMIT_MB}",
        f"-timeout={LONGEST_S}",
        f"-seed={told.seed + 1}",
        f"-artifact_prefix={told.corpus}/found-{told.name}-",
        "-print_final_stats=1",
    ]
    atheris.Setup(flags, lambda data: outcome(target, data), custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
