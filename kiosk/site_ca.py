"""A site's own certificates: one root for twenty years, one leaf for the hub, renewed in time.

They lie in the folder `ca` of the hub's data. The root may speak for the site's own names and for
private addresses only, so that a stolen one harms nobody who put it on a phone. Key and leaf
stand in one file, replaced as one. Source: DESIGN.md §11.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from kiosk.protocol.trust import Trust
from kiosk.rules.certificates import PRIVATE, is_site_name, leaf_is_due
from kiosk.rules.instants import MS_PER_S, Instant
from kiosk.rules.refusals import Refusal

FOLDER = "ca"
ROOT_FILE = "root.pem"
"""The root's certificate: what phones and stations trust. No secret."""
ROOT_KEY_FILE = "root.key"
LEAF_FILE = "leaf.pem"
"""The hub's certificate and its key, for the TLS proxy before it."""
ROOT_DAYS = 20 * 365
LEAF_DAYS = 397
"""Phones take no longer ones."""
BACK = timedelta(days=1)
"""Valid from yesterday: a phone's clock may be behind."""
HERE = ("localhost", "127.0.0.1", "::1")

Key = EllipticCurvePrivateKey
Address = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True)
class Leaf:
    """The hub's certificate as it is now."""

    names: tuple[str, ...]
    begins: Instant
    ends: Instant


@dataclass(frozen=True, slots=True)
class Root:
    """The site's root as people compare it; `fingerprint` is SHA-256 in pairs."""

    pem: str
    fingerprint: str
    ends: Instant
    number: int


def make(folder: Path, now: Instant, *, names: Sequence[str], site_name: str) -> None:
    """See to it that there are a root and a leaf for these names; nothing is made twice.

    Args:
        folder: the hub's data folder.
        now: the believed present.
        names: host names and addresses by which the hub is asked in its own network.
        site_name: stands in the root, for whoever looks at it on a phone.

    Raises:
        Refusal: `name_not_certified`.
    """
    asked = tuple(dict.fromkeys((*names, *HERE)))
    wrong = next((name for name in asked if not is_site_name(name)), None)
    if wrong is not None:
        raise Refusal("name_not_certified", name=wrong)
    at = folder / FOLDER
    at.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not _speaks_for(at, asked):
        _make_root(at, now, names=asked, site_name=site_name)
    found = leaf(folder)
    if found is None or set(found.names) != set(asked) or not _signed_by_root(at):
        _make_leaf(at, now, asked)
    else:
        renew_if_due(folder, now)


def renew_if_due(folder: Path, now: Instant) -> bool:
    """A new leaf once two thirds of the old one's time are over; whether there is one."""
    found = leaf(folder)
    if found is None or not leaf_is_due(begins=found.begins, ends=found.ends, now=now):
        return False
    _make_leaf(folder / FOLDER, now, found.names)
    return True


def new_root(folder: Path, now: Instant, *, site_name: str) -> None:
    """Another root and leaf, as after a theft. Stations learn of it from the hub; phones do not.

    Raises:
        Refusal: `no_certificates`.
    """
    found = leaf(folder)
    if found is None:
        raise Refusal("no_certificates")
    _make_root(folder / FOLDER, now, names=found.names, site_name=site_name)
    _make_leaf(folder / FOLDER, now, found.names)


def leaf(folder: Path) -> Leaf | None:
    """The hub's certificate; None: there is none."""
    try:
        made = x509.load_pem_x509_certificate((folder / FOLDER / LEAF_FILE).read_bytes())
    except (OSError, ValueError):
        return None
    named = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    dns = named.get_values_for_type(x509.DNSName)
    addresses = named.get_values_for_type(x509.IPAddress)
    names = (*dns, *(str(address) for address in addresses))
    return Leaf(names, _instant(made.not_valid_before_utc), _instant(made.not_valid_after_utc))


