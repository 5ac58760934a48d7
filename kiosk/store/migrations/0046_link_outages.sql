-- When stations could not reach the hub, as the site itself knows: the hub was down, or many
-- stations fell silent together. A station's own word alone gives nothing back any more.

CREATE TABLE link_outage (
    n INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('hub', 'stations')),
    began INTEGER NOT NULL,
    ended INTEGER CHECK (ended >= began)
) STRICT;

CREATE INDEX link_outage_began ON link_outage (began);
CREATE INDEX link_outage_open ON link_outage (n) WHERE ended IS NULL;

-- Whom it cut off; one of kind 'hub' cuts off all and names none.
CREATE TABLE link_outage_station (
    outage INTEGER NOT NULL REFERENCES link_outage (n),
    station TEXT NOT NULL REFERENCES station (id),
    PRIMARY KEY (outage, station)
) STRICT, WITHOUT ROWID;
