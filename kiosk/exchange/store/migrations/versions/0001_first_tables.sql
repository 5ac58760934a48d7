-- The exchange's first tables, in SQLite's words; the migration beside it puts them into
-- PostgreSQL's (INTEGER is BIGINT there, BLOB is BYTEA, STRICT is what it always is).

CREATE TABLE requester (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    access_key TEXT NOT NULL,
    secret_hash TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    CONSTRAINT pk_requester PRIMARY KEY (id),
    CONSTRAINT uq_requester_name UNIQUE (name),
    CONSTRAINT uq_requester_access_key UNIQUE (access_key)
) STRICT;

CREATE TABLE sign_in (
    name TEXT NOT NULL,
    failed INTEGER NOT NULL,
    locked_until INTEGER NOT NULL,
    CONSTRAINT pk_sign_in PRIMARY KEY (name)
) STRICT;

CREATE TABLE hub (
    origin TEXT NOT NULL,
    name TEXT NOT NULL,
    public_signing BLOB NOT NULL,
    public_sealing BLOB NOT NULL,
    enrolled_at INTEGER NOT NULL,
    revoked_at INTEGER,
    CONSTRAINT pk_hub PRIMARY KEY (origin)
) STRICT;

CREATE TABLE enrol_code (
    token_sha256 BLOB NOT NULL,
    name TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    used_by TEXT,
    CONSTRAINT pk_enrol_code PRIMARY KEY (token_sha256),
    CONSTRAINT fk_enrol_code_used_by FOREIGN KEY(used_by) REFERENCES hub (origin)
) STRICT;

CREATE TABLE hit_type (
    id TEXT NOT NULL,
    requester TEXT NOT NULL,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    form TEXT NOT NULL,
    picture_variable TEXT NOT NULL,
    reward_minor INTEGER NOT NULL,
    seconds_estimate INTEGER NOT NULL,
    qualification TEXT NOT NULL,
    expectations TEXT NOT NULL,
    keywords TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    CONSTRAINT pk_hit_type PRIMARY KEY (id),
    CONSTRAINT ck_hit_type_reward CHECK (reward_minor > 0),
    CONSTRAINT fk_hit_type_requester FOREIGN KEY(requester) REFERENCES requester (id)
) STRICT;
CREATE INDEX ix_hit_type_requester ON hit_type (requester);

CREATE TABLE batch (
    id TEXT NOT NULL,
    requester TEXT NOT NULL,
    hit_type TEXT NOT NULL,
    title TEXT NOT NULL,
    hits INTEGER NOT NULL,
    fee_minor INTEGER NOT NULL,
    currency TEXT NOT NULL,
    posted_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    CONSTRAINT pk_batch PRIMARY KEY (id),
    CONSTRAINT fk_batch_requester FOREIGN KEY(requester) REFERENCES requester (id),
    CONSTRAINT fk_batch_hit_type FOREIGN KEY(hit_type) REFERENCES hit_type (id)
) STRICT;
CREATE INDEX ix_batch_requester_posted_at ON batch (requester, posted_at);

CREATE TABLE draft (
    id TEXT NOT NULL,
    requester TEXT NOT NULL,
    title TEXT NOT NULL,
    template TEXT NOT NULL,
    csv TEXT NOT NULL,
    pictures TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    CONSTRAINT pk_draft PRIMARY KEY (id),
    CONSTRAINT fk_draft_requester FOREIGN KEY(requester) REFERENCES requester (id)
) STRICT;
CREATE INDEX ix_draft_made_at ON draft (made_at);

CREATE TABLE hit (
    id TEXT NOT NULL,
    batch TEXT NOT NULL,
    hit_type TEXT NOT NULL,
    "row" INTEGER NOT NULL,
    inputs TEXT NOT NULL,
    picture_sha256 TEXT NOT NULL,
    picture_mime TEXT NOT NULL,
    picture_len INTEGER NOT NULL,
    state TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    CONSTRAINT pk_hit PRIMARY KEY (id),
    CONSTRAINT ck_hit_state CHECK (state IN ('Assignable', 'Unassignable', 'Reviewable', 'Reviewing', 'Disposed')),
    CONSTRAINT fk_hit_batch FOREIGN KEY(batch) REFERENCES batch (id),
    CONSTRAINT fk_hit_hit_type FOREIGN KEY(hit_type) REFERENCES hit_type (id)
) STRICT;
CREATE INDEX ix_hit_batch_row ON hit (batch, "row");

