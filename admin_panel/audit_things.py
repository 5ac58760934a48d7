"""The things that the audit log is about, by name and with their page, for whoever may open it."""

from dataclasses import dataclass

from flask import current_app, url_for

from admin_panel.guards import i_may
from admin_panel.setting_pages import PAGES
from kiosk.queries.site import AuditEntry
from kiosk.rules.vouchers import printed_code
from kiosk.store.audit_names import QUERIES, Named, parted
from kiosk.texts import N_, _

ANY_STAFF = "staff"
CALLED_BY_KEY = ("zone", "seat", "sessions", "house_rules", "fact", "key")
GUESTS_TOO = ("visitor", "session", "sale")
THINGS = {
    "visitor": N_("Visitor"),
    "staff": N_("Staff"),
    "seat": N_("Seat"),
    "zone": N_("Zone"),
    "session": N_("Session"),
    "sessions": N_("Sessions"),
    "sale": N_("Sale"),
    "payment": N_("Payment"),
    "voucher": N_("Voucher"),
    "batch": N_("Batch of vouchers"),
    "offer": N_("Offer"),
    "product": N_("Product"),
    "equipment": N_("Equipment"),
    "booking": N_("Booking"),
    "block": N_("Seats for a class"),
    "class": N_("Class"),
    "opening": N_("Opening"),
    "ticket": N_("Number in the line"),
    "subscription": N_("Subscription"),
    "sponsor": N_("Sponsorship"),
    "shift": N_("Shift"),
    "station": N_("Station"),
    "hub": N_("Hub"),
    "fact": N_("Message"),
    "setting": N_("Setting"),
    "cards": N_("Cards"),
    "tariff": N_("Prices"),
    "pause": N_("Pause of many seats"),
    "seats": N_("Seats"),
    "house_rules": N_("House rules"),
    "edition": N_("Module"),
    "draft": N_("Draft of a module"),
    "award": N_("Certificate"),
    "clock": N_("Clock"),
    "stick": N_("Stick"),
    "bundle": N_("Bundle"),
    "backup": N_("Backup"),
    "key": N_("Key"),
}
"""The kinds of thing that a line can be about."""
PLACES = {
    "visitor": ("people.person", "visitor"),
    "staff": ("staff.show_one", "person"),
    "seat": ("floor.show", "seat"),
    "sale": ("receipts.show", "payment"),
    "payment": ("receipts.show", "payment"),
    "voucher": ("vouchers.show", "code"),
    "batch": ("batches.show", "batch"),
    "offer": ("offers.edit", "offer"),
    "product": ("products.show", ""),
    "equipment": ("equipment.show", "code"),
    "booking": ("bookings.show", "booking"),
    "block": ("blocks.show", "block"),
    "class": ("classes.show", "class_id"),
    "opening": ("openings.show", "opening_id"),
    "ticket": ("waiting.show", ""),
    "subscription": ("subscriptions.one", "subscription"),
    "sponsor": ("sponsorships.one", "sponsorship"),
    "shift": ("till.show", ""),
    "station": ("settings.stations", ""),
    "zone": ("settings.stations", ""),
    "cards": ("cards.show", ""),
    "tariff": ("tariff.show", ""),
    "house_rules": ("house_rules.show", ""),
    "clock": ("open_day.show", ""),
    "edition": ("modules.show", ""),
    "draft": ("drafts.listed", ""),
    "stick": ("sticks.show", ""),
    "bundle": ("sticks.show", ""),
    "backup": ("backups.show", ""),
    "key": ("backups.show", ""),
}
"""The page of a kind of thing, and the word of its address that means the thing; "": of all."""


@dataclass(frozen=True, slots=True)
class ShownThing:
    """What a line is about. `kind`: the word for it; `parts`: of its name, each of its own script.

    `url`: "" where there is no page, or not for this reader.
    """

    kind: str
    parts: tuple[str, ...]
    url: str


def thing(entry: AuditEntry) -> ShownThing:
    """What a line is about, by name."""
    kind, key = parted(entry.about)
    if kind not in THINGS:
        return ShownThing("", (entry.about,), "")
    return ShownThing(_(THINGS[kind]), _parts(kind, key, entry), _url(kind, key, entry.named))


def thing_in_words(entry: AuditEntry) -> str:
    """The same in a line of plain text: a file has ten thousand, and leads nowhere."""
    kind, key = parted(entry.about)
    if kind not in THINGS:
        return entry.about
    return f"{_(THINGS[kind])} {', '.join(_parts(kind, key, entry))}".strip()


def _parts(kind: str, key: str, entry: AuditEntry) -> tuple[str, ...]:
    return tuple(part for part in _name(kind, key, entry.named) if part)


def _name(kind: str, key: str, named: Named | None) -> tuple[str, ...]:
    if kind == "voucher":
        return (printed_code(key),)
    if kind == "setting":
        return (_setting(key),)
    if named is None:
        return (key,) if kind in CALLED_BY_KEY else ()
    who = _("Erased person") if named.erased else named.person
    if not who and kind in GUESTS_TOO:
        who = _("Walk-in")
    seat = _("seat {seat}", seat=named.seat) if named.seat else ""
    return (named.title, who, seat)


def _setting(name: str) -> str:
    found = (entry for place in PAGES.values() for entry in place.entries if entry.name == name)
    entry = next(found, None)
    return name if entry is None else _(entry.label)


def _url(kind: str, key: str, named: Named | None) -> str:
    if kind in ("session", "visitor"):
        kind, key = "visitor", "" if named is None else named.visitor
    if kind in QUERIES and named is None:
        return ""
    if kind == "setting":
        return _place("saved.show", "group", _group(key)) if _group(key) else ""
    if kind not in PLACES or not key:
        return ""
    endpoint, word = PLACES[kind]
    return _place(endpoint, word, key)


def _group(name: str) -> str:
    return next(
        (
            group
            for group, place in PAGES.items()
            if any(each.name == name for each in place.entries)
        ),
        "",
    )


def _place(endpoint: str, word: str = "", key: str = "") -> str:
    """The address of a page, "" for whoever may not open it."""
    right = getattr(current_app.view_functions[endpoint], "__may__", "")
    address = url_for(endpoint, **{word: key}) if word else url_for(endpoint)  # type: ignore[arg-type]
    return address if right == ANY_STAFF or i_may(right) else ""
