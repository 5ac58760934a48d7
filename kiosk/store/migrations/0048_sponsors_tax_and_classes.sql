-- What a funder pays for contains tax like any other price; what the house gives away is no income, and has none.
-- A session of a class keeps the terms of its sponsorship as they were when it began; none of before had any.

ALTER TABLE sponsor_spend ADD COLUMN house_minor INTEGER NOT NULL DEFAULT 0 CHECK (house_minor BETWEEN 0 AND minor);
ALTER TABLE sponsor_spend ADD COLUMN tax_minor INTEGER NOT NULL DEFAULT 0
    CHECK (tax_minor BETWEEN 0 AND minor - house_minor);
CREATE INDEX sponsor_spend_parts ON sponsor_spend (sponsorship, house_minor, tax_minor);

ALTER TABLE sponsored_session ADD COLUMN offer TEXT REFERENCES offer (id);
