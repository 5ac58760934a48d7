"""`kiosk station`: let stations in, list them, end their permission. Also while the hub runs."""

import secrets
from pathlib import Path
from typing import Any

import click

from kiosk.acts import station_link
from kiosk.cli.options import data_option, hub_settings, json_option, show
from kiosk.commands import ask, command
from kiosk.hub import Hub
from kiosk.settings import HubSettings
from kiosk.store import stations

CHANCE_BYTES = 7
ZONE = "standard"


@command
def station_add(hub: Hub, *, seat: int, zone: str, row_name: str) -> dict[str, Any]:
    """A one-time code for a station at a seat."""
    code = hub.write(
        station_link.add_station,
        seat=seat,
        zone=zone,
        row_name=row_name,
        by="command",
        chance=secrets.token_bytes(CHANCE_BYTES),
    )
    url = address_for_stations(hub.settings)
    return {"seat": seat, "code": code, "url": url, "valid_s": hub.settings.code_valid_s}


def address_for_stations(settings: HubSettings) -> str:
    """Where a station reaches this hub: by the TLS proxy before it where there is one."""
    if settings.proxy_address and settings.trusted_hosts:
        return f"https://{settings.trusted_hosts[0]}"
    return f"http://{settings.host}:{settings.port}"


@command
def station_list(hub: Hub) -> list[dict[str, Any]]:
    """All stations that were ever let in."""
    with hub.read() as db:
        seats = {row.station: row.number for row in stations.seats(db)}
        return [
            {
                "station": peer.origin,
                "name": peer.name,
                "seat": seats.get(peer.origin),
                "revoked": peer.revoked,
            }
            for peer in stations.all_stations(db)
        ]


@command
def station_revoke(hub: Hub, *, station: str, reason: str) -> dict[str, Any]:
    """End a station's permission for good."""
    hub.write(station_link.revoke_station, station=station, by="command", reason=reason)
    return {"station": station, "revoked": True}


@command
def next_seat(hub: Hub) -> int:
    """The first seat without a station, or a new one after the last."""
    with hub.read() as db:
        rows = stations.seats(db)
    empty = (row.number for row in rows if row.station is None)
    return next(empty, max((row.number for row in rows), default=0) + 1)


@click.group()
def station() -> None:
    """Let stations in, list them, end their permission.

    Example: kiosk station add --seat 7
    """


@station.command("add")
@click.option("--seat", type=click.IntRange(1, 9999), help="The seat; else the first empty one.")
@click.option("--zone", default=ZONE, show_default=True, help="Price class of a new seat.")
@click.option("--row", "row_name", default="", help="Where a new seat stands.")
@data_option
@json_option
def add(*, seat: int | None, zone: str, row_name: str, folder: Path, as_json: bool) -> None:
    """Show a one-time code for a station, good for ten minutes.

    Example: kiosk station add --seat 7 --json
    """
    settings = hub_settings(folder)
    number = seat if seat is not None else ask(folder, settings, "next_seat")
    made = ask(folder, settings, "station_add", seat=number, zone=zone, row_name=row_name)
    words = f"On the station type: station-agent enrol {made['url']} {made['code']} --data station"
    show(made, as_json=as_json, words=words)


@station.command("list")
@data_option
@json_option
def list_(*, folder: Path, as_json: bool) -> None:
    """List all stations that were ever let in.

    Example: kiosk station list --json
    """
    found = ask(folder, hub_settings(folder), "station_list")
    lines = [
        f"seat {one['seat'] or '-'}  {one['station']}  {'revoked' if one['revoked'] else 'let in'}"
        for one in found
    ]
    show(found, as_json=as_json, words="\n".join(lines) or "No station was let in yet.")


@station.command("revoke")
@click.argument("station_id")
@click.option("--reason", required=True, help="Why; kept in the audit log.")
@data_option
@json_option
def revoke(*, station_id: str, reason: str, folder: Path, as_json: bool) -> None:
    """End a station's permission for good.

    Example: kiosk station revoke 0b5d51… --reason "stolen"
    """
    done = ask(folder, hub_settings(folder), "station_revoke", station=station_id, reason=reason)
    show(done, as_json=as_json, words="Revoked.")
