-- A minor edition changes words only: it says of which one.
ALTER TABLE module_edition ADD COLUMN minor_of TEXT;

-- Exams that a later edition marked anew. A pass is only ever given so, never taken away: the mark
-- of before stays where it is.
CREATE TABLE remark (
    attempt TEXT PRIMARY KEY REFERENCES attempt (id),
    edition TEXT NOT NULL,                 -- by whose answers
    answers_right INTEGER NOT NULL CHECK (answers_right >= 0),
    answers_asked INTEGER NOT NULL CHECK (answers_asked > 0),
    at INTEGER NOT NULL,
    by TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER remark_stays BEFORE UPDATE ON remark
BEGIN
    SELECT RAISE(ABORT, 'a re-mark stays as it was given');
END;

CREATE TRIGGER remark_is_kept BEFORE DELETE ON remark
BEGIN
    SELECT RAISE(ABORT, 'a re-mark stays as it was given');
END;

CREATE INDEX attempt_failed ON attempt (edition, at) WHERE passed = 0;
