-- What zones were called before: paper that was printed then says the old name and stays good.

CREATE TABLE zone_renamed (
    n INTEGER PRIMARY KEY,
    old TEXT NOT NULL,
    new TEXT NOT NULL CHECK (new <> old),
    at INTEGER NOT NULL
) STRICT;

CREATE INDEX zone_renamed_to ON zone_renamed (new, old);
