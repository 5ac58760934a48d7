"""What the exchange's tables are made of: names of constraints, kinds of columns."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, LargeBinary, MetaData, Text

BIG = BigInteger().with_variant(Integer, "sqlite")
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

metadata = MetaData(naming_convention=NAMES)


def words(name: str, *, default: str | None = None) -> Column[str]:
    """Text that is always there."""
    return Column(name, Text, nullable=False, server_default=default)


def number(name: str, *, default: str | None = None) -> Column[int]:
    """A whole number: an instant, an amount, a count."""
    return Column(name, BIG, nullable=False, server_default=default)


def octets(name: str) -> Column[bytes]:
    """Bytes."""
    return Column(name, LargeBinary, nullable=False)


def maybe(name: str) -> Column[int]:
    """A number that may be missing."""
    return Column(name, BIG, nullable=True)


def to(name: str, target: str) -> Column[str]:
    """The key of a row in another table."""
    return Column(name, Text, ForeignKey(target), nullable=False)
