-- Who pays for minutes in which power, internet or hub was away. A session keeps the policy that it
-- opened under; those from before it go on as they were agreed.

ALTER TABLE session ADD COLUMN power_cut TEXT NOT NULL DEFAULT 'visitor'
    CHECK (power_cut IN ('visitor', 'extend', 'site'));
ALTER TABLE session ADD COLUMN internet_percent INTEGER NOT NULL DEFAULT 100
    CHECK (internet_percent BETWEEN 0 AND 100);
ALTER TABLE session ADD COLUMN hub_percent INTEGER NOT NULL DEFAULT 100
    CHECK (hub_percent BETWEEN 0 AND 100);
ALTER TABLE session ADD COLUMN hub_away_s INTEGER NOT NULL DEFAULT 0 CHECK (hub_away_s >= 0);

-- When the site had no internet: a row an outage.
CREATE TABLE internet_outage (
    began INTEGER PRIMARY KEY,
    ended INTEGER CHECK (ended >= began)
) STRICT;

CREATE UNIQUE INDEX internet_outage_one ON internet_outage ((1)) WHERE ended IS NULL;

-- What settled sessions were given back: money, and seconds to their passes.
CREATE TABLE outage_credit (
    session TEXT PRIMARY KEY REFERENCES session (id),
    internet_s INTEGER NOT NULL CHECK (internet_s >= 0),
    hub_s INTEGER NOT NULL CHECK (hub_s >= 0),
    minor INTEGER NOT NULL CHECK (minor >= 0),
    seconds INTEGER NOT NULL CHECK (seconds >= 0),
    at INTEGER NOT NULL,
    CHECK (minor > 0 OR seconds > 0)
) STRICT;

CREATE INDEX outage_credit_at ON outage_credit (at);

-- What a power cut took from passes bound to the clock, and the pass that made it good.
CREATE TABLE power_cut (
    session TEXT NOT NULL REFERENCES session (id),
    cut_at INTEGER NOT NULL,
    back_at INTEGER NOT NULL CHECK (back_at >= cut_at),
    lost_s INTEGER NOT NULL CHECK (lost_s > 0),
    pass TEXT REFERENCES pass (id),
    PRIMARY KEY (session, cut_at)
) STRICT;

CREATE INDEX power_cut_back ON power_cut (back_at);

-- The terms of such passes; never on sale.
INSERT INTO offer (id, title, seconds, price_minor, valid_s, place, active, pinned, series)
VALUES ('power-cut', 'Minutes of a power cut', 1, 0, 1, 0, 0, 0, 'power-cut');
