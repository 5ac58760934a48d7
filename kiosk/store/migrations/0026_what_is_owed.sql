-- Reports ask for what is still good, and for subscriptions by the day on which they began.
CREATE INDEX pass_lapses ON pass (lapses) WHERE kind = 'package';
CREATE INDEX subscription_made ON subscription (made_at);
CREATE INDEX payment_let_off ON payment (shift) WHERE discount_minor > 0;
