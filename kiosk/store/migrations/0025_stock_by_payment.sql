-- What left the shelf with a payment: SQLite looks here for every payment that is kept.
CREATE INDEX stock_move_payment ON stock_move (payment) WHERE payment IS NOT NULL;
