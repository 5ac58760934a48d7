"""How long wrong tries lock out: each time in a row twice as long, for a short secret.

Five tries in a quarter of an hour are 480 a day, a twentieth of all PINs of four digits. Doubling
leaves thirty on the first day and five on each that follows, and a slip of the fingers still costs
a quarter of an hour. It grows only for who is counted alone (this code at this seat, this person's
yes asked for by that one): where all are counted together it would keep others out.
"""

LONGEST_S = 86_400
QUIET_S = 7 * 86_400
"""After so long without a lock-out the next is a first one again."""


def locked_for_s(*, before: int, first_s: int) -> int:
    """How long this lock-out lasts, after so many in a row before it; at least the first one."""
    return max(first_s, min(LONGEST_S, first_s << min(before, 20)))


def is_over(*, ended_s_ago: int) -> bool:
    """Whether the last lock-out counts no more."""
    return ended_s_ago >= QUIET_S
