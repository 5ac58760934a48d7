-- How much of each pass is spent, kept beside it, so that what the site still owes is read from the
-- passes that have time left and from no other. `kiosk verify` adds it up again.

ALTER TABLE pass ADD COLUMN spent_s INTEGER NOT NULL DEFAULT 0 CHECK (spent_s >= 0);

UPDATE pass
SET spent_s = spent.seconds
FROM (SELECT pass, sum(seconds) AS seconds
      FROM pass_spend
      GROUP BY pass) AS spent
WHERE spent.pass = pass.id;

CREATE TRIGGER pass_is_spent AFTER INSERT ON pass_spend
BEGIN
    UPDATE pass SET spent_s = spent_s + NEW.seconds WHERE id = NEW.pass;
END;

DROP INDEX pass_lapses;
CREATE INDEX pass_lapses ON pass (lapses, id, seconds, spent_s, offer, bought_at)
WHERE kind = 'package' AND spent_s < seconds;

DROP INDEX sale_pass;
CREATE INDEX sale_pass ON sale (pass, price_minor, undone_at, by);
