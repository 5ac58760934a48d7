-- Certificates for passed exams. `paper` is the signed text of its QR, as it was handed out; it and
-- `name` are '' once its visitor was erased: the number stays known as given, to nobody.
CREATE TABLE award (
    number TEXT PRIMARY KEY,
    visitor TEXT NOT NULL REFERENCES visitor (id),
    attempt TEXT NOT NULL,
    title TEXT NOT NULL,
    edition TEXT NOT NULL,
    answers_right INTEGER NOT NULL,
    answers_asked INTEGER NOT NULL CHECK (answers_asked > 0),
    day TEXT NOT NULL,
    until TEXT NOT NULL,                   -- the last day on which it holds, '' for ever
    name TEXT NOT NULL,
    paper TEXT NOT NULL,
    signing BLOB NOT NULL CHECK (length(signing) = 32),
    given_at INTEGER NOT NULL,
    given_by TEXT NOT NULL
) STRICT;
CREATE INDEX award_of_visitor ON award (visitor, given_at);
CREATE INDEX award_of_attempt ON award (attempt);

-- Certificates that hold no more, ours and those of other hubs that the exchange told of. `signing`
-- is the key that signed the paper: no hub takes back what another gave.
CREATE TABLE award_revoked (
    signing BLOB NOT NULL CHECK (length(signing) = 32),
    number TEXT NOT NULL,
    revoked_at INTEGER NOT NULL,
    reason TEXT NOT NULL,                  -- '' for another hub's: reasons do not travel
    PRIMARY KEY (signing, number)
) STRICT;

-- Keys of other hubs, those of before among them, as the exchange told them.
CREATE TABLE known_hub (
    signing BLOB PRIMARY KEY CHECK (length(signing) = 32),
    name TEXT NOT NULL,
    heard_at INTEGER NOT NULL
) STRICT;
