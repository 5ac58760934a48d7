-- The waiting list: who joined, was called, sat down, left or did not come, each with its time.

CREATE TABLE waiting (
    id TEXT PRIMARY KEY,
    day TEXT NOT NULL,                     -- the local day, on which numbers begin with 1
    number INTEGER NOT NULL CHECK (number > 0),
    zone TEXT NOT NULL,                    -- '' where any seat does
    visitor TEXT REFERENCES visitor (id),
    name TEXT NOT NULL,
    joined_by TEXT NOT NULL,               -- staff, or 'lobby' for a phone
    joined_at INTEGER NOT NULL,
    called_at INTEGER,
    seat INTEGER REFERENCES seat (number),
    held_until INTEGER,                    -- a call lapses by itself then
    seated_at INTEGER,
    session TEXT REFERENCES session (id),
    left_at INTEGER,
    no_show INTEGER NOT NULL DEFAULT 0 CHECK (no_show IN (0, 1)),
    UNIQUE (day, number),
    CHECK ((called_at IS NULL) = (held_until IS NULL)),
    CHECK ((called_at IS NULL) = (seat IS NULL)),
    CHECK ((seated_at IS NULL) = (session IS NULL)),
    CHECK (seated_at IS NULL OR left_at IS NULL)
) STRICT;

CREATE INDEX waiting_joined ON waiting (joined_at);
CREATE INDEX waiting_open ON waiting (joined_at) WHERE seated_at IS NULL AND left_at IS NULL;

-- A seat is held for one at a time.
CREATE UNIQUE INDEX waiting_seat ON waiting (seat)
WHERE seat IS NOT NULL AND seated_at IS NULL AND left_at IS NULL;
