-- What was asked of the hub and has no answer yet: asked again, also by another run of the agent,
-- it goes by its first name. And wrong tries at a lock, which no restart may forgive.

CREATE TABLE unanswered (
    session TEXT NOT NULL,
    asked TEXT NOT NULL,
    request_id TEXT NOT NULL,
    PRIMARY KEY (session, asked)
) STRICT;

CREATE TABLE wrong_tries (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    wrong INTEGER NOT NULL CHECK (wrong >= 0),
    boot_id TEXT NOT NULL,
    until_ms INTEGER NOT NULL CHECK (until_ms >= 0)
) STRICT;
