"""What one visitor did here, page by page: visits, sales, account, passes, work; the last first."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

from kiosk.disk.db import Db
from kiosk.queries import receipts
from kiosk.queries.receipts import PaidLine
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.store import account_lines, passes, sessions, tasks, visitors, work
from kiosk.store.account_lines import AccountLine
from kiosk.store.passes import PassLine
from kiosk.store.sessions import Session
from kiosk.store.work import Work

R = TypeVar("R")
PAGE_ROWS = 25


@dataclass(frozen=True, slots=True)
class WorkLine:
    """An answer and the title of its task; "" where its terms are gone."""

    work: Work
    title: str


@dataclass(frozen=True, slots=True)
class HistoryPage(Generic[R]):
    """A page, and whether there is another one behind it."""

    rows: tuple[R, ...]
    more: bool


def visits(db: Db, visitor: str, *, page: int) -> HistoryPage[Session]:
    """Sessions; `page` counts from 1."""
    return _page(db, visitor, page, sessions.of_visitor)


def sales(db: Db, visitor: str, *, page: int) -> HistoryPage[PaidLine]:
    """What was paid, by the account alone too."""
    return _page(db, visitor, page, receipts.of_visitor)


def on_account(db: Db, visitor: str, *, page: int) -> HistoryPage[AccountLine]:
    """What came onto the account and what went."""
    return _page(db, visitor, page, account_lines.of_visitor)


def passes_had(db: Db, now: Instant, visitor: str, *, page: int) -> HistoryPage[PassLine]:
    """Passes, those that lapsed too."""
    return _page(db, visitor, page, partial(passes.of_visitor, at=now))


def work_done(db: Db, visitor: str, *, page: int) -> HistoryPage[WorkLine]:
    """Answers to paid tasks; what waits for the visitor's word first."""
    found = _page(db, visitor, page, work.of_visitor)
    return HistoryPage(tuple(WorkLine(one, _title(db, one)) for one in found.rows), found.more)


def _page(db: Db, visitor: str, page: int, read: Callable[..., tuple[R, ...]]) -> HistoryPage[R]:
    if visitors.by_id(db, visitor) is None:
        raise Refusal("not_found", what="visitor")
    rows = read(db, visitor=visitor, limit=PAGE_ROWS + 1, offset=(page - 1) * PAGE_ROWS)
    return HistoryPage(rows[:PAGE_ROWS], len(rows) > PAGE_ROWS)


def _title(db: Db, one: Work) -> str:
    terms = tasks.terms(db, one.hit_type)
    return "" if terms is None else terms.title
