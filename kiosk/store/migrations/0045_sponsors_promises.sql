-- What each open session may take of a sponsorship's budget was worked out anew from its grant and its pass, also
-- where the budget had been promised to others already. It is kept from now on, as it was when time was granted.

CREATE TABLE sponsor_promise (
    session TEXT NOT NULL REFERENCES session (id),
    sponsorship TEXT NOT NULL REFERENCES sponsorship (id),
    seconds INTEGER NOT NULL CHECK (seconds >= 0),
    PRIMARY KEY (session, sponsorship)
) STRICT;

CREATE INDEX sponsor_promise_of ON sponsor_promise (sponsorship, session, seconds);

INSERT INTO sponsor_promise (session, sponsorship, seconds)
SELECT session.id, sponsorship.id,
       max(0, max(min(session.granted_s,
                      pass.seconds - (SELECT coalesce(sum(pass_spend.seconds), 0)
                                      FROM pass_spend
                                      WHERE pass_spend.pass = pass.id))))
FROM session
JOIN pass ON pass.visitor = session.visitor
JOIN offer ON offer.id = pass.offer
JOIN sponsorship ON sponsorship.id = offer.series
WHERE session.closed_at IS NULL
  AND session.kind <> 'free'
GROUP BY session.id, sponsorship.id;

-- Costs settled before could be less than their seconds cost, or above a weekly limit; `kiosk verify` holds what is
-- settled from now on against both.
ALTER TABLE sponsor_spend ADD COLUMN within_limits INTEGER NOT NULL DEFAULT 0 CHECK (within_limits IN (0, 1));
