-- When the hub did not believe its wall clock, until it agreed again or somebody said it is right.

CREATE TABLE clock_doubt (
    n INTEGER PRIMARY KEY,
    seen_at INTEGER NOT NULL,
    shown_at INTEGER NOT NULL,
    why TEXT NOT NULL CHECK (why IN ('old', 'before', 'ahead', 'set')),
    over_at INTEGER,
    over_by TEXT,
    CHECK ((over_at IS NULL) = (over_by IS NULL))
) STRICT;

CREATE UNIQUE INDEX clock_doubt_one ON clock_doubt ((1)) WHERE over_at IS NULL;