CREATE TABLE slot (
    id TEXT NOT NULL,
    hit TEXT NOT NULL,
    n INTEGER NOT NULL,
    state TEXT NOT NULL,
    opens INTEGER NOT NULL,
    closes INTEGER NOT NULL,
    CONSTRAINT pk_slot PRIMARY KEY (id),
    CONSTRAINT uq_slot_hit_n UNIQUE (hit, n),
    CONSTRAINT ck_slot_state CHECK (state IN ('open', 'allotted', 'replaced', 'done', 'closed')),
    CONSTRAINT fk_slot_hit FOREIGN KEY(hit) REFERENCES hit (id)
) STRICT;
CREATE INDEX ix_slot_closing ON slot (closes) WHERE state = 'open';
CREATE INDEX ix_slot_open ON slot (opens) WHERE state = 'open';

CREATE TABLE assignment (
    id TEXT NOT NULL,
    slot TEXT NOT NULL,
    hit TEXT NOT NULL,
    batch TEXT NOT NULL,
    hub TEXT NOT NULL,
    state TEXT NOT NULL,
    worker TEXT NOT NULL,
    allotted_at INTEGER NOT NULL,
    until INTEGER NOT NULL,
    lapsed_at INTEGER,
    received_at INTEGER,
    revision_at INTEGER,
    revision_ended_at INTEGER,
    acts_at INTEGER,
    decided_at INTEGER,
    CONSTRAINT pk_assignment PRIMARY KEY (id),
    CONSTRAINT ck_assignment_state CHECK (state IN (
        'Allotted', 'Accepted', 'Submitted', 'Returned', 'Abandoned', 'RevisionRequested',
        'Approved', 'RejectProposed', 'Disputed', 'Rejected'
    )),
    CONSTRAINT fk_assignment_slot FOREIGN KEY(slot) REFERENCES slot (id),
    CONSTRAINT fk_assignment_hit FOREIGN KEY(hit) REFERENCES hit (id),
    CONSTRAINT fk_assignment_batch FOREIGN KEY(batch) REFERENCES batch (id),
    CONSTRAINT fk_assignment_hub FOREIGN KEY(hub) REFERENCES hub (origin)
) STRICT;
CREATE INDEX ix_assignment_acts ON assignment (acts_at) WHERE acts_at IS NOT NULL;
CREATE INDEX ix_assignment_batch_state ON assignment (batch, state);
CREATE INDEX ix_assignment_live ON assignment (hub, until) WHERE state = 'Allotted' AND lapsed_at IS NULL;
CREATE INDEX ix_assignment_slot ON assignment (slot);

CREATE TABLE submission (
    assignment TEXT NOT NULL,
    round INTEGER NOT NULL,
    cites TEXT NOT NULL,
    answer_sha256 TEXT NOT NULL,
    answer TEXT NOT NULL,
    worker TEXT NOT NULL,
    took_ms INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    fact TEXT NOT NULL,
    CONSTRAINT pk_submission PRIMARY KEY (assignment, round),
    CONSTRAINT uq_submission_assignment_cites_answer_sha256 UNIQUE (assignment, cites, answer_sha256),
    CONSTRAINT fk_submission_assignment FOREIGN KEY(assignment) REFERENCES assignment (id)
) STRICT;

CREATE TABLE decision (
    assignment TEXT NOT NULL,
    n INTEGER NOT NULL,
    verdict TEXT NOT NULL,
    "by" TEXT NOT NULL,
    reason TEXT NOT NULL,
    expectation TEXT NOT NULL,
    amount_minor INTEGER NOT NULL,
    at INTEGER NOT NULL,
    CONSTRAINT pk_decision PRIMARY KEY (assignment, n),
    CONSTRAINT ck_decision_verdict CHECK (verdict IN ('approved', 'revision', 'reject_proposed', 'rejected')),
    CONSTRAINT fk_decision_assignment FOREIGN KEY(assignment) REFERENCES assignment (id)
) STRICT;

