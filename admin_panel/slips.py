"""What goes to the printer: QR codes as pictures inside the page."""

import io
from typing import Any

from flask import render_template, request
from markupsafe import Markup

from admin_panel.guards import hub
from kiosk.protocol.cards import write_card
from kiosk.rules.scans import BOOKING_PREFIX, RECEIPT_PREFIX

QUIET_ZONE = 2
"""Modules of white around the code; the slip's own paper adds the rest of the four."""


def voucher_qr(text: str) -> Markup:
    """The QR of a voucher: scanned at a lock it stands for the typed code, also without the hub."""
    return qr_svg(text)


def card_qr(code: str) -> Markup:
    """The QR of a registered visitor's card; the PIN is never in it.

    It is signed, so that it opens a seat with the hub away, without the account.
    """
    return qr_svg(write_card(hub().keys.signing, code=code))


def receipt_qr(payment: str) -> Markup:
    """The QR of a receipt: scanned at the desk it opens the sale."""
    return qr_svg(RECEIPT_PREFIX + payment)


def booking_qr(code: str) -> Markup:
    """The QR of a booking: scanned at its seat's lock it starts, at the desk it opens it."""
    return qr_svg(BOOKING_PREFIX + code)


def paper(template: str, *, back_url: str, **handed: Any) -> str:
    """A slip alone on its page; `paper=roll` in the address is the 58 mm roll, else A6."""
    size = "roll" if request.args.get("paper") == "roll" else "a6"
    other = "a6" if size == "roll" else "roll"
    return render_template(
        template,
        site_name=hub().settings.site_name,
        paper=size,
        back_url=back_url,
        other_url=f"{request.path}?paper={other}",
        **handed,
    )


def qr_svg(text: str) -> Markup:
    """A text as a QR code, drawn as SVG that stands in the page itself."""
    import qrcode  # noqa: PLC0415  heavy: it brings a library of pictures
    from qrcode.constants import ERROR_CORRECT_M  # noqa: PLC0415  the same
    from qrcode.image.svg import SvgPathImage  # noqa: PLC0415  the same

    made = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE)
    made.add_data(text)
    stream = io.BytesIO()
    made.make_image(image_factory=SvgPathImage).save(stream)
    drawn = stream.getvalue().decode("utf-8").partition("?>")[2].strip()
    return Markup(drawn)  # noqa: S704  made by us from a code, no text of anybody's in it
