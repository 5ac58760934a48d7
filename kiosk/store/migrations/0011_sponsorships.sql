-- A pass that somebody else pays. Its terms are an offer that is never on sale; each visitor whom it
-- pays for has one pass under it. The money is the ledger account `sponsor:<id>`.

CREATE TABLE sponsorship (
    id TEXT PRIMARY KEY,
    funder TEXT NOT NULL CHECK (funder <> ''),
    offer TEXT NOT NULL UNIQUE REFERENCES offer (id),
    price_group TEXT NOT NULL,             -- empty: every group
    visitors_limit INTEGER NOT NULL CHECK (visitors_limit > 0),
    seconds_a_week INTEGER CHECK (seconds_a_week > 0),
    per_hour_minor INTEGER NOT NULL CHECK (per_hour_minor > 0),
    made_at INTEGER NOT NULL,
    ends INTEGER NOT NULL CHECK (ends > made_at),
    stopped_at INTEGER
) STRICT;

CREATE INDEX sponsorship_ends ON sponsorship (ends) WHERE stopped_at IS NULL;
CREATE INDEX pass_offer ON pass (offer, visitor);

-- What a settled session cost its sponsor; `minor` is less than its seconds cost where the budget ended.
CREATE TABLE sponsor_spend (
    session TEXT NOT NULL REFERENCES session (id),
    sponsorship TEXT NOT NULL REFERENCES sponsorship (id),
    visitor TEXT NOT NULL REFERENCES visitor (id),
    price_group TEXT NOT NULL,
    seconds INTEGER NOT NULL CHECK (seconds > 0),
    minor INTEGER NOT NULL CHECK (minor >= 0),
    at INTEGER NOT NULL,
    PRIMARY KEY (session, sponsorship)
) STRICT;

CREATE INDEX sponsor_spend_of ON sponsor_spend (sponsorship, price_group);
