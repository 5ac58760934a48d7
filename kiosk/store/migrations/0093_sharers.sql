-- Learners who sat down beside another at a class meeting: the session is the other's.
CREATE TABLE sharer (
    session TEXT NOT NULL REFERENCES session (id),
    visitor TEXT NOT NULL REFERENCES visitor (id),
    station TEXT NOT NULL,
    from_at INTEGER NOT NULL,
    from_used_s INTEGER NOT NULL CHECK (from_used_s >= 0),
    until_at INTEGER,                      -- none while nobody said that it is over
    PRIMARY KEY (session, visitor, from_at)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX sharer_at_once ON sharer (session) WHERE until_at IS NULL;
CREATE INDEX sharer_by_visitor ON sharer (visitor, station, from_at);
