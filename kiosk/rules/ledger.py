"""Double entry: which accounts there are, which transfers are refused, how they are chained.

Source: DESIGN.md §5. `debit` is the account that is increased on its debit side, so a cash sale
of a pass is `Transfer(debit="till:7", credit="sales:pass")`, and approved work is
`Transfer(debit="exchange", credit="visitor:42")`.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from kiosk.rules.instants import Instant
from kiosk.rules.money import Money
from kiosk.rules.refusals import Refusal

ACCOUNT_NAME = re.compile(r"[!-~]{1,120}")
"""What may stand after the colon: printable ASCII without spaces."""

LENGTH_BYTES = 4
CHAIN_PURPOSE = "kiosk/transfer/1"
CHAIN_START = bytes(hashlib.sha256().digest_size)
"""What the first transfer of a book is chained to."""


class Side(StrEnum):
    """The side on which an account of this kind grows."""

    DEBIT = "debit"
    CREDIT = "credit"


class Named(StrEnum):
    """What follows the kind in an account's name."""

    NO = "no"
    ANY = "any"
    SALES = "sales"


@dataclass(frozen=True, slots=True)
class AccountKind:
    """One kind of account.

    `side` is its normal side, `named` what follows the kind. `fed_by` holds the kinds that may be
    debited when this one is credited, None for any. It is a list of what may, not of what may not:
    else money would find its way from a visitor to the exchange by `reserved` or `sales`.
    """

    side: Side
    named: Named = Named.NO
    keeps_above_zero: bool = False
    fed_by: frozenset[str] | None = None


SALES = frozenset({"time", "pass", "product", "print"})

SETTLERS = frozenset({"till", "safe", "mobile", "world", "loss"})
"""With what an exchange settles its debt to a hub: cash, or a debt that is written off."""

FUNDERS = frozenset({"world", "escrow", "fee", "sponsor"})
PAYERS = frozenset({"requester", "sponsor"})

HUB: Mapping[str, AccountKind] = MappingProxyType(
    {
        "till": AccountKind(Side.DEBIT, Named.ANY),
        "safe": AccountKind(Side.DEBIT),
        "mobile": AccountKind(Side.DEBIT, Named.ANY),
        "visitor": AccountKind(Side.CREDIT, Named.ANY, keeps_above_zero=True),
        "savings": AccountKind(Side.CREDIT, Named.ANY, keeps_above_zero=True),
        "deposit": AccountKind(Side.CREDIT, Named.ANY, keeps_above_zero=True),
        "sales": AccountKind(Side.CREDIT, Named.SALES),
        "tax": AccountKind(Side.CREDIT),
        "sponsor": AccountKind(Side.CREDIT, Named.ANY, keeps_above_zero=True),
        "reserved": AccountKind(Side.CREDIT, Named.ANY, keeps_above_zero=True),
        "exchange": AccountKind(Side.DEBIT, fed_by=SETTLERS),
        "rounding": AccountKind(Side.CREDIT),
        "loss": AccountKind(Side.DEBIT),
        "world": AccountKind(Side.DEBIT),
    }
)
"""The book of a hub. `exchange` is what the exchange owes the hub."""

