-- The hub's tables. Instants are UTC milliseconds, durations whole seconds, money minor units.

CREATE TABLE request_done (
    request_id TEXT PRIMARY KEY CHECK (length(request_id) BETWEEN 8 AND 128),
    act TEXT NOT NULL,
    arguments_sha256 BLOB NOT NULL CHECK (length(arguments_sha256) = 32),
    result BLOB NOT NULL,
    at INTEGER NOT NULL
) STRICT;

-- A number for each area of pages, bumped with what changes them: pages ask "anything new?".
CREATE TABLE revision (
    area TEXT PRIMARY KEY,
    n INTEGER NOT NULL CHECK (n > 0)
) STRICT;

-- people ------------------------------------------------------------------------------------

CREATE TABLE staff (
    id TEXT PRIMARY KEY,
    sign_in TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('operator', 'mentor', 'owner')),
    password_hash TEXT NOT NULL,
    active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1))
) STRICT;

CREATE TABLE visitor (
    id TEXT PRIMARY KEY,
    code TEXT UNIQUE,                      -- what a registered visitor types; a guest has none
    name TEXT NOT NULL,
    language TEXT NOT NULL,
    price_group TEXT NOT NULL,
    pin_hash TEXT,
    worker TEXT NOT NULL UNIQUE,           -- the pseudonym that the exchange knows
    made_at INTEGER NOT NULL,
    CHECK ((code IS NULL) = (pin_hash IS NULL))
) STRICT;

CREATE INDEX visitor_name ON visitor (name COLLATE NOCASE) WHERE code IS NOT NULL;

CREATE TABLE lock_out (
    subject TEXT PRIMARY KEY,              -- staff:<sign-in>, visitor:<code>, station:<origin>
    failures INTEGER NOT NULL CHECK (failures >= 0),
    until INTEGER NOT NULL
) STRICT;

CREATE TABLE audit (
    n INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    act TEXT NOT NULL,
    about TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;

CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

-- stations ----------------------------------------------------------------------------------

CREATE TABLE station (
    id TEXT PRIMARY KEY CHECK (length(id) = 32),
    name TEXT NOT NULL,
    public_signing BLOB NOT NULL CHECK (length(public_signing) = 32),
    public_sealing BLOB NOT NULL CHECK (length(public_sealing) = 32),
    enrolled_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT;

CREATE TABLE seat (
    number INTEGER PRIMARY KEY CHECK (number BETWEEN 1 AND 9999),
    zone TEXT NOT NULL,
    row_name TEXT NOT NULL,
    station TEXT UNIQUE REFERENCES station (id),
    out_of_order TEXT NOT NULL DEFAULT ''  -- why; empty when it works
) STRICT;

CREATE TABLE enrol_code (
    token_sha256 BLOB PRIMARY KEY CHECK (length(token_sha256) = 32),
    seat INTEGER NOT NULL REFERENCES seat (number),
    until INTEGER NOT NULL,
    tries_left INTEGER NOT NULL CHECK (tries_left >= 0),
    used_at INTEGER
) STRICT;

CREATE TABLE command (
    station TEXT NOT NULL REFERENCES station (id),
    n INTEGER NOT NULL CHECK (n > 0),
    kind TEXT NOT NULL CHECK (kind IN ('take', 'renew', 'lock', 'pause', 'resume', 'message')),
    session TEXT NOT NULL,
    words TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    done_at INTEGER,
    PRIMARY KEY (station, n)
) STRICT;

CREATE INDEX command_waiting ON command (station, n) WHERE done_at IS NULL;

-- money -------------------------------------------------------------------------------------

CREATE TABLE shift (
    id TEXT PRIMARY KEY,
    operator TEXT NOT NULL REFERENCES staff (id),
    opened_at INTEGER NOT NULL,
    float_minor INTEGER NOT NULL CHECK (float_minor >= 0),
    closed_at INTEGER,
    counted_minor INTEGER CHECK (counted_minor >= 0),
    difference_minor INTEGER,
    reason TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE UNIQUE INDEX shift_one_open ON shift ((1)) WHERE closed_at IS NULL;

CREATE TABLE transfer (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    debit TEXT NOT NULL,
    credit TEXT NOT NULL CHECK (credit <> debit),
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    at INTEGER NOT NULL,
    reason TEXT NOT NULL,
    reference TEXT NOT NULL,
    chain BLOB NOT NULL CHECK (length(chain) = 32)
) STRICT;

CREATE INDEX transfer_debit ON transfer (debit, amount_minor);
CREATE INDEX transfer_credit ON transfer (credit, amount_minor);
CREATE INDEX transfer_reference ON transfer (reference);

CREATE TRIGGER transfer_is_never_changed BEFORE UPDATE ON transfer
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;

CREATE TRIGGER transfer_is_never_deleted BEFORE DELETE ON transfer
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;

CREATE TABLE offer (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    seconds INTEGER NOT NULL CHECK (seconds > 0),
    price_minor INTEGER NOT NULL CHECK (price_minor >= 0),
    valid_s INTEGER NOT NULL CHECK (valid_s > 0),
    place INTEGER NOT NULL,
    active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1))
) STRICT;

CREATE TABLE pass (
    id TEXT PRIMARY KEY,
    visitor TEXT NOT NULL REFERENCES visitor (id),
    offer TEXT NOT NULL REFERENCES offer (id),
    kind TEXT NOT NULL CHECK (kind IN ('package', 'subscription', 'sponsorship')),
    seconds INTEGER NOT NULL CHECK (seconds > 0),
    bought_at INTEGER NOT NULL,
    lapses INTEGER NOT NULL
) STRICT;

CREATE INDEX pass_visitor ON pass (visitor, lapses);

CREATE TABLE sale (
    id TEXT PRIMARY KEY,
    shift TEXT NOT NULL REFERENCES shift (id),
    by TEXT NOT NULL REFERENCES staff (id),
    at INTEGER NOT NULL,
    offer TEXT NOT NULL REFERENCES offer (id),
    pass TEXT NOT NULL REFERENCES pass (id),
    visitor TEXT NOT NULL REFERENCES visitor (id),
    price_minor INTEGER NOT NULL,
    tendered_minor INTEGER NOT NULL,
    undone_at INTEGER
) STRICT;

CREATE INDEX sale_shift ON sale (shift, at);
CREATE INDEX sale_visitor ON sale (visitor, at);
CREATE INDEX sale_pass ON sale (pass);

CREATE TABLE voucher (
    code TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('created', 'printed', 'sold', 'in_use', 'used_up', 'void')),
    visitor TEXT NOT NULL REFERENCES visitor (id),
    pass TEXT NOT NULL REFERENCES pass (id),
    sold_by TEXT NOT NULL REFERENCES staff (id),
    sold_at INTEGER NOT NULL,
    lapses INTEGER NOT NULL
) STRICT;

