-- What is sold besides time. What is on the shelf is the sum of what came and went.

CREATE TABLE product (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL CHECK (title <> ''),
    price_minor INTEGER NOT NULL CHECK (price_minor >= 0),
    active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1))
) STRICT;

CREATE UNIQUE INDEX product_title ON product (title COLLATE NOCASE) WHERE active = 1;

CREATE TABLE stock_move (
    n INTEGER PRIMARY KEY,
    product TEXT NOT NULL REFERENCES product (id),
    at INTEGER NOT NULL,
    by TEXT NOT NULL REFERENCES staff (id),
    pieces INTEGER NOT NULL CHECK (pieces <> 0),
    why TEXT NOT NULL CHECK (why IN ('came', 'sold', 'back', 'lost')),
    payment TEXT REFERENCES payment (id)
) STRICT;

CREATE INDEX stock_move_product ON stock_move (product, pieces);

CREATE TABLE product_line (
    payment TEXT NOT NULL REFERENCES payment (id),
    product TEXT NOT NULL REFERENCES product (id),
    title TEXT NOT NULL,
    pieces INTEGER NOT NULL CHECK (pieces > 0),
    each_minor INTEGER NOT NULL CHECK (each_minor >= 0),
    PRIMARY KEY (payment, product)
) STRICT;
