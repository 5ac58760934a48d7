"""Back-off with full jitter, plus a fixed poll that nothing cancels. Source: DESIGN.md §8."""

FIRST_MS = 2_000
LONGEST_MS = 300_000
DOUBLINGS_LIMIT = 20


def delay_ms(failures: int, *, chance_per_mille: int) -> int:
    """How long to wait after so many failures in a row.

    Args:
        failures: 0 after a success.
        chance_per_mille: 0 to 1000, drawn by the caller, so that hubs do not return in step.
    """
    if failures <= 0:
        return 0
    ceiling = min(LONGEST_MS, FIRST_MS << min(failures - 1, DOUBLINGS_LIMIT))
    return ceiling * chance_per_mille // 1000
