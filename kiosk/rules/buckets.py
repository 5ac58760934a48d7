"""How often is too often: a burst at once, then so many a minute. Source: GCRA, ITU-T I.371."""

from dataclasses import dataclass

NS_PER_S = 1_000_000_000
NS_PER_MINUTE = 60 * NS_PER_S


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` at once, and afterwards `per_minute`."""

    burst: int
    per_minute: int


@dataclass(frozen=True, slots=True)
class Answer:
    """`full_ns` is when the allowance will be whole again; `wait_s` is 0 for what may pass."""

    full_ns: int
    wait_s: int


def ask(rate: Rate, *, full_ns: int, now_ns: int, count: int = 1) -> Answer:
    """Whether so many more may pass now, for somebody whose allowance is whole again at `full_ns`.

    More than a burst at once may never pass.
    """
    each_ns = NS_PER_MINUTE // rate.per_minute
    begins_ns = max(full_ns, now_ns)
    over_ns = begins_ns - now_ns - (rate.burst - count) * each_ns
    if over_ns > 0:
        return Answer(full_ns, -(-over_ns // NS_PER_S))
    return Answer(begins_ns + count * each_ns, 0)
