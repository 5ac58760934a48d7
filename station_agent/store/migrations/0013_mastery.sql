-- First tries at the items of a practice that has a goal, in their order, and that goal.
CREATE TABLE practice_first (
    n INTEGER PRIMARY KEY,
    visitor TEXT NOT NULL,
    edition TEXT NOT NULL,
    step TEXT NOT NULL,
    item TEXT NOT NULL,
    round INTEGER NOT NULL CHECK (round > 0),
    is_right INTEGER NOT NULL CHECK (is_right IN (0, 1)),
    goal TEXT NOT NULL CHECK (goal <> ''),
    UNIQUE (visitor, edition, step, item, round)
) STRICT;
