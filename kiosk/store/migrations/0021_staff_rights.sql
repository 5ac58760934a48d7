-- Single rights of staff beside their role, a PIN to agree with, and the end of old sign-ins.

ALTER TABLE staff ADD COLUMN pin_hash TEXT NOT NULL DEFAULT '';          -- empty: none yet
ALTER TABLE staff ADD COLUMN sign_ins_ended INTEGER NOT NULL DEFAULT 0   -- cookies from before are over
    CHECK (sign_ins_ended >= 0);

CREATE TABLE staff_right (
    staff TEXT NOT NULL REFERENCES staff (id),
    right_name TEXT NOT NULL,
    mark TEXT NOT NULL CHECK (mark IN ('given', 'taken')),
    PRIMARY KEY (staff, right_name)
) STRICT;

-- What was changed, in the words of the machine: a right's name, a value before and after.
ALTER TABLE audit ADD COLUMN detail TEXT NOT NULL DEFAULT '';

CREATE INDEX audit_by ON audit (by, n);
CREATE INDEX audit_act ON audit (act, n);
CREATE INDEX audit_at ON audit (at);
