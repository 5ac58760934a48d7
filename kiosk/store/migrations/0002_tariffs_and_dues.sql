-- What a session is paid with, what is owed for it, and the price lists of the owner.

ALTER TABLE session ADD COLUMN kind TEXT NOT NULL DEFAULT 'prepaid'
    CHECK (kind IN ('prepaid', 'account', 'postpaid', 'free'));

-- What it may cost or last at most beyond its passes: money reserved, the cap of what is paid after,
-- the seconds that are given.
ALTER TABLE session ADD COLUMN limit_minor INTEGER NOT NULL DEFAULT 0 CHECK (limit_minor >= 0);
ALTER TABLE session ADD COLUMN limit_s INTEGER NOT NULL DEFAULT 0 CHECK (limit_s >= 0);

-- What settled sessions cost a visitor on a local day: the daily cap looks here.
CREATE TABLE charged_day (
    visitor TEXT NOT NULL REFERENCES visitor (id),
    day TEXT NOT NULL CHECK (length(day) = 10),
    session TEXT NOT NULL REFERENCES session (id),
    minor INTEGER NOT NULL CHECK (minor > 0),
    PRIMARY KEY (visitor, day, session)
) STRICT;

-- A price list holds from `applies_from` until the next one does; never changed, only followed.
CREATE TABLE tariff (
    n INTEGER PRIMARY KEY,
    applies_from INTEGER NOT NULL,
    body BLOB NOT NULL,                    -- JSON, as `rules/tariff_files.py` reads it
    made_at INTEGER NOT NULL,
    made_by TEXT NOT NULL
) STRICT;

CREATE INDEX tariff_applies ON tariff (applies_from, n);

-- What a session that is paid after costs; open until somebody took the money or wrote it off.
CREATE TABLE due (
    session TEXT PRIMARY KEY REFERENCES session (id),
    seat INTEGER NOT NULL,
    minor INTEGER NOT NULL CHECK (minor > 0),
    at INTEGER NOT NULL,
    settled_at INTEGER,
    how TEXT NOT NULL DEFAULT '' CHECK (how IN ('', 'taken', 'written_off')),
    shift TEXT REFERENCES shift (id),
    by TEXT REFERENCES staff (id),
    reason TEXT NOT NULL DEFAULT '',
    CHECK ((settled_at IS NULL) = (how = '')),
    CHECK (how <> 'written_off' OR reason <> '')
) STRICT;

CREATE INDEX due_open ON due (seat) WHERE settled_at IS NULL;
CREATE INDEX due_shift ON due (shift, settled_at) WHERE shift IS NOT NULL;
