-- What was left of a budget when its sponsorship was over, and where it went.

CREATE TABLE sponsor_return (
    id TEXT PRIMARY KEY,                   -- its transfer is `returned:<id>`
    sponsorship TEXT NOT NULL REFERENCES sponsorship (id),
    minor INTEGER NOT NULL CHECK (minor > 0),
    paid_to TEXT NOT NULL CHECK (paid_to IN ('drawer', 'safe', 'outside', 'next', 'house')),
    account TEXT NOT NULL,                 -- the ledger account that it went to
    at INTEGER NOT NULL,
    by TEXT NOT NULL REFERENCES staff (id)
) STRICT;

CREATE INDEX sponsor_return_of ON sponsor_return (sponsorship, at);
