-- Notes, goals and next steps are changed and taken back; what they said before is kept.
ALTER TABLE career_note ADD COLUMN changed_at INTEGER;
ALTER TABLE career_note ADD COLUMN changed_by TEXT NOT NULL DEFAULT '';
ALTER TABLE career_note ADD COLUMN taken_back_at INTEGER;
ALTER TABLE career_step ADD COLUMN changed_at INTEGER;
ALTER TABLE career_step ADD COLUMN changed_by TEXT NOT NULL DEFAULT '';
ALTER TABLE career_step ADD COLUMN taken_back_at INTEGER;

CREATE TABLE career_before (
    n INTEGER PRIMARY KEY,
    visitor TEXT NOT NULL REFERENCES visitor (id),
    about TEXT NOT NULL,
    words TEXT NOT NULL,
    day TEXT,
    by TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;

CREATE INDEX career_before_visitor ON career_before (visitor, n);

CREATE INDEX career_step_due ON career_step (due_on)
    WHERE due_on IS NOT NULL AND done_at IS NULL AND taken_back_at IS NULL;

-- Each state that a referral had: what became of it, for the report to whoever pays the centre.
CREATE TABLE referral_change (
    n INTEGER PRIMARY KEY,
    visitor TEXT NOT NULL REFERENCES visitor (id),
    opening TEXT NOT NULL REFERENCES opening (id),
    state TEXT NOT NULL CHECK (state IN ('suggested', 'applied', 'interview', 'got_it', 'not_now')),
    by TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;

CREATE INDEX referral_change_visitor ON referral_change (visitor, opening, n);
CREATE INDEX referral_change_at ON referral_change (at);

INSERT INTO referral_change (visitor, opening, state, by, at)
SELECT visitor, opening, state, by, changed_at FROM referral;
