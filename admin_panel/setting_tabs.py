"""The way through Settings: four groups, and the pages of the one that is open.

Sixteen tabs in a row find nobody's eye. Who may open only some of the pages sees only those.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from flask import url_for

from admin_panel.guards import i_may
from admin_panel.setting_pages import PAGES
from kiosk.texts import N_, _


@dataclass(frozen=True, slots=True)
class Tab:
    """A page of settings; a saved one has a `group` in `setting_pages.py`."""

    title: str
    endpoint: str
    right: str = "change_settings"
    group: str = ""

    @property
    def url(self) -> str:
        """Where it is."""
        return url_for(self.endpoint, group=self.group) if self.group else url_for(self.endpoint)


@dataclass(frozen=True, slots=True)
class ShownTab:
    """A group or a page as a link; `here` is the open one."""

    title: str
    url: str
    here: bool


@dataclass(frozen=True, slots=True)
class ShownTabs:
    """The groups, and the pages of the open group."""

    groups: Sequence[ShownTab]
    pages: Sequence[ShownTab]


def _saved(group: str) -> Tab:
    return Tab(PAGES[group].title, "saved.show", group=group)


GROUPS: Mapping[str, Mapping[str, Tab]] = MappingProxyType(
    {
        N_("The site"): {
            "site": _saved("site"),
            "hours": Tab(N_("Opening hours"), "hours.show"),
            "stations": Tab(N_("Stations"), "settings.stations", "add_station"),
            "staff": Tab(N_("Staff"), "staff.show", "change_staff"),
            "house-rules": Tab(N_("House rules"), "house_rules.show"),
            "safety": _saved("safety"),
        },
        N_("Prices and money"): {
            "prices": Tab(N_("Prices"), "tariff.show"),
            "offers": Tab(N_("Offers"), "offers.show"),
            "sponsorships": Tab(N_("Sponsorships"), "sponsorships.show"),
            "money": _saved("money"),
            "paying": _saved("paying"),
            "printer": _saved("printer"),
        },
        N_("Time at a seat"): {
            "sessions": _saved("sessions"),
            "bookings": _saved("bookings"),
            "outages": _saved("outages"),
        },
        N_("Look up"): {
            "audit": Tab(N_("Who did what"), "audit.show", "see_audit"),
            "health": Tab(N_("Health"), "health.show", "see_audit"),
            "backups": Tab(N_("Backups"), "backups.show"),
            "sync": Tab(N_("Sync"), "sync.show", "add_station"),
            "settings": Tab(N_("All settings"), "settings.show"),
        },
    }
)
"""By group and by the page's own name, which its template says."""


def setting_tabs(here: str) -> ShownTabs:
    """What stands above a page of settings."""
    open_group = next((title for title, tabs in GROUPS.items() if here in tabs), "")
    groups = []
    for title, tabs in GROUPS.items():
        mine = [tab for tab in tabs.values() if i_may(tab.right)]
        if mine:
            groups.append(ShownTab(_(title), mine[0].url, title == open_group))
    pages = [
        ShownTab(_(tab.title), tab.url, name == here)
        for name, tab in GROUPS.get(open_group, {}).items()
        if i_may(tab.right)
    ]
    return ShownTabs(groups, pages)
