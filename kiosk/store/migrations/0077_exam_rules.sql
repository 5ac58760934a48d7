-- Exams with a time limit: in which sessions they were sat, and what a mentor set for a visitor.
CREATE TABLE exam_sitting (
    attempt TEXT NOT NULL,
    session TEXT NOT NULL,
    from_s INTEGER NOT NULL CHECK (from_s >= 0),
    used_s INTEGER NOT NULL CHECK (used_s >= 0),
    visitor TEXT NOT NULL REFERENCES visitor (id),
    edition TEXT NOT NULL,
    try_number INTEGER NOT NULL CHECK (try_number > 0),
    fact_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (attempt, session, from_s)
) STRICT, WITHOUT ROWID;

CREATE INDEX exam_sitting_visitor ON exam_sitting (visitor);

CREATE TABLE accommodation (
    n INTEGER PRIMARY KEY,
    visitor TEXT NOT NULL REFERENCES visitor (id),
    at INTEGER NOT NULL,
    extra_percent INTEGER NOT NULL CHECK (extra_percent >= 0),
    no_limit INTEGER NOT NULL CHECK (no_limit IN (0, 1)),
    no_floor INTEGER NOT NULL CHECK (no_floor IN (0, 1)),
    reason TEXT NOT NULL
) STRICT;

CREATE INDEX accommodation_visitor ON accommodation (visitor, n);

ALTER TABLE exam_answer ADD COLUMN took_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE exam_answer ADD COLUMN used_s INTEGER NOT NULL DEFAULT 0;
ALTER TABLE exam_answer ADD COLUMN fast INTEGER NOT NULL DEFAULT 0 CHECK (fast IN (0, 1));
ALTER TABLE exam_answer ADD COLUMN late INTEGER NOT NULL DEFAULT 0 CHECK (late IN (0, 1));

ALTER TABLE attempt ADD COLUMN fast INTEGER NOT NULL DEFAULT 0 CHECK (fast >= 0);
ALTER TABLE attempt ADD COLUMN early INTEGER NOT NULL DEFAULT 0 CHECK (early IN (0, 1));
ALTER TABLE attempt ADD COLUMN by_time INTEGER NOT NULL DEFAULT 0 CHECK (by_time IN (0, 1));
