-- The career desk: openings and courses of the centre, and visitors' career records.
CREATE TABLE opening (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('job', 'course')),
    title TEXT NOT NULL,
    who TEXT NOT NULL,
    place TEXT NOT NULL,
    pay TEXT NOT NULL,
    contact TEXT NOT NULL,
    wanted TEXT NOT NULL,
    interests TEXT NOT NULL,
    language TEXT NOT NULL,
    note TEXT NOT NULL,
    closes TEXT,
    made_at INTEGER NOT NULL,
    made_by TEXT NOT NULL,
    closed_at INTEGER
) STRICT;

CREATE INDEX opening_open ON opening (made_at) WHERE closed_at IS NULL;
CREATE INDEX opening_closed ON opening (closed_at) WHERE closed_at IS NOT NULL;

-- Each yes and each no that a visitor said to a career record; the newest holds.
CREATE TABLE career_consent (
    n INTEGER PRIMARY KEY,
    visitor TEXT NOT NULL REFERENCES visitor (id),
    agreed INTEGER NOT NULL CHECK (agreed IN (0, 1)),
    way TEXT NOT NULL CHECK (way IN ('seat', 'desk')),
    by TEXT NOT NULL,
    at INTEGER NOT NULL,
    fact_id TEXT NOT NULL
) STRICT;

CREATE INDEX career_consent_visitor ON career_consent (visitor, at);

CREATE TABLE interest_result (
    n INTEGER PRIMARY KEY,
    visitor TEXT NOT NULL REFERENCES visitor (id),
    answers TEXT NOT NULL,
    at INTEGER NOT NULL,
    fact_id TEXT NOT NULL UNIQUE
) STRICT;

CREATE INDEX interest_result_visitor ON interest_result (visitor, at);

CREATE TABLE career_note (
    id TEXT PRIMARY KEY,
    visitor TEXT NOT NULL REFERENCES visitor (id),
    words TEXT NOT NULL,
    next_on TEXT,
    for_mentors INTEGER NOT NULL CHECK (for_mentors IN (0, 1)),
    by TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;

CREATE INDEX career_note_visitor ON career_note (visitor, at);

CREATE TABLE career_step (
    id TEXT PRIMARY KEY,
    visitor TEXT NOT NULL REFERENCES visitor (id),
    kind TEXT NOT NULL CHECK (kind IN ('goal', 'step')),
    words TEXT NOT NULL,
    due_on TEXT,
    by TEXT NOT NULL,
    at INTEGER NOT NULL,
    done_at INTEGER,
    done_by TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX career_step_visitor ON career_step (visitor, at);

CREATE TABLE referral (
    visitor TEXT NOT NULL REFERENCES visitor (id),
    opening TEXT NOT NULL REFERENCES opening (id),
    state TEXT NOT NULL CHECK (state IN ('suggested', 'applied', 'interview', 'got_it', 'not_now')),
    by TEXT NOT NULL,
    at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (visitor, opening)
) STRICT, WITHOUT ROWID;

CREATE INDEX referral_opening ON referral (opening, changed_at);
