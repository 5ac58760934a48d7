"""The exchange's tables. Migrations make them; a test compares the two.

Instants are UTC milliseconds, money is minor units. Source: DESIGN.md §5, §8, §10.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

BIG = BigInteger().with_variant(Integer, "sqlite")
STATES = (
    "'Allotted', 'Accepted', 'Submitted', 'Returned', 'Abandoned', 'RevisionRequested',"
    " 'Approved', 'RejectProposed', 'Disputed', 'Rejected'"
)
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

metadata = MetaData(naming_convention=NAMES)


def _words(name: str, *, default: str | None = None) -> Column[str]:
    return Column(name, Text, nullable=False, server_default=default)


def _number(name: str, *, default: str | None = None) -> Column[int]:
    return Column(name, BIG, nullable=False, server_default=default)


def _bytes(name: str) -> Column[bytes]:
    return Column(name, LargeBinary, nullable=False)


def _maybe(name: str) -> Column[int]:
    return Column(name, BIG, nullable=True)


def _to(name: str, target: str) -> Column[str]:
    return Column(name, Text, ForeignKey(target), nullable=False)


requester = Table(
    "requester",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("access_key", Text, nullable=False, unique=True),
    _words("secret_hash"),
    _number("made_at"),
    sqlite_strict=True,
)

sign_in = Table(
    "sign_in",
    metadata,
    Column("name", Text, primary_key=True),
    _number("failed"),
    _number("locked_until"),
    sqlite_strict=True,
)

hub = Table(
    "hub",
    metadata,
    Column("origin", Text, primary_key=True),
    _words("name"),
    _bytes("public_signing"),
    _bytes("public_sealing"),
    _number("enrolled_at"),
    _maybe("revoked_at"),
    sqlite_strict=True,
)

enrol_code = Table(
    "enrol_code",
    metadata,
    Column("token_sha256", LargeBinary, primary_key=True),
    _words("name"),
    _number("made_at"),
    _number("tries"),
    Column("used_by", Text, ForeignKey("hub.origin"), nullable=True),
    sqlite_strict=True,
)

hit_type = Table(
    "hit_type",
    metadata,
    Column("id", Text, primary_key=True),
    _to("requester", "requester.id"),
    _words("title"),
    _words("description"),
    _words("form"),
    _words("picture_variable"),
    _number("reward_minor"),
    _number("seconds_estimate"),
    _words("qualification"),
    _words("expectations"),
    _words("keywords"),
    _number("made_at"),
    CheckConstraint("reward_minor > 0", name="reward"),
    Index(None, "requester"),
    sqlite_strict=True,
)

batch = Table(
    "batch",
    metadata,
    Column("id", Text, primary_key=True),
    _to("requester", "requester.id"),
    _to("hit_type", "hit_type.id"),
    _words("title"),
    _number("hits"),
    _number("fee_minor"),
    _words("currency"),
    _number("posted_at"),
    _number("expires_at"),
    Index(None, "requester", "posted_at"),
    sqlite_strict=True,
)

draft = Table(
    "draft",
    metadata,
    Column("id", Text, primary_key=True),
    _to("requester", "requester.id"),
    _words("title"),
    _words("template"),
    _words("csv"),
    _words("pictures"),
    _number("made_at"),
    Index(None, "made_at"),
    sqlite_strict=True,
)

hit = Table(
    "hit",
    metadata,
    Column("id", Text, primary_key=True),
    _to("batch", "batch.id"),
    _to("hit_type", "hit_type.id"),
    _number("row"),
    _words("inputs"),
    _words("picture_sha256"),
    _words("picture_mime"),
    _number("picture_len"),
    _words("state"),
    _number("expires_at"),
    CheckConstraint(
        "state IN ('Assignable', 'Unassignable', 'Reviewable', 'Reviewing', 'Disposed')",
        name="state",
    ),
    Index(None, "batch", "row"),
    sqlite_strict=True,
)

slot = Table(
    "slot",
    metadata,
    Column("id", Text, primary_key=True),
    _to("hit", "hit.id"),
    _number("n"),
    _words("state"),
    _number("opens"),
    _number("closes"),
    UniqueConstraint("hit", "n"),
    CheckConstraint("state IN ('open', 'allotted', 'replaced', 'done', 'closed')", name="state"),
    Index("ix_slot_open", "opens", sqlite_where=text("state = 'open'"),
          postgresql_where=text("state = 'open'")),
    Index("ix_slot_closing", "closes", sqlite_where=text("state = 'open'"),
          postgresql_where=text("state = 'open'")),
    Index("ix_slot_in_work", "hit", sqlite_where=text("state IN ('open', 'allotted')"),
          postgresql_where=text("state IN ('open', 'allotted')")),
    sqlite_strict=True,
)  # fmt: skip

assignment = Table(
    "assignment",
    metadata,
    Column("id", Text, primary_key=True),
    _to("slot", "slot.id"),
    _to("hit", "hit.id"),
    _to("batch", "batch.id"),
    _to("hub", "hub.origin"),
    _words("state"),
    _words("worker"),
    _number("allotted_at"),
    _number("until"),
    _maybe("lapsed_at"),
    _maybe("received_at"),
    _maybe("revision_at"),
    _maybe("revision_ended_at"),
    _maybe("acts_at"),
    _maybe("decided_at"),
    CheckConstraint(f"state IN ({STATES})", name="state"),
    Index("ix_assignment_live", "hub", "until",
          sqlite_where=text("state = 'Allotted' AND lapsed_at IS NULL"),
          postgresql_where=text("state = 'Allotted' AND lapsed_at IS NULL")),
    Index("ix_assignment_lapses", "until",
          sqlite_where=text("state = 'Allotted' AND lapsed_at IS NULL"),
          postgresql_where=text("state = 'Allotted' AND lapsed_at IS NULL")),
    Index("ix_assignment_acts", "acts_at", sqlite_where=text("acts_at IS NOT NULL"),
          postgresql_where=text("acts_at IS NOT NULL")),
    Index(None, "batch", "state"),
    Index(None, "slot"),
    sqlite_strict=True,
)  # fmt: skip

submission = Table(
    "submission",
    metadata,
    Column("assignment", Text, ForeignKey("assignment.id"), primary_key=True),
    Column("round", BIG, primary_key=True, autoincrement=False),
    _words("cites"),
    _words("answer_sha256"),
    _words("answer"),
    _words("worker"),
    _number("took_ms"),
    _number("made_at"),
    _number("received_at"),
    _words("fact"),
    UniqueConstraint("assignment", "cites", "answer_sha256"),
    sqlite_strict=True,
)

decision = Table(
    "decision",
    metadata,
    Column("assignment", Text, ForeignKey("assignment.id"), primary_key=True),
    Column("n", BIG, primary_key=True, autoincrement=False),
    _words("verdict"),
    _words("by"),
    _words("reason"),
    _words("expectation"),
    _number("amount_minor"),
    _number("at"),
    CheckConstraint(
        "verdict IN ('approved', 'revision', 'reject_proposed', 'rejected')", name="verdict"
    ),
    sqlite_strict=True,
)

held_approval = Table(
    "held_approval",
    metadata,
    Column("assignment", Text, ForeignKey("assignment.id"), primary_key=True),
    _to("requester", "requester.id"),
    _words("click"),
    _number("pays_at"),
    Index(None, "pays_at"),
    Index(None, "click"),
    sqlite_strict=True,
)

reaction = Table(
    "reaction",
    metadata,
    Column("assignment", Text, ForeignKey("assignment.id"), primary_key=True),
    Column("n", BIG, primary_key=True, autoincrement=False),
    _words("kind"),
    _words("words"),
    _number("at"),
    sqlite_strict=True,
)

answer_read = Table(
    "answer_read",
    metadata,
    Column("assignment", Text, ForeignKey("assignment.id"), primary_key=True),
    Column("how", Text, primary_key=True),
    _number("at"),
    sqlite_strict=True,
)

transfer = Table(
    "transfer",
    metadata,
    Column("n", BIG, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False, unique=True),
    _words("debit"),
    _words("credit"),
    _number("amount_minor"),
    _words("currency"),
    _number("at"),
    _words("reason"),
    _words("reference"),
    _bytes("digest"),
    CheckConstraint("amount_minor > 0", name="amount"),
    CheckConstraint("debit <> credit", name="accounts"),
    Index(None, "debit"),
    Index(None, "credit"),
    sqlite_strict=True,
)

audit = Table(
    "audit",
    metadata,
    Column("n", BIG, primary_key=True),
    _number("at"),
    _words("who"),
    _words("what"),
    _words("target"),
    _words("why"),
    sqlite_strict=True,
)

request_done = Table(
    "request_done",
    metadata,
    Column("request_id", Text, primary_key=True),
    _words("act"),
    _bytes("arguments_sha256"),
    _bytes("result"),
    _number("at"),
    CheckConstraint("length(request_id) BETWEEN 8 AND 128", name="request_id"),
    sqlite_strict=True,
)

stream = Table(
    "stream",
    metadata,
    Column("audience", Text, primary_key=True),
    Column("epoch", Text, nullable=False, unique=True),
    _number("last_seq"),
    _number("read_upto"),
    sqlite_strict=True,
)

outbox = Table(
    "outbox",
    metadata,
    Column("epoch", Text, primary_key=True),
    Column("seq", BIG, primary_key=True, autoincrement=False),
    _words("type"),
    _bytes("raw"),
    _bytes("signature"),
    _number("at"),
    sqlite_strict=True,
)

heard = Table(
    "heard",
    metadata,
    Column("origin", Text, primary_key=True),
    Column("epoch", Text, primary_key=True),
    _number("have"),
    Column("safe_upto", BIG, nullable=False, server_default="0"),
    sqlite_strict=True,
)

inbox = Table(
    "inbox",
    metadata,
    Column("origin", Text, primary_key=True),
    Column("epoch", Text, primary_key=True),
    Column("seq", BIG, primary_key=True, autoincrement=False),
    _words("type"),
    _bytes("sha256"),
    _bytes("raw"),
    _bytes("signature"),
    _words("state"),
    _words("code"),
    _words("answer"),
    _number("received_at"),
    CheckConstraint("state IN ('applied', 'parked', 'rejected')", name="state"),
    Index("ix_inbox_parked", "received_at", sqlite_where=text("state = 'parked'"),
          postgresql_where=text("state = 'parked'")),
    sqlite_strict=True,
)  # fmt: skip

quarantine = Table(
    "quarantine",
    metadata,
    Column("origin", Text, primary_key=True),
    Column("epoch", Text, primary_key=True),
    Column("seq", BIG, primary_key=True, autoincrement=False),
    Column("sha256", LargeBinary, primary_key=True),
    _bytes("raw"),
    _bytes("signature"),
    _words("code"),
    _number("received_at"),
    sqlite_strict=True,
)

APPEND_ONLY = ("transfer", "decision", "submission", "reaction", "audit")
"""Tables where triggers forbid UPDATE and DELETE."""
