-- What the owner lays beside each other: seconds that stations were unlocked, seconds that were
-- paid, and cash that was counted. What a receipt says of seconds stands beside its session too.

ALTER TABLE session ADD COLUMN covered_s INTEGER CHECK (covered_s >= 0);
ALTER TABLE session ADD COLUMN charged_s INTEGER CHECK (charged_s >= 0);
ALTER TABLE session ADD COLUMN given_s INTEGER CHECK (given_s >= 0);

UPDATE session
SET covered_s = json_extract(CAST(receipt AS TEXT), '$.covered_s'),
    charged_s = json_extract(CAST(receipt AS TEXT), '$.charged_s'),
    given_s = coalesce(json_extract(CAST(receipt AS TEXT), '$.given_s'), 0)
WHERE receipt IS NOT NULL;

CREATE INDEX session_settled ON session (closed_at, kind, used_s, covered_s, charged_s, given_s)
WHERE closed_at IS NOT NULL;
CREATE INDEX shift_closed ON shift (closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX walked_out_shift ON walked_out (shift);
CREATE INDEX audit_started_for_nothing ON audit (about) WHERE act = 'start_session' AND reason <> '';

-- A station that said nothing while the site was open: somebody might have sat there unseen.
-- One row a silence: made when it is found, ended once.
CREATE TABLE silence (
    n INTEGER PRIMARY KEY,
    station TEXT NOT NULL REFERENCES station (id),
    seat INTEGER NOT NULL,
    began_at INTEGER NOT NULL,
    ended_at INTEGER CHECK (ended_at >= began_at)
) STRICT;

CREATE UNIQUE INDEX silence_one_a_station ON silence (station) WHERE ended_at IS NULL;
CREATE INDEX silence_ended ON silence (ended_at);
