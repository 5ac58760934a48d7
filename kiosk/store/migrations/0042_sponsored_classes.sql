-- A class may be paid by a sponsorship: what it costs is taken from the budget when each session closes, and until
-- then its seconds are promised.

ALTER TABLE booking_block ADD COLUMN sponsorship TEXT REFERENCES sponsorship (id);
ALTER TABLE booking_block ADD COLUMN goes_on_free INTEGER NOT NULL DEFAULT 0 CHECK (goes_on_free IN (0, 1));

CREATE TABLE sponsored_session (
    session TEXT PRIMARY KEY REFERENCES session (id),
    sponsorship TEXT NOT NULL REFERENCES sponsorship (id),
    seconds INTEGER NOT NULL CHECK (seconds > 0) -- so many it pays for at most
) STRICT;
