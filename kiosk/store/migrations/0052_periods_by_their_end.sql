-- What is paid ahead is asked of all periods that are not over; a subscription of years has hundreds that are.

CREATE INDEX subscription_period_ends ON subscription_period (subscription, ends) WHERE paid <> '';
