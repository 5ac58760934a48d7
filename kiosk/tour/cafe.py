"""The tour's own café in a temporary folder: exchange, hub, two stations, a proxy on each hop."""

import contextlib
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from kiosk import commands, passwords
from kiosk.acts import classroom, furnishing, people
from kiosk.acts.importing import keep_module
from kiosk.cli import joining, stations
from kiosk.cli.demo import shipped
from kiosk.clock import SystemClock
from kiosk.exchange import commands as exchange_commands
from kiosk.exchange.saved_settings import save_settings, settings_of
from kiosk.making import make_site
from kiosk.opening_hub import open_hub
from kiosk.reading_settings import read_settings
from kiosk.settings import ExchangeSettings, HubSettings
from kiosk.store.offers import Offer
from kiosk.tour import machines
from kiosk.tour.machines import Machine, Value, free_ports, own_environment, write_settings
from kiosk.tour.proxy import Proxy
from kiosk.tour.waiting import TourError, Watch

SEATS = (1, 2)
OPERATOR = "amina"
PASSWORD = "the tour's own"  # noqa: S105  lives as long as the tour's folder
MODULE = "digits"
HALF_HOUR = Offer("30min", "30 min", 1800, 4000, 30 * 86_400, 2)
"""As `kiosk init` sells it."""
MOMENT = Offer("moment", "20 s", 20, 100, 30 * 86_400, 9)
"""Short enough to see it run out."""
ENDING_S = 5
FUND_MINOR = 100_000
ENROLS_WITHIN_S = 90
PACE: Mapping[str, Value] = {
    "ending_s": ENDING_S,
    "warnings_s": (15, 10),
    "beat_interval_s": 1,
    "renew_interval_s": 2,
}
"""A café in a hurry; all else is as owners find it."""


@dataclass(frozen=True, slots=True)
class Folders:
    """Where each machine keeps its data."""

    hub: Path
    exchange: Path
    stations: tuple[Path, ...]


class Cafe:
    """All machines and cables of the tour."""

    def __init__(self, home: Path) -> None:
        hub, exchange, hop_1, hop_2, *screens = free_ports(4 + len(SEATS))
        logs = {name: home / f"{name}.log" for name in ("hub", "exchange", "seat-1", "seat-2")}
        self.exchange = Machine(
            "exchange", machines.EXCHANGE, home / "exchange", exchange, logs["exchange"]
        )
        self.hub = Machine("hub", machines.HUB, home / "hub", hub, logs["hub"])
        self.stations = tuple(
            Machine(
                f"seat-{seat}",
                (*machines.STATION, "--port", str(port)),
                home / f"seat-{seat}",
                port,
                logs[f"seat-{seat}"],
            )
            for seat, port in zip(SEATS, screens, strict=True)
        )
        self.hop_1 = Proxy(port=hop_1, target=hub)
        self.hop_2 = Proxy(port=hop_2, target=exchange)
        self.memory = home / "memory"
        self.secret_key = ""

    @property
    def folders(self) -> Folders:
        """Where each machine keeps its data."""
        return Folders(self.hub.data, self.exchange.data, tuple(one.data for one in self.stations))

    @property
    def machines(self) -> tuple[Machine, ...]:
        """All of them, the visitors' first."""
        return (*self.stations, self.hub, self.exchange)

    def open(self, watch: Watch) -> None:
        """Make the site, start exchange and hub, join them, enrol and start the stations."""
        self._settle()
        self.exchange.start()
        self.hub.start()
        self.exchange.wait(watch)
        self.hub.wait(watch)
        self._join()
        with ThreadPoolExecutor() as several:
            for done in [several.submit(self._enrol, seat) for seat in range(len(SEATS))]:
                done.result()
        for station in self.stations:
            station.start()
        for station in self.stations:
            station.wait(watch)

    def close(self) -> None:
        """End all machines, each by its own number."""
        for machine in self.machines:
            machine.stop()
        for proxy in (self.hop_1, self.hop_2):
            proxy.cut()

    def add_requester(self, name: str) -> str:
        """Let a requester with money in; returns the secret key."""
        folder = self.exchange.data
        made = exchange_commands.ask(
            folder, settings_of(folder, {}), "add_requester", name=name, fund_minor=FUND_MINOR
        )
        return str(made["secret_key"])

    def _settle(self) -> None:
        """What an owner does before the first day: settings, staff, offers, the module."""
        save = ExchangeSettings(port=self.exchange.port)
        self.exchange.data.mkdir(parents=True)
        save_settings(self.exchange.data, save)
        told: dict[str, Value] = {**PACE, "port": self.hub.port, "exchange_url": self.hop_2.url}
        write_settings(self.hub.data / "hub.toml", told)
        self.memory.mkdir()
        for station in self.stations:
            said: dict[str, Value] = {"draft_folder": str(self.memory), "poll_interval_s": 1}
            write_settings(station.data / "station.toml", said)
        hub = open_hub(self.hub.data, self._hub_settings(), SystemClock())
        try:
            make_site(hub, password=PASSWORD)
            hub.write(
                people.add_staff,
                sign_in=OPERATOR,
                name="Amina Wanjiru",
                role="operator",
                password_hash=hub.pepper.sealed(passwords.hash_of(PASSWORD)),
                by="tour",
            )
            hub.write(furnishing.furnish, offers=(MOMENT,), seats=())
            row = keep_module(shipped(MODULE), modules=hub.modules, blobs=hub.blobs)
            hub.write(classroom.import_edition, row=row, by="tour")
        finally:
            hub.close()

    def _hub_settings(self) -> HubSettings:
        return read_settings(HubSettings, self.hub.data / "hub.toml", {})

    def _join(self) -> None:
        """The hub comes to the exchange with a one-time code, over hop 2."""
        folder = self.exchange.data
        made = exchange_commands.ask(folder, settings_of(folder, {}), "add_hub", name="Tour")
        name = joining.exchange_join.__name__
        commands.ask(self.hub.data, self._hub_settings(), name, code=made["code"])

    def _enrol(self, place: int) -> None:
        name = stations.station_add.__name__
        asked = {"seat": SEATS[place], "zone": "standard", "row_name": ""}
        made = commands.ask(self.hub.data, self._hub_settings(), name, **asked)
        station = self.stations[place]
        command = [sys.executable, "-m", "station_agent.cli", "enrol", self.hop_1.url]
        done = subprocess.run(  # noqa: S603  our own program
            [*command, made["code"], "--data", str(station.data)],
            env=own_environment(),
            capture_output=True,
            text=True,
            timeout=ENROLS_WITHIN_S,
            check=False,
        )
        if done.returncode:
            raise TourError(f"{station.name} was not let in: {done.stderr.strip()}")


@contextlib.contextmanager
def opened(home: Path) -> Iterator[Cafe]:
    """A café that is closed again whatever happens."""
    cafe = Cafe(home)
    try:
        yield cafe
    finally:
        cafe.close()
