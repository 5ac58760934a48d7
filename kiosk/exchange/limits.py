"""How often one neighbour may ask an exchange, by what for. Scripts of requesters ask much."""

from kiosk.protocol.enrolment import ENROL_PATH
from kiosk.protocol.succession import CHAIN_PATH
from kiosk.rate_limits import Limit
from kiosk.rules.buckets import Rate

EXCHANGE_LIMITS = (
    Limit("sync", "/sync/", Rate(burst=400, per_minute=6000), machine=True),
    Limit("enrol", ENROL_PATH, Rate(burst=10, per_minute=20), machine=True),
    Limit("keys", CHAIN_PATH, Rate(burst=10, per_minute=20), machine=True),
    Limit("sign_in", "/requester/sign-in", Rate(burst=20, per_minute=30), method="POST"),
    Limit("staff", "/staff/sign-in", Rate(burst=10, per_minute=20), method="POST"),
    Limit("static", "/looks/", Rate(burst=1000, per_minute=6000)),
    Limit("pages", "/", Rate(burst=400, per_minute=6000)),
)
