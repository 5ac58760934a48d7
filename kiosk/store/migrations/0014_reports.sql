-- Reports ask by time what was let off.
CREATE INDEX payment_discount ON payment (at) WHERE discount_minor > 0;