def root(folder: Path) -> Root | None:
    """The site's root; None: there is none."""
    made = _root(folder / FOLDER)
    if made is None:
        return None
    digest = made.fingerprint(hashes.SHA256()).hex().upper()
    pairs = ":".join(digest[i : i + 2] for i in range(0, len(digest), 2))
    began = _instant(made.not_valid_before_utc) + int(BACK.total_seconds()) * MS_PER_S
    pem = made.public_bytes(Encoding.PEM).decode("ascii")
    return Root(pem, pairs, _instant(made.not_valid_after_utc), began // MS_PER_S)


def trust(folder: Path) -> Trust:
    """What stations are told: this site's root, or the system's where it has none of its own."""
    found = root(folder)
    return Trust() if found is None else Trust(found.number, (found.pem,))


def _root(at: Path) -> x509.Certificate | None:
    try:
        return x509.load_pem_x509_certificate((at / ROOT_FILE).read_bytes())
    except (OSError, ValueError):
        return None


def _speaks_for(at: Path, names: Sequence[str]) -> bool:
    """Whether the root that is there may speak for all these host names."""
    found = _root(at)
    if found is None or not (at / ROOT_KEY_FILE).exists():
        return False
    may = found.extensions.get_extension_for_class(x509.NameConstraints).value
    permitted = {one.value for one in may.permitted_subtrees or ()}
    return all(name in permitted for name in names if _address(name) is None)


def _signed_by_root(at: Path) -> bool:
    found, made = _root(at), x509.load_pem_x509_certificate((at / LEAF_FILE).read_bytes())
    if found is None:
        return False
    try:
        made.verify_directly_issued_by(found)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _make_root(at: Path, now: Instant, *, names: Sequence[str], site_name: str) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(f"{site_name} CA")
    hosts = [x509.DNSName(name) for name in names if _address(name) is None]
    networks = [x509.IPAddress(ip_network(network)) for network in PRIVATE]
    made = (
        _begun(now, days=ROOT_DAYS, subject=name, issuer=name, key=key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(
            x509.NameConstraints(permitted_subtrees=[*hosts, *networks], excluded_subtrees=None),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write(at / ROOT_KEY_FILE, _private(key))
    _write(at / ROOT_FILE, made.public_bytes(Encoding.PEM))


def _make_leaf(at: Path, now: Instant, names: Sequence[str]) -> None:
    issuer = _root(at)
    signing = load_pem_private_key((at / ROOT_KEY_FILE).read_bytes(), password=None)
    if issuer is None or not isinstance(signing, EllipticCurvePrivateKey):
        raise Refusal("no_certificates")
    key = ec.generate_private_key(ec.SECP256R1())
    made = (
        _begun(now, days=LEAF_DAYS, subject=_name(names[0]), issuer=issuer.subject, key=key)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(
            x509.SubjectAlternativeName([_general(name) for name in names]), critical=False
        )
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False
        )
        .sign(signing, hashes.SHA256())
    )
    _write(at / LEAF_FILE, made.public_bytes(Encoding.PEM) + _private(key))


def _begun(
    now: Instant, *, days: int, subject: x509.Name, issuer: x509.Name, key: Key
) -> x509.CertificateBuilder:
    at = datetime.fromtimestamp(now // MS_PER_S, UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - BACK)
        .not_valid_after(at - BACK + timedelta(days=days))
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common[:64])])


def _general(name: str) -> x509.GeneralName:
    address = _address(name)
    return x509.DNSName(name) if address is None else x509.IPAddress(address)


def _address(name: str) -> Address | None:
    try:
        return ip_address(name)
    except ValueError:
        return None


def _private(key: Key) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _instant(at: datetime) -> Instant:
    return Instant(int(at.timestamp()) * MS_PER_S)


def _write(path: Path, content: bytes) -> None:
    """Whole or not there; for its owner alone."""
    aside = path.with_name(f".{path.name}.part")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
