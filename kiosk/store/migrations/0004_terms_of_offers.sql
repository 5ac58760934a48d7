-- What an offer's pass may be used for. A changed offer is a new row, the next edition of its series;
-- what was sold points to the row it was sold under, so it keeps its terms.

ALTER TABLE offer ADD COLUMN series TEXT NOT NULL DEFAULT '';
ALTER TABLE offer ADD COLUMN edition INTEGER NOT NULL DEFAULT 1 CHECK (edition > 0);
ALTER TABLE offer ADD COLUMN pinned INTEGER NOT NULL DEFAULT 1 CHECK (pinned IN (0, 1));
ALTER TABLE offer ADD COLUMN zones TEXT NOT NULL DEFAULT '[]' CHECK (zones LIKE '[%]'); -- JSON; [] anywhere
ALTER TABLE offer ADD COLUMN days INTEGER NOT NULL DEFAULT 127 CHECK (days BETWEEN 1 AND 127); -- bit 0: Monday
ALTER TABLE offer ADD COLUMN start_minute INTEGER NOT NULL DEFAULT 0 CHECK (start_minute BETWEEN 0 AND 1439);
ALTER TABLE offer ADD COLUMN end_minute INTEGER NOT NULL DEFAULT 1440 CHECK (end_minute BETWEEN 1 AND 1440);
ALTER TABLE offer ADD COLUMN seconds_a_day INTEGER CHECK (seconds_a_day > 0);
ALTER TABLE offer ADD COLUMN lasts TEXT NOT NULL DEFAULT 'span' CHECK (lasts IN ('span', 'day', 'hours'));
ALTER TABLE offer ADD COLUMN made_at INTEGER NOT NULL DEFAULT 0;

UPDATE offer SET series = id;

CREATE UNIQUE INDEX offer_series ON offer (series, edition) WHERE series <> '';
CREATE INDEX offer_place ON offer (active, place, id);

-- What a daily quota counts: the seconds of a pass by local day.
CREATE TABLE pass_day (
    pass TEXT NOT NULL REFERENCES pass (id),
    day TEXT NOT NULL CHECK (length(day) = 10),
    session TEXT NOT NULL REFERENCES session (id),
    seconds INTEGER NOT NULL CHECK (seconds > 0),
    PRIMARY KEY (pass, day, session)
) STRICT, WITHOUT ROWID;