CREATE INDEX voucher_visitor ON voucher (visitor);
CREATE INDEX voucher_pass ON voucher (pass);
CREATE INDEX voucher_sold ON voucher (sold_at);

-- sessions ----------------------------------------------------------------------------------

CREATE TABLE session (
    id TEXT PRIMARY KEY,
    visitor TEXT NOT NULL REFERENCES visitor (id),
    station TEXT NOT NULL REFERENCES station (id),
    seat INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'paused', 'closed')),
    opened_at INTEGER NOT NULL,
    tariff BLOB NOT NULL,                  -- JSON; a session keeps the tariff it opened under
    granted_s INTEGER NOT NULL CHECK (granted_s >= 0),
    used_s INTEGER NOT NULL DEFAULT 0 CHECK (used_s >= 0),
    closed_at INTEGER,
    why TEXT NOT NULL DEFAULT '',
    receipt BLOB,                          -- JSON; there once the session is settled
    CHECK ((state = 'closed') = (closed_at IS NOT NULL))
) STRICT;

CREATE UNIQUE INDEX session_one_a_visitor ON session (visitor) WHERE closed_at IS NULL;
CREATE UNIQUE INDEX session_one_a_station ON session (station) WHERE closed_at IS NULL;
CREATE INDEX session_visitor ON session (visitor, opened_at);
CREATE INDEX session_station ON session (station, closed_at);

CREATE TABLE session_fact (
    session TEXT NOT NULL REFERENCES session (id),
    kind TEXT NOT NULL CHECK (kind IN ('opened', 'paused', 'resumed', 'moved', 'closed')),
    at INTEGER NOT NULL,
    zone TEXT NOT NULL DEFAULT '',
    used_s INTEGER,
    PRIMARY KEY (session, at, kind)
) STRICT;

CREATE TABLE lease (
    session TEXT PRIMARY KEY REFERENCES session (id),
    lease_id TEXT NOT NULL UNIQUE,
    boot_id TEXT NOT NULL,
    n INTEGER NOT NULL CHECK (n > 0),
    seconds INTEGER NOT NULL CHECK (seconds >= 0),
    renewed_at INTEGER NOT NULL
) STRICT;

CREATE TABLE pass_spend (
    session TEXT NOT NULL REFERENCES session (id),
    pass TEXT NOT NULL REFERENCES pass (id),
    seconds INTEGER NOT NULL CHECK (seconds > 0),
    PRIMARY KEY (session, pass)
) STRICT;

