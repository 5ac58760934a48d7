"""The operator at the panel: shift, sales, people, pay-outs, the blind count."""

import re
from collections.abc import Sequence

from kiosk.tour.browser import Browser, Page
from kiosk.tour.cafe import OPERATOR, PASSWORD
from kiosk.tour.waiting import TourError

CODE = re.compile(r"Code (\d{6})")
PIECE = "count_"
MINOR = 100


class Desk:
    """One operator with a browser and a drawer; `drawer_minor` is what was put into it by hand."""

    def __init__(self, url: str) -> None:
        self.browser = Browser(url)
        self.drawer_minor = 0
        self._pins: dict[str, str] = {}

    def sign_in(self) -> str:
        """Sign in; returns the name on the page."""
        page = self.browser.get("/sign-in")
        page = self.browser.submit(
            page, page.form("/sign-in"), {"name": OPERATOR, "password": PASSWORD}
        )
        if not page.says("Amina"):
            raise TourError(f"not signed in: {page.said}")
        return OPERATOR

    def open_shift(self, *, float_minor: int) -> None:
        """Open the shift with what lies in the drawer."""
        page = self.browser.get("/till")
        self.browser.submit(page, page.form("/till/open"), {"float": str(float_minor // MINOR)})
        self.drawer_minor = float_minor
        if not self.browser.get("/till").has_form("/till/count"):
            raise TourError("the shift is not open")

    def register(self, name: str, *, pin: str) -> tuple[str, str]:
        """Register a visitor; returns id and code."""
        page = self.browser.get("/people")
        typed = {"name": name, "pin": pin, "pin_again": pin}
        page = self.browser.submit(page, page.form("/people"), typed)
        found = CODE.search(page.text)
        if found is None:
            raise TourError(f"no card for {name}: {page.said}")
        visitor = page.path.rpartition("/")[2]
        self._pins[visitor] = pin
        return visitor, found.group(1)

    def sell_pass(self, visitor: str, *, offer: str, price_minor: int) -> None:
        """Sell a registered visitor time, for exact cash."""
        page = self.browser.get(f"/people/{visitor}")
        form = page.form("/sell")
        self.browser.submit(page, form, {"offer": offer, "given": "exact"})
        self.drawer_minor += price_minor

    def sell_voucher(self, *, offer: str, price_minor: int) -> str:
        """Sell a walk-in a voucher; returns its code."""
        page = self.browser.get("/floor?seat=0")
        typed = {"offer": offer, "given": "exact"}
        page = self.browser.submit(page, page.form("/vouchers"), typed)
        if "/vouchers/" not in page.path:
            raise TourError(f"no voucher: {page.said}")
        self.drawer_minor += price_minor
        return page.path.rpartition("/")[2]

    def floor(self) -> Page:
        """The seat map."""
        return self.browser.get("/floor")

    def pay_out(self, visitor: str) -> int:
        """Pay a visitor, who types the PIN, all that the account holds; minor units."""
        page = self.browser.get("/till")
        form = page.form("/till/pay-out", visitor=visitor)
        amount_minor = _minor(form.value("amount"))
        page = self.browser.submit(page, form, {"payout_pin": self._pins[visitor]})
        if not page.says("paid out"):
            raise TourError(f"nothing was paid out: {page.said}")
        self.drawer_minor -= amount_minor
        return amount_minor

    def close_shift(self) -> None:
        """Count what lies there without being told what should, then close."""
        page = self.browser.get("/till")
        form = page.form("/till/count")
        names = [name for name, _ in form.fields if name.startswith(PIECE)]
        counted = _pieces(self.drawer_minor, [int(name.removeprefix(PIECE)) for name in names])
        typed = {f"{PIECE}{piece}": str(number) for piece, number in counted.items()}
        page = self.browser.submit(page, form, typed)
        if not page.says("No difference"):
            raise TourError(f"the drawer differs: {page.said}")
        self.browser.submit(page, page.form("/till/close"))
        if not self.browser.get("/till").has_form("/till/open"):
            raise TourError("the shift is not closed")


def _minor(text: str) -> int:
    whole, _, rest = text.replace(",", "").partition(".")
    return int(whole) * MINOR + int(rest.ljust(2, "0") or "0")


def _pieces(minor: int, pieces: Sequence[int]) -> dict[int, int]:
    """The fewest notes and coins that make a sum."""
    counted = {}
    for piece in sorted(pieces, reverse=True):
        counted[piece], minor = divmod(minor, piece)
    if minor:
        raise TourError(f"{minor} cents cannot be counted in coins")
    return counted
