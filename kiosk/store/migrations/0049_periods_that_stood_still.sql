-- A period that was paused ends later; what it is worth, and what is left of it when the next one is
-- given back, must not forget that.

ALTER TABLE subscription_period
ADD COLUMN stood_s INTEGER NOT NULL DEFAULT 0 CHECK (stood_s >= 0);

UPDATE subscription_period
SET stood_s = (SELECT subscription.ends - subscription_period.ends
               FROM subscription
               WHERE subscription.id = subscription_period.subscription) / 1000,
    ends = (SELECT subscription.ends
            FROM subscription
            WHERE subscription.id = subscription_period.subscription)
WHERE EXISTS (SELECT 1
              FROM subscription
              WHERE subscription.id = subscription_period.subscription
                AND subscription.n = subscription_period.n
                AND subscription.ends > subscription_period.ends);
