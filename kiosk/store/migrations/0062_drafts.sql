-- Unfinished answers, sealed to this hub: a visitor goes on with them at any seat.
-- One that was finished stands here empty for a while, so that an older one that comes late is not kept.
CREATE TABLE draft (
    visitor TEXT NOT NULL REFERENCES visitor (id),
    name TEXT NOT NULL CHECK (length(name) = 32),
    at INTEGER NOT NULL CHECK (at >= 0),
    sealed BLOB NOT NULL,
    PRIMARY KEY (visitor, name)
) STRICT, WITHOUT ROWID;

CREATE INDEX draft_at ON draft (at);
CREATE INDEX draft_newest ON draft (visitor, at DESC, name) WHERE length(sealed) > 0;