EXCHANGE: Mapping[str, AccountKind] = MappingProxyType(
    {
        "requester": AccountKind(Side.CREDIT, Named.ANY, keeps_above_zero=True, fed_by=FUNDERS),
        "escrow": AccountKind(Side.CREDIT, Named.ANY, keeps_above_zero=True, fed_by=PAYERS),
        "hub": AccountKind(Side.CREDIT, Named.ANY),
        "sponsor": AccountKind(Side.CREDIT, Named.ANY, fed_by=frozenset({"world", "escrow"})),
        "fee": AccountKind(Side.CREDIT, fed_by=PAYERS | {"escrow", "world"}),
        "world": AccountKind(Side.DEBIT),
    }
)
"""The book of an exchange. `hub:<id>` is what the exchange owes that hub."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """One movement of money; `id` is its idempotency key, `reference` what it is about."""

    id: str
    debit: str
    credit: str
    amount: Money
    at: Instant
    reason: str
    reference: str


@dataclass(frozen=True, slots=True)
class ChainedTransfer:
    """A transfer as the book keeps it: its number `n` and the digest that binds all before it."""

    n: int
    transfer: Transfer
    digest: bytes


def kind_of(account: str, *, book: Mapping[str, AccountKind]) -> str:
    """The kind of an account, as `till` for `till:7`.

    Raises:
        Refusal: `account_unknown` when the book has no such account.
    """
    kind, colon, name = account.partition(":")
    if kind not in book or not _name_fits(book[kind].named, colon=colon, name=name):
        raise Refusal("account_unknown", account=account)
    return kind


def no_credit(_account: str) -> int:
    """The credit limit of a site where the owner grants none."""
    return 0


def check_transfer(
    transfer: Transfer,
    balance_of: Callable[[str], int],
    *,
    book: Mapping[str, AccountKind],
    credit_limit_of: Callable[[str], int] = no_credit,
) -> None:
    """Refuse a transfer that must not be.

    Args:
        transfer: what is asked for.
        balance_of: account -> its balance in minor units, as `signed_balance` counts it.
        book: `HUB` or `EXCHANGE`.
        credit_limit_of: account -> how many minor units it may go below zero.

    Raises:
        Refusal: `account_unknown`, `same_account`, `amount_wrong`, `nobody_pays_to_work`,
            `below_zero`, in that order.
    """
    debit_kind = kind_of(transfer.debit, book=book)
    credit_kind = kind_of(transfer.credit, book=book)
    if transfer.debit == transfer.credit:
        raise Refusal("same_account", account=transfer.debit)
    if transfer.amount.minor <= 0:
        raise Refusal("amount_wrong", minor=transfer.amount.minor)
    fed_by = book[credit_kind].fed_by
    if fed_by is not None and debit_kind not in fed_by:
        raise Refusal("nobody_pays_to_work", debit=transfer.debit, credit=transfer.credit)
    shrinking = {Side.CREDIT: transfer.debit, Side.DEBIT: transfer.credit}
    for side, account in shrinking.items():
        kind = book[kind_of(account, book=book)]
        if kind.side is not side or not kind.keeps_above_zero:
            continue
        if balance_of(account) - transfer.amount.minor < -credit_limit_of(account):
            raise Refusal("below_zero", account=account)


def signed_balance(account: str, *, debits: int, credits: int) -> int:  # noqa: A002  the book's word
    """The balance of an account in minor units: positive on its normal side.

    Raises:
        Refusal: `account_unknown` when no book has such a kind.
    """
    kind = account.partition(":")[0]
    found = HUB.get(kind) or EXCHANGE.get(kind)
    if found is None:
        raise Refusal("account_unknown", account=account)
    return debits - credits if found.side is Side.DEBIT else credits - debits


def reversal(transfer: Transfer, *, id: str, at: Instant, reason: str) -> Transfer:  # noqa: A002  the field's own name
    """The transfer that undoes another: sides swapped, its reference is what it undoes.

    Raises:
        Refusal: `reason_missing`.
    """
    if not reason.strip():
        raise Refusal("reason_missing", reversed=transfer.id)
    return Transfer(
        id=id,
        debit=transfer.credit,
        credit=transfer.debit,
        amount=transfer.amount,
        at=at,
        reason=reason,
        reference=transfer.id,
    )


def chain(previous: bytes, transfer: Transfer) -> bytes:
    """SHA-256 over the digest before and every field, each with its length before it."""
    fields = (
        CHAIN_PURPOSE.encode(),
        previous,
        transfer.id.encode(),
        transfer.debit.encode(),
        transfer.credit.encode(),
        str(transfer.amount.minor).encode(),
        transfer.amount.currency.encode(),
        str(transfer.at).encode(),
        transfer.reason.encode(),
        transfer.reference.encode(),
    )
    return hashlib.sha256(
        b"".join(len(field).to_bytes(LENGTH_BYTES, "big") + field for field in fields)
    ).digest()


def verify_chain(kept: Iterable[ChainedTransfer]) -> int | None:
    """The number of the first transfer whose digest is wrong, in the order of insertion.

    A book cut off at its end still verifies: the caller compares the count with what it knows.
    """
    previous = CHAIN_START
    for link in kept:
        previous = chain(previous, link.transfer)
        if previous != link.digest:
            return link.n
    return None


def _name_fits(named: Named, *, colon: str, name: str) -> bool:
    if named is Named.NO:
        return not colon
    if named is Named.SALES:
        return name in SALES
    return ACCOUNT_NAME.fullmatch(name) is not None
