-- A change of a sponsorship may be kept for a later day; one waits at most. Its terms are an edition of the offer, as
-- of a change that holds at once. `days_more` are added to the end when it begins to hold.

CREATE TABLE sponsorship_change (
    id TEXT PRIMARY KEY,
    sponsorship TEXT NOT NULL REFERENCES sponsorship (id),
    applies_from INTEGER NOT NULL,
    offer TEXT NOT NULL REFERENCES offer (id),
    price_group TEXT NOT NULL,             -- empty: every group
    visitors_limit INTEGER NOT NULL CHECK (visitors_limit > 0),
    days_more INTEGER NOT NULL CHECK (days_more >= 0),
    made_at INTEGER NOT NULL,
    made_by TEXT NOT NULL REFERENCES staff (id),
    over_at INTEGER,                       -- when it began to hold or was taken back
    over_how TEXT NOT NULL DEFAULT '' CHECK (over_how IN ('', 'holds', 'taken_back')),
    CHECK ((over_at IS NULL) = (over_how = ''))
) STRICT;

CREATE UNIQUE INDEX sponsorship_change_waits ON sponsorship_change (sponsorship) WHERE over_at IS NULL;
CREATE INDEX sponsorship_change_due ON sponsorship_change (applies_from) WHERE over_at IS NULL;
