-- What was paid with what: one row each time that money is taken over the counter. Its postings
-- are `sale:<id>`, `tax:<id>` and `rounding:<id>`; the price is `list_minor - discount_minor`.

CREATE TABLE payment (
    id TEXT PRIMARY KEY,
    shift TEXT NOT NULL REFERENCES shift (id),
    by TEXT NOT NULL REFERENCES staff (id),
    at INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('pass', 'products', 'top_up', 'session')),
    title TEXT NOT NULL,                   -- what it was called when it was paid
    visitor TEXT REFERENCES visitor (id),
    tender TEXT NOT NULL CHECK (tender IN ('cash', 'mobile', 'card', 'account')),
    provider TEXT NOT NULL,
    reference TEXT NOT NULL,
    list_minor INTEGER NOT NULL CHECK (list_minor >= 0),
    discount_minor INTEGER NOT NULL CHECK (discount_minor BETWEEN 0 AND list_minor),
    tax_minor INTEGER NOT NULL CHECK (tax_minor BETWEEN 0 AND list_minor - discount_minor),
    rounding_minor INTEGER NOT NULL,
    tendered_minor INTEGER NOT NULL,
    reason TEXT NOT NULL DEFAULT '',       -- of the discount
    approved_by TEXT REFERENCES staff (id),
    CHECK ((tender IN ('mobile', 'card')) = (reference <> '')),
    CHECK ((reference <> '') = (provider <> '')),
    CHECK (discount_minor = 0 OR reason <> '')
) STRICT;

CREATE INDEX payment_shift ON payment (shift, at);
CREATE INDEX payment_visitor ON payment (visitor, at) WHERE visitor IS NOT NULL;
CREATE INDEX payment_reference ON payment (provider, reference) WHERE reference <> '';
CREATE INDEX payment_provider ON payment (provider, at) WHERE provider <> '';

INSERT INTO payment (id, shift, by, at, kind, title, visitor, tender, provider, reference,
                     list_minor, discount_minor, tax_minor, rounding_minor, tendered_minor)
SELECT sale.id, sale.shift, sale.by, sale.at, 'pass', offer.title, sale.visitor, 'cash', '', '',
       sale.price_minor, 0, 0, 0, sale.tendered_minor
FROM sale
JOIN offer ON offer.id = sale.offer;

-- Money given back, or a sale that never was: each stays beside what it takes back. `used_s` is
-- what had been used of the time that was sold: seconds that nobody paid for.

CREATE TABLE taken_back (
    id TEXT PRIMARY KEY,
    payment TEXT NOT NULL REFERENCES payment (id),
    shift TEXT NOT NULL REFERENCES shift (id),
    by TEXT NOT NULL REFERENCES staff (id),
    approved_by TEXT REFERENCES staff (id),
    at INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('undo', 'void', 'refund')),
    minor INTEGER NOT NULL CHECK (minor >= 0),
    tender TEXT NOT NULL CHECK (tender IN ('cash', 'mobile', 'card', 'account')),
    used_s INTEGER NOT NULL CHECK (used_s >= 0),
    reason TEXT NOT NULL CHECK (reason <> '')
) STRICT;

CREATE INDEX taken_back_payment ON taken_back (payment, at);
CREATE INDEX taken_back_shift ON taken_back (shift, at);
CREATE INDEX taken_back_at ON taken_back (at);

INSERT INTO taken_back (id, payment, shift, by, at, kind, minor, tender, used_s, reason)
SELECT sale.id, sale.id, sale.shift, sale.by, sale.undone_at, 'undo', sale.price_minor, 'cash', 0,
       'undo'
FROM sale
WHERE sale.undone_at IS NOT NULL;

-- How far an account may go below zero: the newest line holds, the older ones say what held when.

CREATE TABLE credit_granted (
    n INTEGER PRIMARY KEY,
    visitor TEXT NOT NULL REFERENCES visitor (id),
    at INTEGER NOT NULL,
    limit_minor INTEGER NOT NULL CHECK (limit_minor >= 0),
    by TEXT NOT NULL REFERENCES staff (id),
    reason TEXT NOT NULL CHECK (reason <> '')
) STRICT;

CREATE INDEX credit_granted_visitor ON credit_granted (visitor, n);
