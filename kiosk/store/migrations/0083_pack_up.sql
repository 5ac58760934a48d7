-- Orders of a mentor at the end of a class: each seat says whether it may be switched off.

CREATE TABLE command_anew (
    station TEXT NOT NULL REFERENCES station (id),
    n INTEGER NOT NULL CHECK (n > 0),
    kind TEXT NOT NULL CHECK (kind IN ('take', 'renew', 'lock', 'pause', 'resume', 'message',
                                       'restart', 'wake', 'show', 'coming', 'helped', 'hold',
                                       'unhold', 'pack')),
    session TEXT NOT NULL,
    words TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    until INTEGER,                         -- not carried out after it; none: whenever the station is back
    done_at INTEGER,
    outcome TEXT NOT NULL DEFAULT '' CHECK (outcome IN ('', 'late', 'not_set_up')),
    PRIMARY KEY (station, n)
) STRICT;
INSERT INTO command_anew (station, n, kind, session, words, made_at, until, done_at, outcome)
SELECT station, n, kind, session, words, made_at, until, done_at, outcome
FROM command;
DROP TABLE command;
ALTER TABLE command_anew RENAME TO command;
CREATE INDEX command_waiting ON command (station, n) WHERE done_at IS NULL;
CREATE INDEX command_done ON command (done_at) WHERE done_at IS NOT NULL;
