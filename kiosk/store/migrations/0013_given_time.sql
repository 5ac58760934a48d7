-- Seconds that a station was open and nobody pays for: what the house gave, and why.
CREATE TABLE given_time (
    n INTEGER PRIMARY KEY,
    session TEXT NOT NULL REFERENCES session (id),
    why TEXT NOT NULL CHECK (why IN ('uncovered', 'late_lock', 'extension', 'silence')),
    seconds INTEGER NOT NULL CHECK (seconds > 0),
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    reason TEXT NOT NULL,
    UNIQUE (session, why)
) STRICT;

CREATE INDEX given_time_at ON given_time (at);
