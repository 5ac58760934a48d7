"""The lease: the hub's signed permission for a station to let a session run.

The station spends it by the boot-time clock and makes no promise of its own. Source: DESIGN.md §7.
"""

from typing import Annotated, Literal

import msgspec
from nacl.signing import SigningKey

from kiosk.protocol.codec import decode, encode
from kiosk.protocol.signing import Purpose, sign, verify
from kiosk.rules.refusals import Refusal

LEASE_LIMIT_BYTES = 4096
Kind = Literal["prepaid", "account", "pass", "postpaid", "free", "class", "voucher", "card"]


class Lease(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a session may use.

    `seconds` counts from the session's opening, so a later lease of the same session replaces
    an earlier one; `n` rises with each. `offline_ok_s` is how long past its last renewal the
    station may go on with the hub away.
    """

    lease_id: str
    session: str
    visitor: str
    station: str
    boot_id: Annotated[str, msgspec.Meta(max_length=64)]
    n: Annotated[int, msgspec.Meta(ge=1)]
    seconds: Annotated[int, msgspec.Meta(ge=0)]
    offline_ok_s: Annotated[int, msgspec.Meta(ge=0)]
    kind: Kind
    rate_text: Annotated[str, msgspec.Meta(max_length=200)]
    issued: int


class SignedLease(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A lease as bytes with the hub's signature."""

    raw: bytes
    signature: bytes


def sign_lease(key: SigningKey, lease: Lease) -> SignedLease:
    """Write and sign a lease."""
    raw = encode(lease)
    return SignedLease(raw, sign(key, Purpose.LEASE, raw))


def read_lease(
    signed: SignedLease, *, public_key: bytes, station: str, boot_id: str, above_n: int
) -> Lease:
    """Check a lease before spending it.

    Args:
        signed: as it came.
        public_key: the pinned hub's.
        station: our own name; a copied lease names another.
        boot_id: of this boot; a lease of an earlier boot is not spent in this one.
        above_n: the `n` of the lease in use; 0 when there is none.

    Raises:
        Refusal: `wrong_signature`, `malformed`, `lease_wrong`, `lease_replayed`.
    """
    verify(public_key, Purpose.LEASE, signed.raw, signed.signature)
    lease = decode(signed.raw, Lease, limit_bytes=LEASE_LIMIT_BYTES)
    if (lease.station, lease.boot_id) != (station, boot_id):
        raise Refusal("lease_wrong", lease=lease.lease_id)
    if lease.n <= above_n:
        raise Refusal("lease_replayed", lease=lease.lease_id)
    return lease


def recall_lease(signed: SignedLease, *, public_key: bytes, station: str) -> Lease:
    """A lease that a station hands back: what its hub gave once, whatever has become of it.

    Raises:
        Refusal: `wrong_signature`, `malformed`, `lease_wrong` for another station's.
    """
    verify(public_key, Purpose.LEASE, signed.raw, signed.signature)
    lease = decode(signed.raw, Lease, limit_bytes=LEASE_LIMIT_BYTES)
    if lease.station != station:
        raise Refusal("lease_wrong", lease=lease.lease_id)
    return lease
