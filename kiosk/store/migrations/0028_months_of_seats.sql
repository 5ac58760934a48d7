-- A thousand seats have a thousand lines a day: those of a month, added up, so that a year reads few.
-- They are the sum of what is kept of its days, made anew with each of them.

CREATE TABLE month_takings (
    by TEXT NOT NULL CHECK (by = 'seat'),
    month TEXT NOT NULL CHECK (length(month) = 7),
    name TEXT NOT NULL,
    sales INTEGER NOT NULL,
    sold_minor INTEGER NOT NULL,
    discount_minor INTEGER NOT NULL,
    back_minor INTEGER NOT NULL,
    lost_minor INTEGER NOT NULL,
    tax_minor INTEGER NOT NULL,
    topped_minor INTEGER NOT NULL,
    PRIMARY KEY (by, month, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE month_use (
    by TEXT NOT NULL CHECK (by = 'seat'),
    month TEXT NOT NULL CHECK (length(month) = 7),
    name TEXT NOT NULL,
    sessions INTEGER NOT NULL,
    used_s INTEGER NOT NULL,
    open_s INTEGER NOT NULL,
    to_5 INTEGER NOT NULL,
    to_10 INTEGER NOT NULL,
    to_15 INTEGER NOT NULL,
    to_20 INTEGER NOT NULL,
    to_30 INTEGER NOT NULL,
    to_45 INTEGER NOT NULL,
    to_60 INTEGER NOT NULL,
    to_90 INTEGER NOT NULL,
    to_120 INTEGER NOT NULL,
    to_180 INTEGER NOT NULL,
    to_240 INTEGER NOT NULL,
    longer INTEGER NOT NULL,
    PRIMARY KEY (by, month, name)
) STRICT, WITHOUT ROWID;

INSERT INTO month_takings (by, month, name, sales, sold_minor, discount_minor, back_minor, lost_minor, tax_minor, topped_minor)
SELECT by, substr(day, 1, 7) AS month, name, sum(sales), sum(sold_minor), sum(discount_minor), sum(back_minor), sum(lost_minor), sum(tax_minor), sum(topped_minor)
FROM day_takings
WHERE by = 'seat'
GROUP BY month, name;

INSERT INTO month_use (by, month, name, sessions, used_s, open_s, to_5, to_10, to_15, to_20, to_30, to_45, to_60, to_90, to_120, to_180, to_240, longer)
SELECT by, substr(day, 1, 7) AS month, name, sum(sessions), sum(used_s), sum(open_s), sum(to_5), sum(to_10), sum(to_15), sum(to_20), sum(to_30), sum(to_45), sum(to_60), sum(to_90), sum(to_120), sum(to_180), sum(to_240), sum(longer)
FROM day_use
WHERE by = 'seat'
GROUP BY month, name;
