"""Fits, interests and qualifications on the career desk's pages, in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from admin_panel.guards import hub
from kiosk.looks.career_words import field_name
from kiosk.rules.interests import Field, Found
from kiosk.rules.openings import Fit
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import LocalDay, local_day
from kiosk.store import training
from kiosk.texts import _


@dataclass(frozen=True, slots=True)
class Skill:
    """A qualification: its module's title, and about how many minutes that takes."""

    name: str
    title: str
    minutes: int


def today() -> LocalDay:
    """The site's own day."""
    return local_day(hub().now(), ZoneInfo(hub().settings.timezone))


def skills() -> Mapping[str, Skill]:
    """What the modules here grant, each by the newest edition that can be read."""
    found: dict[str, Skill] = {}
    with hub().read() as db:
        editions = training.editions(db)
    for row in editions:
        try:
            module = hub().module_of(row.edition)
        except Refusal:  # its bytes are missing after a restore: the others still count
            continue
        if module.qualification is not None:
            found[module.qualification] = Skill(module.qualification, row.title, module.minutes)
    return found


def skill_titles(names: Iterable[str], known: Mapping[str, Skill]) -> str:
    """Their titles, parted by commas; one that no module grants by its own name."""
    return ", ".join(known[name].title if name in known else name for name in names)


def fit_words(fit: Fit, known: Mapping[str, Skill]) -> Sequence[str]:
    """Short sentences on what is held, what is missing and how long that takes, what is liked."""
    wanted = len(fit.has) + len(fit.missing)
    minutes = sum(known[name].minutes for name in fit.missing if name in known)
    missing = skill_titles(fit.missing, known)
    said = (
        _("Nothing is asked for.") if not wanted else "",
        _("Has {n} of {all}.", n=len(fit.has), all=wanted) if wanted else "",
        _("Missing: {titles}, about {minutes} min.", titles=missing, minutes=minutes)
        if missing and minutes
        else "",
        _("Missing: {titles}.", titles=missing) if missing and not minutes else "",
        _("Likes: {fields}.", fields=field_names(fit.shared)) if fit.shared else "",
    )
    return [words for words in said if words]


def field_names(fields: Iterable[Field]) -> str:
    """Fields of work, parted by commas."""
    return ", ".join(field_name(one) for one in fields)


def interest_words(found: Found) -> Sequence[str]:
    """The fields that somebody likes, each with how much."""
    if not found.fields:
        return [_("No picture was liked.")]
    return [
        _("{field}: {percent} %", field=field_name(one), percent=found.percent[one])
        for one in found.fields
    ]
