"""Cells of reports as people read them: on a page, at a picture, in the reader's language."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from admin_panel.guards import hub
from admin_panel.report_titles import said
from kiosk.looks import figures
from kiosk.looks.jinja import amount, bdi, money
from kiosk.rules.instants import MS_PER_S, S_PER_HOUR, Instant
from kiosk.rules.reports import Between, Cell, Kind, Word
from kiosk.texts import _

MONTH_LENGTH = 7
SIDES = {Kind.MONEY: "end", Kind.DURATION: "end", Kind.COUNT: "end", Kind.SHARE: "end"}
"""Numbers stand at the end of their column."""


def local_moment(at: Instant) -> datetime:
    """An instant by the site's wall clock."""
    zone = ZoneInfo(hub().settings.timezone)
    return datetime.fromtimestamp(at // MS_PER_S, UTC).astimezone(zone)


def shown(cell: Cell, kind: Kind) -> Markup:
    """A cell of a table."""
    if cell is None:
        return Markup("")
    if kind is Kind.MONEY and isinstance(cell, int):
        return money(cell, hub().settings)
    return bdi(plain(cell, kind))


def plain(cell: object, kind: Kind) -> str:
    """A cell as text; None is nothing."""
    if isinstance(cell, Word):
        return said(cell.key)
    if isinstance(cell, Between):
        return _between(cell)
    if isinstance(cell, int):
        return _number(cell, kind)
    text = "" if cell is None else str(cell)
    return _day(text) if text and kind is Kind.DATE else text


def _number(cell: int, kind: Kind) -> str:
    match kind:
        case Kind.MONEY:
            return amount(cell, hub().settings).replace("-", "\N{MINUS SIGN}")
        case Kind.DURATION:
            return _hours(cell)
        case Kind.SHARE:
            return f"{cell // 100}.{cell % 100 // 10}%" if cell % 100 >= 10 else f"{cell // 100}%"
        case Kind.MOMENT:
            then = local_moment(Instant(cell))
            return f"{figures.day(then)}, {then:%H:%M}"
        case _:
            return f"{cell:,}"


def brief(cell: object, kind: Kind) -> str:
    """The same in the little room of a picture: a day without its year, a whole percent."""
    if kind is Kind.SHARE and isinstance(cell, int):
        return f"{(cell + 50) // 100}%"
    if kind is Kind.DURATION and cell == 0:
        return "0"
    if kind is not Kind.DATE or not isinstance(cell, str):
        return plain(cell, kind)
    if len(cell) == MONTH_LENGTH:
        return figures.months()[int(cell[5:]) - 1]
    return f"{int(cell[8:])} {figures.months()[int(cell[5:7]) - 1]}"


def axis_unit(kind: Kind) -> int:
    """What the round numbers of a picture's scale are made of."""
    major: int = 10 ** hub().settings.currency_decimals
    units = {Kind.MONEY: major, Kind.DURATION: S_PER_HOUR, Kind.SHARE: 100}
    return units.get(kind, 1)


def _hours(seconds: int) -> str:
    hours, rest = divmod(seconds, S_PER_HOUR)
    whole = hours and not rest
    return _("{hours} h", hours=f"{hours:,}") if whole else figures.minutes(seconds)


def _between(cell: Between) -> str:
    if cell.most is None:
        return _("over {minutes} min", minutes=cell.least)
    if not cell.least:
        return _("up to {minutes} min", minutes=cell.most)
    return _("{least}–{most} min", least=cell.least, most=cell.most)


def _day(text: str) -> str:
    """`2026-10-25` or, for a month, `2026-10`."""
    if len(text) == MONTH_LENGTH:
        return figures.month(date.fromisoformat(f"{text}-01"))
    return figures.weekday_and_day(date.fromisoformat(text))
