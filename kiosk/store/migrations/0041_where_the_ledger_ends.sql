-- The last number and digest of the ledger in a row of their own, written with each transfer, so
-- that `kiosk verify` notices a ledger that was cut off at its end: its chain alone cannot.

CREATE TABLE ledger_end (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    transfers INTEGER NOT NULL CHECK (transfers >= 0),
    chain BLOB NOT NULL
) STRICT;

INSERT INTO ledger_end (one, transfers, chain)
SELECT 1, coalesce(max(n), 0), coalesce((SELECT chain FROM transfer ORDER BY n DESC LIMIT 1), x'')
FROM transfer;

CREATE TRIGGER transfer_is_the_last AFTER INSERT ON transfer
BEGIN
    UPDATE ledger_end SET transfers = NEW.n, chain = NEW.chain WHERE one = 1;
END;
