"""What an owner may set: one frozen dataclass a machine, one line a setting.

How a machine comes by its values stands in `kiosk/reading_settings.py`. What the owner saves in
the panel holds from a moment on: see `kiosk/acts/saved_settings.py`. `docs/settings.md` is made
from here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar, cast

from kiosk.sentences import N_
from kiosk.setting_lines import (
    SHORT_TEXT,
    Setting,
    Value,
    are_exceptions,
    are_hours,
    are_languages,
    are_names,
    are_providers,
    is_host_and_port,
    is_power_cut,
    is_printer,
    is_short,
    is_timezone,
)
from kiosk.setting_lines import currency_line as _currency
from kiosk.setting_lines import line_of as _line
from kiosk.setting_lines import metrics_token_line as _metrics_token
from kiosk.setting_lines import plain_http_line as _plain_http
from kiosk.setting_lines import port_line as _port
from kiosk.setting_lines import proxy_address_line as _proxy_address
from kiosk.setting_lines import web_address_line as _web_address

GIB = 1024**3
MIB = 1024**2

HOST_HELP = N_("The address to listen on; 127.0.0.1 is reached from this machine only.")
SYMBOL_HELP = N_("How the currency is written before a sum.")
DECIMALS_HELP = N_(
    "How many decimals the currency has: 2 where a hundred cents make one, 0 for yen."
)
STICKS_HELP = N_(
    "Where USB sticks appear: a folder of mounts such as /media, or any other with folders."
)
THREADS_HELP = N_("How many requests are answered at once.")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """Where a machine's settings were written down outside of its pages."""

    given: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    """Which have a value from the file (its name) or a variable (its name); nothing outranks it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HubSettings(_Given):
    """What the owner of a site may set."""

    site_name: str = _line("Steppingstone Centre", "The name on every page and receipt.")
    site_address: str = _line(
        "", "Where the site is and how it is reached, a line below its name on receipts.",
        check=is_short, expected=SHORT_TEXT,
    )  # fmt: skip
    receipt_text: str = _line(
        "", "What the house says at the end of a receipt; empty: what the code on it is for.",
        check=is_short, expected=SHORT_TEXT,
    )  # fmt: skip
    currency: str = _currency()
    currency_symbol: str = _line("KSh", SYMBOL_HELP)
    currency_decimals: int = _line(2, DECIMALS_HELP, most=4)
    timezone: str = _line(
        "Africa/Nairobi",
        "Whose wall clock decides rates, days and closing times.",
        check=is_timezone,
        expected="a name such as Africa/Nairobi",
    )
    languages: tuple[str, ...] = _line(
        ("en", "ar"),
        "The languages offered, the first one being the site's own.",
        check=are_languages,
        expected="codes such as en, ar",
    )
    opening_hours: tuple[str, ...] = _line(
        (),
        "When the site is open; sessions end by closing. Empty: always.",
        check=are_hours,
        expected="hours such as mon-fri 08:00-20:00, sat 09:00-02:00",
    )
    opening_exceptions: tuple[str, ...] = _line(
        (),
        "Days with other hours than their weekday's.",
        check=are_exceptions,
        expected="days such as 2026-12-25 closed, 2026-12-24 08:00-12:00",
    )
    host: str = _line("127.0.0.1", HOST_HELP)
    port: int = _port(8080, "The port of the panel, the lobby and the stations' doors.")
    trusted_hosts: tuple[str, ...] = _line(
        (), "Host names that requests may carry; empty: the address it listens on and localhost."
    )
    proxy_address: str = _proxy_address()
    signed_in_for_s: int = _line(
        57_600, "Staff sign in again after so many seconds: a long day.", least=300, most=10**9
    )
    sign_in_idle_s: int = _line(
        14_400,
        "Staff sign in again when nobody used the panel for so many seconds.",
        least=300,
        most=10**9,
    )
    plain_http: str = _plain_http()
    metrics_token: str = _metrics_token()
    exchange_url: str = _web_address(
        "The exchange of the chain; empty: the hub starts its own beside it."
    )
    exchange_port: int = _port(8090, "The port of the hub's own exchange.")
    beat_interval_s: int = _line(5, "How often a station reports, in seconds.", least=1, most=300)
    lost_after_s: int = _line(15, "A station silent for so many seconds is shown as lost.", least=2)
    renew_interval_s: int = _line(30, "How often a station renews its lease, in seconds.", least=1)
    warnings_s: tuple[int, ...] = _line(
        (600, 300, 60), "A visitor is warned with so many seconds left."
    )
    ending_s: int = _line(60, "How long the ending is on the screen before the lock, in seconds.")
    offline_ok_s: int = _line(
        3600,
        "How long a session that is not prepaid may go on without the hub, in seconds.",
    )
    grace_s: int = _line(0, "A session that ends in its first seconds is free; 0: no grace.")
    minimum_s: int = _line(0, "A charged session costs at least so many seconds.")
    increment_s: int = _line(60, "Time is charged in steps of so many seconds.", least=1)
    postpaid_cap_minor: int = _line(
        0,
        "The most a session may cost that is paid after; 0: nobody pays after, in cents.",
        most=10**9,
    )
    pause_limit_s: int = _line(900, "A pause longer than so many seconds closes the session.")
    last_extension_s: int = _line(
        0,
        "Once a session a visitor may have so many free seconds more at its end; 0: none.",
        most=3600,
    )
    free_goes_on_s: int = _line(
        0,
        "Free time goes on by itself for so many seconds each time while nobody waits; 0: it ends.",
        most=14_400,
    )
    floor_pause_limit_s: int = _line(
        14_400,
        "A pause of all seats, for a power cut or an assembly, may last so many seconds.",
    )
    no_show_s: int = _line(
        900, "A booked seat falls free when nobody has come for so many seconds; 0: never."
    )
    booked_before_s: int = _line(
        600, "A booked seat takes nobody else for so many seconds before the booking.", most=86_400
    )
    held_seat_s: int = _line(
        300,
        "A seat is held for who was called from the waiting list, for so many seconds.",
        least=30,
    )
    bookings_limit: int = _line(
        3, "How many bookings a visitor may have ahead; 0: as many as they like.", most=1000
    )
    remind_days: int = _line(
        2,
        "Desk and station say so many days ahead that a subscription ends.",
        most=28,
    )
    hand_slots: int = _line(20, "How many tasks a session is dealt at a time.", least=1, most=1000)
    gold_tasks: int = _line(
        0,
        "1: tasks whose answer is known are mixed into paid ones, and the site pays for them.",
        most=1,
    )
    gold_day_minor: int = _line(
        20_000,
        "The most that checks of work cost on a day, in cents; a late answer is paid. 0: no limit.",
        most=10**12,
    )
    look_around_s: int = _line(300, "How long anyone may look at the tasks for free, in seconds.")
    pin_tries: int = _line(5, "So many wrong PINs or passwords lock out.", least=1, most=100)
    lock_out_s: int = _line(900, "How long a lock-out lasts, in seconds; of a PIN, the first one.")
    code_valid_s: int = _line(600, "How long a station's one-time code is good, in seconds.")
    code_tries: int = _line(5, "So many wrong tries use a one-time code up.", least=1, most=100)
    threads: int = _line(16, THREADS_HELP, least=1, most=256)
    connection_limit: int = _line(2000, "How many connections stay open at once.", least=10)
    per_hour_minor: int = _line(7000, "The price of an hour where no other rate is set, in cents.")
    smallest_coin_minor: int = _line(
        1, "Cash is rounded to this coin, in cents; 1: nothing is rounded.", least=1, most=10**9
    )
    tax_basis_points: int = _line(
        0,
        "The tax that prices contain, in hundredths of a per cent: 1600 is 16 %. What is written "
        "off, and what the café itself sponsors, is no income and has none.",
        most=10_000,
    )
    tax_name: str = _line(
        "", "What the tax is called on receipts, such as VAT; empty: just tax.",
        check=is_short, expected=SHORT_TEXT,
    )  # fmt: skip
    mobile_providers: tuple[str, ...] = _line(
        ("M-Pesa",),
        "Who carries mobile money here; empty: none is taken.",
        check=are_providers,
        expected="short names such as M-Pesa",
    )
    training_requesters: tuple[str, ...] = _line(
        (),
        "Requesters by name who let their approved tasks become questions of modules; empty: none.",
        check=are_names,
        expected="names, each once, of at most 120 letters",
    )
    card_providers: tuple[str, ...] = _line(
        ("Card",),
        "Whose card machines stand here; empty: no card is taken.",
        check=are_providers,
        expected="short names such as Card",
    )
    receipt_printer: str = _line(
        "",
        "The roll printer of the desk: host, host:port or a device; empty: receipts are PDFs.",
        check=is_printer,
        expected="a host, host:port or /dev/…, or empty",
    )
    roll_dots: int = _line(
        384, "How many dots wide it prints: 384 on 58 mm, 576 on 80 mm.", least=200, most=1200
    )
    second_person_over_minor: int = _line(
        50_000,
        "Money given back, a discount or a write-off above so many cents needs a second person.",
        most=10**15,
    )
    power_cut: str = _line(
        "site",
        "Who pays for the minutes that a day pass, a night pass or a day's quota loses while the "
        "power is cut. visitor: they are gone. extend: they may be used within a day. site: within "
        "thirty days. Time that only runs while it is used is never lost by a cut.",
        check=is_power_cut,
        expected="visitor, extend or site",
    )
    internet_away_percent: int = _line(
        0,
        "What a minute costs in which the internet broke off, in per cent of its price: the rest "
        "goes back to the visitor when the session ends. 100: the visitor pays it all. An outage "
        "from before the session gives nothing: the lock says so.",
        most=100,
    )
    hub_away_percent: int = _line(
        100,
        "The same for minutes in which a station did not reach this hub. They count only where the "
        "site itself knows of it: the hub was down for a minute or longer, or at least half of the "
        "stations, two or more, fell silent together. One seat alone gives nothing back, so nobody "
        "sits cheaper by pulling a cable.",
        most=100,
    )
    internet_check: str = _line(
        "",
        "What is called to see whether there is internet; empty: an exchange elsewhere is the "
        "sign, and where there is none either, no minute counts as without internet.",
        check=is_host_and_port,
        expected="a host and port such as 1.1.1.1:443, or empty",
    )
    statutory_log_days: int = _line(
        0, "For how many days it is kept who sat where and when, for the law; 0: not.", most=3660
    )
    sticks_folder: str = _line("/media", STICKS_HELP)
    ballast_bytes: int = _line(
        64 * MIB,
        "Room kept by a file that is deleted when the disk is full, so that what is open can be "
        "closed; 0 for none.",
        least=0,
        most=GIB,
    )
    backup_interval_s: int = _line(900, "How often the hub backs itself up, in seconds.", least=60)
    backup_place: str = _line(
        "",
        "A folder on another disk or a mounted share that each backup is put into too. The hub "
        "never makes it: where it is missing its disk is not there, and staff are told. Empty: "
        "backups stand beside the data only, and stations keep what they sent for longer.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class StationSettings(_Given):
    """What staff may set at a seat; everything else the hub tells it."""

    hub_url: str = _web_address("The hub; empty: the one that the station was enrolled with.")
    port: int = _port(8070, "The port of the station's own screens, on 127.0.0.1 only.")
    save_interval_s: int = _line(
        5, "Used time is saved this often; a power cut loses no more.", least=1, most=60
    )
    poll_interval_s: int = _line(
        60, "Waiting facts are tried at least this often, in seconds, whatever failed before.",
        least=1, most=3600,
    )  # fmt: skip
    outbox_limit_bytes: int = _line(
        256 * MIB,
        "Room for work waiting to be sent; at nine tenths no new task is taken.",
        least=MIB,
        most=1024 * GIB,
    )
    ballast_bytes: int = _line(
        64 * MIB,
        "Room kept by a file that is deleted when the disk is full, so that what is open can be "
        "closed; 0 for none.",
        least=0,
        most=GIB,
    )
    draft_folder: str = _line(
        "", "A folder in memory for unfinished answers; empty: one is found on tmpfs."
    )
    screen_user: str = _line(
        "", "The user of this machine whose browser shows the screens; empty: the agent's own."
    )
    restart_command: str = _line(
        "", "What restarts this machine, such as systemctl reboot; empty: the order is passed over."
    )
    threads: int = _line(8, THREADS_HELP, least=1, most=256)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeSettings(_Given):
    """What the owner of an exchange may set."""

    host: str = _line("127.0.0.1", HOST_HELP)
    port: int = _port(8090, "The port of the requesters' pages and the hubs' doors.")
    trusted_hosts: tuple[str, ...] = _line(
        (), "Host names that requests may carry; empty: the address it listens on and localhost."
    )
    proxy_address: str = _proxy_address()
    plain_http: str = _plain_http()
    metrics_token: str = _metrics_token()
    database_url: str = _line(
        "", "A PostgreSQL address (postgresql+psycopg://…); empty: SQLite in the data folder."
    )
    currency: str = _currency()
    currency_symbol: str = _line("KSh", SYMBOL_HELP)
    currency_decimals: int = _line(2, DECIMALS_HELP, most=4)
    languages: tuple[str, ...] = _line(
        ("en", "ar"),
        "The languages offered, the first one being the default.",
        check=are_languages,
        expected="codes such as en, ar",
    )
    fee_percent: int = _line(0, "The exchange's fee on top of a reward, in per cent.", most=100)
    allotment_target: int = _line(
        500, "So many slots are kept set aside for each hub.", most=100_000
    )
    allotment_s: int = _line(259_200, "How long slots stay set aside for a hub.", least=60)
    approve_after_s: int = _line(259_200, "Work that nobody reviewed is approved after this.")
    appeal_days: int = _line(3, "Working days to decide an appeal before the visitor wins.")
    revision_s: int = _line(259_200, "How long a visitor has for a second go, in seconds.")
    reject_final_s: int = _line(
        1_209_600, "A rejection that nobody contested is final after so many seconds."
    )
    sticks_folder: str = _line("/media", STICKS_HELP)
    threads: int = _line(16, THREADS_HELP, least=1, most=256)


FILE_ONLY = frozenset(
    {
        *("signed_in_for_s", "sign_in_idle_s"),
        *("host", "port", "trusted_hosts", "proxy_address", "plain_http"),
        "metrics_token",
        *("exchange_url", "exchange_port"),
        *("threads", "connection_limit", "backup_interval_s", "backup_place", "sticks_folder"),
        "timezone",
        "ballast_bytes",
        *("currency", "currency_symbol", "currency_decimals"),
    }
)
"""What the hub starts with, and what all its money and days stand in: never saved in the panel."""

MACHINES = {"hub": HubSettings, "station": StationSettings, "exchange": ExchangeSettings}

Settings = TypeVar("Settings", HubSettings, StationSettings, ExchangeSettings)


def table(machine: type[Any]) -> tuple[Setting, ...]:
    """The lines of one machine's settings, in order."""
    return tuple(
        Setting(name=each.name, default=cast("Value", each.default), **each.metadata)
        for each in fields(machine)
        if each.metadata
    )