CREATE TABLE reaction (
    assignment TEXT NOT NULL,
    n INTEGER NOT NULL,
    kind TEXT NOT NULL,
    words TEXT NOT NULL,
    at INTEGER NOT NULL,
    CONSTRAINT pk_reaction PRIMARY KEY (assignment, n),
    CONSTRAINT fk_reaction_assignment FOREIGN KEY(assignment) REFERENCES assignment (id)
) STRICT;

CREATE TABLE answer_read (
    assignment TEXT NOT NULL,
    how TEXT NOT NULL,
    at INTEGER NOT NULL,
    CONSTRAINT pk_answer_read PRIMARY KEY (assignment, how),
    CONSTRAINT fk_answer_read_assignment FOREIGN KEY(assignment) REFERENCES assignment (id)
) STRICT;

CREATE TABLE transfer (
    n INTEGER NOT NULL,
    id TEXT NOT NULL,
    debit TEXT NOT NULL,
    credit TEXT NOT NULL,
    amount_minor INTEGER NOT NULL,
    currency TEXT NOT NULL,
    at INTEGER NOT NULL,
    reason TEXT NOT NULL,
    reference TEXT NOT NULL,
    digest BLOB NOT NULL,
    CONSTRAINT pk_transfer PRIMARY KEY (n),
    CONSTRAINT ck_transfer_amount CHECK (amount_minor > 0),
    CONSTRAINT ck_transfer_accounts CHECK (debit <> credit),
    CONSTRAINT uq_transfer_id UNIQUE (id)
) STRICT;
CREATE INDEX ix_transfer_credit ON transfer (credit);
CREATE INDEX ix_transfer_debit ON transfer (debit);

CREATE TABLE audit (
    n INTEGER PRIMARY KEY NOT NULL,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    what TEXT NOT NULL,
    target TEXT NOT NULL,
    why TEXT NOT NULL
) STRICT;

CREATE TABLE request_done (
    request_id TEXT NOT NULL,
    act TEXT NOT NULL,
    arguments_sha256 BLOB NOT NULL,
    result BLOB NOT NULL,
    at INTEGER NOT NULL,
    CONSTRAINT pk_request_done PRIMARY KEY (request_id),
    CONSTRAINT ck_request_done_request_id CHECK (length(request_id) BETWEEN 8 AND 128)
) STRICT;

CREATE TABLE stream (
    audience TEXT NOT NULL,
    epoch TEXT NOT NULL,
    last_seq INTEGER NOT NULL,
    read_upto INTEGER NOT NULL,
    CONSTRAINT pk_stream PRIMARY KEY (audience),
    CONSTRAINT uq_stream_epoch UNIQUE (epoch)
) STRICT;

CREATE TABLE outbox (
    epoch TEXT NOT NULL,
    seq INTEGER NOT NULL,
    type TEXT NOT NULL,
    raw BLOB NOT NULL,
    signature BLOB NOT NULL,
    at INTEGER NOT NULL,
    CONSTRAINT pk_outbox PRIMARY KEY (epoch, seq)
) STRICT;

CREATE TABLE heard (
    origin TEXT NOT NULL,
    epoch TEXT NOT NULL,
    have INTEGER NOT NULL,
    CONSTRAINT pk_heard PRIMARY KEY (origin, epoch)
) STRICT;

CREATE TABLE inbox (
    origin TEXT NOT NULL,
    epoch TEXT NOT NULL,
    seq INTEGER NOT NULL,
    type TEXT NOT NULL,
    sha256 BLOB NOT NULL,
    raw BLOB NOT NULL,
    signature BLOB NOT NULL,
    state TEXT NOT NULL,
    code TEXT NOT NULL,
    answer TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    CONSTRAINT pk_inbox PRIMARY KEY (origin, epoch, seq),
    CONSTRAINT ck_inbox_state CHECK (state IN ('applied', 'parked', 'rejected'))
) STRICT;
CREATE INDEX ix_inbox_parked ON inbox (received_at) WHERE state = 'parked';

CREATE TABLE quarantine (
    origin TEXT NOT NULL,
    epoch TEXT NOT NULL,
    seq INTEGER NOT NULL,
    sha256 BLOB NOT NULL,
    raw BLOB NOT NULL,
    signature BLOB NOT NULL,
    code TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    CONSTRAINT pk_quarantine PRIMARY KEY (origin, epoch, seq, sha256)
) STRICT;
