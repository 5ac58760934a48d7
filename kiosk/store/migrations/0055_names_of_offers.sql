-- What an offer is called in other languages than the one its title is in; a change of the offer brings its own.

CREATE TABLE offer_name (
    offer TEXT NOT NULL REFERENCES offer (id),
    language TEXT NOT NULL CHECK (length(language) BETWEEN 2 AND 20),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 40),
    PRIMARY KEY (offer, language)
) STRICT;
