-- The keys that this database was taken over by, after the hub's keys had changed. A pair in hub.keys
-- that does not stand here has not been told to anybody yet: the next start does that.
CREATE TABLE hub_key (
    origin TEXT PRIMARY KEY,
    at INTEGER NOT NULL
) STRICT;
