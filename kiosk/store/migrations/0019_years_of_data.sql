-- Years of data: sums that are kept of busy accounts and shelves, and indexes that hold all they are
-- asked for.

CREATE TABLE books_closed (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    transfers INTEGER NOT NULL CHECK (transfers >= 0),       -- numbers of the last rows
    stock_moves INTEGER NOT NULL CHECK (stock_moves >= 0)    -- that the kept sums contain
) STRICT;

CREATE TABLE balance_kept (
    account TEXT PRIMARY KEY,
    minor INTEGER NOT NULL                 -- debits less credits
) STRICT;

CREATE TABLE stock_kept (
    product TEXT PRIMARY KEY REFERENCES product (id),
    pieces INTEGER NOT NULL
) STRICT;

INSERT INTO balance_kept (account, minor)
SELECT account, sum(minor)
FROM (SELECT debit AS account, amount_minor AS minor FROM transfer
      UNION ALL
      SELECT credit, -amount_minor FROM transfer)
WHERE substr(account, 1, instr(account || ':', ':') - 1)
      IN ('exchange', 'sponsor', 'sales', 'tax', 'rounding', 'safe', 'mobile', 'loss', 'world')
GROUP BY account;

INSERT INTO stock_kept (product, pieces)
SELECT product, sum(pieces)
FROM stock_move
GROUP BY product;

INSERT INTO books_closed (one, transfers, stock_moves)
SELECT 1, (SELECT coalesce(max(n), 0) FROM transfer), (SELECT coalesce(max(n), 0) FROM stock_move);

DROP INDEX stock_move_product;
CREATE INDEX stock_move_product ON stock_move (product, n, pieces);
DROP INDEX sale_pass;
CREATE INDEX sale_pass ON sale (pass, price_minor, undone_at);
DROP INDEX voucher_state;
CREATE INDEX voucher_state ON voucher (state, sold_at, lapses, pass);
DROP INDEX sponsor_spend_of;
CREATE INDEX sponsor_spend_of ON sponsor_spend (sponsorship, price_group, visitor, seconds, minor);
CREATE INDEX subscription_arrears ON subscription (ends) WHERE state = 'arrears';

-- Done orders are forgotten after a week, the eldest first.
CREATE INDEX command_done ON command (done_at) WHERE done_at IS NOT NULL;
