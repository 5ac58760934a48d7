"""The exchange's tables of people, work and money; those of facts stand in `fact_tables.py`.

Migrations make them; a test compares the two. Instants are UTC milliseconds, money is minor units.
Source: DESIGN.md §5, §10.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from kiosk.exchange.store.columns import BIG, maybe, metadata, number, octets, to, words

STATES = (
    "'Allotted', 'Accepted', 'Submitted', 'Returned', 'Abandoned', 'RevisionRequested',"
    " 'Approved', 'RejectProposed', 'Disputed', 'Rejected'"
)

requester = Table(
    "requester",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("access_key", Text, nullable=False, unique=True),
    words("secret_hash"),
    number("made_at"),
    sqlite_strict=True,
)

sign_in = Table(
    "sign_in",
    metadata,
    Column("name", Text, primary_key=True),
    number("failed"),
    number("locked_until"),
    Index(None, "locked_until"),
    sqlite_strict=True,
)

hub = Table(
    "hub",
    metadata,
    Column("origin", Text, primary_key=True),
    words("name"),
    octets("public_signing"),
    octets("public_sealing"),
    number("enrolled_at"),
    maybe("revoked_at"),
    sqlite_strict=True,
)

enrol_code = Table(
    "enrol_code",
    metadata,
    Column("token_sha256", LargeBinary, primary_key=True),
    words("name"),
    number("made_at"),
    number("tries"),
    Column("used_by", Text, ForeignKey("hub.origin"), nullable=True),
    Column("selector", Text, nullable=False, server_default=""),
    sqlite_strict=True,
)

hit_type = Table(
    "hit_type",
    metadata,
    Column("id", Text, primary_key=True),
    to("requester", "requester.id"),
    words("title"),
    words("description"),
    words("form"),
    words("picture_variable"),
    number("reward_minor"),
    number("seconds_estimate"),
    words("qualification"),
    words("expectations"),
    words("keywords"),
    number("made_at"),
    CheckConstraint("reward_minor > 0", name="reward"),
    Index(None, "requester"),
    sqlite_strict=True,
)

batch = Table(
    "batch",
    metadata,
    Column("id", Text, primary_key=True),
    to("requester", "requester.id"),
    to("hit_type", "hit_type.id"),
    words("title"),
    number("hits"),
    number("fee_minor"),
    words("currency"),
    number("posted_at"),
    number("expires_at"),
    Index(None, "requester", "posted_at"),
    sqlite_strict=True,
)

draft = Table(
    "draft",
    metadata,
    Column("id", Text, primary_key=True),
    to("requester", "requester.id"),
    words("title"),
    words("template"),
    words("csv"),
    words("pictures"),
    number("made_at"),
    Index(None, "made_at"),
    sqlite_strict=True,
)

hit = Table(
    "hit",
    metadata,
    Column("id", Text, primary_key=True),
    to("batch", "batch.id"),
    to("hit_type", "hit_type.id"),
    number("row"),
    words("inputs"),
    words("picture_sha256"),
    words("picture_mime"),
    number("picture_len"),
    words("state"),
    number("expires_at"),
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
    to("hit", "hit.id"),
    number("n"),
    words("state"),
    number("opens"),
    number("closes"),
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
    to("slot", "slot.id"),
    to("hit", "hit.id"),
    to("batch", "batch.id"),
    to("hub", "hub.origin"),
    words("state"),
    words("worker"),
    number("allotted_at"),
    number("until"),
    maybe("lapsed_at"),
    maybe("received_at"),
    maybe("revision_at"),
    maybe("revision_ended_at"),
    maybe("acts_at"),
    maybe("decided_at"),
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
    words("cites"),
    words("answer_sha256"),
    words("answer"),
    words("worker"),
    number("took_ms"),
    number("made_at"),
    number("received_at"),
    words("fact"),
    UniqueConstraint("assignment", "cites", "answer_sha256"),
    sqlite_strict=True,
)

decision = Table(
    "decision",
    metadata,
    Column("assignment", Text, ForeignKey("assignment.id"), primary_key=True),
    Column("n", BIG, primary_key=True, autoincrement=False),
    words("verdict"),
    words("by"),
    words("reason"),
    words("expectation"),
    number("amount_minor"),
    number("at"),
    CheckConstraint(
        "verdict IN ('approved', 'revision', 'reject_proposed', 'rejected')", name="verdict"
    ),
    sqlite_strict=True,
)

held_approval = Table(
    "held_approval",
    metadata,
    Column("assignment", Text, ForeignKey("assignment.id"), primary_key=True),
    to("requester", "requester.id"),
    words("click"),
    number("pays_at"),
    Index(None, "pays_at"),
    Index(None, "click"),
    sqlite_strict=True,
)

reaction = Table(
    "reaction",
    metadata,
    Column("assignment", Text, ForeignKey("assignment.id"), primary_key=True),
    Column("n", BIG, primary_key=True, autoincrement=False),
    words("kind"),
    words("words"),
    number("at"),
    sqlite_strict=True,
)

answer_read = Table(
    "answer_read",
    metadata,
    Column("assignment", Text, ForeignKey("assignment.id"), primary_key=True),
    Column("how", Text, primary_key=True),
    number("at"),
    sqlite_strict=True,
)

transfer = Table(
    "transfer",
    metadata,
    Column("n", BIG, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False, unique=True),
    words("debit"),
    words("credit"),
    number("amount_minor"),
    words("currency"),
    number("at"),
    words("reason"),
    words("reference"),
    octets("digest"),
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
    number("at"),
    words("who"),
    words("what"),
    words("target"),
    words("why"),
    sqlite_strict=True,
)

request_done = Table(
    "request_done",
    metadata,
    Column("request_id", Text, primary_key=True),
    words("act"),
    octets("arguments_sha256"),
    octets("result"),
    number("at"),
    Index(None, "at"),
    CheckConstraint("length(request_id) BETWEEN 8 AND 128", name="request_id"),
    sqlite_strict=True,
)

APPEND_ONLY = ("transfer", "decision", "submission", "reaction", "audit")
"""Tables where triggers forbid UPDATE and DELETE."""
