"""The counter of a day: shifts that open and close, what is paid, what is given back."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from benchmarks.year.book import Book

from kiosk.rules.tenders import Parts, parts_of
from kiosk.settings import HubSettings

EARNS = {"pass": "sales:pass", "products": "sales:product", "session": "sales:time"}
FLOAT_MINOR = 200_000
MS_PER_HOUR = 3_600_000
SHIFT_MS = 6 * MS_PER_HOUR
CASH_OF_TEN = 7
MOBILE_OF_TEN = 9


@dataclass(frozen=True, slots=True)
class Article:
    """A product on the shelf."""

    id: str
    title: str
    price_minor: int


ARTICLES = tuple(
    Article(f"product-{n}", title, minor)
    for n, (title, minor) in enumerate(
        (
            ("Print, A4", 1000),
            ("Print, A4 colour", 3000),
            ("Water 0.5 l", 4750),
            ("Tea", 3250),
            ("Mandazi", 1500),
            ("USB stick 16 GB", 65_000),
        )
    )
)


@cache
def parts(kind: str, minor: int, basis_points: int, coin_minor: int) -> Parts:
    """A price taken apart; few prices come again and again."""
    tax = 0 if kind == "top_up" else basis_points
    return parts_of(minor, tax_basis_points=tax, coin_minor=coin_minor)


class Counter:
    """Takes money; `shift` is the one that is open."""

    def __init__(self, book: Book, settings: HubSettings, operators: Sequence[str]) -> None:
        self.book = book
        self.settings = settings
        self.operators = operators
        self.shift = ""
        self.by = operators[0]
        self.drawer_minor = 0
        self._opened_at = 0
        self._references = 0
        self._shifts = 0

    def open(self, at: int, shift: str = "") -> None:
        """A shift opens; one that is in the database already is told by its id, without float."""
        self.shift = shift or self.book.new_id()
        self.by = self.operators[self._shifts % len(self.operators)]
        self._shifts += 1
        self._opened_at = at
        self.drawer_minor = 0 if shift else FLOAT_MINOR
        if not shift:
            about = f"shift:{self.shift}"
            self.book.post(
                at, f"float:{self.shift}", self.till, "safe", FLOAT_MINOR, "opening float", about
            )
            self.audit(at, "open_shift", about)

    def close(self, at: int) -> None:
        """It is counted, one time in nine with a difference, and goes to the safe."""
        book, about, shift = self.book, f"shift:{self.shift}", self.shift
        expense = min(5000, self.drawer_minor)
        if self._shifts % 3 == 0 and expense:
            move = book.new_id()
            book.post(at, f"cash:{move}", "world", self.till, expense, "cleaning", about)
            book.rows["cash_move"].append(
                (move, shift, self.by, at, "expense", expense, "cleaning")
            )
            self.drawer_minor -= expense
        short = 1000 if self._shifts % 9 == 0 and self.drawer_minor > 1000 else 0
        if short:
            book.post(at, f"difference:{shift}", "loss", self.till, short, "till short", about)
        counted = self.drawer_minor - short
        if counted:
            book.post(at, f"to_safe:{shift}", "safe", self.till, counted, "shift closed", about)
        reason = "a note was missing" if short else ""
        book.rows["shift"].append(
            (shift, self.by, self._opened_at, FLOAT_MINOR, at, counted, -short, reason)
        )
        self.audit(at, "count_drawer", about)
        self.audit(at, "close_shift", about)

    @property
    def till(self) -> str:
        """The ledger account of the drawer."""
        return f"till:{self.shift}"

    def audit(self, at: int, act: str, about: str, reason: str = "") -> None:
        """Somebody at the desk did something."""
        self.book.rows["audit"].append((at, self.by, act, about, reason))

    def take(self, at: int, kind: str, title: str, visitor: str | None, minor: int) -> str:
        """A payment under an id of its own; returns it."""
        return self.take_as(self.book.new_id(), at, kind, title, visitor, minor)

    def take_as(
        self, name: str, at: int, kind: str, title: str, visitor: str | None, minor: int
    ) -> str:
        """A payment; seven of ten in cash, two by mobile money, one by card."""
        drawn = self.book.chance.randrange(10)
        tender = "cash" if drawn < CASH_OF_TEN else "mobile" if drawn < MOBILE_OF_TEN else "card"
        provider = {"cash": "", "mobile": "M-Pesa", "card": "Card"}[tender]
        self._references += tender != "cash"
        reference = "" if tender == "cash" else f"QX{self._references:08d}"
        coin = self.settings.smallest_coin_minor if tender == "cash" else 1
        split = parts(kind, minor, self.settings.tax_basis_points, coin)
        paid = minor + split.rounding_minor
        debit = self.till if tender == "cash" else f"mobile:{provider}"
        if tender == "cash":
            self.drawer_minor += paid
        self._post(name, at, kind, debit, EARNS.get(kind, f"visitor:{visitor}"), split)
        self.book.rows["payment"].append(
            (
                *(name, self.shift, self.by, at, kind, title, visitor, tender, provider),
                *(reference, minor, 0, split.tax_minor, split.rounding_minor, paid),
            )
        )
        return name

    def _post(self, name: str, at: int, kind: str, debit: str, credit: str, split: Parts) -> None:
        about = f"payment:{name}"
        postings = (
            ("sale", credit, split.net_minor),
            ("tax", "tax", split.tax_minor),
            ("rounding", "rounding", split.rounding_minor),
        )
        for what, account, minor in postings:
            if minor > 0:
                self.book.post(at, f"{what}:{name}", debit, account, minor, f"{kind} {what}", about)
            elif minor < 0:
                self.book.post(
                    at, f"{what}:{name}", account, debit, -minor, f"{kind} {what}", about
                )

    def sell_product(self, at: int, *, voided: bool = False) -> None:
        """Something from the shelf, sold alone; `voided`: the sale is cancelled a minute later."""
        book = self.book
        article = ARTICLES[book.chance.randrange(len(ARTICLES))]
        pieces = 1 + book.chance.randrange(3)
        minor = pieces * article.price_minor
        name = self.take(at, "products", article.title, None, minor)
        book.rows["product_line"].append(
            (name, article.id, article.title, pieces, article.price_minor)
        )
        book.rows["stock_move"].append((article.id, at, self.by, -pieces, "sold", name))
        if voided:
            self._void(at + 60_000, name, article.id, pieces)

    def _void(self, at: int, payment: str, product: str, pieces: int) -> None:
        """Everything of a payment goes back the way it came."""
        book, back = self.book, self.book.new_id()
        kept = book.rows["payment"][-1]
        debit = self.till if kept[7] == "cash" else f"mobile:{kept[8]}"
        minor, _discount, tax, rounding, paid = (int(str(part)) for part in kept[10:15])
        postings = (("sale", "sales:product", minor - tax), ("tax", "tax", tax))
        for what, account, part in (*postings, ("rounding", "rounding", rounding)):
            if part:
                sides = (account, debit) if part > 0 else (debit, account)
                book.post(
                    at,
                    f"refund:{what}:{back}",
                    *sides,
                    abs(part),
                    "typed wrong",
                    f"payment:{payment}",
                )
        self.drawer_minor -= paid if kept[7] == "cash" else 0
        book.rows["taken_back"].append(
            (back, payment, self.shift, self.by, at, "void", minor, kept[7], 0, "typed wrong")
        )
        book.rows["stock_move"].append((product, at, self.by, pieces, "back", payment))
        self.audit(at, "void", f"payment:{payment}", "typed wrong")
