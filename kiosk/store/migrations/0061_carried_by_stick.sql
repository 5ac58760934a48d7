-- What was carried by stick, as one row a bundle written and a row a part read: which facts,
-- whether the other side has signed for it, and how far that side had our own stream.
CREATE TABLE carried (
    n INTEGER PRIMARY KEY,
    direction TEXT NOT NULL CHECK (direction IN ('written', 'read')),
    bundle TEXT NOT NULL CHECK (length(bundle) = 32),
    part INTEGER NOT NULL CHECK (part > 0),
    parts INTEGER NOT NULL CHECK (parts >= part),
    facts INTEGER NOT NULL CHECK (facts >= 0),
    blobs INTEGER NOT NULL CHECK (blobs >= 0),
    bytes INTEGER NOT NULL CHECK (bytes > 0),
    answers TEXT NOT NULL,
    by TEXT NOT NULL,
    at INTEGER NOT NULL,
    settled_at INTEGER,
    UNIQUE (direction, bundle, part)
) STRICT;

CREATE INDEX carried_open ON carried (direction, n) WHERE settled_at IS NULL;
CREATE INDEX carried_last ON carried (direction, n);
