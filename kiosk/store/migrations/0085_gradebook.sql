-- A mentor's mark of an exam, beside the machine's: the highest n that was not taken back holds.
CREATE TABLE hand_mark (
    n INTEGER PRIMARY KEY,
    attempt TEXT NOT NULL REFERENCES attempt (id),
    answers_right INTEGER NOT NULL CHECK (answers_right >= 0),
    answers_asked INTEGER NOT NULL CHECK (answers_asked >= answers_right),
    passed INTEGER NOT NULL CHECK (passed IN (0, 1)),
    reason TEXT NOT NULL CHECK (reason <> ''),
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    taken_back_at INTEGER,
    taken_back_by TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX hand_mark_attempt ON hand_mark (attempt, n);

CREATE TRIGGER hand_mark_stays
BEFORE UPDATE OF attempt, answers_right, answers_asked, passed, at, by ON hand_mark
BEGIN
    SELECT RAISE(ABORT, 'a mark is written anew, never over');
END;

CREATE TRIGGER hand_mark_is_kept BEFORE DELETE ON hand_mark
BEGIN
    SELECT RAISE(ABORT, 'a mark is written anew, never over');
END;

-- Qualifications that a mentor's mark ended, with how long they would have held: a mark that is
-- taken back gives them back.
CREATE TABLE qualification_cut (
    visitor TEXT NOT NULL REFERENCES visitor (id),
    name TEXT NOT NULL,
    granted_at INTEGER NOT NULL,
    valid_until INTEGER NOT NULL,
    attempt TEXT NOT NULL,
    PRIMARY KEY (visitor, name, granted_at)
) STRICT, WITHOUT ROWID;

CREATE INDEX qualification_cut_attempt ON qualification_cut (attempt);

-- Points for a reflection, one number for each line of the rubric; the highest n that was not taken
-- back holds.
CREATE TABLE reflection_mark (
    n INTEGER PRIMARY KEY,
    visitor TEXT NOT NULL REFERENCES visitor (id),
    edition TEXT NOT NULL,
    step TEXT NOT NULL,
    points TEXT NOT NULL,                  -- JSON
    got INTEGER NOT NULL CHECK (got >= 0),
    most INTEGER NOT NULL CHECK (most >= got),
    words TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    taken_back_at INTEGER,
    taken_back_by TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX reflection_mark_visitor ON reflection_mark (visitor, edition, step, n);

-- What mentors write down for each other about a learner's work.
CREATE TABLE learner_note (
    n INTEGER PRIMARY KEY,
    visitor TEXT NOT NULL REFERENCES visitor (id),
    class TEXT NOT NULL REFERENCES class (id),
    words TEXT NOT NULL CHECK (words <> ''),
    at INTEGER NOT NULL,
    by TEXT NOT NULL
) STRICT;

CREATE INDEX learner_note_visitor ON learner_note (visitor, n);
