"""Can others read along, is the certificate good for long, and are the stations up to date?"""

from collections import defaultdict
from collections.abc import Iterator

from kiosk.doctoring.finding import Finding, Patient
from kiosk.listening import is_read_along
from kiosk.protocol.version import PROGRAM_VERSION
from kiosk.rules.addresses import is_plain_elsewhere
from kiosk.rules.instants import S_PER_DAY, Instant, seconds_between
from kiosk.sentences import N_
from kiosk.store import stations

CA_FOLDER = "ca"
LEAF_DAYS_LEFT = 100
"""It is renewed with 132 days left: with fewer than these the renewal does not work."""
ROOT_DAYS_LEFT = 365
SEATS_NAMED = 8
INSTALL = N_("Put TLS before the hub (deploy/hub/install) and take plain_http away.")


def plain_http(patient: Patient) -> Iterator[Finding]:
    """Passwords, PINs and cookies that everybody near can read."""
    host = patient.settings.host
    if is_read_along(host):
        says = N_("On {host} everybody near can read passwords and PINs.")
        yield Finding("plain_http", ok=False, says=says, do=INSTALL, values={"host": host})
    else:
        yield Finding("plain_http", ok=True, says=N_("Nobody near can read along."))
    url = patient.settings.exchange_url
    if url and is_plain_elsewhere(url):
        says = N_("Everybody on the way to the exchange can read along: {url}.")
        do = N_("Ask the exchange for its https address and set exchange_url.")
        yield Finding("exchange_url", ok=False, says=says, do=do, values={"url": url})


def certificate(patient: Patient) -> Iterator[Finding]:
    """The hub's own certificate, and the root that phones and stations trust."""
    if not (patient.folder / CA_FOLDER).exists():
        return
    from kiosk import site_ca  # noqa: PLC0415  sites without certificates need not load it

    leaf, root = site_ca.leaf(patient.folder), site_ca.root(patient.folder)
    if leaf is None or root is None:
        says = N_("The site's certificates cannot be read.")
        yield Finding("certificate", ok=False, says=says, do=N_("Run kiosk ca make."))
        return
    now = patient.clock.now()
    days = seconds_between(now, leaf.ends) // S_PER_DAY
    says = N_("The certificate is good for {days} more days.")
    do = "" if days >= LEAF_DAYS_LEFT else N_("Let the hub run: it renews it. Else: kiosk ca make.")
    if days < 0:
        says = N_("The certificate is over: phones and panel refuse the hub.")
    yield Finding("certificate", ok=not do, says=says, do=do, values={"days": days})
    left = seconds_between(now, root.ends) // S_PER_DAY
    if left < ROOT_DAYS_LEFT:
        says = N_("The site's root ends in {days} days.")
        do = N_("Run kiosk ca new-root and let phones take the new one.")
        yield Finding("root", ok=False, says=says, do=do, values={"days": left})


def twin_stations(patient: Patient) -> Iterator[Finding]:
    """Two computers under one station's key: its disk was copied. Told by a running hub only."""
    if patient.hub is None or not patient.hub.heard:
        return
    now = patient.clock.now()
    with patient.hub.read() as db:
        numbers = {row.station: row.number for row in stations.seats(db) if row.station}
    seats = sorted(
        numbers[station]
        for station, heard in tuple(patient.hub.heard.items())
        if station in numbers and _is_recent(heard.twin_at, now)
    )
    if not seats:
        yield Finding("twins", ok=True, says=N_("Each station's key is on one computer."))
    for seat in seats:
        says = N_("Seat {seat}: two computers have its key, as if its disk was copied.")
        do = N_("Remove it in Settings, Stations, and let each in with a code of its own.")
        yield Finding("twins", ok=False, says=says, do=do, values={"seat": seat})


def _is_recent(at: Instant | None, now: Instant) -> bool:
    return at is not None and seconds_between(at, now) < S_PER_DAY


def station_versions(patient: Patient) -> Iterator[Finding]:
    """Stations that speak now and have another version than the hub; told by a running hub only."""
    if patient.hub is None or not patient.hub.heard:
        return
    with patient.hub.read() as db:
        numbers = {row.station: row.number for row in stations.seats(db) if row.station}
    others: dict[str, list[int]] = defaultdict(list)
    for station, heard in tuple(patient.hub.heard.items()):
        if heard.version != PROGRAM_VERSION and station in numbers:
            others[heard.version].append(numbers[station])
    if not others:
        yield Finding("stations", ok=True, says=N_("All stations have the hub's version."))
    for version, seats in sorted(others.items()):
        says = N_("Seats {seats}: version {theirs}; the hub has {ours}.")
        named = ", ".join(str(seat) for seat in sorted(seats)[:SEATS_NAMED])
        values = {
            "ours": PROGRAM_VERSION,
            "theirs": version or "?",
            "seats": named + (" …" if len(seats) > SEATS_NAMED else ""),
        }
        do = N_("Install the hub's version there.")
        yield Finding("stations", ok=False, says=says, do=do, values=values)
