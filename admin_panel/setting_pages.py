"""Which settings stand on which page of the panel, and how each is written and read there.

The names and what they may be are those of `kiosk/settings.py`; here are the words for the owner.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kiosk.texts import N_


@dataclass(frozen=True, slots=True)
class Entry:
    """A setting on a page.

    `kind` says how it is typed: text, list (with commas), languages, money, minutes, seconds,
    percent, hundredths (of a per cent), whole, each_minutes (a list), choice.
    """

    name: str
    kind: str
    label: str
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SettingPage:
    """A page: its tab, what it is about, its settings, and what only the file sets beside them."""

    title: str
    intro: str
    entries: tuple[Entry, ...]
    beside: tuple[Entry, ...] = ()


PAGES: Mapping[str, SettingPage] = MappingProxyType(
    {
        "site": SettingPage(
            N_("Site"),
            N_("What stands on every page and every receipt."),
            (
                Entry("site_name", "text", N_("Name of the site")),
                Entry(
                    "site_address",
                    "text",
                    N_("Address and telephone"),
                    N_("A line below the name on receipts."),
                ),
                Entry(
                    "receipt_text",
                    "text",
                    N_("House text on receipts"),
                    N_("Empty: what the code on the receipt is for."),
                ),
                Entry(
                    "languages",
                    "languages",
                    N_("Languages"),
                    N_("The first one is the site’s own."),
                ),
                Entry(
                    "training_requesters",
                    "list",
                    N_("Tasks of these requesters may become questions"),
                    N_("By name, with commas between. Only who allowed it, or the site itself."),
                ),
                Entry(
                    "statutory_log_days",
                    "whole",
                    N_("Keep who sat where and when (days)"),
                    N_("Where a law asks for it. 0: nothing of it is kept."),
                ),
            ),
            (Entry("timezone", "text", N_("Time zone")),),
        ),
        "money": SettingPage(
            N_("Money"),
            N_("Tax, coins, and what needs a second person. Prices stand on their own page."),
            (
                Entry(
                    "tax_basis_points",
                    "hundredths",
                    N_("Tax that prices contain (per cent)"),
                    N_("0: no tax. Sales keep the tax of their day."),
                ),
                Entry(
                    "tax_name",
                    "text",
                    N_("Name of the tax"),
                    N_("As the receipt says it, such as VAT."),
                ),
                Entry(
                    "smallest_coin_minor",
                    "money",
                    N_("Smallest coin"),
                    N_("Cash is rounded to it; the rest is its own line in the books."),
                ),
                Entry(
                    "second_person_over_minor",
                    "money",
                    N_("A second person agrees above"),
                    N_("For a discount, a refund or a cancelled sale. 0: always."),
                ),
                Entry(
                    "postpaid_cap_minor",
                    "money",
                    N_("Pay after: a session costs at most"),
                    N_("0: nobody pays after. Sessions that run keep theirs."),
                ),
            ),
            (
                Entry("currency", "text", N_("Currency")),
                Entry("currency_symbol", "text", N_("Sign of the currency")),
            ),
        ),
        "paying": SettingPage(
            N_("Paying"),
            N_("How visitors may pay besides cash and their account."),
            (
                Entry(
                    "mobile_providers",
                    "list",
                    N_("Mobile money"),
                    N_("Names with commas between, such as M-Pesa, Airtel. Empty: none is taken."),
                ),
                Entry(
                    "card_providers",
                    "list",
                    N_("Card machines"),
                    N_("Names with commas between, such as Card. Empty: no card is taken."),
                ),
            ),
        ),
        "printer": SettingPage(
            N_("Printer"),
            N_("The roll printer of the desk. Without one, receipts are PDFs."),
            (
                Entry(
                    "receipt_printer",
                    "text",
                    N_("Where it is"),
                    N_("A host such as 192.168.1.9 or 192.168.1.9:9100, or /dev/usb/lp0."),
                ),
                Entry(
                    "roll_dots",
                    "choice",
                    N_("Width of the roll"),
                    choices=(("384", N_("58 mm")), ("576", N_("80 mm"))),
                ),
            ),
        ),
        "sessions": SettingPage(
            N_("Sessions"),
            N_("How a session runs and ends. What time costs stands under Prices."),
            (
                Entry(
                    "warnings_s",
                    "each_minutes",
                    N_("Warn with so many minutes left"),
                    N_("Numbers with commas between, such as 10, 5, 1."),
                ),
                Entry("ending_s", "seconds", N_("Ending on the screen (seconds)")),
                Entry(
                    "last_extension_s",
                    "minutes",
                    N_("A little more at the end, free and once (minutes)"),
                    N_("0: none."),
                ),
                Entry(
                    "free_goes_on_s",
                    "minutes",
                    N_("Free time goes on by itself for (minutes)"),
                    N_("Each time, before it ends, while nobody waits. 0: it ends."),
                ),
                Entry(
                    "pause_limit_s",
                    "minutes",
                    N_("A pause lasts at most (minutes)"),
                    N_("A longer one closes the session."),
                ),
                Entry(
                    "floor_pause_limit_s",
                    "minutes",
                    N_("A pause of all seats lasts at most (minutes)"),
                ),
                Entry(
                    "offline_ok_s",
                    "minutes",
                    N_("Without the hub a session goes on for (minutes)"),
                    N_("Subscriptions, classes and pay after. Paid time always goes on."),
                ),
                Entry("look_around_s", "minutes", N_("Looking at the tasks is free for (minutes)")),
                Entry("hand_slots", "whole", N_("Tasks dealt to a session at a time")),
                Entry(
                    "gold_tasks",
                    "choice",
                    N_("Checks of work among the paid tasks"),
                    N_("Half of the tasks at first, one in twenty once work is good. You pay."),
                    choices=(("0", N_("none")), ("1", N_("mixed in, paid by the site"))),
                ),
                Entry(
                    "gold_day_minor",
                    "money",
                    N_("Checks of work cost at most a day"),
                    N_(
                        "Once spent, tasks come without checks. A late answer is paid. 0: no limit."
                    ),
                ),
            ),
        ),
        "bookings": SettingPage(
            N_("Bookings"),
            N_("Seats kept ahead."),
            (
                Entry(
                    "no_show_s",
                    "minutes",
                    N_("A booked seat falls free after (minutes)"),
                    N_("When nobody has come. 0: never."),
                ),
                Entry(
                    "booked_before_s",
                    "minutes",
                    N_("It takes nobody else before the booking for (minutes)"),
                ),
                Entry(
                    "held_seat_s",
                    "minutes",
                    N_("A seat is held for who was called from the waiting list for (minutes)"),
                ),
                Entry(
                    "bookings_limit",
                    "whole",
                    N_("Bookings a visitor may have ahead"),
                    N_("0: as many as they like."),
                ),
            ),
        ),
        "subscriptions": SettingPage(
            N_("Subscriptions"),
            N_("What is said before one lapses, at the desk and at the station."),
            (
                Entry(
                    "remind_days",
                    "whole",
                    N_("Said before a subscription ends (days)"),
                    N_("Of a short one, in its last quarter. What is not paid is always said."),
                ),
            ),
        ),
        "outages": SettingPage(
            N_("Outages"),
            N_("Who pays for minutes without power, internet or hub. The receipt says it."),
            (
                Entry(
                    "power_cut",
                    "choice",
                    N_("Time that a pass loses in a power cut"),
                    choices=(
                        ("visitor", N_("is gone")),
                        ("extend", N_("may be used within a day")),
                        ("site", N_("may be used within thirty days")),
                    ),
                ),
                Entry(
                    "internet_away_percent",
                    "percent",
                    N_("A minute without internet costs (per cent)"),
                    N_("Of its price; 100: all of it."),
                ),
                Entry(
                    "hub_away_percent",
                    "percent",
                    N_("A minute without the hub costs (per cent)"),
                    N_("Counts where the hub or half of the seats went down; never one alone."),
                ),
                Entry(
                    "internet_check",
                    "text",
                    N_("Called to see whether there is internet"),
                    N_("A host and port such as 1.1.1.1:443. Empty: the exchange is the sign."),
                ),
            ),
        ),
        "safety": SettingPage(
            N_("Sign-in"),
            N_("Wrong tries, and codes for new stations."),
            (
                Entry("pin_tries", "whole", N_("Wrong PINs or passwords that lock out")),
                Entry("lock_out_s", "minutes", N_("A lock-out lasts (minutes)")),
                Entry("code_valid_s", "minutes", N_("A code for a station is good for (minutes)")),
                Entry("code_tries", "whole", N_("Wrong tries that use such a code up")),
            ),
        ),
    }
)

ELSEWHERE = frozenset(
    {
        *("opening_hours", "opening_exceptions"),
        *("grace_s", "minimum_s", "increment_s", "per_hour_minor"),
        *("beat_interval_s", "lost_after_s", "renew_interval_s"),
    }
)
"""Opening hours and prices have pages of their own; the pace of the stations is for the file."""
