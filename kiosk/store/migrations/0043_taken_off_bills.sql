-- What was taken off a bill before it was due: a slip, or a cup that never came. It went back onto
-- the shelf; who did it, why, and who agreed above the owner's limit stays.

CREATE TABLE taken_off (
    n INTEGER PRIMARY KEY,
    session TEXT NOT NULL REFERENCES session (id),
    product TEXT NOT NULL REFERENCES product (id),
    pieces INTEGER NOT NULL CHECK (pieces > 0),
    minor INTEGER NOT NULL CHECK (minor >= 0),
    at INTEGER NOT NULL,
    by TEXT NOT NULL REFERENCES staff (id),
    approved_by TEXT REFERENCES staff (id),
    reason TEXT NOT NULL CHECK (reason <> '')
) STRICT;

CREATE INDEX taken_off_session ON taken_off (session, minor);
