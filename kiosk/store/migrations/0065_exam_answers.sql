-- First answers of exams that are not finished: the same try goes on at any seat.
CREATE TABLE exam_answer (
    attempt TEXT NOT NULL,
    item TEXT NOT NULL,
    visitor TEXT NOT NULL REFERENCES visitor (id),
    edition TEXT NOT NULL,
    try_number INTEGER NOT NULL CHECK (try_number > 0),
    fact_id TEXT NOT NULL,
    answer BLOB NOT NULL,
    is_right INTEGER NOT NULL CHECK (is_right IN (0, 1)),
    counted INTEGER NOT NULL CHECK (counted IN (0, 1)),
    at INTEGER NOT NULL,
    PRIMARY KEY (attempt, item)
) STRICT, WITHOUT ROWID;

CREATE INDEX exam_answer_visitor ON exam_answer (visitor, counted);
