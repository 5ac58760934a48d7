"""The exchange's web app: lists its doors, nothing else."""

from flask import Flask

from kiosk.exchange.exchange import Exchange
from kiosk.exchange.figures import SIGN_INS, figures
from kiosk.exchange.hub_api.doors import doors as hub_doors
from kiosk.exchange.limits import EXCHANGE_LIMITS
from kiosk.exchange.refusing import answer_refusals
from kiosk.exchange.requester_pages.dressing import dress_pages
from kiosk.exchange.rights import EXTENSION
from kiosk.metrics import ERRORS, count_errors
from kiosk.rate_limits import RATE_LIMITS, RateLimits
from kiosk.request_ids import RequestIds


def create_app(exchange: Exchange) -> Flask:
    """The app that serves an exchange: doors for hubs, pages for people."""
    app = Flask("kiosk.exchange", static_folder=None)
    app.extensions[EXTENSION] = exchange
    app.register_blueprint(hub_doors)
    answer_refusals(app)
    dress_pages(app, exchange)
    app.register_blueprint(figures)
    app.extensions[ERRORS] = count_errors(app, sign_ins=SIGN_INS)
    limits = RateLimits(EXCHANGE_LIMITS, exchange.clock.boot_ns, app.wsgi_app)
    app.extensions[RATE_LIMITS] = limits
    app.wsgi_app = RequestIds(limits)  # type: ignore[method-assign]
    return app
