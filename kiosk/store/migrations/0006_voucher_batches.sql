-- Vouchers are made in batches, before they are sold: no pass, seller and day of sale until then.

CREATE TABLE voucher_batch (
    id TEXT PRIMARY KEY,
    offer TEXT NOT NULL REFERENCES offer (id),
    title TEXT NOT NULL,                   -- of the offer, as printed
    seconds INTEGER NOT NULL CHECK (seconds > 0),
    price_minor INTEGER NOT NULL CHECK (price_minor >= 0),
    count INTEGER NOT NULL CHECK (count > 0),
    made_by TEXT NOT NULL REFERENCES staff (id),
    made_at INTEGER NOT NULL,
    lapses INTEGER NOT NULL
) STRICT;

CREATE INDEX voucher_batch_made ON voucher_batch (made_at);

CREATE TABLE voucher_kept (
    code TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('created', 'printed', 'sold', 'in_use', 'used_up', 'void')),
    visitor TEXT NOT NULL REFERENCES visitor (id),
    seconds INTEGER NOT NULL CHECK (seconds > 0),
    lapses INTEGER NOT NULL,
    batch TEXT REFERENCES voucher_batch (id),
    n INTEGER NOT NULL DEFAULT 0,          -- its number in the batch, 0 where it was sold alone
    held_by TEXT REFERENCES staff (id),    -- in whose stack it is
    pass TEXT REFERENCES pass (id),
    sold_by TEXT REFERENCES staff (id),
    sold_at INTEGER,
    void_reason TEXT NOT NULL DEFAULT '',
    CHECK ((pass IS NULL) = (sold_by IS NULL) AND (pass IS NULL) = (sold_at IS NULL)),
    CHECK (state NOT IN ('sold', 'in_use', 'used_up') OR pass IS NOT NULL),
    CHECK ((batch IS NULL) = (n = 0))
) STRICT;

INSERT INTO voucher_kept (code, state, visitor, seconds, lapses, pass, sold_by, sold_at)
SELECT voucher.code, voucher.state, voucher.visitor, pass.seconds, voucher.lapses, voucher.pass,
       voucher.sold_by, voucher.sold_at
FROM voucher
JOIN pass ON pass.id = voucher.pass;

DROP TABLE voucher;

ALTER TABLE voucher_kept RENAME TO voucher;

CREATE INDEX voucher_visitor ON voucher (visitor);
CREATE INDEX voucher_pass ON voucher (pass);
CREATE INDEX voucher_sold ON voucher (sold_at);
CREATE INDEX voucher_state ON voucher (state, sold_at);
CREATE UNIQUE INDEX voucher_of_batch ON voucher (batch, n) WHERE batch IS NOT NULL;
CREATE INDEX voucher_batch_state ON voucher (batch, state) WHERE batch IS NOT NULL;

-- Each time a voucher opened a session. `overspent_s` was used and never paid: a second use of one
-- voucher with the hub away, or a use before the sale.
CREATE TABLE voucher_use (
    session TEXT PRIMARY KEY REFERENCES session (id),
    code TEXT NOT NULL REFERENCES voucher (code),
    overspent_s INTEGER NOT NULL DEFAULT 0 CHECK (overspent_s >= 0),
    found_at INTEGER
) STRICT;

CREATE INDEX voucher_use_code ON voucher_use (code);
CREATE INDEX voucher_use_overspent ON voucher_use (found_at) WHERE overspent_s > 0;
