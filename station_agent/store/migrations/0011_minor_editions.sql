-- A minor edition changes words only: what was practised in the one it names is practised in it.
ALTER TABLE edition ADD COLUMN minor_of TEXT;
