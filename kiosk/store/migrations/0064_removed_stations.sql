-- What a removed station still held and sent: kept, and applied only where staff say so.
ALTER TABLE station
ADD COLUMN removed_from INTEGER CHECK (removed_from > 0);  -- the seat where it stood

CREATE TABLE held_fact (
    origin TEXT NOT NULL,
    epoch TEXT NOT NULL,
    seq INTEGER NOT NULL CHECK (seq > 0),
    station TEXT NOT NULL REFERENCES station (id),
    type TEXT NOT NULL,
    made_at INTEGER NOT NULL,                  -- as the station says, by the hub's clock
    came TEXT NOT NULL CHECK (came IN ('before', 'after')),  -- said to be made before it was removed, or after
    state TEXT NOT NULL CHECK (state IN ('held', 'taken', 'refused')),
    decided_by TEXT NOT NULL DEFAULT '',
    decided_at INTEGER NOT NULL DEFAULT 0,
    reason TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (origin, epoch, seq)
) STRICT;

CREATE INDEX held_fact_waiting ON held_fact (station, came, type, made_at) WHERE state = 'held';

CREATE INDEX slot_dealt ON slot (session) WHERE state = 'dealt';
