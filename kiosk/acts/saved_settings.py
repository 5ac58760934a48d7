"""Settings that the owner saves in the panel: from a moment on, with the line that they replace.

One mechanism for every page of settings: the page hands `save_settings` the values by the names
that `kiosk/settings.py` knows, each is checked as in the file, and the hub holds it at once
(`Hub.look_at_settings`). What a variable or the site's file says outranks it and is refused here.
A session keeps what it opened under, so nothing saved alters what was.
"""

from collections.abc import Mapping

from kiosk.acts import window
from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.reading_settings import with_saved
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.setting_lines import Setting, Value, checked, listed, write_saved
from kiosk.settings import FILE_ONLY, HubSettings, table
from kiosk.store import audit, revisions, saved_settings
from kiosk.store.saved_settings import SavedSetting

NOWHERE = ""
"""No station: what a window says at any of them."""


def save_settings(
    db: Db,
    now: Instant,
    *,
    values: Mapping[str, Value | None],
    applies_from: Instant,
    reason: str,
    by: str,
    site: Site,
) -> tuple[str, ...]:
    """Let settings hold from a moment on, now at the earliest; returns the names that change.

    A value that will hold then anyway is no change. None is the default again.

    Raises:
        Refusal: `unknown_setting`, `setting_fixed` (the file or a variable says it, or it is set
            there only), `setting_wrong`, by the first name that is wrong; nothing is saved then.
    """
    since = max(now, applies_from)
    then = _at(db, since, site)
    changed = tuple(name for name, value in values.items() if _differs(then, name, value))
    shown = window.window_now(db, now, site, station=NOWHERE)
    for name in changed:
        saved = SavedSetting(
            n=0,
            name=name,
            value=write_saved(values[name]),
            old_value=write_saved(getattr(then, name)),
            applies_from=since,
            at=now,
            by=by,
            reason=reason.strip(),
        )
        saved_settings.add(db, saved)
        audit.record(
            db, now, by=by, act="save_setting", about=f"setting:{name}", reason=reason.strip()
        )
    today = site.with_settings(_at(db, now, site))
    if changed and window.window_now(db, now, today, station=NOWHERE) != shown:
        tell_settings(db, now, site=site)
    return changed


def tell_settings(db: Db, now: Instant, *, site: Site) -> None:
    """Tell the stations what holds now; pages look anew."""
    window.tell_all(db, now, site.with_settings(_at(db, now, site)))
    saved_settings.set_told(db, upto=now)
    revisions.bump(db, revisions.FLOOR)


def _at(db: Db, at: Instant, site: Site) -> HubSettings:
    """What holds at an instant, by what is saved now."""
    held = saved_settings.in_force(db, at)
    return with_saved(site.settings, {name: line.value for name, line in held.items()})


def _differs(then: HubSettings, name: str, value: Value | None) -> bool:
    """Whether a setting would change; refuses what may not be set."""
    setting = _known(name)
    where = "hub.toml" if name in FILE_ONLY else then.given.get(name)
    if where is not None:
        raise Refusal("setting_fixed", name=name, where=where)
    wanted = setting.default if value is None else checked(setting, listed(value), where="panel")
    return bool(getattr(then, name) != wanted)


def _known(name: str) -> Setting:
    for setting in table(HubSettings):
        if setting.name == name:
            return setting
    raise Refusal("unknown_setting", name=name, where="panel")
