"""The demo: the shipped digits as a batch of a requester with money."""

import json
from collections.abc import Mapping

from kiosk.exchange.acts.posting import Posted, post_batch
from kiosk.exchange.exchange import Exchange
from kiosk.exchange.pictures import keep_pictures, read_pictures
from kiosk.exchange.planning import Plan, fee_minor, read_plan
from kiosk.rules.tables import decode_table
from kiosk.settings import ExchangeSettings, HubSettings


def settings_beside(hub: HubSettings) -> ExchangeSettings:
    """The settings of a hub's own exchange."""
    return ExchangeSettings(
        host=hub.host,
        port=hub.exchange_port,
        currency=hub.currency,
        currency_symbol=hub.currency_symbol,
        currency_decimals=hub.currency_decimals,
        languages=hub.languages,
    )


def read_shipped(exchange: Exchange, files: Mapping[str, bytes]) -> Plan:
    """The plan of a shipped batch; its pictures are kept."""
    pictures = keep_pictures(read_pictures(files["pictures.zip"]), exchange.blobs)
    return read_plan(
        json.loads(files["template.json"]),
        csv_text=decode_table(files["batch.csv"]),
        pictures=pictures,
    )


def price(plan: Plan, settings: ExchangeSettings) -> int:
    """What a plan costs, in minor units."""
    reward = plan.template.reward_minor
    return len(plan.hits) * (reward + fee_minor(reward, fee_percent=settings.fee_percent))


def post(exchange: Exchange, requester: str, plan: Plan) -> Posted:
    """Post a plan under its template's title."""
    return exchange.write(post_batch, requester=requester, title=plan.template.title, plan=plan)
