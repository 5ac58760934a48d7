-- When this hub was restored from a copy, and which stations have not yet shown since that nothing
-- of what they were given after the copy is still with them.

CREATE TABLE restore (
    n INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    copied_at INTEGER NOT NULL             -- 0: nobody knows
) STRICT;

CREATE TABLE unheard_hand (
    station TEXT PRIMARY KEY REFERENCES station (id),
    until INTEGER NOT NULL                 -- what it may hold has lapsed by then
) STRICT;
