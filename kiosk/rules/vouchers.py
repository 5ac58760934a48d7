"""Voucher codes that catch a slip of the finger, and the states of a voucher.

A code is seven symbols of chance and one check symbol. Written as numbers d0…d7 of GF(32), a code
is right when the sum of alpha**(7 - i) * d_i is zero. No weight is zero, so a single wrong symbol
always shows; no two weights are alike, so a swap of any two symbols does. Verhoeff, 1969.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from kiosk.rules.refusals import Refusal

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base32: no I, L, O (they look like 1 and 0) and no U."""

CODE_SYMBOLS = 8
RANDOM_BYTES = 5
TYPED_LIMIT = 40
"""Longer than this is not a typed code."""

BATCH_LIMIT = 1000
"""So many vouchers are made at once, at most."""

_FIELD = 0b100101
"""x**5 + x**2 + 1, with which x is a generator of GF(32)."""

_SPOKEN = str.maketrans({"O": "0", "I": "1", "L": "1", " ": None, "-": None, "\t": None})


class VoucherState(StrEnum):
    """How far a voucher has come."""

    CREATED = "created"
    PRINTED = "printed"
    SOLD = "sold"
    IN_USE = "in_use"
    USED_UP = "used_up"
    VOID = "void"


_S = VoucherState

NEXT: Mapping[VoucherState, frozenset[VoucherState]] = MappingProxyType(
    {
        _S.CREATED: frozenset({_S.PRINTED, _S.SOLD, _S.VOID}),
        _S.PRINTED: frozenset({_S.SOLD, _S.VOID}),
        _S.SOLD: frozenset({_S.IN_USE, _S.VOID}),
        # Unused time stays on the voucher: a session closed early gives it back as sold.
        _S.IN_USE: frozenset({_S.SOLD, _S.USED_UP}),
        _S.USED_UP: frozenset(),
        _S.VOID: frozenset(),
    }
)

REFUSED: Mapping[VoucherState, str] = MappingProxyType(
    {
        _S.CREATED: "voucher_not_sold",
        _S.PRINTED: "voucher_not_sold",
        _S.SOLD: "voucher_sold",
        _S.IN_USE: "voucher_in_use",
        _S.USED_UP: "voucher_used_up",
        _S.VOID: "voucher_void",
    }
)
"""The state a voucher is in -> why it cannot go where it is asked to."""


def make_code(random_bytes: bytes) -> str:
    """A code of eight symbols out of five random bytes, of which 35 bits count.

    Raises:
        ValueError: any other number of bytes.
    """
    if len(random_bytes) != RANDOM_BYTES:
        raise ValueError(len(random_bytes))
    chance = int.from_bytes(random_bytes, "big")
    numbers = [chance >> shift & 31 for shift in range(30, -1, -5)]
    return "".join(ALPHABET[number] for number in (*numbers, _weighted(numbers)))


def normalise(typed: str) -> str:
    """What was typed or read aloud, as the code's own symbols: o is 0, i and l are 1."""
    return typed[:TYPED_LIMIT].upper().translate(_SPOKEN)


def check_code(typed: str) -> str:
    """The code that was typed.

    Raises:
        Refusal: `voucher_mistyped` when no voucher can have this code.
    """
    code = normalise(typed)
    if len(code) != CODE_SYMBOLS or any(symbol not in ALPHABET for symbol in code):
        raise Refusal("voucher_mistyped")
    numbers = [ALPHABET.index(symbol) for symbol in code]
    if _weighted(numbers[:-1]) != numbers[-1]:
        raise Refusal("voucher_mistyped")
    return code


def printed_code(code: str) -> str:
    """A code as it stands on paper, in two groups: `4F7K-2M9T`."""
    return f"{code[:4]}-{code[4:]}"


def check_transition(*, state: VoucherState, after: VoucherState) -> None:
    """Refuse a step that a voucher cannot take.

    Raises:
        Refusal: `voucher_not_sold`, `voucher_sold`, `voucher_in_use`, `voucher_used_up`
            or `voucher_void`, by the state it is in.
    """
    if after not in NEXT[state]:
        raise Refusal(REFUSED[state], state=state, after=after)


def _weighted(numbers: list[int]) -> int:
    """The check number: Horner's scheme in x, so that the last of `numbers` has weight x."""
    total = 0
    for number in numbers:
        total = _times_x(total ^ number)
    return total


def _times_x(number: int) -> int:
    doubled = number << 1
    return doubled ^ _FIELD if doubled & 32 else doubled
