-- Whose signature the facts of this file bear: under another key they are numbered anew.
CREATE TABLE signer (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    origin TEXT NOT NULL
) STRICT;
