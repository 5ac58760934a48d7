-- The floor is commanded: orders that come too late, sessions on their way to another seat, pauses of all.

CREATE TABLE command_anew (
    station TEXT NOT NULL REFERENCES station (id),
    n INTEGER NOT NULL CHECK (n > 0),
    kind TEXT NOT NULL CHECK (kind IN ('take', 'renew', 'lock', 'pause', 'resume', 'message',
                                       'restart', 'wake')),
    session TEXT NOT NULL,
    words TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    until INTEGER,                         -- not carried out after it; none: whenever the station is back
    done_at INTEGER,
    PRIMARY KEY (station, n)
) STRICT;

INSERT INTO command_anew (station, n, kind, session, words, made_at, done_at)
SELECT station, n, kind, session, words, made_at, done_at
FROM command;

DROP TABLE command;
ALTER TABLE command_anew RENAME TO command;
CREATE INDEX command_waiting ON command (station, n) WHERE done_at IS NULL;

-- Where a session is going: the station it leaves has not yet said how much was used there.
ALTER TABLE session ADD COLUMN moving_to TEXT REFERENCES station (id);
CREATE UNIQUE INDEX session_one_moves_to ON session (moving_to)
WHERE moving_to IS NOT NULL AND closed_at IS NULL;

-- The station that a session left by this fact; others name none.
ALTER TABLE session_fact ADD COLUMN station TEXT NOT NULL DEFAULT '';

CREATE TABLE floor_pause (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    reason TEXT NOT NULL CHECK (reason <> ''),
    ended_at INTEGER
) STRICT;

CREATE UNIQUE INDEX floor_pause_one ON floor_pause ((1)) WHERE ended_at IS NULL;

CREATE TABLE floor_pause_session (
    pause INTEGER NOT NULL REFERENCES floor_pause (id),
    session TEXT NOT NULL REFERENCES session (id),
    PRIMARY KEY (pause, session)
) STRICT;

ALTER TABLE station ADD COLUMN mac TEXT NOT NULL DEFAULT ''; -- for waking it over the network

-- Sessions whose visitor left without a word, by shift; what was owed for one stands in `due`.
CREATE TABLE walked_out (
    session TEXT PRIMARY KEY REFERENCES session (id),
    seat INTEGER NOT NULL,
    shift TEXT NOT NULL REFERENCES shift (id),
    by TEXT NOT NULL REFERENCES staff (id),
    at INTEGER NOT NULL,
    reason TEXT NOT NULL CHECK (reason <> '')
) STRICT;

CREATE INDEX walked_out_at ON walked_out (at);
CREATE INDEX due_written_off ON due (settled_at) WHERE how = 'written_off';
