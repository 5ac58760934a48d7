-- Questions of practice that a learner was asked again after days; the first answer of each time.
CREATE TABLE recall (
    visitor TEXT NOT NULL REFERENCES visitor (id),
    slug TEXT NOT NULL,
    step TEXT NOT NULL,
    item TEXT NOT NULL,
    fact_id TEXT NOT NULL,
    is_right INTEGER NOT NULL CHECK (is_right IN (0, 1)),
    at INTEGER NOT NULL,                   -- when it was given, as its station says
    PRIMARY KEY (visitor, slug, step, item, fact_id)
) STRICT, WITHOUT ROWID;
