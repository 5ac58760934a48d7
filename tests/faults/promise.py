"""What a row of `promises.py` says."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise and its proof.

    Args:
        key: names it in tests and figures.
        fault: what happens, in plain words.
        words: what holds nevertheless.
        tests: ids of the tests that hold it, as pytest takes them; a file or a folder will do.
        counted: what is counted: cuts, kills, facts … ("" where every case is one line of the test).
        ci: how many run each time; 0 where nothing is counted.
        long: how many `--long` runs; the same as `ci` where all there is runs each time.
    """

    key: str
    fault: str
    words: str
    tests: tuple[str, ...]
    counted: str = ""
    ci: int = 0
    long: int = 0
