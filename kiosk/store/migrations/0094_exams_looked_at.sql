-- A mentor has looked at an exam that was answered too fast, or begun too early: it calls for nobody any more.
CREATE TABLE exam_look (
    attempt TEXT PRIMARY KEY REFERENCES attempt (id),
    by TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
