-- Reflections as learners wrote them at a seat; of one step the newest holds. All of them stay, so
-- that erasing somebody finds each letter that brought one.
CREATE TABLE reflection (
    n INTEGER PRIMARY KEY,
    visitor TEXT NOT NULL REFERENCES visitor (id),
    edition TEXT NOT NULL,
    step TEXT NOT NULL,
    words TEXT NOT NULL,
    aloud INTEGER NOT NULL CHECK (aloud IN (0, 1)),   -- said to the mentor, not written
    at INTEGER NOT NULL,
    came_at INTEGER NOT NULL,              -- a mark that is older was given without knowing it
    fact_id TEXT NOT NULL UNIQUE,
    CHECK (words <> '' OR aloud = 1)
) STRICT;

CREATE INDEX reflection_visitor ON reflection (visitor, edition, step, at, n);

-- A note is for mentors, unless whoever wrote it says that its learner reads it too.
ALTER TABLE learner_note
ADD COLUMN for_learner INTEGER NOT NULL DEFAULT 0 CHECK (for_learner IN (0, 1));

-- By what the reflections of an edition are marked, for the seats: JSON, see `rules/rubrics.py`.
ALTER TABLE module_edition ADD COLUMN rubrics TEXT NOT NULL DEFAULT '{}';
