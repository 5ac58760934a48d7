"""The prices: one line a rate; what sessions would cost is seen before a list is saved."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from admin_panel import undercut_words
from admin_panel.forms import Form
from admin_panel.frame import page, say
from admin_panel.guards import current_staff, hub, may
from kiosk.acts import tariffs as acts
from kiosk.queries import tariffs as query
from kiosk.queries.tariffs import Example, Lists
from kiosk.rules.amounts import ascii_digits
from kiosk.rules.instants import S_PER_DAY, Instant
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import WEEKDAYS, local_instant_named
from kiosk.rules.tariff_files import parse_tariff
from kiosk.rules.tariffs import Tariff
from kiosk.store.tariffs import TariffRow
from kiosk.texts import N_, _, sentence, spoken

LINES_LIMIT = 30
NEW_LINES = 2
EVERY = "*"
DAY_WORDS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
S_PER_MIN = 60
MIN_A_DAY = S_PER_DAY // S_PER_MIN
GROUP_WORDS: Mapping[str, str] = {
    "visitor": N_("Visitor"),
    "student": N_("Student"),
    "job-seeker": N_("Job-seeker"),
    "retiree": N_("Retiree"),
}


@dataclass(frozen=True, slots=True)
class Looked:
    """A list that may hold, and what sessions would cost under it."""

    tariff: Tariff
    examples: list[Example]


tariff = Blueprint("tariff", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class Line:
    """A rate as the form shows it; `days` are the chosen weekdays, none of them: every day."""

    number: int
    zone: str
    group: str
    days: frozenset[str]
    start: str
    end: str
    price: str


@tariff.get("/settings/prices")
@may("change_settings")
def show() -> ResponseReturnValue:
    """The list that holds now, to be changed."""
    return _page(Form({}))


@tariff.post("/settings/prices")
@may("change_settings")
def save() -> ResponseReturnValue:
    """Show what sessions would cost; save what was seen so, from its moment on."""
    form = Form.read()
    body = _typed(form)
    since = _since(form)
    if form.errors:
        return _page(form)
    found = _checked(form, body)
    if found is None:
        return _page(form)
    seen = _digest(body)
    if form.typed.get("do") != "save" or not hmac.compare_digest(form.typed.get("seen", ""), seen):
        return _page(form, looked=found, seen=seen)
    holds = form.write(
        acts.set_tariff, at="prices", body=body, applies_from=since, by=current_staff()
    )
    if holds is None:
        return _page(form)
    say(_("The prices are saved. Sessions that run keep theirs."))
    return redirect(url_for("tariff.show"), HTTPStatus.SEE_OTHER)


def _page(form: Form, *, looked: Looked | None = None, seen: str = "") -> ResponseReturnValue:
    here = hub()
    with here.read() as db:
        kept = query.lists(db, here.now(), settings=here.settings)
    typed = form.typed or _as_typed(msgspec.json.decode(kept.body))
    return page(
        "settings/prices.html",
        here="settings",
        form=Form(typed, form.errors, form.status),
        lines=[_line(typed, number) for number in range(1, _count(typed) + NEW_LINES + 1)],
        zones=[*kept.zones, *_other_zones(typed, kept)],
        groups=[(group, _(word)) for group, word in GROUP_WORDS.items()],
        days=[(day, _(word)) for day, word in zip(WEEKDAYS, DAY_WORDS, strict=True)],
        examples=None if looked is None else looked.examples,
        warned=undercut_words.of_all(None if looked is None else looked.tariff),
        seen=seen,
        coming=_coming(kept, here.now()),
        holds=kept.holds,
    )


def _coming(kept: Lists, now: Instant) -> list[TariffRow]:
    """The lists that hold later; of two for one moment the newer, which stands first."""
    later = [row for row in kept.all if row.applies_from > now]
    return list({row.applies_from: row for row in reversed(later)}.values())


def _other_zones(typed: Mapping[str, str], kept: Lists) -> list[str]:
    """Zones that a line names and no seat has, so that nothing is changed behind a back."""
    named = [typed.get(f"zone-{number}", "") for number in range(1, _count(typed) + 1)]
    return [zone for zone in dict.fromkeys(named) if zone not in ("", EVERY, *kept.zones)]


def _count(typed: Mapping[str, str]) -> int:
    """The number of the last line that has a price."""
    numbers = [n for n in range(1, LINES_LIMIT + 1) if typed.get(f"price-{n}", "").strip()]
    return min(max(numbers, default=0), LINES_LIMIT - NEW_LINES)


def _line(typed: Mapping[str, str], number: int) -> Line:
    return Line(
        number,
        typed.get(f"zone-{number}", EVERY),
        typed.get(f"group-{number}", EVERY),
        frozenset(day for day in WEEKDAYS if typed.get(f"days-{number}-{day}")),
        typed.get(f"from-{number}", ""),
        typed.get(f"to-{number}", ""),
        typed.get(f"price-{number}", ""),
    )


def _as_typed(raw: Mapping[str, Any]) -> dict[str, str]:
    """A list as its form would be filled in."""
    typed = {
        "grace": _minutes(raw["grace_s"]),
        "minimum": _minutes(raw["minimum_s"]),
        "increment": str(raw["increment_s"]),
        "cap": _major(raw["daily_cap_minor"]),
    }
    for number, rate in enumerate(raw["rate"][: LINES_LIMIT - NEW_LINES], start=1):
        typed |= {
            f"zone-{number}": rate["zone"],
            f"group-{number}": rate["group"],
            f"from-{number}": rate.get("from", ""),
            f"to-{number}": rate.get("to", ""),
            f"price-{number}": _major(rate["per_hour_minor"]),
        }
        typed |= {f"days-{number}-{day}": "yes" for day in rate.get("days", ())}
    return typed


def _typed(form: Form) -> bytes:
    """The list as JSON; what is wrong in a field is noted there."""
    settings = hub().settings
    lines = [n for n in range(1, LINES_LIMIT + 1) if form.typed.get(f"price-{n}", "").strip()]
    return msgspec.json.encode(
        {
            "timezone": settings.timezone,
            "currency": settings.currency,
            "grace_s": form.whole("grace", least=0, most=MIN_A_DAY) * S_PER_MIN,
            "minimum_s": form.whole("minimum", least=0, most=MIN_A_DAY) * S_PER_MIN,
            "increment_s": form.whole("increment", least=1, most=S_PER_DAY),
            "daily_cap_minor": form.money("cap") if form.typed.get("cap", "").strip() else 0,
            "rate": [_rate(form, number) for number in lines],
        }
    )


def _rate(form: Form, number: int) -> dict[str, Any]:
    line = _line(form.typed, number)
    rate: dict[str, Any] = {
        "zone": line.zone,
        "group": line.group,
        "per_hour_minor": form.money(f"price-{number}"),
    }
    if line.days and len(line.days) < len(WEEKDAYS):
        rate["days"] = [day for day in WEEKDAYS if day in line.days]
    if line.start or line.end:
        rate["from"], rate["to"] = ascii_digits(line.start), ascii_digits(line.end)
        rate["to"] = "24:00" if rate["to"] == "00:00" else rate["to"]
    return rate


def _checked(form: Form, body: bytes) -> Looked | None:
    """What sessions would cost; None and an error at the line where the list may not hold."""
    here = hub()
    with here.read() as db:
        kept = query.lists(db, here.now(), settings=here.settings)
    try:
        after = acts.check(msgspec.json.decode(body), zones=kept.zones, site=here.site)
    except Refusal as refusal:
        form.wrong(_place(form, refusal), _told(refusal), status=refusal.status)
        return None
    before = parse_tariff(msgspec.json.decode(kept.body))
    return Looked(after, query.examples(here.now(), before=before, after=after, zones=kept.zones))


PLACES = {
    "per_hour_minor": "price",
    "zone": "zone",
    "group": "group",
    "from": "from",
    "to": "to",
    "days": "from",
    "rate": "price",
}


def _place(form: Form, refusal: Refusal) -> str:
    """The field that a refusal is about: `line` counts the lines that have a price."""
    line = refusal.details.get("line")
    field = PLACES.get(str(refusal.details.get("field")), "prices")
    if not isinstance(line, int) or field == "prices":
        return "prices"
    filled = [n for n in range(1, LINES_LIMIT + 1) if form.typed.get(f"price-{n}", "").strip()]
    return f"{field}-{filled[line - 1]}"


def _told(refusal: Refusal) -> str:
    field, line = refusal.details.get("field"), refusal.details.get("line")
    if field == "rate" and line is not None:
        return _("Line {line} says the same as another. Leave one out.", line=line)
    if field in ("from", "to") and line is not None:
        return _("Line {line}: type both times, such as 18:00 and 22:00.", line=line)
    return sentence(refusal, spoken())


def _since(form: Form) -> Instant:
    """From when the list holds; nothing typed: from now on."""
    here = hub()
    typed = form.typed.get("since", "").strip()
    if not typed:
        return here.now()
    try:
        return local_instant_named(ascii_digits(typed), ZoneInfo(here.settings.timezone))
    except ValueError:
        form.wrong("since", _("Choose a day and a time."))
        return here.now()


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _minutes(seconds: int) -> str:
    return str(-(-seconds // S_PER_MIN))


def _major(minor: int) -> str:
    """A sum as somebody would type it; nothing for 0 where it means none."""
    decimals = hub().settings.currency_decimals
    whole, rest = divmod(minor, 10**decimals)
    return f"{whole}.{rest:0{decimals}d}" if rest else str(whole)