CREATE INDEX pass_spend_pass ON pass_spend (pass, seconds);

-- training ----------------------------------------------------------------------------------

CREATE TABLE module_edition (
    edition TEXT PRIMARY KEY,              -- slug-eN
    slug TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    title TEXT NOT NULL,
    sha256 TEXT NOT NULL,                  -- in the folder `modules`; never leaves the hub
    station_sha256 TEXT NOT NULL,          -- blob: the station edition
    station_bytes INTEGER NOT NULL,
    imported_at INTEGER NOT NULL,
    UNIQUE (slug, number)
) STRICT;

CREATE TABLE practice_done (
    visitor TEXT NOT NULL REFERENCES visitor (id),
    edition TEXT NOT NULL,
    step TEXT NOT NULL,
    item TEXT NOT NULL,                    -- empty for a step that was read
    fact_id TEXT NOT NULL,
    answer BLOB NOT NULL,
    is_right INTEGER NOT NULL CHECK (is_right IN (0, 1)),
    tries INTEGER NOT NULL,
    hints INTEGER NOT NULL,
    took_ms INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (visitor, edition, step, item)
) STRICT;

CREATE TABLE attempt (
    id TEXT PRIMARY KEY,
    visitor TEXT NOT NULL REFERENCES visitor (id),
    edition TEXT NOT NULL,
    step TEXT NOT NULL,
    try_number INTEGER NOT NULL CHECK (try_number > 0),
    fact_id TEXT NOT NULL,
    answers BLOB NOT NULL,
    answers_right INTEGER NOT NULL,
    answers_asked INTEGER NOT NULL,
    passed INTEGER NOT NULL CHECK (passed IN (0, 1)),
    at INTEGER NOT NULL,
    UNIQUE (visitor, edition, step, try_number)
) STRICT;

CREATE TABLE qualification (
    visitor TEXT NOT NULL REFERENCES visitor (id),
    name TEXT NOT NULL,
    granted_at INTEGER NOT NULL,
    valid_until INTEGER NOT NULL,
    by TEXT NOT NULL,                      -- attempt:<id> or work:<assignment>
    PRIMARY KEY (visitor, name, granted_at)
) STRICT;

-- tasks -------------------------------------------------------------------------------------

CREATE TABLE hit_type (
    id TEXT PRIMARY KEY,
    terms BLOB NOT NULL,                   -- JSON of HitTerms
    qualification TEXT NOT NULL,
    heard_at INTEGER NOT NULL
) STRICT;

CREATE TABLE slot (
    assignment TEXT PRIMARY KEY,
    hit_type TEXT NOT NULL REFERENCES hit_type (id),
    task BLOB NOT NULL,                    -- JSON of Slot.row
    blobs BLOB NOT NULL,                   -- JSON list of BlobRef
    until INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('free', 'dealt', 'submitted', 'returned', 'lapsed')),
    session TEXT,
    visitor TEXT REFERENCES visitor (id),
    CHECK (state <> 'dealt' OR session IS NOT NULL)
) STRICT;

CREATE INDEX slot_free ON slot (hit_type, until) WHERE state = 'free';
CREATE INDEX slot_session ON slot (session, state) WHERE session IS NOT NULL;
CREATE INDEX slot_until ON slot (until) WHERE state = 'free';

CREATE TABLE work (
    assignment TEXT PRIMARY KEY,
    visitor TEXT NOT NULL REFERENCES visitor (id),
    hit_type TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('Submitted', 'RevisionRequested', 'Approved',
                                         'RejectProposed', 'Disputed', 'Rejected')),
    reward_minor INTEGER NOT NULL,
    round INTEGER NOT NULL CHECK (round > 0),
    answer BLOB NOT NULL,                  -- JSON of the newest answer
    fact_id TEXT NOT NULL,                 -- the station's fact it came in
    submitted_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    expectation TEXT NOT NULL DEFAULT '',
    due INTEGER NOT NULL DEFAULT 0,
    seen_at INTEGER
) STRICT;

CREATE INDEX work_visitor ON work (visitor, changed_at);
CREATE INDEX work_state ON work (state, changed_at);

CREATE TABLE upstream (
    id INTEGER PRIMARY KEY CHECK (id = 1), -- the one exchange of this hub
    url TEXT NOT NULL,
    name TEXT NOT NULL,
    public_signing BLOB NOT NULL CHECK (length(public_signing) = 32),
    public_sealing BLOB NOT NULL CHECK (length(public_sealing) = 32),
    enrolled_at INTEGER NOT NULL
) STRICT;

-- facts on their way (the shelf of kiosk/link) --------------------------------------------

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
