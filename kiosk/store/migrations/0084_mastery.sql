-- First tries at the items of a practice that has a goal, each round of it, and the goal as it
-- stood for this learner. The answers themselves stand in practice_done.
CREATE TABLE practice_first (
    visitor TEXT NOT NULL REFERENCES visitor (id),
    edition TEXT NOT NULL,
    step TEXT NOT NULL,
    item TEXT NOT NULL,
    round INTEGER NOT NULL CHECK (round > 0),
    is_right INTEGER NOT NULL CHECK (is_right IN (0, 1)),
    goal TEXT NOT NULL CHECK (goal <> ''),
    fact_id TEXT NOT NULL,
    at INTEGER NOT NULL,                   -- when it was given, as its station says
    PRIMARY KEY (visitor, edition, step, item, round)
) STRICT, WITHOUT ROWID;
