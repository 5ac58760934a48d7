-- A station that came in again with new keys: the name of before, and all it made, belong to it.
ALTER TABLE station
ADD COLUMN replaced_by TEXT REFERENCES station (id) CHECK (replaced_by <> id);

CREATE INDEX station_before ON station (replaced_by) WHERE replaced_by IS NOT NULL;
