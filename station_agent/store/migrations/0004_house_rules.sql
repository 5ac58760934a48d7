-- What the house asks of everybody, and whether the open session's visitor said yes.

CREATE TABLE house_rules (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    body TEXT NOT NULL
) STRICT;

CREATE TABLE house_rules_accepted (
    session TEXT PRIMARY KEY,
    edition INTEGER NOT NULL CHECK (edition > 0)
) STRICT;
