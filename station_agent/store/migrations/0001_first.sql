-- The station's tables. The first five are those of kiosk/link/schema.sql, word for word.
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

CREATE TABLE request_done (
    request_id TEXT PRIMARY KEY CHECK (length(request_id) BETWEEN 8 AND 128),
    act TEXT NOT NULL,
    arguments_sha256 BLOB NOT NULL CHECK (length(arguments_sha256) = 32),
    result BLOB NOT NULL,
    at INTEGER NOT NULL
) STRICT;

-- The one open session. Its visitor's name stands in the record only, which is encrypted.
CREATE TABLE session (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    session TEXT NOT NULL,
    visitor TEXT NOT NULL,
    language TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'paused', 'ending')),
    why TEXT NOT NULL CHECK (why IN ('', 'desk', 'suspended', 'rebooted')),
    lease_raw BLOB NOT NULL,
    lease_signature BLOB NOT NULL CHECK (length(lease_signature) = 64),
    resume_hash TEXT NOT NULL,
    used_ms INTEGER NOT NULL CHECK (used_ms >= 0),
    renewed_used_s INTEGER NOT NULL CHECK (renewed_used_s >= 0),
    boot_id TEXT NOT NULL,
    boot_ns INTEGER NOT NULL,
    awake_ns INTEGER NOT NULL,
    paused_boot_ns INTEGER NOT NULL,
    CHECK ((state = 'paused') = (why <> ''))
) STRICT;

-- What the hub said of the visitor, under the session's key; unreadable once the session is over.
CREATE TABLE record (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    revision INTEGER NOT NULL,
    locked BLOB NOT NULL
) STRICT;

CREATE TABLE command_done (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    n INTEGER NOT NULL CHECK (n >= 0)
) STRICT;

CREATE TABLE site_window (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    body TEXT NOT NULL
) STRICT;

CREATE TABLE edition (
    n INTEGER PRIMARY KEY,
    edition TEXT NOT NULL UNIQUE,
    slug TEXT NOT NULL,
    title TEXT NOT NULL,
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64)
) STRICT;

CREATE TABLE blob_wanted (
    sha256 TEXT PRIMARY KEY CHECK (length(sha256) = 64)
) STRICT;

CREATE TABLE terms (
    session TEXT NOT NULL,
    hit_type TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (session, hit_type)
) STRICT;

CREATE TABLE slot (
    n INTEGER PRIMARY KEY,
    session TEXT NOT NULL,
    assignment TEXT NOT NULL,
    hit_type TEXT NOT NULL,
    cells TEXT NOT NULL,
    until INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('dealt', 'accepted', 'submitted', 'returned')),
    UNIQUE (session, assignment)
) STRICT;

-- One task in hand at a time: the player shows one.
CREATE UNIQUE INDEX slot_accepted ON slot (session) WHERE state = 'accepted';

-- How far a visitor is in an edition, without the answers, until the hub's record has it.
-- A step that was read has an empty item.
CREATE TABLE practice (
    visitor TEXT NOT NULL,
    edition TEXT NOT NULL,
    step TEXT NOT NULL,
    item TEXT NOT NULL,
    wrong INTEGER NOT NULL CHECK (wrong >= 0),
    done INTEGER NOT NULL CHECK (done IN (0, 1)),
    PRIMARY KEY (visitor, edition, step, item)
) STRICT;

CREATE TABLE exam (
    visitor TEXT NOT NULL,
    edition TEXT NOT NULL,
    try_number INTEGER NOT NULL CHECK (try_number >= 1),
    step TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'sent')),
    PRIMARY KEY (visitor, edition, try_number)
) STRICT;

-- First answers of an open exam, under the session's key.
CREATE TABLE exam_answer (
    visitor TEXT NOT NULL,
    edition TEXT NOT NULL,
    try_number INTEGER NOT NULL,
    item TEXT NOT NULL,
    locked BLOB NOT NULL,
    PRIMARY KEY (visitor, edition, try_number, item),
    FOREIGN KEY (visitor, edition, try_number)
        REFERENCES exam (visitor, edition, try_number) ON DELETE CASCADE
) STRICT;

-- What a visitor said to an outcome, until the hub's record shows it; `about` is the outcome's
-- state, since a second decision is seen and answered anew.
CREATE TABLE said (
    visitor TEXT NOT NULL,
    assignment TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('seen', 'accept', 'appeal', 'revision')),
    about TEXT NOT NULL,
    PRIMARY KEY (visitor, assignment, kind, about)
) STRICT;
