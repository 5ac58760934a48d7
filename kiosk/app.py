"""The hub's web app: lists the rooms, nothing else."""

from flask import Flask

from admin_panel.panel import dress_panel
from kiosk.hub import Hub
from kiosk.hub_limits import HUB_LIMITS
from kiosk.lobby.award_page import lobby_award
from kiosk.lobby.doors import lobby
from kiosk.lobby.join_class import lobby_class
from kiosk.lobby.line import lobby_line
from kiosk.lobby.trust_page import trust_page
from kiosk.metrics import ERRORS, count_errors
from kiosk.rate_limits import RATE_LIMITS, RateLimits
from kiosk.request_ids import RequestIds
from kiosk.station_api.beat_door import BeatDoor
from kiosk.station_api.doors import doors as station_doors
from kiosk.station_api.figures import SIGN_INS, figures
from kiosk.station_api.sharing_door import sharing_door
from kiosk.station_api.trust_door import trust_door


def create_app(hub: Hub) -> Flask:
    """The app that serves a hub: doors for stations, pages for staff."""
    app = Flask("kiosk", static_folder=None)
    app.extensions["hub"] = hub
    app.register_blueprint(station_doors)
    app.register_blueprint(lobby)
    app.register_blueprint(lobby_line)
    app.register_blueprint(lobby_award)
    app.register_blueprint(lobby_class)
    app.register_blueprint(trust_page)
    app.register_blueprint(trust_door)
    app.register_blueprint(sharing_door)
    app.register_blueprint(figures)
    app.extensions[ERRORS] = count_errors(app, sign_ins=SIGN_INS)
    dress_panel(app, hub)
    limits = RateLimits(HUB_LIMITS, hub.clock.boot_ns, BeatDoor(hub, app.wsgi_app))
    app.extensions[RATE_LIMITS] = limits
    app.wsgi_app = RequestIds(limits)  # type: ignore[method-assign]
    return app
