-- What the owner set in the panel: each line holds from a moment on and is never changed, so that
-- the page can say what held when. `value` is JSON; null is what holds where nobody set anything.

CREATE TABLE saved_setting (
    n INTEGER PRIMARY KEY,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
    value TEXT NOT NULL CHECK (length(value) BETWEEN 1 AND 20000),
    old_value TEXT NOT NULL CHECK (length(old_value) BETWEEN 1 AND 20000),
    applies_from INTEGER NOT NULL,
    at INTEGER NOT NULL CHECK (at <= applies_from),
    by TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX saved_setting_name ON saved_setting (name, applies_from, n);
CREATE INDEX saved_setting_coming ON saved_setting (applies_from);

CREATE TRIGGER saved_setting_is_never_changed BEFORE UPDATE ON saved_setting
BEGIN SELECT RAISE(ABORT, 'a saved setting is followed, never changed'); END;

CREATE TRIGGER saved_setting_is_never_deleted BEFORE DELETE ON saved_setting
BEGIN SELECT RAISE(ABORT, 'a saved setting is followed, never changed'); END;

-- The moment up to which stations have been told what holds; one row.
CREATE TABLE settings_told (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    upto INTEGER NOT NULL
) STRICT;
