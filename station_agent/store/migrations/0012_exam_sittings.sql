-- An exam with a time limit, as its visitor sits it here; `session` is '' once that is over.
CREATE TABLE exam_sitting (
    visitor TEXT NOT NULL,
    edition TEXT NOT NULL,
    try_number INTEGER NOT NULL CHECK (try_number > 0),
    session TEXT NOT NULL,
    from_s INTEGER NOT NULL CHECK (from_s >= 0),
    used_s INTEGER NOT NULL CHECK (used_s >= 0),
    limit_s INTEGER NOT NULL CHECK (limit_s >= 0),
    floor_s INTEGER NOT NULL CHECK (floor_s >= 0),
    PRIMARY KEY (visitor, edition, try_number)
) STRICT, WITHOUT ROWID;
