-- Whom a line of the waiting list is about: asked when two records of one person become one.
CREATE INDEX waiting_visitor ON waiting (visitor) WHERE visitor IS NOT NULL;
