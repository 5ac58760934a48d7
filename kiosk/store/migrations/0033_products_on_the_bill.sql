-- Products that somebody who pays after takes onto the bill: off the shelf at once, paid with the
-- due of the session. `goods_minor` is what of a due, and of a payment's price, they are.

CREATE TABLE bill_line (
    session TEXT NOT NULL REFERENCES session (id),
    product TEXT NOT NULL REFERENCES product (id),
    title TEXT NOT NULL,
    pieces INTEGER NOT NULL CHECK (pieces > 0),
    each_minor INTEGER NOT NULL CHECK (each_minor >= 0),
    PRIMARY KEY (session, product)
) STRICT;

ALTER TABLE due ADD COLUMN goods_minor INTEGER NOT NULL DEFAULT 0
    CHECK (goods_minor BETWEEN 0 AND minor);

ALTER TABLE payment ADD COLUMN goods_minor INTEGER NOT NULL DEFAULT 0
    CHECK (goods_minor BETWEEN 0 AND list_minor);
