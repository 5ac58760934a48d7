"""How often one neighbour may ask a hub, by what for. All seats may stand behind one router.

The first line that fits counts.
"""

from kiosk.protocol.enrolment import ENROL_PATH
from kiosk.protocol.station_calls import BEAT_PATH
from kiosk.protocol.trust import TRUST_PATH
from kiosk.rate_limits import Limit
from kiosk.rules.buckets import Rate

HUB_LIMITS = (
    Limit("beat", BEAT_PATH, Rate(burst=200, per_minute=3000), machine=True),
    Limit("station", "/station/", Rate(burst=200, per_minute=3000), machine=True),
    Limit("sync", "/sync/", Rate(burst=200, per_minute=3000), machine=True),
    Limit("enrol", ENROL_PATH, Rate(burst=10, per_minute=20), machine=True),
    Limit("trust", TRUST_PATH, Rate(burst=60, per_minute=60), machine=True),
    Limit("sign_in", "/sign-in", Rate(burst=20, per_minute=30), method="POST"),
    Limit("lobby", "/lobby/", Rate(burst=20, per_minute=30), method="POST"),
    Limit("lobby_pages", "/lobby/", Rate(burst=200, per_minute=1200)),
    Limit("static", "/looks/", Rate(burst=1000, per_minute=6000)),
    Limit("pages", "/", Rate(burst=300, per_minute=2400)),
)
