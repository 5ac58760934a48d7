-- Which HIT types have slots to work on is asked with each word of the exchange.
CREATE INDEX slot_in_work ON slot (hit_type) WHERE state IN ('free', 'dealt');
