-- When the hub was heard last: a station that starts without it knows that it is not earlier.

CREATE TABLE hub_heard (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    boot_id TEXT NOT NULL,
    boot_ms INTEGER NOT NULL CHECK (boot_ms >= 0),
    at INTEGER NOT NULL CHECK (at >= 0)
) STRICT;
