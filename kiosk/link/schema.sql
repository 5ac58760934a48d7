-- The shelf of hub and station; each copies these tables into its first migration.
CREATE TABLE stream (
    audience TEXT PRIMARY KEY,
    epoch TEXT NOT NULL UNIQUE CHECK (length(epoch) = 16),
    last_seq INTEGER NOT NULL CHECK (last_seq >= 0)
) STRICT;

CREATE TABLE outbox (
    n INTEGER PRIMARY KEY,
    audience TEXT NOT NULL,
    epoch TEXT NOT NULL,
    seq INTEGER NOT NULL CHECK (seq > 0),
    type TEXT NOT NULL,
    raw BLOB NOT NULL,
    signature BLOB NOT NULL CHECK (length(signature) = 64),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'acknowledged', 'safe', 'quarantined')),
    code TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL,
    UNIQUE (epoch, seq)
) STRICT;

CREATE INDEX outbox_waiting ON outbox (audience, n) WHERE state = 'waiting';
CREATE INDEX outbox_acknowledged ON outbox (epoch, seq) WHERE state = 'acknowledged';
CREATE INDEX outbox_quarantined ON outbox (n) WHERE state = 'quarantined';

CREATE TABLE inbox (
    origin TEXT NOT NULL,
    epoch TEXT NOT NULL,
    seq INTEGER NOT NULL CHECK (seq > 0),
    type TEXT NOT NULL,
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
    raw BLOB NOT NULL,
    signature BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('applied', 'parked', 'rejected')),
    code TEXT NOT NULL,
    answer TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (origin, epoch, seq)
) STRICT;

CREATE INDEX inbox_parked ON inbox (received_at) WHERE state = 'parked';
CREATE INDEX inbox_parked_of ON inbox (origin) WHERE state = 'parked';
CREATE INDEX inbox_rejected ON inbox (received_at) WHERE state = 'rejected';

CREATE TABLE heard (
    origin TEXT NOT NULL,
    epoch TEXT NOT NULL,
    have INTEGER NOT NULL CHECK (have >= 0),
    highest INTEGER NOT NULL CHECK (highest >= have),
    PRIMARY KEY (origin, epoch)
) STRICT;

CREATE TABLE quarantine (
    origin TEXT NOT NULL,
    epoch TEXT NOT NULL,
    seq INTEGER NOT NULL,
    sha256 BLOB NOT NULL,
    raw BLOB NOT NULL,
    signature BLOB NOT NULL,
    code TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (origin, epoch, seq, sha256)
) STRICT;

ALTER TABLE heard
ADD COLUMN safe_upto INTEGER NOT NULL DEFAULT 0 CHECK (safe_upto BETWEEN 0 AND have);

ALTER TABLE outbox
ADD COLUMN settled_at INTEGER NOT NULL DEFAULT 0 CHECK (settled_at >= 0);

CREATE INDEX outbox_settled ON outbox (state, settled_at) WHERE state IN ('acknowledged', 'safe');

CREATE TABLE abandoned (
    origin TEXT NOT NULL,
    epoch TEXT NOT NULL,
    first_seq INTEGER NOT NULL CHECK (first_seq > 0),
    last_seq INTEGER NOT NULL CHECK (last_seq >= first_seq),
    why TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (origin, epoch, first_seq)
) STRICT;

ALTER TABLE heard
ADD COLUMN raw_upto INTEGER NOT NULL DEFAULT 0 CHECK (raw_upto BETWEEN 0 AND have);
