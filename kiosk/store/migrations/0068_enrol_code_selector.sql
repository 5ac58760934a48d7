-- The first four symbols of a code's secret half say which code is meant: only a wrong try that
-- means it counts against it, so that a neighbour who knows none uses up none.
ALTER TABLE enrol_code
ADD COLUMN selector TEXT NOT NULL DEFAULT '';

CREATE INDEX enrol_code_open ON enrol_code (selector) WHERE used_at IS NULL AND tries_left > 0;
