"""Notes and coins: what is counted, and what a buyer is likely to hand over."""

import pytest

from admin_panel.cash import notes, pieces
from kiosk.settings import HubSettings

SHILLINGS = HubSettings()


@pytest.mark.parametrize(
    ("prices", "shown"),
    [
        pytest.param((2000, 4000, 7000), (4000, 5000, 10_000), id="up to the first that is enough"),
        pytest.param((4000, 60_000), (5000, 10_000, 20_000, 50_000, 100_000), id="a dear one"),
        pytest.param(
            (4000, 500_000), (5000, 10_000, 20_000, 50_000, 100_000), id="dearer than any"
        ),
        pytest.param((), (), id="nothing for sale"),
    ],
)
def test_the_notes_on_the_desk_fit_its_prices(prices, shown):
    assert notes(SHILLINGS, prices) == shown


@pytest.mark.parametrize(
    ("currency", "decimals", "smallest"),
    [("KES", 2, 100), ("EGP", 2, 25), ("JOD", 3, 50), ("XAF", 0, 1), ("EUR", 0, 1)],
)
def test_pieces_are_minor_units_of_the_currency(currency, decimals, smallest):
    found = pieces(HubSettings(currency=currency, currency_decimals=decimals))
    assert min(found) == smallest
    assert all(piece > 0 for piece in found)
